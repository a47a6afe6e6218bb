"""Figures worked out from samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.domain.measures import (
    ascent_descent_m,
    great_circle_m,
    heart_rate_summary,
    in_pause,
    moving_s,
    running_median,
    timer_at,
    timer_s,
)
from fitglue.domain.streams import FloatArray, StreamKind, scalar
from fitglue.domain.workout import Pause, PauseKind
from fitglue.testing.examples import example_route

HOUR = np.arange(3600.0)
M_PER_DEGREE = 111_195.0


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    steps = great_circle_m(np.array([47.0, 48.0]), np.array([8.0, 8.0]))
    assert steps == pytest.approx([111_195], rel=1e-4)


def test_a_way_over_the_date_line_is_short() -> None:
    steps = great_circle_m(np.array([0.0, 0.0]), np.array([179.999, -179.999]))
    assert steps == pytest.approx([222.39], abs=0.1)


def test_a_single_point_makes_no_step() -> None:
    assert len(great_circle_m(np.array([47.0]), np.array([8.0]))) == 0


@pytest.mark.parametrize("noise_m", [0.1, 1.0, 3.0])
def test_a_flat_loop_round_a_lake_climbs_nothing(noise_m: float) -> None:
    noise = np.random.default_rng(7).normal(0, noise_m, len(HOUR))
    climb = ascent_descent_m(example_route(HOUR, altitude_m=400 + noise))
    assert climb == pytest.approx((0, 0), abs=3)


@pytest.mark.parametrize("noise_m", [0.0, 1.0, 3.0])
def test_a_climb_of_five_hundred_metres_is_one_within_five_percent(noise_m: float) -> None:
    noise = np.random.default_rng(7).normal(0, noise_m, len(HOUR))
    uphill = example_route(HOUR, altitude_m=np.linspace(400, 900, len(HOUR)) + noise)
    climb = ascent_descent_m(uphill)
    assert climb is not None
    assert climb[0] == pytest.approx(500, rel=0.05)
    assert climb[1] == pytest.approx(0, abs=3)


def test_hills_count_both_ways() -> None:
    hills = example_route(HOUR, altitude_m=400 + 12.5 * np.sin(2 * np.pi * HOUR / 360))
    assert ascent_descent_m(hills) == pytest.approx((250, 250), rel=0.05)


def test_a_spike_of_the_altimeter_is_no_climb() -> None:
    altitude = np.full(len(HOUR), 400.0)
    altitude[1000:1002] = 900
    assert ascent_descent_m(example_route(HOUR, altitude_m=altitude)) == (0, 0)


def test_a_route_without_altitude_has_no_climb() -> None:
    assert ascent_descent_m(example_route(HOUR)) is None


def test_one_altitude_is_a_climb_of_nothing() -> None:
    assert ascent_descent_m(example_route(HOUR[:1], altitude_m=np.array([5.0]))) == (0, 0)


def test_pauses_that_overlap_are_subtracted_once() -> None:
    pauses = (Pause(10, 20), Pause(15, 30), Pause(90, 120))
    assert timer_s(100, pauses) == 70


def test_a_motion_pause_does_not_stop_the_timer() -> None:
    assert timer_s(100, (Pause(10, 20, PauseKind.MOTION),)) == 100


def test_the_timer_stands_still_inside_a_pause() -> None:
    reading = timer_at(np.array([5.0, 10, 15, 20, 25]), (Pause(10, 20),))
    assert reading.tolist() == [5, 10, 10, 10, 15]


def test_the_ends_of_a_pause_are_not_inside_it() -> None:
    moments = np.array([9.0, 10, 11, 19, 20, 21])
    assert in_pause(moments, (Pause(10, 20),)).tolist() == [False, False, True, True, False, False]


def test_standing_at_a_light_is_not_moving() -> None:
    speed = np.full(601, 3.0)
    speed[100:160] = 0
    assert moving_s(example_route(np.arange(601.0), speed_m_per_s=speed), (), 600) == 540


def test_a_wandering_position_of_one_who_stands_is_not_moving() -> None:
    noise = np.random.default_rng(7).normal(0, 1, 1200) / M_PER_DEGREE
    on_foot = np.concatenate((np.arange(600.0), np.full(600, 600.0))) * 3 / M_PER_DEGREE
    route = example_route(np.arange(1200.0), latitude_deg=47 + on_foot + noise)
    assert moving_s(route, (), 1200) == pytest.approx(600, abs=15)


def test_a_tunnel_ridden_through_is_moving_and_a_rest_in_a_cellar_is_not() -> None:
    through = np.array([0.0, 1, 2, 100, 101])
    assert moving_s(example_route(through), (), 101) == 101
    rest = example_route(through, latitude_deg=47 + np.array([0, 3, 6, 7, 10]) / M_PER_DEGREE)
    assert moving_s(rest, (), 101) == pytest.approx(101 - 98)


def test_without_a_route_motion_pauses_tell_who_stood() -> None:
    pauses = (Pause(10, 20, PauseKind.MOTION), Pause(50, 60))
    assert moving_s(None, pauses, 100) == 80


@given(
    st.lists(st.tuples(st.floats(-10, 700), st.floats(0, 100), st.sampled_from(PauseKind))),
    st.floats(0, 600),
)
def test_moving_is_never_more_than_timer_nor_timer_more_than_elapsed(
    drawn: list[tuple[float, float, PauseKind]], elapsed_s: float
) -> None:
    pauses = tuple(Pause(start, start + length, kind) for start, length, kind in drawn)
    timer = timer_s(elapsed_s, pauses)
    assert 0 <= timer <= elapsed_s
    for route in (None, example_route(np.arange(0.0, 600, 7))):
        assert 0 <= moving_s(route, pauses, elapsed_s) <= timer


@given(st.lists(st.floats(-500, 9000), min_size=5, max_size=60))
def test_spikes_are_taken_out_by_the_median_of_five(altitude_m: list[float]) -> None:
    values = np.array(altitude_m)
    windows: FloatArray = np.lib.stride_tricks.sliding_window_view(
        np.pad(values, 2, mode="edge"), 5
    )
    assert running_median(values).tolist() == np.sort(windows, axis=1)[:, 2].tolist()


def test_heart_rate_is_weighed_by_the_time_that_each_sample_stands_for() -> None:
    stream = scalar(
        StreamKind.HEART_RATE, np.array([0.0, 8, 9, 10]), np.array([100.0, 180, 180, 180])
    )
    found = heart_rate_summary(stream, ())
    assert found is not None
    # 8 s of 100, then 1 + 1 + 10 s (the last one stands for as long as a value may) of 180.
    assert found.avg_bpm == pytest.approx((8 * 100 + 12 * 180) / 20)
    assert (found.min_bpm, found.max_bpm) == (100, 180)


def test_heart_rate_in_a_manual_pause_is_left_out_of_the_average() -> None:
    stream = scalar(StreamKind.HEART_RATE, np.arange(0.0, 30), np.repeat([150.0, 90, 150], 10))
    found = heart_rate_summary(stream, (Pause(9.5, 20),))
    assert found is not None
    assert (found.avg_bpm, found.min_bpm) == (150, 150)


def test_a_gap_in_heart_rate_weighs_no_more_than_a_value_may_stand() -> None:
    stream = scalar(StreamKind.HEART_RATE, np.array([0.0, 3600]), np.array([60.0, 160]))
    found = heart_rate_summary(stream, ())
    assert found is not None
    assert found.avg_bpm == 110


def test_no_heart_rate_has_no_average() -> None:
    assert heart_rate_summary(scalar(StreamKind.HEART_RATE, HOUR[:0], HOUR[:0]), ()) is None
    missing = scalar(StreamKind.HEART_RATE, HOUR[:2], np.array([np.nan, np.nan]))
    assert heart_rate_summary(missing, ()) is None
