"""Series: which samples belong to a workout, of whom, in which unit."""

from pathlib import Path

import numpy as np
import pytest

from fitglue.domain.streams import COLUMNS, StreamKind
from fitglue.domain.workout import How
from fitglue.formats.apple_export.scanning.scan import KEPT_TYPES
from fitglue.formats.healthkit.series import EFFORT, SERIES
from fitglue.testing.small_exports import (
    WATCH,
    WATCH_DEVICE,
    event,
    export,
    read,
    read_xml,
    record,
    statistic,
    workout,
)

PULSE = StreamKind.HEART_RATE


def pulse(seconds: list[float], bpm: float, source: str = WATCH, device: str | None = None) -> str:
    """Write heart rate samples of one value."""
    return "".join(
        record("HeartRate", second, bpm, source=source, device=device) for second in seconds
    )


def test_every_series_has_one_row_and_the_scan_keeps_its_records() -> None:
    records = [series.record for series in SERIES]
    assert len(set(records)) == len(records)
    assert set(records) | set(EFFORT) <= KEPT_TYPES
    not_of_health = {StreamKind.ROUTE, StreamKind.AIR_TEMPERATURE}
    assert {series.kind for series in SERIES} | not_of_health == set(COLUMNS)


def test_heart_rate_of_the_window_belongs_to_the_workout_both_ends_included(
    tmp_path: Path,
) -> None:
    only = read_xml(tmp_path, pulse([-1, 0, 5, 600, 601], 120), workout()).only
    assert only.streams[PULSE].time_s.tolist() == [0, 5, 600]
    origin = only.provenance["heart_rate"]
    assert (origin.source, origin.how, origin.samples) == ("Apple Watch", How.SAMPLED, 3)


def test_a_workout_before_its_records_in_the_file_still_gets_them(tmp_path: Path) -> None:
    only = read_xml(tmp_path, workout(), pulse([5], 120)).only
    assert len(only.streams[PULSE]) == 1


def test_heart_rate_without_a_statistic_is_computed_and_says_so(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path, record("HeartRate", 0, 100), record("HeartRate", 5, 120), workout()
    ).only
    assert (only.min_hr_bpm, only.max_hr_bpm) == (100, 120)
    assert only.avg_hr_bpm == pytest.approx(113.33, abs=0.01), "weighted by time, as HealthKit's"
    assert only.provenance["avg_hr_bpm"].how is How.COMPUTED
    assert only.provenance["avg_hr_bpm"].samples == 2


def test_a_statistic_wins_over_the_samples(tmp_path: Path) -> None:
    said = workout(statistic("HeartRate", "count/min", average=121.5, minimum=120, maximum=120))
    only = read_xml(tmp_path, pulse([0, 5], 120), said).only
    assert only.avg_hr_bpm == 121.5
    assert only.provenance["avg_hr_bpm"].how is How.STATED


def test_without_samples_and_statistic_there_is_no_heart_rate(tmp_path: Path) -> None:
    only = read_xml(tmp_path, workout()).only
    assert only.avg_hr_bpm is None
    assert PULSE not in only.streams
    assert "avg_hr_bpm" not in only.provenance


def test_exact_duplicates_are_dropped(tmp_path: Path) -> None:
    only = read_xml(tmp_path, pulse([5, 5, 10], 120), workout()).only
    assert only.streams[PULSE].time_s.tolist() == [5, 10]


def test_two_values_of_one_second_are_both_kept(tmp_path: Path) -> None:
    only = read_xml(tmp_path, pulse([5], 120), pulse([5], 121), workout()).only
    assert only.streams[PULSE].values.tolist() == [120, 121]


def test_the_own_source_wins_over_a_busier_one_and_they_are_never_mixed(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        pulse([5, 10], 120),
        pulse([1, 2, 3, 4, 5, 6], 150, source="Polar H10"),
        workout(),
    ).only
    assert only.streams[PULSE].values.tolist() == [120, 120]


def test_spellings_of_one_source_are_one_source(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        pulse([5], 120, source="Simon\u2019s Apple\u00a0Watch"),
        pulse([10], 121, source="simon's apple watch "),
        workout(sourceName="Simon\u2019s Apple Watch"),
    ).only
    assert only.streams[PULSE].values.tolist() == [120, 121]


