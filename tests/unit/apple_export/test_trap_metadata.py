"""Traps of metadata: weather, places, effort, names and devices."""

from pathlib import Path

import pytest

from fitglue.domain.workout import How, SwimLocation
from fitglue.testing.small_exports import (
    WATCH,
    export,
    metadata,
    read,
    read_xml,
    record,
    statistic,
    tag,
    workout,
)


@pytest.mark.parametrize(
    ("written", "percent"), [("9400 %", 94), ("96 %", 96), ("8000 %", 80), ("100 %", 100)]
)
def test_humidity_is_in_hundredths_of_a_percent_unless_it_is_old(
    tmp_path: Path, written: str, percent: float
) -> None:
    only = read_xml(tmp_path, workout(metadata(HKWeatherHumidity=written))).only
    assert only.weather.humidity_percent == pytest.approx(percent)


def test_temperature_is_fahrenheit_for_everybody(tmp_path: Path) -> None:
    only = read_xml(tmp_path, workout(metadata(HKWeatherTemperature="72 degF"))).only
    assert only.weather.temperature_c == pytest.approx(22.222, abs=0.001)


@pytest.mark.parametrize(
    "written", ["9.97 kcal/hr·kg", "9.97 kcal/hr-kg", "9,97 kcal/hr·kg", "9.97 kcal/hr&#183;kg"]
)
def test_mets_are_read_with_every_dot_and_comma(tmp_path: Path, written: str) -> None:
    xml = workout(metadata(HKAverageMETs="HERE")).replace("HERE", written)
    assert read_xml(tmp_path, xml).only.avg_mets == pytest.approx(9.97)


@pytest.mark.parametrize(
    ("sport", "said", "indoor"),
    [
        ("Running", 1, True),
        ("Cycling", 0, False),
        ("Rowing", 1, True),
        ("Walking", None, None),
        ("TraditionalStrengthTraining", 0, None),
        ("Swimming", 0, None),
    ],
)
def test_indoor_is_believed_only_where_the_sport_has_both_places(
    tmp_path: Path,
    sport: str,
    said: int | None,
    indoor: bool | None,
) -> None:
    entries = metadata(HKIndoorWorkout=said) if said is not None else ""
    assert read_xml(tmp_path, workout(entries, sport=sport)).only.indoor is indoor


@pytest.mark.parametrize(
    ("entries", "where"),
    [
        ({"HKSwimmingLocationType": 1}, SwimLocation.POOL),
        ({"HKSwimmingLocationType": 2}, SwimLocation.OPEN_WATER),
        ({"HKLapLength": "25 yd"}, SwimLocation.POOL),
        ({}, None),
    ],
)
def test_a_swim_says_where_it_was(
    tmp_path: Path, entries: dict[str, object], where: SwimLocation | None
) -> None:
    only = read_xml(tmp_path, workout(metadata(**entries), sport="Swimming")).only
    assert only.swim_location is where


def test_a_pool_of_yards_is_kept_in_metres(tmp_path: Path) -> None:
    swim = workout(metadata(HKLapLength="25 yd"), sport="Swimming")
    assert read_xml(tmp_path, swim).only.pool_length_m == pytest.approx(22.86)


def test_brand_external_id_and_manual_entry_are_kept(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        workout(
            metadata(
                HKWorkoutBrandName="Tuesday Club", HKWasUserEntered=1,
                HKExternalUUID="strava://activities/2071320016",
            )
        ),
    ).only  # fmt: skip
    assert only.brand == "Tuesday Club"
    assert only.external_id == "strava://activities/2071320016"
    assert only.user_entered


def test_the_newest_effort_score_of_the_workout_counts(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        record("EstimatedWorkoutEffortScore", 0, 3, "appleEffortScore", lasts_s=600),
        record("WorkoutEffortScore", 0, 7, "appleEffortScore", lasts_s=600),
        record("WorkoutEffortScore", 0, 8, "appleEffortScore", lasts_s=600),
        record("WorkoutEffortScore", 600, 2, "appleEffortScore", lasts_s=600),
        workout(),
    ).only
    assert only.effort == 8
    assert only.provenance["effort"].source == "Apple Watch"


def test_the_effort_that_ios_27_puts_inside_the_workout_is_read(tmp_path: Path) -> None:
    inside = tag("Record", {
        "type": "HKQuantityTypeIdentifierEstimatedWorkoutEffortScore",
        "unit": "appleEffortScore", "value": 6,
    })  # fmt: skip
    zones = tag("WorkoutZoneGroup", {"type": "HeartRate"}, tag("WorkoutZone", {"minimum": 90}))
    outcome = read_xml(tmp_path, workout(inside, zones))
    assert outcome.only.effort == 6
    assert outcome.findings.found.get("Record EstimatedWorkoutEffortScore", 0) == 0


@pytest.mark.parametrize("score", [0, 11])
def test_an_effort_outside_its_scale_is_none(tmp_path: Path, score: int) -> None:
    rated = record("WorkoutEffortScore", 0, score, "appleEffortScore", lasts_s=600)
    assert read_xml(tmp_path, rated, workout()).only.effort is None


def test_a_device_keeps_the_commas_inside_its_values_and_loses_its_pointer(tmp_path: Path) -> None:
    device = read_xml(tmp_path, workout()).only.device
    assert (device.name, device.manufacturer, device.model) == (
        "Apple Watch",
        "Apple Inc.",
        "Watch",
    )
    assert (device.hardware, device.software) == ("Watch7,2", "11.6.1")


def test_the_app_is_spelled_as_the_source_spells_it_and_provenance_nicely(tmp_path: Path) -> None:
    only = read_xml(tmp_path, workout(sourceName=f"{WATCH}\u00a0")).only
    assert only.app.name == f"{WATCH}\u00a0"
    assert only.app.version == "11.6.1"
    assert only.provenance["timer_s"].source == "Apple Watch"


def test_every_stated_figure_says_where_it_comes_from(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        workout(
            statistic("DistanceWalkingRunning", "km", sum=5),
            metadata(HKTimeZone="Europe/Paris", HKIndoorWorkout=0, HKWeatherTemperature="50 degF"),
        ),
    ).only
    for name in ("sport", "start", "timer_s", "distance_m", "zone", "indoor", "weather", "device"):
        assert only.provenance[name].how is How.STATED, name
    assert "active_kcal" not in only.provenance


def test_an_unknown_future_sport_is_kept_with_its_raw_number(tmp_path: Path) -> None:
    only = read_xml(tmp_path, workout(workoutActivityType=99)).only
    assert (only.sport.key, only.sport.healthkit_raw) == ("other", 99)


def test_a_sport_by_raw_number_is_the_sport_by_name(tmp_path: Path) -> None:
    assert read_xml(tmp_path, workout(workoutActivityType="37")).only.sport.key == "running"


def test_unknown_elements_and_attributes_are_passed_over(tmp_path: Path) -> None:
    strange = tag("HoloDeck", {"type": "x"}, tag("Inner", {"a": 1}))
    path = tmp_path / "export.xml"
    path.write_bytes(export(strange, workout(strange, telepathy="on")))
    assert len(read(path).arrivals) == 1
