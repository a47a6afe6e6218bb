"""The common clock of a workout."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.domain.streams import Stream, StreamKind, scalar, spans
from fitglue.domain.timeline import timeline
from fitglue.domain.workout import Pause
from fitglue.testing.examples import START, example_route, example_run, example_workout


def heart_rate(*times: float) -> dict[StreamKind, Stream]:
    return {
        StreamKind.HEART_RATE: scalar(StreamKind.HEART_RATE, np.array(times), 100 + np.array(times))
    }


def test_the_first_and_last_second_are_there_though_nothing_was_measured() -> None:
    rows = timeline(example_workout(elapsed_s=600))
    assert rows.time_s.tolist() == [0, 600]
    assert rows.columns == {}


def test_a_row_stands_where_something_was_measured() -> None:
    rows = timeline(example_workout(streams=heart_rate(5, 17, 600)))
    assert rows.time_s.tolist() == [0, 5, 17, 600]


def test_a_value_is_held_for_ten_seconds_and_not_invented_beyond() -> None:
    streams = heart_rate(5) | {StreamKind.ROUTE: example_route(np.arange(0.0, 30))}
    found = timeline(example_workout(streams=streams)).columns["heart_rate_bpm"]
    assert np.isnan(found[:5]).all()
    assert (found[5:16] == 105).all()
    assert np.isnan(found[16:]).all()


def test_a_position_is_never_held() -> None:
    streams = {StreamKind.ROUTE: example_route(np.array([0.0, 1, 20]))} | heart_rate(*range(30))
    rows = timeline(example_workout(streams=streams))
    placed = rows.time_s[np.isfinite(rows.columns["latitude_deg"])]
    assert placed.tolist() == [0, 1, 20]


def test_positions_between_seconds_are_moved_along_the_way() -> None:
    route = example_route(
        np.array([0.4, 1.4, 2.4, 3.4]), longitude_deg=np.array([0.4, 1.4, 2.4, 3.4])
    )
    rows = timeline(example_workout(streams={StreamKind.ROUTE: route}))
    assert rows.columns["longitude_deg"][1:4] == pytest.approx([1, 2, 3])


def test_a_way_over_the_date_line_does_not_pass_the_meridian_of_greenwich() -> None:
    route = example_route(np.array([0.5, 1.5]), longitude_deg=np.array([179.9, -179.9]))
    found = timeline(example_workout(streams={StreamKind.ROUTE: route})).columns["longitude_deg"]
    assert np.nanmin(np.abs(found)) >= 179.8


def test_no_row_lies_inside_a_manual_pause() -> None:
    rows = timeline(example_run(100, pauses=(Pause(10, 20), Pause(50.4, 60.6))))
    inside = (rows.time_s > 10) & (rows.time_s < 20) | (rows.time_s > 50.4) & (rows.time_s < 60.6)
    assert not inside.any()
    assert {10, 20, 50, 61} <= set(rows.time_s)


def test_seconds_are_whole_on_the_clock_of_the_wall_not_of_the_workout() -> None:
    start = START + timedelta(milliseconds=300)
    rows = timeline(example_workout(start=start, streams=heart_rate(1, 2)))
    assert rows.time_s == pytest.approx([-0.3, 1.7, 2.7, 599.7])
    assert rows.columns["heart_rate_bpm"][1:3].tolist() == [101, 102]


def test_the_last_row_knows_what_came_in_the_last_broken_second() -> None:
    rows = timeline(example_workout(elapsed_s=60.4, streams=heart_rate(60.3), distance_m=100))
    assert rows.time_s.tolist() == [0, 60]
    assert rows.columns["heart_rate_bpm"][-1] == pytest.approx(160.3)


def test_samples_before_the_start_are_known_at_it() -> None:
    rows = timeline(example_workout(streams=heart_rate(-4)))
    assert rows.time_s.tolist() == [0, 600]
    assert rows.columns["heart_rate_bpm"][0] == 96


def test_distance_is_in_every_row_and_ends_with_the_workouts() -> None:
    rows = timeline(example_run(600, distance_m=1850))
    assert rows.columns["distance_m"][[0, -1]] == pytest.approx([0, 1850])
    assert np.isfinite(rows.columns["distance_m"]).all()


def test_steps_become_steps_per_minute_also_beside_a_pause() -> None:
    rows = timeline(example_run(600, pauses=(Pause(100, 200),)))
    assert rows.columns["steps_per_min"] == pytest.approx(168)


def test_where_no_steps_were_counted_cadence_is_missing_not_nothing() -> None:
    counted = spans(StreamKind.STEPS, np.array([0.0]), np.array([60.0]), np.array([150.0]))
    streams = {StreamKind.STEPS: counted} | heart_rate(*range(0, 600, 5))
    found = timeline(example_workout(streams=streams)).columns["steps_per_min"]
    assert found[3] == pytest.approx(150)
    assert np.isnan(found[-1])


def test_speed_is_worked_out_when_nobody_measured_it() -> None:
    start = np.arange(0.0, 600, 3)
    run = spans(StreamKind.DISTANCE, start, np.full(200, 3.0), np.full(200, 8.0))
    found = timeline(example_workout(streams={StreamKind.DISTANCE: run})).columns["speed_m_per_s"]
    assert found == pytest.approx(8 / 3)


@given(
    st.lists(st.floats(-20, 700), max_size=30),
    st.lists(st.tuples(st.floats(0, 600), st.floats(0, 60)), max_size=4),
    st.integers(0, 999_999),
    st.floats(0, 600),
)
def test_rows_ascend_by_whole_seconds_and_columns_are_as_long(
    times: list[float], stops: list[tuple[float, float]], microsecond: int, elapsed_s: float
) -> None:
    pauses = tuple(Pause(at, at + length) for at, length in stops)
    start = START.replace(microsecond=microsecond)
    workout = example_workout(
        elapsed_s=elapsed_s, start=start, pauses=pauses, streams=heart_rate(*times)
    )
    rows = timeline(workout)
    whole = rows.time_s + microsecond / 1e6
    assert np.allclose(whole, np.rint(whole), atol=1e-6)
    assert (np.diff(np.rint(whole)) >= 1).all()
    assert len(rows) >= 1
    assert all(len(column) == len(rows) for column in rows.columns.values())