def test_devices_that_differ_only_in_their_pointer_are_one(tmp_path: Path) -> None:
    other = WATCH_DEVICE.replace("0xc937f6fa0", "0x8c5183a80")
    only = read_xml(
        tmp_path,
        pulse([5], 120, source="Old name", device=WATCH_DEVICE),
        pulse([10], 121, source="Old name", device=other),
        workout(),
    ).only
    assert len(only.streams[PULSE]) == 2


def test_the_same_hardware_under_another_name_comes_next(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        pulse([5], 120, source="Watch by its old name", device=WATCH_DEVICE),
        pulse([1, 2, 3], 150, source="Polar H10"),
        workout(),
    ).only
    assert only.provenance["heart_rate"].source == "Watch by its old name"


def test_then_anything_worn_then_anybody(tmp_path: Path) -> None:
    strava = workout(sourceName="Strava", device=None)
    everybody = [
        pulse([1, 2, 3, 4], 150, source="Some app"),
        pulse([5, 6], 120, source="Apple Watch von Anna"),
    ]
    with_watch = read_xml(tmp_path, *everybody, strava).only
    without = read_xml(tmp_path, everybody[0], strava).only
    assert with_watch.provenance["heart_rate"].source == "Apple Watch von Anna"
    assert without.provenance["heart_rate"].source == "Some app"


def test_of_equals_the_one_with_most_samples_is_taken(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        pulse([1], 150, source="Polar H9"),
        pulse([5, 6], 120, source="Wahoo TICKR"),
        workout(sourceName="Strava", device=None),
    ).only
    assert only.provenance["heart_rate"].source == "Wahoo TICKR"


def test_a_source_that_contradicts_the_statistic_gives_way_to_one_that_agrees(
    tmp_path: Path,
) -> None:
    said = workout(statistic("HeartRate", "count/min", average=150, minimum=150, maximum=150))
    outcome = read_xml(
        tmp_path,
        pulse([5, 10], 80),
        pulse([5, 10], 150, source="Polar H10"),
        said,
    )
    assert outcome.only.provenance["heart_rate"].source == "Polar H10"
    assert not outcome.only.notes


def test_when_no_source_agrees_the_best_is_taken_and_said(tmp_path: Path) -> None:
    said = workout(statistic("HeartRate", "count/min", average=150, minimum=150, maximum=150))
    outcome = read_xml(tmp_path, pulse([5, 10], 80), said)
    assert len(outcome.only.streams[PULSE]) == 2
    assert outcome.note("statistics-disagree")


def test_samples_in_a_pause_do_not_count_against_the_statistic(tmp_path: Path) -> None:
    said = workout(
        event("Pause", 100), event("Resume", 160), duration=9,
    ).replace("</Workout>", statistic("HeartRate", "count/min", average=150, minimum=150,
                                      maximum=150) + "</Workout>")  # fmt: skip
    outcome = read_xml(tmp_path, pulse([50], 150), pulse([120], 70), said)
    assert not outcome.only.notes


