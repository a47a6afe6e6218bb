"""What the original's phone app sends is read whole: nothing of it is thrown away."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from fitglue.domain.arrival import Arrival, SetAside, SourceTools
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.distance import cumulative_distance
from fitglue.domain.errors import Damaged, Hostile, NotAWorkout
from fitglue.domain.streams import StreamKind
from fitglue.formats.original_sync import read_original_sync, sport_of
from fitglue.testing.sending_apps import original_activity, original_sync

TOOLS = SourceTools(default_zone="Europe/Zurich", zone_at=lambda _lat, _lon: "Europe/Vienna")


def arrival(**said: Any) -> Arrival:
    (one,) = read_original_sync(original_sync(original_activity(**said)), TOOLS)
    assert isinstance(one, Arrival)
    return one


def test_heart_rate_route_distance_and_end_are_kept() -> None:
    read = arrival().workout
    assert read.sport.key == "running"
    assert read.start == datetime(2026, 5, 5, 12, 40, 52, tzinfo=UTC)
    assert (read.elapsed_s, read.timer_s) == (600.0, 570.5)
    assert (read.distance_m, read.active_kcal) == (1_800.5, 120.0)
    assert len(read.streams[StreamKind.HEART_RATE]) == 121
    assert read.route_points == 601


def test_a_route_gives_a_distance_at_every_moment_and_a_time_in_motion() -> None:
    read = arrival().workout
    covered = cumulative_distance(read)
    assert covered is not None
    assert len(covered[1]) > 100
    assert read.moving_s is not None


def test_the_time_zone_is_that_of_the_place() -> None:
    assert arrival().workout.zone == Zone("Europe/Vienna", ZoneKnownBy.POSITION)


def test_a_short_distance_is_taken_at_its_word() -> None:
    assert arrival(distance=30, route=...).workout.distance_m == 30.0


@pytest.mark.parametrize(
    ("called", "key"),
    [
        ("Running", "running"), ("Cardio", "mixed_cardio"),
        ("HIIT", "high_intensity_interval_training"),
        ("WeightTraining", "traditional_strength_training"), ("NordicSki", "cross_country_skiing"),
        ("IceSkating", "skating_sports"), ("Snowboarding", "snowboarding"), ("Golf", "golf"),
        ("Gymnastics", "gymnastics"), ("SwimBikeRun", "swim_bike_run"), ("TaiChi", "tai_chi"),
        ("StairClimbing", "stair_climbing"), ("Pilates", "pilates"), ("JumpRope", "jump_rope"),
        ("running_treadmill", "running"), ("Exercise_999", "other"), ("", "other"),
    ],
)  # fmt: skip
def test_every_type_keeps_its_sport(called: str, key: str) -> None:
    assert sport_of(called).key == key


def test_an_activity_is_known_by_its_id_else_by_its_source_and_start() -> None:
    assert (
        arrival(externalId="1b0c5e1a-7c55-4a7e-9e2b-0c7b3c1e9a10").source_id == arrival().source_id
    )
    assert arrival(externalId="hc-17").source_id == "hc-17"
    assert arrival(externalId=...).source_id == "healthkit-1777984852000"
    health_connect = arrival(externalId=..., source="health_connect")
    assert health_connect.source_id == "health_connect-1777984852000"


def test_one_that_is_of_no_use_is_set_aside_and_the_rest_goes_on() -> None:
    broken = original_activity(startTime="yesterday"), original_activity(endTime=...)
    found = list(read_original_sync(original_sync(*broken, original_activity()), TOOLS))
    assert [type(one) for one in found] == [SetAside, SetAside, Arrival]
    assert isinstance(found[0], SetAside)
    assert json.loads(found[0].content)["startTime"] == "yesterday"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"{}", NotAWorkout), (b'{"activities": null}', Damaged), (b'{"activities": 1}', Damaged),
        (b'{"activities": [', Damaged), (b'{"activities": ' + b"[" * 100_000, Hostile),
    ],
)  # fmt: skip
def test_what_is_no_sync_is_refused(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        list(read_original_sync(content, TOOLS))


@pytest.mark.parametrize("raw", ["1", "null", '"x"', "[]", "{}"])
def test_an_activity_of_another_kind_is_set_aside(raw: str) -> None:
    (one,) = read_original_sync(f'{{"activities": [{raw}]}}'.encode(), TOOLS)
    assert isinstance(one, SetAside)
