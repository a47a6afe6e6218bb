"""Workouts written as FIT and read again are what they were, to each field's last digit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitglue.domain.distance import cumulative_distance
from fitglue.domain.streams import StreamKind
from fitglue.domain.timeline import Timeline, timeline
from fitglue.domain.workout import Stroke, SwimLocation, Workout
from fitglue.formats.fit import encode_activity
from fitglue.formats.fit.reading import read_fit
from fitglue.testing.examples import example_activity, example_run
from fitglue.testing.fit_reading import TOOLS
from fitglue.testing.workout_strategies import FIGURES, triathlons, workouts

#: Half of what FIT keeps of a column, and a little for the arithmetic.
PRECISION = {
    "latitude_deg": 4.3e-8, "longitude_deg": 4.3e-8, "altitude_m": 0.101, "speed_m_per_s": 0.000_51,
    "heart_rate_bpm": 0.51, "power_w": 0.51, "cadence_per_min": 0.004,
    "stride_length_m": 0.000_051, "vertical_oscillation_mm": 0.051,
    "ground_contact_time_ms": 0.051, "water_temperature_deg_c": 0.51,
}  # fmt: skip
CENTIMETRE = 0.0101
MILLISECOND = 0.0011


def again(workout: Workout) -> Workout:
    found = read_fit(encode_activity(example_activity(workout)), "again.fit", TOOLS)
    assert found.warnings == ()
    (back,) = found.workouts
    return back


def known(rows: Timeline, name: str) -> dict[int, float]:
    column = rows.columns.get(name, np.empty(0))
    return {
        round(at): value
        for at, value in zip(rows.time_s.tolist(), column.tolist(), strict=False)
        if np.isfinite(value)
    }


def assert_same_samples(workout: Workout, back: Workout) -> None:
    before, after = timeline(workout), timeline(back)
    for name, precision in PRECISION.items():
        wrote, read = known(before, name), known(after, name)
        if name == "altitude_m":  # a height belongs to its point
            wrote = {at: wrote[at] for at in known(before, "latitude_deg") if at in wrote}
        if name == "cadence_per_min" and StreamKind.CADENCE not in back.streams:
            continue  # on foot and in water FIT counts strides and strokes
        if name == "speed_m_per_s" and StreamKind.SPEED not in workout.streams:
            continue  # worked out, and so it may be again
        assert {at: read.get(at) for at in wrote} == {
            at: pytest.approx(value, abs=precision) for at, value in wrote.items()
        }, name


def assert_same_way(workout: Workout, back: Workout) -> None:
    wrote, read = cumulative_distance(workout), cumulative_distance(back)
    if wrote is None:
        return
    assert read is not None
    at_s = timeline(workout).time_s[:-1]
    assert np.interp(at_s, *read) == pytest.approx(np.interp(at_s, *wrote), abs=2 * CENTIMETRE)


def assert_same_laps(workout: Workout, back: Workout) -> None:
    assert len(back.laps) == len(workout.laps)
    for wrote, read in zip(workout.laps, back.laps, strict=True):
        assert (read.start_s, read.end_s, read.kind) == (wrote.start_s, wrote.end_s, wrote.kind)
        for name in ("distance_m", "active_kcal", "avg_hr_bpm", "max_hr_bpm"):
            if (stated := getattr(wrote, name)) is not None:
                assert getattr(read, name) == pytest.approx(stated, abs=CENTIMETRE), name


def assert_same_times(workout: Workout, back: Workout) -> None:
    assert (back.start, back.end, back.zone.local(back.start)) == (
        workout.start, workout.end, workout.zone.local(workout.start),
    )  # fmt: skip
    assert back.elapsed_s == workout.elapsed_s
    assert back.timer_s == pytest.approx(workout.timer_s, abs=MILLISECOND)


@given(workout=workouts())
@settings(max_examples=80)
def test_a_workout_comes_back(workout: Workout) -> None:
    back = again(workout)
    assert_same_times(workout, back)
    assert back.sport == workout.sport
    assert workout.indoor in {None, back.indoor}  # FIT knows of no stair climber outdoors
    assert back.pauses == workout.pauses
    assert set(back.marks) == set(workout.marks)
    assert (back.device.name, back.device.hardware) == (
        workout.device.name, workout.device.hardware,
    )  # fmt: skip
    assert back.app == workout.app
    assert_same_laps(workout, back)


@pytest.mark.long
@given(workout=workouts())
@settings(max_examples=80)
def test_its_figures_come_back(workout: Workout) -> None:
    back = again(workout)
    for name in FIGURES:
        if (stated := getattr(workout, name)) is None:
            continue
        if name == "basal_kcal" and workout.active_kcal is None:
            continue  # FIT has the resting part as a part of the whole
        assert getattr(back, name) == pytest.approx(stated, abs=CENTIMETRE), name


@pytest.mark.long
@given(workout=workouts())
@settings(max_examples=80)
def test_its_samples_come_back(workout: Workout) -> None:
    back = again(workout)
    assert_same_samples(workout, back)
    assert_same_way(workout, back)


@pytest.mark.long
@given(workout=workouts(("swimming",)))
@settings(max_examples=40)
def test_a_swim_comes_back_with_its_lengths(workout: Workout) -> None:
    back = again(workout)
    assert back.swim_location is workout.swim_location
    if workout.swim_location is SwimLocation.POOL:
        assert back.pool_length_m == pytest.approx(workout.pool_length_m, abs=CENTIMETRE)
    swum = [length for length in back.lengths if length.active]
    assert len(swum) == len(workout.lengths)
    for wrote, read in zip(workout.lengths, swum, strict=True):
        assert (read.start_s, read.strokes) == (wrote.start_s, wrote.strokes)
        assert read.stroke in {wrote.stroke, Stroke.UNKNOWN}
        assert read.duration_s == pytest.approx(wrote.duration_s, abs=MILLISECOND)
        assert read.swolf == pytest.approx(wrote.swolf, abs=MILLISECOND)


@given(workout=triathlons())
@settings(max_examples=40)
def test_legs_come_back(workout: Workout) -> None:
    back = again(workout)
    assert_same_times(workout, back)
    assert back.sport == workout.sport
    assert [(leg.start_s, leg.end_s, leg.sport) for leg in back.legs] == [
        (leg.start_s, leg.end_s, leg.sport) for leg in workout.legs
    ]
    for wrote, read in zip(workout.legs, back.legs, strict=True):
        assert read.active_kcal == wrote.active_kcal
        if wrote.distance_m is not None and StreamKind.ROUTE in workout.streams:
            assert read.distance_m == pytest.approx(wrote.distance_m, abs=2 * CENTIMETRE)
    assert_same_samples(workout, back)


@given(per_5_s=st.integers(5, 20))
@settings(max_examples=20)
def test_steady_steps_come_back(per_5_s: int) -> None:
    run = example_run(300)
    steps = run.streams[StreamKind.STEPS]
    even = {"steps": np.full(len(steps), float(per_5_s)), "duration_s": steps["duration_s"]}
    again_even = type(steps)(steps.kind, steps.time_s, even)
    back = again(example_run(300, streams={**run.streams, StreamKind.STEPS: again_even}))
    assert back.streams[StreamKind.STEPS].values.sum() == pytest.approx(60 * per_5_s, rel=0.001)


def test_writing_what_was_read_gives_the_same_workout_again() -> None:
    once = again(example_run(600, laps=(), active_kcal=120.0))
    twice = again(once)
    assert_same_times(once, twice)
    assert_same_samples(once, twice)
    assert (twice.distance_m, twice.ascent_m, twice.avg_hr_bpm) == (
        once.distance_m, once.ascent_m, once.avg_hr_bpm,
    )  # fmt: skip
    assert twice.laps == ()
