"""What a Shortcut sends is a workout, however its numbers are written."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.arrival import Arrival, SetAside, SourceTools
from fitglue.domain.errors import Damaged, Hostile, TooBig
from fitglue.domain.sport import by_key
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Workout
from fitglue.formats.gpx import encode_gpx
from fitglue.formats.original_sync import read_original_sync
from fitglue.formats.packing import unpacked
from fitglue.formats.sent import read_kept, read_sent
from fitglue.formats.shortcut import is_shortcut, read_shortcut
from fitglue.testing.health_auto_exports import request, run
from fitglue.testing.sending_apps import original_activity, original_sync, shortcut

TOOLS = SourceTools(default_zone="Europe/Zurich", zone_at=lambda _lat, _lon: None)


def arrival(content: bytes, names: dict[str, Any] | None = None) -> Arrival:
    (one,) = read_shortcut(content, TOOLS, names or {})
    assert isinstance(one, Arrival)
    return one


def workout(content: bytes) -> Workout:
    return arrival(content).workout


def test_every_field_is_read() -> None:
    read = workout(shortcut(max_heart_rate="171 bpm", duration="29:30", indoor=False))
    assert read.sport is by_key("running")
    assert read.start == datetime(2026, 5, 5, 12, 40, 52, tzinfo=UTC)
    assert (read.elapsed_s, read.timer_s) == (1_800.0, 1_770.0)
    assert (read.distance_m, read.active_kcal) == (5_020.0, 320.0)
    assert (read.avg_hr_bpm, read.max_hr_bpm, read.indoor) == (148.0, 171.0, False)
    assert {one.source for one in read.provenance.values()} == {"Shortcut"}


@pytest.mark.parametrize(
    ("said", "metres"),
    [
        (5.02, 5_020.0), ("5.02", 5_020.0), ("5,02 km", 5_020.0), ("5020 m", 5_020.0),
        ("3.1 mi", 4_988.97), (None, None), ("far", None), ([], None),
    ],
)  # fmt: skip
def test_a_distance_may_be_written_in_many_ways(said: Any, metres: float | None) -> None:
    found = workout(shortcut(distance=said)).distance_m
    assert found == (None if metres is None else pytest.approx(metres, abs=0.01))


def test_energy_may_be_in_kilojoules() -> None:
    assert workout(shortcut(energy="1338,88 kJ")).active_kcal == pytest.approx(320.0)


def test_three_fields_are_enough() -> None:
    read = workout(shortcut(distance=..., energy=..., average_heart_rate=...))
    assert (read.distance_m, read.active_kcal, read.avg_hr_bpm) == (None, None, None)


def test_fields_may_be_called_as_the_iphone_calls_them() -> None:
    said = {
        "Workout Type": "Laufen", "Start Date": "2026-05-05T14:40:52+02:00",
        "End Date": "2026-05-05T15:10:52+02:00", "Calories": "320", "Average Heart Rate": "148",
    }  # fmt: skip
    content = json.dumps({"type" if k == "Workout Type" else k: v for k, v in said.items()})
    read = workout(content.encode())
    assert (read.sport.key, read.active_kcal, read.avg_hr_bpm) == ("running", 320.0, 148.0)


def test_a_gpx_becomes_the_route_and_the_heart_rate() -> None:
    (recorded,) = read_original_sync(original_sync(original_activity()), TOOLS)
    assert isinstance(recorded, Arrival)
    activity = Activity(
        id="a", revision=1, title="Run", title_set_by=TitleSetBy.DEFAULT, workout=recorded.workout
    )
    gpx = encode_gpx(activity).decode()
    read = workout(shortcut(gpx=gpx))
    assert read.route_points == 601
    assert len(read.streams[StreamKind.HEART_RATE]) == 601
    assert read.moving_s is not None


def test_a_gpx_that_cannot_be_read_costs_the_route_alone() -> None:
    read = workout(shortcut(gpx="<gpx"))
    assert [one.code for one in read.notes] == ["gpx-unreadable"]
    assert read.distance_m == 5_020.0


@pytest.mark.parametrize("missing", ["type", "start", "end"])
def test_a_field_that_is_needed_is_named(missing: str) -> None:
    content = json.dumps([json.loads(shortcut(**{missing: ""})), json.loads(shortcut())])
    aside, taken = read_shortcut(content.encode(), TOOLS, {})
    assert isinstance(aside, SetAside)
    assert f"“{missing}” is missing" in aside.why.sentence
    assert json.loads(aside.content)["energy"] == "320 kcal"
    assert isinstance(taken, Arrival)


@pytest.mark.parametrize("one", ["[]", "[1]", '["x"]', "[null]", "[[]]"])
def test_what_is_no_workout_is_set_aside(one: str) -> None:
    assert not any(isinstance(found, Arrival) for found in read_shortcut(one.encode(), TOOLS, {}))


def test_broken_json_is_damaged_and_endless_json_hostile() -> None:
    with pytest.raises(Damaged):
        list(read_shortcut(b'[{"type":', TOOLS, {}))
    with pytest.raises(Hostile):
        list(read_shortcut(b"[" * 100_000, TOOLS, {}))
    with pytest.raises(TooBig):
        list(read_shortcut(b"[" + b"1," * 501 + b"1]", TOOLS, {}))


def test_the_same_workout_has_one_name() -> None:
    again = shortcut(start="2026-05-05T12:40:52Z", energy=...)
    assert arrival(shortcut()).source_id == arrival(again).source_id
    own = "6C8E3E60-43C1-4B6E-9C3B-0F6E0B2F6A11"
    assert arrival(shortcut(id=own.lower())).source_id == own


def test_whose_json_it_is_shows_by_its_fields() -> None:
    assert is_shortcut(shortcut())
    assert is_shortcut(b"\n[" + shortcut() + b"]")
    assert not is_shortcut(request(run()))
    assert not is_shortcut(b'{"data":{"workouts":[]},"type":"x"}')
    assert not is_shortcut(b'{"broken')


def test_a_rule_for_a_name_wins() -> None:
    one = arrival(shortcut(type="Feierabendrunde"), {"feierabendrunde": by_key("cycling")})
    assert one.workout.sport is by_key("cycling")


@pytest.mark.parametrize("content", [request(run()), shortcut()])
def test_a_workout_is_read_again_from_the_bytes_that_are_kept(content: bytes) -> None:
    (first,) = read_sent(content, TOOLS, {}).arrivals
    assert isinstance(first, Arrival)
    (again,) = read_kept(unpacked(first.originals[0].zstd), TOOLS, {}).arrivals
    assert isinstance(again, Arrival)
    assert again.source_id == first.source_id
    assert again.workout.sport is first.workout.sport
