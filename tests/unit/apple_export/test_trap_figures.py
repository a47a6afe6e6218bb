"""Traps of figures: where totals stand, in which unit, and how often."""

from pathlib import Path

import pytest

from fitglue.domain.workout import How
from fitglue.testing.small_exports import (
    event,
    gpx,
    metadata,
    part,
    read_xml,
    read_zip,
    route,
    statistic,
    track,
    workout,
)


def test_since_ios_16_totals_are_statistics(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        workout(
            statistic("DistanceWalkingRunning", "km", sum=8.82238),
            statistic("ActiveEnergyBurned", "kcal", sum=655.465),
            statistic("BasalEnergyBurned", "kcal", sum=107.025),
            statistic("HeartRate", "count/min", average=130.153, minimum=87, maximum=139),
        ),
    ).only
    assert only.distance_m == pytest.approx(8822.38)
    assert (only.active_kcal, only.basal_kcal) == (655.465, 107.025)
    assert (only.avg_hr_bpm, only.min_hr_bpm, only.max_hr_bpm) == (130.153, 87, 139)


def test_before_ios_16_totals_are_attributes(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        workout(
            totalDistance=0.4971749504535062, totalDistanceUnit="mi",
            totalEnergyBurned=48.745, totalEnergyBurnedUnit="kcal",
        ),
    ).only  # fmt: skip
    assert only.distance_m == pytest.approx(800.125, abs=0.01)
    assert only.active_kcal == 48.745
    assert only.basal_kcal is None, "the old total is active energy alone"


def test_a_statistic_wins_over_the_attribute(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        workout(
            statistic("DistanceWalkingRunning", "km", sum=5),
            totalDistance=3, totalDistanceUnit="km",
        ),
    ).only  # fmt: skip
    assert only.distance_m == 5000


def test_a_distance_of_nought_is_stated_and_a_missing_one_is_not(tmp_path: Path) -> None:
    nought = read_xml(tmp_path, workout(statistic("DistanceWalkingRunning", "km", sum=0))).only
    missing = read_xml(tmp_path, workout()).only
    assert nought.distance_m == 0
    assert missing.distance_m is None
    assert missing.active_kcal is None


def test_the_distance_of_the_own_sport_wins_and_none_are_added(tmp_path: Path) -> None:
    both = (
        statistic("DistanceWalkingRunning", "km", sum=0.3),
        statistic("DistanceCycling", "km", sum=18.9895),
    )
    assert read_xml(tmp_path, workout(*both, sport="Cycling")).only.distance_m == 18989.5
    assert read_xml(tmp_path, workout(*both, sport="Running")).only.distance_m == 300
    assert read_xml(tmp_path, workout(*both, sport="Other")).only.distance_m == 18989.5


@pytest.mark.parametrize(
    ("unit", "value", "kcal"),
    [("kcal", 100, 100), ("Cal", 100, 100), ("kJ", 418.4, 100)],
)
def test_energy_is_read_in_every_unit_that_people_choose(
    tmp_path: Path, unit: str, value: float, kcal: float
) -> None:
    only = read_xml(tmp_path, workout(statistic("ActiveEnergyBurned", unit, sum=value))).only
    assert only.active_kcal == pytest.approx(kcal)


@pytest.mark.parametrize(
    ("unit", "value", "metres"),
    [("km", 1.5, 1500), ("mi", 1, 1609.344), ("m", 750, 750), ("yd", 1000, 914.4)],
)
def test_distance_is_read_in_every_unit_that_people_choose(
    tmp_path: Path, unit: str, value: float, metres: float
) -> None:
    swim = workout(statistic("DistanceSwimming", unit, sum=value), sport="Swimming")
    assert read_xml(tmp_path, swim).only.distance_m == pytest.approx(metres)


