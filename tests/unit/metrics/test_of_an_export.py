"""An export's metrics are read when they are asked for, and nothing of them when they are not."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from fitglue.domain.arrival import Findings, SourceTools
from fitglue.domain.metrics import DayValue, MetricDay, MetricKind, Stage, Way, day_values
from fitglue.formats.apple_export import compiled, read_export
from fitglue.formats.apple_export.hour_sums import HourSums
from fitglue.formats.apple_export.scanning.kinds import KEPT_TYPES
from fitglue.formats.apple_export.scanning.scan import scan
from fitglue.testing import metric_records, small_exports

K = MetricKind
DAY, MORNING = date(2025, 7, 14), date(2025, 7, 15)


def read(
    folder: Path, *elements: str, asked: bool = True, zone: str = "Europe/Paris"
) -> tuple[list[MetricDay], Findings]:
    file = folder / "export.xml"
    file.write_bytes(small_exports.export(*elements, small_exports.workout()))
    days: list[MetricDay] = []
    tools = SourceTools(
        default_zone=zone, zone_at=lambda *_: None, metrics=days.extend if asked else None
    )
    reading = read_export(file, tools, parallel=False)
    assert len(list(reading)) == 1  # the workout, with or without metrics
    return days, reading.findings


def values(days: Sequence[MetricDay], kind: MetricKind) -> dict[date, DayValue]:
    return {one.day: one for one in day_values(one for one in days if one.kind is kind)}


@pytest.fixture(params=["in C", "in numpy"])
def _each_reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "in numpy":
        monkeypatch.setattr(compiled, "module", None)
    elif compiled.module is None:
        pytest.skip("the part in C is not built here")


@pytest.mark.usefixtures("_each_reader")
def test_every_metric_of_a_day_is_found(tmp_path: Path) -> None:
    days, _ = read(tmp_path, *metric_records.a_day())
    found = {kind: values(days, kind) for kind in MetricKind}
    told = {kind: [round(one.value, 2) for one in some.values()] for kind, some in found.items()}
    assert told == {
        K.RESTING_HEART_RATE: [51], K.HEART_RATE_VARIABILITY: [50], K.VO2_MAX: [47.25],
        K.WEIGHT: [70], K.BODY_FAT: [18.5], K.STEPS: [1500], K.SLEEP: [7.5 * 3600],
        K.RESPIRATORY_RATE: [14.5], K.BLOOD_OXYGEN: [97],
    }  # fmt: skip
    assert {one.way for one in days} == {Way.EXPORT}
    assert found[K.WEIGHT][DAY].sources == ("Body Scale",)


def test_a_night_has_its_stages_and_belongs_to_the_morning(tmp_path: Path) -> None:
    days, _ = read(tmp_path, *metric_records.night())
    (night,) = values(days, K.SLEEP).values()
    assert (night.day, night.sources) == (MORNING, ("Apple Watch",))
    hours = {stage: lasts_s / 3600 for stage, lasts_s in night.stages.items()}
    assert hours == {
        Stage.IN_BED: 8, Stage.CORE: 4, Stage.DEEP: 1.5, Stage.REM: 2, Stage.AWAKE: 0.25,
    }  # fmt: skip


def test_in_bed_and_asleep_at_the_very_same_time_are_both_kept(tmp_path: Path) -> None:
    days, _ = read(tmp_path, *metric_records.night()[-2:])
    (night,) = values(days, K.SLEEP).values()
    assert night.stages == {Stage.IN_BED: 9 * 3600, Stage.ASLEEP: 9 * 3600}


def test_nothing_of_them_is_read_when_nobody_asked(tmp_path: Path) -> None:
    days, findings = read(tmp_path, *metric_records.a_day(), asked=False)
    assert days == []
    skipped = {one.kind for one in findings.skipped}
    assert {"SleepAnalysis", "HeartRateVariabilitySDNN", "OxygenSaturation"} <= skipped
    scanned = scan([small_exports.export(*metric_records.a_day())])
    assert set(scanned.samples) <= KEPT_TYPES


def test_what_is_read_is_not_said_to_be_left_out(tmp_path: Path) -> None:
    _, findings = read(tmp_path, *metric_records.a_day())
    assert [one.kind for one in findings.skipped] == ["BodyMassIndex"]
    assert findings.warnings == []


def test_days_begin_where_the_person_lives(tmp_path: Path) -> None:
    late = small_exports.record("StepCount", 8 * 3600, 500, "count", lasts_s=600)  # 23:00 UTC
    paris, _ = read(tmp_path, late)
    denver, _ = read(tmp_path, late, zone="America/Denver")
    assert [one.day for one in paris] == [MORNING]
    assert [one.day for one in denver] == [DAY]


def test_steps_over_midnight_fall_into_both_days(tmp_path: Path) -> None:
    over = small_exports.record("StepCount", 6.5 * 3600, 600, "count", lasts_s=3600)
    days, _ = read(tmp_path, over)
    told = {day: one.value for day, one in values(days, K.STEPS).items()}
    assert told == {DAY: 300, MORNING: 300}


def test_a_year_of_steps_becomes_hours_and_adds_up() -> None:
    """Across changes of the clock as well, which come at quarters of hours."""
    rng = np.random.default_rng(4)
    first = datetime(2024, 9, 1, tzinfo=UTC).timestamp()
    start_s = np.sort(first + rng.integers(0, 365 * 86400, 200_000)).astype(np.float64)
    end_s = start_s + rng.integers(0, 700, len(start_s))
    amount = rng.integers(1, 90, len(start_s)).astype(np.float64)
    sums = HourSums(ZoneInfo("Australia/Lord_Howe"))
    for part in np.array_split(np.arange(len(start_s)), 7):
        sums.add(start_s[part], end_s[part], amount[part], np.zeros(len(part), np.int64))
    rows = list(sums.finish())
    assert len(rows) <= 24 * 366
    distinct = np.unique(np.column_stack((start_s, end_s, amount)), axis=0)
    assert sum(row[2] for row in rows) == pytest.approx(distinct[:, 2].sum(), rel=1e-4)


def test_spans_that_nobody_walked_are_left_out() -> None:
    sums = HourSums(ZoneInfo("UTC"))
    a_week = np.array([0.0]), np.array([7 * 86400.0]), np.array([9.0]), np.array([0])
    less_than_none = np.array([0.0]), np.array([60.0]), np.array([-9.0]), np.array([0])
    sums.add(*a_week)
    sums.add(*less_than_none)
    assert list(sums.finish()) == []
