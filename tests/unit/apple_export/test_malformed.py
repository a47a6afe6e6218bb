"""Exports that no XML parser takes: read as far as they mean something."""

from pathlib import Path

import pytest

from fitglue.domain.errors import Damaged
from fitglue.domain.streams import StreamKind
from fitglue.formats.apple_export.workouts.element import head, workout_element
from fitglue.testing.small_exports import (
    XML,
    export,
    metadata,
    read,
    record,
    statistic,
    tag,
    workout,
    zipped,
)

pytestmark = pytest.mark.usefixtures("language")


def written(folder: Path, raw: bytes) -> Path:
    """Write bare XML."""
    path = folder / "export.xml"
    path.write_bytes(raw)
    return path


def test_control_characters_become_spaces(tmp_path: Path) -> None:
    raw = export(record("HeartRate", 5, 120, source="Apple\x0bWatch"), workout())
    raw = raw.replace("Apple\u00a0Watch".encode(), b"Apple\x0bWatch")
    only = read(written(tmp_path, raw)).only
    assert only.app.name == "Apple Watch"
    assert len(only.streams[StreamKind.HEART_RATE]) == 1


def test_references_to_control_characters_become_spaces(tmp_path: Path) -> None:
    raw = export(workout(sourceName="HERE")).replace(b"HERE", b"Apple&#11;Watch&#x1;")
    assert read(written(tmp_path, raw)).only.app.name == "Apple Watch "


def test_invalid_utf_8_becomes_replacement_characters(tmp_path: Path) -> None:
    raw = export(workout(sourceName="HERE")).replace(b"HERE", b"Ren\xe9")
    assert read(written(tmp_path, raw)).only.app.name == "Ren\ufffd"


def test_bare_ampersands_are_text(tmp_path: Path) -> None:
    raw = export(workout(sourceName="HERE")).replace(b"HERE", b"Walk & Run")
    assert read(written(tmp_path, raw)).only.app.name == "Walk & Run"


def test_an_attribute_given_twice_costs_only_the_second(tmp_path: Path) -> None:
    raw = export(workout()).replace(
        b' sourceVersion="11.6.1"', b' sourceVersion="1" sourceVersion="2"'
    )
    assert read(written(tmp_path, raw)).only.app.version == "1"


def test_a_second_start_of_a_statistic_is_its_end_as_ios_16_wrote_it(tmp_path: Path) -> None:
    said = statistic("DistanceWalkingRunning", "km", sum=5).replace("endDate=", "startDate=")
    only = read(written(tmp_path, export(workout(said)))).only
    assert only.distance_m == 5000
    element = workout_element(workout(said).encode())
    statistics = element.find("WorkoutStatistics")
    assert statistics is not None
    assert statistics.get("endDate")
    assert statistics.get("startDate") != statistics.get("endDate")


def test_the_attribute_names_with_spaces_of_ios_8_do_no_harm(tmp_path: Path) -> None:
    old = (
        '<Workout workoutActivityType="HKWorkoutActivityTypeRunning" source="Nike+ Running" '
        'startDate="20140104084300-0800" endDate="20140104091300-0800" totalDistance="3.1" '
        'totalDistanceUnit="mi" Nike Run Id="77" HKIndoorWorkout="0"/>'
    )
    only = read(written(tmp_path, export(old))).only
    assert only.app.name == "Nike+ Running"
    assert only.distance_m == pytest.approx(4988.97, abs=0.01)
    assert only.indoor is False


def test_a_child_that_nobody_closes_ends_with_its_parent() -> None:
    element = workout_element(b'<Workout a="1"><WorkoutRoute><FileReference path="x"/></Workout>')
    assert element.find("WorkoutRoute/FileReference") is not None


def test_comments_are_no_content(tmp_path: Path) -> None:
    commented = "<!-- <Workout startDate='2020-01-01 00:00:00 +0000'/> -->"
    outcome = read(written(tmp_path, export(commented, workout(commented))))
    assert len(outcome.arrivals) == 1


def test_text_without_any_tag_is_no_workout() -> None:
    with pytest.raises(Damaged):
        workout_element(b"nothing")
    assert head(b"nothing") == {}


def test_attributes_in_any_order_and_either_quote_are_read(tmp_path: Path) -> None:
    said = (
        "<Workout endDate='2025-07-14 16:10:00 +0100' sourceName='It is \"mine\"'\n"
        "  duration='10' startDate='2025-07-14 16:00:00 +0100' "
        "workoutActivityType='HKWorkoutActivityTypeRunning'></Workout>"
    )
    only = read(written(tmp_path, export(said))).only
    assert only.app.name == 'It is "mine"'
    assert only.timer_s == 600


def test_elements_may_stand_in_any_order(tmp_path: Path) -> None:
    summary = tag("ActivitySummary", {"dateComponents": "2016-04-14"})
    raw = export(workout(), summary, record("HeartRate", 5, 120))
    outcome = read(written(tmp_path, raw))
    assert len(outcome.only.streams[StreamKind.HEART_RATE]) == 1


def test_records_of_a_correlation_are_counted_once(tmp_path: Path) -> None:
    inside = record("HeartRate", 5, 120)
    correlation = tag("Correlation", {"type": "HKCorrelationTypeIdentifierFood"}, inside)
    outcome = read(written(tmp_path, export(correlation, inside, workout())))
    assert outcome.findings.found["Record HeartRate"] == 1
    assert len(outcome.only.streams[StreamKind.HEART_RATE]) == 1


def test_an_unreadable_workout_is_set_aside_and_the_rest_arrives(tmp_path: Path) -> None:
    broken = tag("Workout", {"workoutActivityType": "HKWorkoutActivityTypeRunning"})
    outcome = read(zipped(tmp_path, {XML: export(workout(), broken, workout(sport="Yoga"))}))
    assert [w.sport.key for w in outcome.workouts] == ["running", "yoga"]
    assert [aside.what for aside in outcome.set_aside] == ["Workout 2 of the export"]


def test_metadata_values_of_any_kind_are_kept_as_text(tmp_path: Path) -> None:
    said = workout(metadata(Emoji="\U0001f3c3", Empty="", Long="x" * 5000))
    found = read(written(tmp_path, export(said))).only.metadata
    assert found["Emoji"] == "\U0001f3c3"
    assert found["Empty"] == ""
    assert len(found["Long"]) == 5000
