"""A workout cut to a part of itself is as if nothing else had been recorded."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitglue.domain.streams import StreamKind, scalar, spans
from fitglue.domain.trimming import energy_is_by_share, trimmed
from fitglue.domain.workout import ExerciseSet, Lap, LapKind, Mark, Pause, Statistic, Workout
from fitglue.formats.fit import encode_activity
from fitglue.testing import sport_examples
from fitglue.testing.examples import START, example_activity, example_run
from fitglue.testing.fit_checker import check_fit
from fitglue.testing.workout_strategies import triathlons, workouts

_K = StreamKind
#: A busy machine draws workouts slowly.
SLOW = [HealthCheck.too_slow]
#: What every part of a workout starts and ends with.
TIMED = ("pauses", "laps", "legs")


def bounds_of(draw: st.DrawFn, workout: Workout) -> tuple[float, float]:
    cuts = draw(
        st.lists(st.floats(0, workout.elapsed_s), min_size=2, max_size=2).filter(
            lambda two: abs(two[0] - two[1]) > 1
        )
    )
    return min(cuts), max(cuts)


@st.composite
def cut(draw: st.DrawFn) -> tuple[Workout, Workout, float, float]:
    workout = draw(st.one_of(workouts(), triathlons()))
    start_s, end_s = bounds_of(draw, workout)
    return workout, trimmed(workout, start_s, end_s), start_s, end_s


@pytest.mark.long
@settings(max_examples=80, deadline=None, suppress_health_check=SLOW)
@given(cut())
def test_nothing_lies_outside_the_part(example: tuple[Workout, Workout, float, float]) -> None:
    before, after, start_s, end_s = example
    assert after.elapsed_s == pytest.approx(end_s - start_s, abs=0.0011)
    assert (after.end - after.start).total_seconds() == pytest.approx(after.elapsed_s, abs=0.0011)
    assert (after.start - before.start).total_seconds() == pytest.approx(start_s, abs=0.0011)
    assert 0 <= after.timer_s <= after.elapsed_s
    for name in TIMED:
        for part in getattr(after, name):
            assert 0 <= part.start_s <= part.end_s <= after.elapsed_s + 0.001
    for one in (*after.lengths, *after.sets):
        begun_s, lasted_s = one.start_s or 0.0, one.duration_s or 0.0
        assert 0 <= begun_s <= begun_s + lasted_s <= after.elapsed_s + 0.001
    assert all(0 <= mark.at_s <= after.elapsed_s for mark in after.marks)
    # An end that was not cut keeps what came a little before or after it.
    lowest = -np.inf if start_s < 0.001 else -0.001
    highest = np.inf if end_s > before.elapsed_s - 0.001 else after.elapsed_s + 0.001
    for stream in after.streams.values():
        assert stream.time_s[0] >= lowest
        end = stream.time_s + stream.columns.get("duration_s", np.zeros(len(stream)))
        assert end.max() <= highest


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_two_parts_add_up_to_the_whole(data: st.DataObject) -> None:
    whole = data.draw(st.one_of(workouts(sports=("running", "cycling")), triathlons()))
    at_s = data.draw(st.integers(5, int(whole.elapsed_s) - 5))
    parts = trimmed(whole, 0.0, at_s), trimmed(whole, at_s, whole.elapsed_s)
    for name in ("elapsed_s", "timer_s", "distance_m", "active_kcal", "basal_kcal"):
        told = getattr(whole, name)
        added = [getattr(part, name) for part in parts]
        assert (told is None) == (added == [None, None])
        if told is not None:
            assert sum(added) == pytest.approx(told, abs=0.01), name
    for kind in (_K.DISTANCE, _K.STEPS):
        if kind in whole.streams:
            shares = [part.streams[kind].values.sum() for part in parts if kind in part.streams]
            assert sum(shares) == pytest.approx(whole.streams[kind].values.sum(), abs=0.01)


@settings(max_examples=20, deadline=None, suppress_health_check=SLOW)
@given(st.one_of(workouts(), triathlons()))
def test_cutting_nothing_changes_nothing(workout: Workout) -> None:
    assert trimmed(workout, 0.0, workout.elapsed_s) is workout
    assert trimmed(workout, -10.0, workout.elapsed_s + 10.0) is workout


@pytest.mark.long
@settings(max_examples=30, deadline=None, suppress_health_check=SLOW)
@given(cut())
def test_a_part_makes_a_file_that_keeps_every_rule(
    example: tuple[Workout, Workout, float, float],
) -> None:
    check_fit(encode_activity(example_activity(example[1])))


@pytest.mark.parametrize("name", sport_examples.SPORT_EXAMPLES)
def test_workouts_of_every_kind_can_be_cut(name: str) -> None:
    whole = sport_examples.SPORT_EXAMPLES[name]()
    check_fit(encode_activity(example_activity(trimmed(whole, 61.5, whole.elapsed_s - 33.2))))


def test_every_time_counts_from_the_new_start() -> None:
    laps = (Lap(0, 250, LapKind.MANUAL, distance_m=750.0), Lap(250, 600, LapKind.MANUAL))
    run = example_run(600, pauses=(Pause(90, 110), Pause(300, 320)), laps=laps, marks=(Mark(400),))
    part = trimmed(run, 100, 500)
    assert (part.start - START).total_seconds() == 100
    assert (part.end - START).total_seconds() == 500
    assert part.pauses == (Pause(0, 10), Pause(200, 220))
    assert [(lap.start_s, lap.end_s) for lap in part.laps] == [(0, 150), (150, 400)]
    assert part.marks == (Mark(300),)
    assert part.timer_s == pytest.approx(370)


def test_a_lap_that_is_cut_keeps_its_share_and_a_whole_one_what_it_states() -> None:
    laps = (
        Lap(0, 200, LapKind.MANUAL, 200.0, 600.0, 40.0, 150.0, 190.0),
        Lap(200, 400, LapKind.MANUAL, 200.0, 600.0, 40.0, 151.0, 191.0),
    )
    first, second = trimmed(example_run(600, laps=laps), 100, 600).laps
    assert (first.distance_m, first.timer_s, first.active_kcal) == (
        pytest.approx(300), pytest.approx(100), pytest.approx(20),
    )  # fmt: skip
    assert first.max_hr_bpm is not None
    assert first.max_hr_bpm < 190
    assert (second.distance_m, second.avg_hr_bpm, second.max_hr_bpm) == (600.0, 151.0, 191.0)


def test_heart_rate_is_that_of_the_part() -> None:
    clock = np.arange(0.0, 601, 5)
    pulse = scalar(_K.HEART_RATE, clock, np.where(clock < 300, 100.0, 160.0))
    run = example_run(600, avg_hr_bpm=130.0, min_hr_bpm=100.0, max_hr_bpm=160.0)
    run = replace(run, streams={**run.streams, _K.HEART_RATE: pulse})
    part = trimmed(run, 0, 250)
    assert (part.avg_hr_bpm, part.min_hr_bpm, part.max_hr_bpm) == (100.0, 100.0, 100.0)


def test_figures_that_nobody_can_know_of_a_part_are_left_out() -> None:
    run = example_run(
        600, avg_hr_bpm=130.0, max_hr_bpm=160.0, training_load=80.0, avg_mets=9.0, effort=7.0,
        statistics=(Statistic("HeartRate", "bpm", average=130.0),),
    )  # fmt: skip
    bare = replace(run, streams={})
    part = trimmed(bare, 0, 300)
    assert (part.avg_hr_bpm, part.max_hr_bpm, part.training_load, part.avg_mets) == (None,) * 4
    assert part.statistics == ()
    assert part.effort == 7.0
    assert part.distance_m == pytest.approx(900)  # by its share of the time


def test_energy_comes_from_its_samples_where_there_are_any() -> None:
    burnt = spans(
        _K.ACTIVE_ENERGY, np.array([0.0, 300.0]), np.array([300.0, 300.0]), np.array([90.0, 10.0])
    )
    run = example_run(600, active_kcal=100.0)
    sampled = replace(run, streams={**run.streams, _K.ACTIVE_ENERGY: burnt})
    assert trimmed(sampled, 0, 300).active_kcal == pytest.approx(90)
    assert trimmed(run, 0, 300).active_kcal == pytest.approx(50)
    assert energy_is_by_share(run)
    assert not energy_is_by_share(sampled)


def test_climb_is_that_of_the_part_in_the_measure_in_which_it_was_stated() -> None:
    ride = sport_examples.ride(ascent_m=80.0, descent_m=10.0)
    halves = trimmed(ride, 0, 300), trimmed(ride, 300, 900)
    climbed = [half.ascent_m for half in halves]
    assert None not in climbed
    assert 0 < sum(one or 0 for one in climbed) <= 80.5


def test_lengths_of_a_pool_are_there_whole_and_make_the_distance() -> None:
    swim = trimmed(sport_examples.pool_swim(), 0, 100)
    assert len(swim.lengths) == 3
    assert swim.distance_m == pytest.approx(75)


def test_sets_that_nobody_timed_all_stay() -> None:
    sets = (ExerciseSet(None, 60.0, repetitions=8), ExerciseSet(None, None))
    assert trimmed(example_run(sets=sets), 300, 500).sets == sets


def test_a_set_that_is_cut_is_shorter() -> None:
    lifted = trimmed(sport_examples.strength(), 20, 600)
    assert lifted.sets[0].start_s == 0
    assert lifted.sets[0].duration_s == pytest.approx(22.5)


def test_a_part_says_of_its_figures_that_they_were_worked_out() -> None:
    part = trimmed(sport_examples.run_with_form(), 0, 300)
    assert part.provenance["distance_m"].how == "computed"
    assert part.provenance["active_kcal"].how == "computed"


def test_nothing_at_all_cannot_be_left() -> None:
    with pytest.raises(ValueError, match="nothing would be left"):
        trimmed(example_run(600), 300, 300)


def test_no_field_of_a_workout_was_forgotten() -> None:
    """Whoever adds a field decides what becomes of it in a part."""
    moved = {
        "start", "end", "elapsed_s", "timer_s", "moving_s", "distance_m", "active_kcal",
        "basal_kcal", "ascent_m", "descent_m", "avg_hr_bpm", "min_hr_bpm", "max_hr_bpm",
        "avg_mets", "training_load", "pauses", "laps", "lengths", "legs", "sets", "marks",
        "statistics", "provenance", "streams",
    }  # fmt: skip
    stay = {
        "sport", "zone", "indoor", "swim_location", "pool_length_m", "brand", "description",
        "effort", "virtual_route", "weather", "app", "device", "external_id", "healthkit_uuid",
        "user_entered", "metadata", "notes",
    }  # fmt: skip
    assert {field.name for field in fields(Workout)} == moved | stay