def test_an_unknown_unit_costs_the_value_and_not_the_workout(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        workout(
            statistic("DistanceWalkingRunning", "furlong", sum=8),
            statistic("ActiveEnergyBurned", "kcal", sum=100),
        ),
    ).only
    assert only.distance_m is None
    assert only.active_kcal == 100


def test_every_statistic_is_kept_as_given_in_our_unit(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        workout(
            statistic("StepCount", "count", sum=6138.97),
            statistic("RunningSpeed", "km/hr", average=36, minimum=18, maximum=72),
        ),
    ).only
    steps, speed = only.statistics
    assert (steps.kind, steps.unit, steps.total) == ("StepCount", "count", 6138.97)
    assert (speed.kind, speed.unit) == ("RunningSpeed", "m/s")
    assert (speed.average, speed.minimum, speed.maximum) == pytest.approx((10, 5, 20))


def test_metadata_written_twice_is_one_dictionary(tmp_path: Path) -> None:
    entries = metadata(HKElevationAscended="6347 cm", HKIndoorWorkout=0)
    only = read_xml(tmp_path, workout(entries, event("Segment", 0, 300), entries)).only
    assert only.metadata == {"HKElevationAscended": "6347 cm", "HKIndoorWorkout": "0"}
    assert only.ascent_m == pytest.approx(63.47)


def test_what_an_activity_repeats_is_not_counted_again(tmp_path: Path) -> None:
    said = (
        statistic("ActiveEnergyBurned", "kcal", sum=650),
        metadata(HKElevationAscended="6575 cm"),
        event("Pause", 100),
        event("Resume", 160),
    )
    only = read_xml(tmp_path, workout(*said, part(0, 600, *said), duration=9)).only
    assert only.active_kcal == 650
    assert only.ascent_m == pytest.approx(65.75)
    assert len(only.pauses) == 1


def test_ascent_is_written_in_centimetres(tmp_path: Path) -> None:
    climbed = workout(metadata(HKElevationAscended="23178 cm", HKElevationDescended="500 cm"))
    only = read_xml(tmp_path, climbed).only
    assert (only.ascent_m, only.descent_m) == pytest.approx((231.78, 5.0))
    assert only.provenance["ascent_m"].how is How.STATED


def test_ascent_that_only_the_activity_names_is_found(tmp_path: Path) -> None:
    inside = part(0, 600, metadata(HKElevationAscended="42875 cm"))
    assert read_xml(tmp_path, workout(inside)).only.ascent_m == pytest.approx(428.75)


def test_ascents_of_successive_activities_make_one_climb(tmp_path: Path) -> None:
    parts = [
        part(0, 300, metadata(HKElevationAscended="1000 cm")),
        part(300, 600, metadata(HKElevationAscended="2500 cm")),
    ]
    assert read_xml(tmp_path, workout(*parts)).only.ascent_m == pytest.approx(35)


def test_without_a_stated_ascent_the_route_gives_it_and_says_so(tmp_path: Path) -> None:
    only = read_zip(tmp_path, [workout(route("a.gpx"))], {"a.gpx": gpx(track(0, 600))}).only
    assert only.ascent_m == pytest.approx(0)
    assert only.provenance["ascent_m"].how is How.COMPUTED
    assert only.provenance["ascent_m"].samples == 601


def test_a_stated_ascent_is_not_mixed_with_a_computed_descent(tmp_path: Path) -> None:
    said = workout(metadata(HKElevationAscended="100 cm"), route("a.gpx"))
    only = read_zip(tmp_path, [said], {"a.gpx": gpx(track(0, 600))}).only
    assert (only.ascent_m, only.descent_m) == (1.0, None)


def test_healthkit_totals_win_over_the_length_of_the_route(tmp_path: Path) -> None:
    said = workout(statistic("DistanceWalkingRunning", "km", sum=1.9), route("a.gpx"))
    only = read_zip(tmp_path, [said], {"a.gpx": gpx(track(0, 600))}).only
    assert only.distance_m == 1900
