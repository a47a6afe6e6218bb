"""Streams: each on its own clock, gaps kept, nothing that stands for missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.domain.streams import COLUMNS, Stream, StreamKind, held, running_total, scalar, spans
from fitglue.testing.examples import example_route

POWER = scalar(StreamKind.POWER, np.array([0.0, 1, 5]), np.array([200.0, 210, 220]))


def test_every_kind_has_its_columns_with_a_resolution() -> None:
    assert set(COLUMNS) == set(StreamKind)
    assert all(
        0 < resolution <= 0.1 for columns in COLUMNS.values() for resolution in columns.values()
    )


def test_samples_are_sorted_by_time_and_keep_their_order_within_an_instant() -> None:
    mixed = scalar(StreamKind.POWER, np.array([5.0, 1, 5]), np.array([1.0, 2, 3]))
    assert mixed.time_s.tolist() == [1, 5, 5]
    assert mixed.values.tolist() == [2, 1, 3]


@pytest.mark.parametrize(
    ("time_s", "columns"),
    [
        ([0.0, 1], {"power_w": [1.0]}),
        ([0.0], {"watts": [1.0]}),
        ([0.0], {}),
        ([1.0, 0], {"power_w": [1.0, 2]}),
        ([float("nan")], {"power_w": [1.0]}),
        ([float("inf")], {"power_w": [1.0]}),
    ],
)
def test_a_stream_of_another_shape_is_refused(
    time_s: list[float], columns: dict[str, list[float]]
) -> None:
    with pytest.raises(ValueError, match="power"):
        Stream(
            StreamKind.POWER,
            np.array(time_s),
            {name: np.array(column) for name, column in columns.items()},
        )


def test_between_keeps_both_ends() -> None:
    assert POWER.between(1, 5).values.tolist() == [210, 220]
    assert len(POWER.between(2, 4)) == 0


def test_shifting_moves_the_clock_only() -> None:
    moved = POWER.shifted(-1.5)
    assert moved.time_s.tolist() == [-1.5, -0.5, 3.5]
    assert moved.values.tolist() == POWER.values.tolist()


def test_taking_keeps_all_columns_together() -> None:
    route = example_route(np.arange(5.0)).take(np.array([True, False, True, False, False]))
    assert route.time_s.tolist() == [0, 2]
    assert len(route["latitude_deg"]) == 2


def test_a_last_known_value_is_the_last_that_was_one() -> None:
    values = np.array([200.0, np.nan, np.nan])
    assert held(POWER.time_s, values, np.array([5.0])).tolist() == [200]


def test_a_running_total_grows_at_the_end_of_each_span() -> None:
    walked = spans(StreamKind.STEPS, np.array([0.0, 5]), np.array([20.0, 5]), np.array([30.0, 8]))
    time_s, total = running_total(walked)
    assert time_s.tolist() == [10, 20]
    assert total.tolist() == [8, 38]


@given(
    st.lists(st.floats(-100, 1000), max_size=20),
    st.lists(st.floats(-100, 1000), max_size=20),
    st.floats(0, 60),
)
def test_a_held_value_is_one_that_was_measured_at_most_so_long_ago(
    times: list[float], moments: list[float], hold_s: float
) -> None:
    stream = scalar(StreamKind.POWER, np.array(times), np.array(times))
    for at_s, value in zip(
        moments, held(stream.time_s, stream.values, np.array(moments), hold_s), strict=True
    ):
        recent = [time for time in times if -0.0005 <= at_s - time <= hold_s]
        assert value == max(recent) if recent else np.isnan(value) or abs(at_s - value) <= hold_s
