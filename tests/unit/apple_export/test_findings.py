"""Findings: what was there, what was left out and why; and progress on the way."""

from pathlib import Path

import pytest

from fitglue.domain.arrival import SourceTools
from fitglue.formats.apple_export import read_export
from fitglue.formats.apple_export.progress import Teller
from fitglue.testing.small_exports import (
    XML,
    export,
    metadata,
    nowhere,
    read,
    read_xml,
    record,
    tag,
    workout,
    zipped,
)


def test_every_kind_is_counted(tmp_path: Path) -> None:
    outcome = read_xml(
        tmp_path, record("HeartRate", 5, 120), record("HeartRate", 6, 120), workout()
    )
    assert outcome.findings.found == {"Record HeartRate": 2, "Workout": 1}
    assert outcome.findings.skipped == []
    assert outcome.findings.warnings == []
    assert not outcome.findings.partial


def test_what_fitglue_wrote_into_health_is_no_workout_of_an_export(tmp_path: Path) -> None:
    ours = workout(metadata(FitGlueDelivery="0d9c1c1e-7a4e-5a0b-9a53-2f1f3c3f9a1c"), lasts_s=900)
    outcome = read_xml(tmp_path, workout(), ours)
    assert [one.workout.elapsed_s for one in outcome.arrivals] == [600]
    assert [(one.kind, one.count, one.why) for one in outcome.findings.skipped] == [
        ("Workout", 1, "written by FitGlue itself")
    ]


def test_what_is_no_part_of_a_workout_is_skipped_by_kind_with_why(tmp_path: Path) -> None:
    strange = [
        record("HKCategoryTypeIdentifierSleepAnalysis", 0, "HKCategoryValueSleepAnalysisInBed"),
        record("BloodGlucose", 0, 4.59, "mmol<180.1558800000541>/L"),
        tag("ActivitySummary", {"dateComponents": "2016-04-14"}),
        tag("ClinicalRecord", {"type": "AllergyRecord", "resourceFilePath": "/c/a.json"}),
        tag("Audiogram", {"type": "x"}, tag("SensitivityPoint", {"frequencyValue": 1})),
        tag("VisionPrescription", {"type": "x"}, tag("RightEye", {"sphere": 1})),
        tag("Correlation", {"type": "x"}, record("BloodPressureSystolic", 0, 136, "mmHg")),
    ]
    outcome = read_xml(tmp_path, *strange, workout())
    skipped = {item.kind: (item.count, item.why) for item in outcome.findings.skipped}
    kinds = {
        "SleepAnalysis", "BloodGlucose", "ActivitySummary", "ClinicalRecord", "Audiogram",
        "VisionPrescription", "Correlation",
    }  # fmt: skip
    assert skipped == dict.fromkeys(kinds, (1, "not part of a workout"))
    assert len(outcome.arrivals) == 1


def test_an_export_without_workouts_says_so(tmp_path: Path) -> None:
    outcome = read_xml(tmp_path, record("HeartRate", 5, 120))
    assert outcome.arrivals == []
    assert outcome.findings.warnings == ["This export holds no workouts."]


@pytest.mark.parametrize("packed", [True, False])
def test_progress_runs_forward_to_the_end(tmp_path: Path, *, packed: bool) -> None:
    raw = export(*[record("HeartRate", s, 120) for s in range(600)], workout())
    path = tmp_path / "export.xml"
    path.write_bytes(raw)
    told = read(zipped(tmp_path, {XML: raw}) if packed else path).told
    shares = [progress.share for progress in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert all(progress.doing for progress in told)


def test_progress_is_told_a_few_times_a_second_at_most() -> None:
    told: list[float] = []
    teller = Teller(lambda progress: told.append(progress.share))
    for step in range(10_000):
        teller.say(step / 10_000, "working")
    teller.say(1.0, "done")
    assert len(told) < 20
    assert told[-1] == 1.0


def test_nothing_is_read_before_somebody_iterates_but_the_container(tmp_path: Path) -> None:
    told: list[object] = []
    path = zipped(tmp_path, {XML: export(workout())})
    tools = SourceTools(default_zone="UTC", zone_at=nowhere, tell=told.append)
    reading = read_export(path, tools, parallel=False)
    assert told == []
    assert reading.findings.found == {}
    assert len(list(reading)) == len(list(reading)) == 1
    assert reading.findings.found == {"Workout": 1}
