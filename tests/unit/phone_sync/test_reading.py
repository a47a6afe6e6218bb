"""What a phone sends is read item by item, within limits, and a broken one costs only itself."""

import gzip
import json
from typing import Any

import msgspec
import pytest
import zstandard

from fitglue.domain.errors import Damaged, Hostile, NotAWorkout, TooBig, Unreadable
from fitglue.formats.phone_sync import read_batch, read_item, schema, wire
from fitglue.formats.phone_sync.inflating import LARGEST_SENT, LARGEST_UNPACKED
from fitglue.formats.phone_sync.reading import part_of, read_digest, seal_of
from fitglue.testing.phone_workouts import a_heart_rate, a_route, a_workout, an_envelope, encoded


def a_batch(*items: wire.Item, **changes: Any) -> bytes:
    plain: dict[str, Any] = {"version": 1, "batch_id": "b1", "device_id": "d1"} | changes
    return encoded(wire.Batch(items=list(items), **plain))


def test_a_batch_comes_back_item_by_item() -> None:
    one = a_workout()
    sent = read_batch(a_batch(*one.items, app_version="1.2"))
    assert (sent.batch_id, sent.device_id, sent.app_version) == ("b1", "d1", "1.2")
    assert [read_item(raw) for raw in sent.items] == one.items


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_packed_batch_is_the_same(encoding: str) -> None:
    body = a_batch(*a_workout().items)
    packed = gzip.compress(body) if encoding == "gzip" else zstandard.compress(body)
    assert read_batch(packed, encoding) == read_batch(body)


def test_the_state_of_the_phone_is_no_part_of_the_content() -> None:
    quiet, busy = wire.PhoneState(queue_depth=0), wire.PhoneState(queue_depth=9, low_power=True)
    hashes = {read_batch(a_batch(an_envelope(), state=one)).content_hash for one in (quiet, busy)}
    assert len(hashes) == 1
    assert read_batch(a_batch(an_envelope(1))).content_hash not in hashes


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_bomb_is_refused(encoding: str) -> None:
    bomb = b" " * (LARGEST_UNPACKED + 1)
    packed = gzip.compress(bomb) if encoding == "gzip" else zstandard.compress(bomb)
    with pytest.raises(TooBig):
        read_batch(packed, encoding)


def test_more_than_a_mebibyte_is_refused_unread() -> None:
    with pytest.raises(TooBig):
        read_batch(b"x" * (LARGEST_SENT + 1))


@pytest.mark.parametrize(
    "tower",
    [
        "[" * 100_000, '{"a":' * 5000, '["[",' * 300, '["]",' * 300, '"' + "[" * 300,
        r'["\]",' * 300, r'["\\", [' * 300,
    ],
)  # fmt: skip
def test_a_tower_of_brackets_is_refused(tower: str) -> None:
    with pytest.raises(Hostile):
        read_batch(tower.encode())


@pytest.mark.parametrize("end", ["", '\\"{{', "\\", '"'])
def test_brackets_in_texts_are_no_tower(end: str) -> None:
    envelope = an_envelope(metadata={"HKWorkoutBrandName": "[[[[[" * 100 + end})
    assert read_item(read_batch(a_batch(envelope)).items[0]) == envelope


@pytest.mark.parametrize(
    ("body", "encoding", "error"),
    [
        (b"", "", NotAWorkout),
        (b"hello", "", NotAWorkout),
        (b'{"version": 1', "", NotAWorkout),
        (b"\xff\xfe", "", NotAWorkout),
        (b"{}", "", Damaged),
        (b'{"version": 2, "batch_id": "b", "device_id": "d", "items": []}', "", Damaged),
        (b"no gzip", "gzip", Damaged),
        (gzip.compress(b'{"version": 1}' * 50, mtime=0)[:-9], "gzip", Damaged),
        (b"no zstd", "zstd", Damaged),
        (zstandard.compress(b'{"version": 1, "items": []}' * 9)[:-5], "zstd", Unreadable),
        (b"{}", "br", NotAWorkout),
    ],
)
def test_what_is_no_batch_is_said_to_be_none(
    body: bytes, encoding: str, error: type[Unreadable]
) -> None:
    with pytest.raises(error) as said:
        read_batch(body, encoding)
    assert said.value.next_step


def test_more_items_than_the_limit_are_refused() -> None:
    items = [wire.Deleted(uuid=an_envelope(at).uuid) for at in range(wire.MOST_ITEMS + 1)]
    with pytest.raises(Damaged):
        read_batch(a_batch(*items))


@pytest.mark.parametrize(
    "change",
    [
        {"uuid": "not-a-uuid"}, {"end_s": 0}, {"start_s": -5}, {"start_s": 1e30},
        {"activity_type": "running"}, {"app": None}, {"kind": "poem"}, {"kind": "route"},
        {"metadata": {"HKWorkoutBrandName": "secret" * 500}}, {"duration_s": 1e12},
        {"metadata": {"deep": [[["secret"]]]}}, {"time_zone": "secret\x00"},
        {"app": {"name": "secret\x00"}},
    ],
)  # fmt: skip
def test_a_broken_item_is_refused_without_its_values(change: dict[str, Any]) -> None:
    plain = json.loads(msgspec.json.encode(an_envelope())) | change
    with pytest.raises(Damaged) as said:
        read_item(json.dumps(plain).encode())
    assert "secret" not in said.value.sentence


@pytest.mark.parametrize(
    "broken",
    [
        a_route(latitude_deg=[45.0]),
        a_heart_rate(value=[140.0]),
        a_heart_rate(end_s=[1.0]),
        a_heart_rate(start_s=[], value=[]),
    ],
)
def test_columns_of_several_lengths_are_refused(broken: wire.Item) -> None:
    with pytest.raises(Damaged):
        read_item(msgspec.json.encode(broken))


def test_a_field_that_nobody_knows_is_passed_over() -> None:
    plain = json.loads(msgspec.json.encode(an_envelope())) | {"mood": "good"}
    assert read_item(json.dumps(plain).encode()) == an_envelope()


def test_a_later_reading_of_the_same_is_the_same() -> None:
    one, two = part_of(a_route(revision=1)), part_of(a_route(revision=2))
    assert one.content_hash == two.content_hash
    assert part_of(a_route(altitude_m=[1.0] * 120)).content_hash != one.content_hash
    assert part_of(a_route(1)).content_hash != one.content_hash


def test_more_samples_win_and_then_the_later_reading() -> None:
    short = part_of(a_heart_rate(minutes=1, revision=9))
    first, second = part_of(a_heart_rate()), part_of(a_heart_rate(revision=2, unit="count/s"))
    assert short.rank < first.rank < second.rank
    assert short.name == first.name == second.name


def test_uuids_are_written_in_capitals_whoever_sends_them() -> None:
    small = msgspec.structs.replace(an_envelope(), uuid=an_envelope().uuid.lower())
    assert part_of(small).workout_uuid == an_envelope().uuid
    seal = seal_of([("workout", 0)])
    body = json.dumps({"version": 1, "workouts": [[small.uuid, seal]]}).encode()
    assert read_digest(body).workouts == [(an_envelope().uuid, seal)]


def test_a_seal_is_as_the_format_says() -> None:
    # printf 'series:HeartRate:x:0 24\nworkout 0\n' | sha256sum
    assert seal_of([("workout", 0), ("series:HeartRate:x:0", 24)]) == "29414a9d47ede1fd"


def test_the_schema_beside_the_format_is_the_formats_own() -> None:
    assert schema.FILE.read_text() == schema.text(), (
        "Write it anew: python -m fitglue.formats.phone_sync.schema"
    )
