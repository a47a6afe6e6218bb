"""Traps of parts: segments, laps, lengths, intervals, legs."""

from pathlib import Path

import numpy as np
import pytest

from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import How, Lap, LapKind, Length, Stroke
from fitglue.testing.small_exports import (
    event,
    metadata,
    part,
    read_xml,
    record,
    statistic,
    workout,
)


def segments() -> str:
    """Write the mixed chains of a ride of ten minutes: kilometres, miles, five kilometres."""
    kilometres = [event("Segment", 120 * k, 120) for k in range(5)]
    miles = [event("Segment", 193 * k, 193) for k in range(3)]
    return "".join([*kilometres, *miles, event("Segment", 0, 600)])


def test_segments_are_never_laps(tmp_path: Path) -> None:
    only = read_xml(tmp_path, workout(segments(), sport="Cycling")).only
    assert only.laps == ()
    assert only.lengths == ()


def step(start_s: float, end_s: float, path: str, *children: str) -> str:
    """Write a step of a structured workout."""
    return part(start_s, end_s, *children, metadata(WOIntervalStepKeyPath=path))


def test_the_steps_of_a_structured_workout_are_its_laps(tmp_path: Path) -> None:
    figures = (
        statistic("DistanceWalkingRunning", "km", sum=0.187369),
        statistic("ActiveEnergyBurned", "kcal", sum=13.442),
        statistic("HeartRate", "count/min", average=141.941, minimum=136, maximum=149),
    )
    only = read_xml(
        tmp_path,
        workout(segments(), step(0, 200, "0.0.0"), step(200, 260, "1.0.0", *figures)),
    ).only
    warm_up, fast = only.laps
    assert (warm_up.label, warm_up.distance_m) == ("0.0.0", None)
    assert fast == Lap(
        200, 260, LapKind.INTERVAL, timer_s=60, distance_m=187.369,
        active_kcal=13.442, avg_hr_bpm=141.941, max_hr_bpm=149, label="1.0.0",
    )  # fmt: skip


def test_a_goal_and_the_time_after_it_are_no_laps(tmp_path: Path) -> None:
    assert read_xml(tmp_path, workout(step(0, 540, "0.0.0"))).only.laps == ()


def test_a_copy_of_the_workout_as_its_only_activity_is_no_lap(tmp_path: Path) -> None:
    assert read_xml(tmp_path, workout(part(0, 600))).only.laps == ()


def test_lap_events_of_third_party_apps_are_manual_laps(tmp_path: Path) -> None:
    only = read_xml(tmp_path, workout(event("Lap", 0, 250), event("Lap", 250, 350))).only
    assert only.laps == (Lap(0, 250, LapKind.MANUAL), Lap(250, 600, LapKind.MANUAL))


def test_lap_events_without_a_length_are_presses_between_laps(tmp_path: Path) -> None:
    only = read_xml(tmp_path, workout(event("Lap", 250), event("Lap", 600))).only
    assert only.laps == (Lap(0, 250, LapKind.MANUAL), Lap(250, 600, LapKind.MANUAL))


def length(start_s: float, style: int, swolf: float | None = None) -> str:
    """Write a length of a pool."""
    said: dict[str, object] = {"HKSwimmingStrokeStyle": style}
    if swolf is not None:
        said["HKSWOLFScore"] = swolf
    return event("Lap", start_s, 30, metadata(**said))


def test_in_a_pool_laps_are_lengths_with_stroke_and_swolf(tmp_path: Path) -> None:
    swim = workout(
        metadata(HKSwimmingLocationType=1, HKLapLength="50 m"),
        length(0, 2, 52.5), length(40, 5), event("Segment", 0, 70),
        sport="Swimming",
    )  # fmt: skip
    only = read_xml(tmp_path, swim).only
    assert only.laps == ()
    assert only.lengths == (
        Length(0, 30, Stroke.FREESTYLE, 52.5),
        Length(40, 30, Stroke.BUTTERFLY),
    ), "the rest of 10 s is the gap between them"