@pytest.mark.parametrize(
    ("kind", "written", "stream", "expected"),
    [
        ("RunningSpeed", (9.0, "km/hr"), StreamKind.SPEED, 2.5),
        ("CyclingSpeed", (10.0, "mi/hr"), StreamKind.SPEED, 4.4704),
        ("RowingSpeed", (3.0, "m/s"), StreamKind.SPEED, 3.0),
        ("RunningPower", (250, "W"), StreamKind.POWER, 250),
        ("CyclingPower", (180, "W"), StreamKind.POWER, 180),
        ("CyclingCadence", (88.5, "count/min"), StreamKind.CADENCE, 88.5),
        ("RunningStrideLength", (0.96, "m"), StreamKind.STRIDE_LENGTH, 0.96),
        ("RunningVerticalOscillation", (8.9, "cm"), StreamKind.VERTICAL_OSCILLATION, 89),
        ("RunningGroundContactTime", (301, "ms"), StreamKind.GROUND_CONTACT_TIME, 301),
        ("WaterTemperature", (68, "degF"), StreamKind.WATER_TEMPERATURE, 20),
        ("UnderwaterDepth", (10, "ft"), StreamKind.UNDERWATER_DEPTH, 3.048),
    ],
)
def test_moments_come_in_our_units(
    tmp_path: Path, kind: str, written: tuple[float, str], stream: StreamKind, expected: float
) -> None:
    only = read_xml(tmp_path, record(kind, 30, *written, lasts_s=2), workout()).only
    assert only.streams[stream].time_s.tolist() == [30]
    assert only.streams[stream].values[0] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("kind", "written", "stream", "expected"),
    [
        ("DistanceWalkingRunning", (0.1, "km"), StreamKind.DISTANCE, 100),
        ("DistanceSwimming", (50, "yd"), StreamKind.DISTANCE, 45.72),
        ("StepCount", (30, "count"), StreamKind.STEPS, 30),
        ("SwimmingStrokeCount", (14, "count"), StreamKind.STROKES, 14),
        ("ActiveEnergyBurned", (41.84, "kJ"), StreamKind.ACTIVE_ENERGY, 10),
        ("BasalEnergyBurned", (2, "Cal"), StreamKind.BASAL_ENERGY, 2),
    ],
)
def test_amounts_come_as_spans_in_our_units(
    tmp_path: Path, kind: str, written: tuple[float, str], stream: StreamKind, expected: float
) -> None:
    only = read_xml(tmp_path, record(kind, 30, *written, lasts_s=10), workout()).only
    span = only.streams[stream]
    assert (span.time_s.tolist(), span["duration_s"].tolist()) == ([30], [10])
    assert span.values[0] == pytest.approx(expected, rel=1e-6)


def test_a_span_across_an_end_of_the_workout_gives_the_share_inside(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        record("StepCount", -30, 100, "count", lasts_s=60),
        record("StepCount", 590, 100, "count", lasts_s=40),
        record("StepCount", 700, 100, "count", lasts_s=10),
        workout(),
    ).only
    steps = only.streams[StreamKind.STEPS]
    assert steps.time_s.tolist() == [0, 590]
    assert steps["duration_s"].tolist() == [30, 10]
    assert steps.values.tolist() == [50, 25]


def test_a_span_longer_than_the_workout_is_shared_out(tmp_path: Path) -> None:
    long = record("BasalEnergyBurned", -86400, 2400, "kcal", lasts_s=2 * 86400)
    only = read_xml(tmp_path, long, workout()).only
    assert only.streams[StreamKind.BASAL_ENERGY].values.sum() == pytest.approx(2400 * 600 / 172800)


def test_steps_of_phone_and_watch_are_never_added(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        record("StepCount", 0, 800, "count", lasts_s=600),
        record("StepCount", 0, 790, "count", lasts_s=600, source="iPhone"),
        workout(),
    ).only
    assert only.streams[StreamKind.STEPS].values.sum() == 800


def test_steps_of_a_phone_that_lay_aside_are_not_the_workouts(tmp_path: Path) -> None:
    phone = record("StepCount", 0, 15, "count", lasts_s=600, source="iPhone")
    assert StreamKind.STEPS not in read_xml(tmp_path, phone, workout()).only.streams


def test_the_distance_stream_is_that_of_the_own_sport(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        *[record("DistanceWalkingRunning", s, 1, "m", lasts_s=1) for s in range(10)],
        record("DistanceCycling", 0, 5, "km", lasts_s=600),
        workout(sport="Cycling"),
    ).only
    assert only.streams[StreamKind.DISTANCE].values.tolist() == [5000]


def test_a_sample_in_a_unit_of_something_else_is_left_out(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path, record("HeartRate", 5, 60, "kg"), record("HeartRate", 6, 120), workout()
    ).only
    assert only.streams[PULSE].values.tolist() == [120]


def test_samples_of_other_times_and_other_types_stay_out(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        record("HeartRate", -86400, 50),
        record("BodyMass", 5, 80, "kg"),
        record("OxygenSaturation", 5, 0.98, "%"),
        workout(),
    ).only
    assert only.streams == {}


def test_samples_that_do_not_come_by_time_are_sorted(tmp_path: Path) -> None:
    only = read_xml(tmp_path, pulse([300, 5, 100], 120), workout()).only
    assert np.diff(only.streams[PULSE].time_s).min() > 0


def test_a_workout_of_many_samples_gets_each_of_them(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(export(pulse([s / 1 for s in range(600)], 120), workout()))
    assert len(read(path).only.streams[PULSE]) == 600
