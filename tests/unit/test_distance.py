"""The distance covered by each moment."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.domain.distance import accrued, cumulative_distance
from fitglue.domain.sport import by_key
from fitglue.domain.streams import Stream, StreamKind, spans
from fitglue.domain.workout import Leg, Length, Pause, Workout
from fitglue.testing.examples import example_route, example_workout

TEN_MINUTES = np.arange(601.0)


def even_spans(total_m: float, seconds: int = 600) -> Stream:
    start = np.arange(0.0, seconds, 10)
    each = np.full(len(start), total_m / len(start))
    return spans(StreamKind.DISTANCE, start, np.full(len(start), 10.0), each)


def total(workout: Workout) -> float:
    curve = cumulative_distance(workout)
    assert curve is not None
    return curve[1][-1]


def test_own_spans_win_and_are_scaled_to_the_stated_distance() -> None:
    streams = {StreamKind.DISTANCE: even_spans(1900), StreamKind.ROUTE: example_route(TEN_MINUTES)}
    curve = cumulative_distance(example_workout(distance_m=2000, streams=streams))
    assert curve is not None
    assert np.interp([0, 150, 600], *curve) == pytest.approx([0, 500, 2000])


def test_spans_that_miss_the_stated_distance_yield_to_the_route() -> None:
    late = example_route(TEN_MINUTES[300:])  # all of it in the second half
    streams = {StreamKind.DISTANCE: even_spans(1000), StreamKind.ROUTE: late}
    curve = cumulative_distance(example_workout(distance_m=2000, streams=streams))
    assert curve is not None
    assert np.interp([300, 450, 600], *curve) == pytest.approx([0, 1000, 2000], rel=1e-3)


def test_spans_that_miss_it_are_better_than_nothing() -> None:
    streams = {StreamKind.DISTANCE: even_spans(1000)}
    assert total(example_workout(distance_m=2000, streams=streams)) == pytest.approx(2000)


def test_without_a_stated_distance_the_spans_say_it() -> None:
    assert total(example_workout(streams={StreamKind.DISTANCE: even_spans(1900)})) == pytest.approx(
        1900
    )


def test_a_route_alone_gives_its_length() -> None:
    streams = {StreamKind.ROUTE: example_route(TEN_MINUTES)}
    assert total(example_workout(streams=streams)) == pytest.approx(1800, rel=1e-3)


def test_lengths_of_a_pool_give_a_distance_when_nothing_else_does() -> None:
    lengths = (Length(0, 30), Length(60, 30))
    workout = example_workout("swimming", pool_length_m=25, lengths=lengths)
    curve = cumulative_distance(workout)
    assert curve is not None
    assert np.interp([30, 60, 75, 90], *curve) == pytest.approx([25, 25, 37.5, 50])


def test_rests_in_the_pool_are_no_distance() -> None:
    lengths = (Length(0, 30), Length(30, 30, active=False), Length(60, 30))
    workout = example_workout("swimming", pool_length_m=25, lengths=lengths)
    curve = cumulative_distance(workout)
    assert curve is not None
    assert np.interp([30, 60, 90], *curve) == pytest.approx([25, 25, 50])


def test_nobody_measured_so_nobody_knows() -> None:
    assert cumulative_distance(example_workout(distance_m=5000)) is None


@pytest.mark.parametrize("kind", [StreamKind.ROUTE, StreamKind.DISTANCE])
def test_a_manual_pause_adds_nothing(kind: StreamKind) -> None:
    streams = {StreamKind.ROUTE: example_route(TEN_MINUTES), StreamKind.DISTANCE: even_spans(1800)}
    paused = example_workout(pauses=(Pause(95, 205),), streams={kind: streams[kind]})
    curve = cumulative_distance(paused)
    assert curve is not None
    assert np.interp([95, 150, 205, 600], *curve) == pytest.approx([285, 285, 285, 1470], rel=1e-3)


def test_points_before_the_start_and_after_the_end_add_nothing() -> None:
    around = example_route(np.arange(-30.0, 640))
    assert total(example_workout(streams={StreamKind.ROUTE: around})) == pytest.approx(
        1800, rel=1e-3
    )


def test_legs_grow_by_the_distance_that_they_state() -> None:
    swim, run = by_key("swimming"), by_key("running")
    legs = (Leg(0, 300, swim, 400), Leg(300, 310, by_key("transition")), Leg(310, 600, run, 1000))
    streams = {StreamKind.ROUTE: example_route(TEN_MINUTES[300:])}  # nobody tracked the swim
    curve = cumulative_distance(example_workout("swim_bike_run", legs=legs, streams=streams))
    assert curve is not None
    assert np.interp([150, 300, 310, 600], *curve) == pytest.approx([200, 400, 430, 1430], rel=1e-2)


def test_an_amount_without_a_duration_comes_at_once() -> None:
    at_once = spans(StreamKind.STEPS, np.array([5.0]), np.array([0.0]), np.array([40.0]))
    assert np.interp([4, 6], *accrued(at_once, (), 10.0)) == pytest.approx([0, 40])


@given(
    st.lists(st.tuples(st.floats(-50, 650), st.floats(0, 90), st.floats(0, 500)), min_size=1),
    st.lists(st.tuples(st.floats(0, 600), st.floats(0, 60)), max_size=4),
)
def test_distance_starts_at_nothing_and_never_decreases(
    drawn: list[tuple[float, float, float]], stops: list[tuple[float, float]]
) -> None:
    start, duration, amount = np.array(drawn, dtype=float).T
    pauses = tuple(Pause(at, at + length) for at, length in stops)
    streams = {StreamKind.DISTANCE: spans(StreamKind.DISTANCE, start, duration, amount)}
    curve = cumulative_distance(example_workout(pauses=pauses, streams=streams))
    if curve is None:
        return
    time_s, distance_m = curve
    assert (time_s[0], time_s[-1], distance_m[0]) == (0, 600, 0)
    assert (np.diff(time_s) > 0).all()
    assert (np.diff(distance_m) >= 0).all()
    assert distance_m[-1] <= amount.sum() * (1 + 1e-6)