@pytest.mark.parametrize(("style", "stroke"), list(enumerate(Stroke)))
def test_every_stroke_has_its_number(tmp_path: Path, style: int, stroke: Stroke) -> None:
    swim = workout(length(0, style), sport="Swimming")
    assert read_xml(tmp_path, swim).only.lengths[0].stroke is stroke


def test_a_stroke_that_nobody_knows_yet_is_unknown(tmp_path: Path) -> None:
    swim = workout(length(0, 42), sport="Swimming")
    assert read_xml(tmp_path, swim).only.lengths[0].stroke is Stroke.UNKNOWN


def test_in_open_water_laps_are_no_lengths(tmp_path: Path) -> None:
    swim = workout(metadata(HKSwimmingLocationType=2), event("Lap", 0, 300), sport="Swimming")
    only = read_xml(tmp_path, swim).only
    assert only.lengths == ()
    assert len(only.laps) == 1


def triathlon() -> str:
    """Write a triathlon of 40 minutes with both transitions, in the units of its sports."""
    return workout(
        part(0, 600, statistic("DistanceSwimming", "yd", sum=500)),
        part(600, 660),
        part(660, 1500, statistic("DistanceCycling", "km", sum=10),
             statistic("ActiveEnergyBurned", "kcal", sum=200)),
        part(1500, 1560, statistic("DistanceWalkingRunning", "km", sum=0.05)),
        part(1560, 2400, statistic("DistanceWalkingRunning", "mi", sum=1.5)),
        statistic("DistanceSwimming", "yd", sum=500),
        statistic("DistanceCycling", "km", sum=10),
        statistic("DistanceWalkingRunning", "mi", sum=1.6),
        sport="SwimBikeRun", lasts_s=2400,
    )  # fmt: skip


def test_the_legs_of_a_triathlon_get_the_sport_of_what_they_measured(tmp_path: Path) -> None:
    outcome = read_xml(tmp_path, triathlon())
    legs = outcome.only.legs
    assert [leg.sport.key for leg in legs] == [
        "swimming", "transition", "cycling", "transition", "running",
    ]  # fmt: skip
    assert [(leg.start_s, leg.end_s) for leg in legs][2] == (660, 1500)
    assert legs[2].active_kcal == 200
    assert "worked out" in outcome.note("legs-inferred")
    assert outcome.only.laps == ()


def test_a_triathlon_is_as_long_as_its_legs_in_metres_whatever_their_units(tmp_path: Path) -> None:
    only = read_xml(tmp_path, triathlon()).only
    assert [leg.distance_m for leg in only.legs] == pytest.approx(
        [457.2, None, 10000, 50, 2414.016]
    )
    assert only.distance_m == pytest.approx(12921.216)
    assert only.provenance["distance_m"].how is How.COMPUTED


def test_a_short_walk_with_running_power_is_a_run_and_a_lap_length_a_swim(tmp_path: Path) -> None:
    short = workout(
        part(0, 60, metadata(HKLapLength="25 m")),
        part(60, 120, statistic("RunningPower", "W", average=200)),
        part(120, 2000, statistic("DistanceWalkingRunning", "km", sum=5)),
        sport="SwimBikeRun", lasts_s=2000,
    )  # fmt: skip
    legs = read_xml(tmp_path, short).only.legs
    assert [leg.sport.key for leg in legs] == ["swimming", "running", "running"]


def test_a_triathlon_without_activities_says_that_its_legs_are_missing(tmp_path: Path) -> None:
    assert read_xml(tmp_path, workout(sport="SwimBikeRun")).note("legs-missing")


def test_the_distance_of_a_triathlon_over_time_follows_the_sport_of_each_leg(
    tmp_path: Path,
) -> None:
    outcome = read_xml(
        tmp_path,
        record("DistanceSwimming", 0, 457, "m", lasts_s=600),
        record("DistanceWalkingRunning", 100, 30, "m", lasts_s=10),
        record("DistanceCycling", 660, 10, "km", lasts_s=840),
        record("DistanceWalkingRunning", 1560, 2400, "m", lasts_s=840),
        triathlon(),
    )
    distance = outcome.only.streams[StreamKind.DISTANCE]
    assert distance.values.tolist() == [457, 10000, 2400]
    assert np.diff(distance.time_s).min() > 0
