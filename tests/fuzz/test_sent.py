"""Whatever a Shortcut or the original's phone app sends, it is read, set aside or refused."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fitglue.domain.arrival import Arrival, SetAside, SourceTools
from fitglue.domain.errors import Unreadable
from fitglue.formats.original_sync import read_original_sync
from fitglue.formats.sent import read_sent
from fitglue.formats.workout_document import content_hash
from fitglue.testing.sending_apps import original_activity, original_sync, shortcut

TOOLS = SourceTools(default_zone="Europe/Zurich", zone_at=lambda _lat, _lon: None)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(
        ["2026-05-05T14:40:52Z", "9999-12-31T23:59:59Z", "5,02 km", "-1 mi", "1e400"]
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["timestamp", "bpm", "latitude", "longitude", "altitude", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
SHORTCUT = (
    "id", "type", "start", "end", "duration", "distance", "energy", "average_heart_rate",
    "max_heart_rate", "indoor", "gpx",
)  # fmt: skip


FULL = original_activity()
SHORT = original_activity(
    route=FULL["route"][:4], heartRateSamples=FULL["heartRateSamples"][:4]
)  # fmt: skip


def told(why: Unreadable) -> None:
    assert why.sentence
    assert why.next_step


def check(found: list[Arrival | SetAside]) -> None:
    for one in found:
        assert isinstance(one, SetAside) or content_hash(one.workout)


@given(st.dictionaries(st.sampled_from(SHORTCUT), JSON, max_size=4))
def test_any_field_of_a_shortcut_may_say_anything(said: dict[str, Any]) -> None:
    check(list(read_sent(shortcut(**said), TOOLS, {}).arrivals))


@given(st.dictionaries(st.sampled_from(sorted(SHORT)), JSON, max_size=4))
def test_any_field_of_an_activity_may_say_anything(said: dict[str, Any]) -> None:
    check(list(read_original_sync(original_sync({**SHORT, **said}), TOOLS)))


@given(JSON)
def test_any_json_is_read_or_refused(said: Any) -> None:
    content = json.dumps(said).encode()
    for read in (
        lambda: list(read_sent(content, TOOLS, {}).arrivals),
        lambda: list(read_original_sync(content, TOOLS)),
    ):
        try:
            check(read())
        except Unreadable as why:
            told(why)


@given(st.integers(0, 4_000), st.integers(0, 255))
def test_a_damaged_byte_does_no_harm(at: int, byte: int) -> None:
    content = bytearray(original_sync(SHORT))
    content[at % len(content)] = byte
    try:
        check(list(read_original_sync(bytes(content), TOOLS)))
    except Unreadable as why:
        told(why)
