"""A heart rate from elsewhere, and what a workout says once it has it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fitglue.domain.coverage import Span
from fitglue.domain.heart_rate import (
    LEAST_BPM,
    MOST_BPM,
    filled,
    heart_rate,
    measured,
    whose,
    with_heart_rate,
)
from fitglue.domain.streams import Stream, StreamKind, scalar
from fitglue.domain.workout import App, Device, Statistic
from fitglue.testing.examples import example_run, example_workout

HR = StreamKind.HEART_RATE


def stream(first_s: float, last_s: float, bpm: float) -> Stream:
    time_s = np.arange(first_s, last_s + 0.001, 5)
    return scalar(HR, time_s, np.full(len(time_s), bpm))


def test_values_that_no_heart_has_are_left_out() -> None:
    bpm = np.array([0, LEAST_BPM - 1, LEAST_BPM, 120, MOST_BPM, MOST_BPM + 1, np.nan, np.inf])
    assert heart_rate(np.arange(8.0), bpm, 60).values.tolist() == [LEAST_BPM, 120, MOST_BPM]


def test_samples_come_in_order_once_an_instant_and_inside_the_time() -> None:
    found = heart_rate(np.array([5, -1, 3, 5, 11.0]), np.array([101, 102, 103, 104, 105.0]), 10)
    assert found.time_s.tolist() == [3, 5]
    assert found.values.tolist() == [103, 101]


@given(st.lists(st.tuples(st.floats(-100, 700), st.floats(0, 300)), max_size=50))
def test_no_sample_is_moved_or_made_up(samples: list[tuple[float, float]]) -> None:
    time_s, bpm = (np.array(column) for column in zip(*samples, strict=True)) if samples else (
        np.array([]), np.array([]),
    )  # fmt: skip
    found = heart_rate(time_s, bpm, 600)
    assert set(zip(found.time_s.tolist(), found.values.tolist(), strict=True)) <= set(samples)


@given(st.floats(0, 500), st.floats(0, 300), st.floats(5, 60))
def test_filling_keeps_every_sample_of_its_own(hole_s: float, for_s: float, gap_s: float) -> None:
    whole, other = stream(0, 600, 120), stream(2.5, 600, 150)
    own = whole.take((whole.time_s <= hole_s) | (whole.time_s >= hole_s + for_s))
    both = filled(own, other, Span(600, (), gap_s))
    assert both.take(both.values == 120).time_s.tolist() == own.time_s.tolist()
    added = both.take(both.values == 150).time_s
    assert ((added > hole_s - 5) & (added < hole_s + for_s + 5)).all()


def test_of_nothing_the_other_is_all() -> None:
    other = stream(0, 60, 120)
    assert filled(None, other, Span(60)) is other


def test_a_statistic_is_replaced_where_it_stands() -> None:
    others = (Statistic("StepCount", "count", total=5), Statistic("HeartRate", "per min", 1, 2))
    changed = with_heart_rate(example_workout(statistics=others), stream(0, 600, 120), "Strap")
    assert [one.kind for one in changed.statistics] == ["StepCount", "HeartRate"]
    assert changed.statistics[1].average == 120


def test_who_measured_is_named_as_well_as_it_is_known() -> None:
    strap = with_heart_rate(example_run(), stream(0, 600, 120), "Strap")
    assert whose(strap) == "Strap"
    assert whose(example_workout(app=App(""), device=Device("H10"))) == "H10"
    assert whose(example_workout(app=App(""), device=Device())) == "the recording"


def test_missing_values_are_no_heart_rate() -> None:
    silent = scalar(HR, np.arange(3.0), np.full(3, np.nan))
    assert measured(example_workout(streams={HR: silent})) is None
    some = scalar(HR, np.arange(3.0), np.array([np.nan, 120, np.nan]))
    found = measured(example_workout(streams={HR: some}))
    assert found is not None
    assert found.time_s.tolist() == [1]
