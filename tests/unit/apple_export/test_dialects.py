"""Dialects: a small export as every iOS since 8 would write it, and what comes out of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fitglue.domain.workout import Pause
from fitglue.testing.small_exports import (
    START,
    at,
    date,
    event,
    export,
    location,
    metadata,
    part,
    read,
    record,
    route,
    route_of,
    statistic,
    tag,
    workout,
)

pytestmark = pytest.mark.usefixtures("language")

OLD_TOTALS: dict[str, Any] = {
    "totalDistance": 5, "totalDistanceUnit": "km",
    "totalEnergyBurned": 300, "totalEnergyBurnedUnit": "kcal",
}  # fmt: skip
NEW_TOTALS = (
    statistic("DistanceWalkingRunning", "km", sum=5),
    statistic("ActiveEnergyBurned", "kcal", sum=300),
)
PAUSED = (event("Pause", 100), event("Resume", 160))
SUMMARY = tag("ActivitySummary", {"dateComponents": "2016-04-14", "activeEnergyBurnedUnit": "kcal"})


def doctype(version: int, body: str = "<!ELEMENT HealthData ANY>") -> str:
    """Write the internal document type of an export version."""
    return f"<!DOCTYPE HealthData [\n<!-- HealthKit Export Version: {version} -->\n{body}\n]>\n"


def ios_8() -> bytes:
    """No document type, `source`, dates without separators."""
    said = workout(
        source="Nike+", sourceName=None, sourceVersion=None, device=None,
        startDate="20250714080000-0700", endDate="20250714081000-0700", **OLD_TOTALS,
    )  # fmt: skip
    old = (
        '<Record type="HKQuantityTypeIdentifierStepCount" source="iPhone" unit="count" '
        'recordCount="3" startDate="20250714080000-0700" endDate="20250714080500-0700" value="9"/>'
    )
    return export(old, said)


def ios_9() -> bytes:
    """Summaries before workouts, events with nothing but a date."""
    return export(SUMMARY, workout(*PAUSED, duration=9, **OLD_TOTALS), head=doctype(3))


def ios_12() -> bytes:
    """Positions inside the workout, clinical records."""
    way = route_of(0, 600, *[location(s, 48, 6 + s * 1e-5) for s in range(0, 601, 5)])
    clinical = tag("ClinicalRecord", {"type": "AllergyRecord"})
    return export(workout(*PAUSED, way, duration=9, **OLD_TOTALS), clinical, head=doctype(8))


def ios_13() -> bytes:
    """Routes in files, events with lengths."""
    said = workout(*PAUSED, event("Segment", 0, 300), route("a.gpx"), duration=9, **OLD_TOTALS)
    return export(said, tag("Audiogram", {"type": "x"}), head=doctype(11))


def ios_16() -> bytes:
    """A document type that no parser takes."""
    broken = "<!ATTLIST VisionPrescription\n  type CDATA #REQUIRED\n  <!ATTLIST Eye\n>>"
    said = workout(*PAUSED, route("a.gpx"), *NEW_TOTALS, duration=9)
    return export(said, head=doctype(12, broken))


def ios_17() -> bytes:
    """Statistics, activities, metadata of events, everything written again inside."""
    entries = metadata(HKIndoorWorkout=0)
    inside = part(0, 600, *PAUSED, *NEW_TOTALS, entries)
    said = workout(entries, *PAUSED, inside, *NEW_TOTALS, entries, duration=9)
    return export(said, tag("VisionPrescription", {"type": "x"}), head=doctype(13))


def ios_26() -> bytes:
    """Effort scores of their own."""
    score = record("WorkoutEffortScore", 0, 7, "appleEffortScore", lasts_s=600)
    return export(score, workout(*PAUSED, *NEW_TOTALS, duration=9), head=doctype(14))


def ios_27() -> bytes:
    """Zones and an effort score inside the workout."""
    zones = tag(
        "WorkoutZoneGroup", {"type": "HeartRate", "unit": "count/min"},
        tag("WorkoutZone", {"minimum": 90, "maximum": 110, "duration": 2}),
    )  # fmt: skip
    score = tag("Record", {
        "type": "HKQuantityTypeIdentifierEstimatedWorkoutEffortScore",
        "unit": "appleEffortScore", "value": 7, "startDate": date(START), "endDate": date(at(600)),
    })  # fmt: skip
    return export(workout(*PAUSED, zones, score, *NEW_TOTALS, duration=9), head=doctype(15))


DIALECTS = [ios_8, ios_9, ios_12, ios_13, ios_16, ios_17, ios_26, ios_27]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.__name__)
def test_every_dialect_since_ios_8_gives_the_same_run(
    tmp_path: Path, dialect: Callable[[], bytes]
) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(dialect())
    outcome = read(path)
    only = outcome.only
    assert (only.sport.key, only.start, only.elapsed_s) == ("running", START, 600)
    assert (only.distance_m, only.active_kcal) == (5000, 300)
    assert not outcome.findings.partial
    assert outcome.set_aside == []


@pytest.mark.parametrize("dialect", DIALECTS[1:], ids=lambda dialect: dialect.__name__)
def test_the_pause_of_every_dialect_with_events_is_the_same(
    tmp_path: Path, dialect: Callable[[], bytes]
) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(dialect())
    only = read(path).only
    assert only.pauses == (Pause(100, 160),)
    assert only.timer_s == 540


def test_positions_of_ios_12_become_a_route(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(ios_12())
    assert read(path).only.route_points == 121


@pytest.mark.parametrize("dialect", [ios_26, ios_27])
def test_effort_since_ios_18_is_found_beside_and_inside_the_workout(
    tmp_path: Path, dialect: Callable[[], bytes]
) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(dialect())
    assert read(path).only.effort == 7
