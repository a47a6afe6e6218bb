from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate

import msgspec
import numpy as np
import pytest

from fitglue.domain.streams import StreamKind, scalar
from fitglue.domain.workout import Workout
from fitglue.testing.web_activities import workout_of
from fitglue.testing.web_plans import Plan
from fitglue.web.series import ROUTE_POINTS, ROWS, on_clock, series, smoothed

START = datetime(2025, 9, 16, 16, 14, tzinfo=UTC)


def run(**changes: object) -> Workout:
    plan = Plan(sport="running", start=START, seconds=3000, distance_m=9000.0, climb_m=40.0)
    return workout_of(replace(plan, **changes))  # type: ignore[arg-type]


def test_charts_cursor_and_distance_share_one_clock() -> None:
    told = series(run(), "metric")
    assert told["rows"] == 1501
    assert told["step_s"] == 2.0
    lengths = {len(chart["values"]) for chart in told["charts"]} | {len(told["distance"]["values"])}
    assert lengths == {told["rows"]}
    assert told["distance"]["values"][-1] == pytest.approx(9.0)


def test_a_day_long_activity_stays_within_rows_and_points() -> None:
    told = series(run(seconds=80_000, distance_m=150_000.0), "metric")
    assert told["rows"] <= ROWS
    assert len(told["route"]["time_s"]) <= ROUTE_POINTS
    assert len(msgspec.json.encode(told)) < 200_000


def test_a_route_comes_back_within_a_metre_from_its_steps() -> None:
    workout = run(seconds=1200, distance_m=4000.0)
    told = series(workout, "metric")["route"]
    latitude = np.array(list(accumulate(told["latitude"]))) / 1e5
    route = workout.streams[StreamKind.ROUTE]
    assert np.abs(latitude - route["latitude_deg"]).max() < 1e-5
    assert list(accumulate(told["time_s"])) == route.time_s.tolist()


def test_a_route_across_the_date_line_goes_on_beyond_180_degrees() -> None:
    told = series(run(centre=(-16.8, 179.995)), "metric")["route"]
    longitude = np.array(list(accumulate(told["longitude"]))) / 1e5
    assert longitude.max() > 180
    assert np.abs(np.diff(longitude)).max() < 0.01


def test_a_pause_breaks_the_route_and_is_told_for_shading() -> None:
    told = series(run(pause=(1000, 1090)), "metric")
    assert len(told["route"]["breaks"]) == 1
    assert [1000, 1090] in told["pauses"]


def test_a_gap_of_a_stream_stays_a_gap() -> None:
    clock = np.arange(0.0, 101.0)
    time_s = np.concatenate((np.arange(0.0, 30.0, 5), np.arange(70.0, 100.0, 5)))
    rows = on_clock(time_s, np.full(len(time_s), 140.0), clock, 1.0)
    assert np.isfinite(rows[:36]).all()
    assert np.isnan(rows[45:69]).all()
    assert np.isfinite(rows[70:]).all()


def test_a_sensor_that_speaks_once_a_minute_is_not_full_of_gaps() -> None:
    clock = np.arange(0.0, 601.0)
    rows = on_clock(np.arange(0.0, 600.0, 60), np.full(10, 120.0), clock, 1.0)
    assert np.isfinite(rows).all()


def test_many_samples_of_a_row_are_averaged() -> None:
    rows = on_clock(
        np.array([0.0, 9.0, 10.0, 11.0]), np.array([1.0, 2, 4, 6]), np.array([0.0, 10]), 10
    )
    assert rows.tolist() == [1.0, 4.0]


def test_smoothing_neither_fills_nor_spreads_what_is_missing() -> None:
    values = np.array([1.0, 1, np.nan, 3, 3])
    assert np.array_equal(smoothed(values, 3), values, equal_nan=True)


def test_missing_values_are_null_and_not_zero() -> None:
    workout = run(pause=(1000, 1090))
    rate = next(c for c in series(workout, "metric")["charts"] if c["key"] == "rate")
    assert rate["values"][525] is None
    assert b"NaN" not in msgspec.json.encode(series(workout, "metric"))


def test_imperial_units_reach_distance_altitude_and_pace() -> None:
    told = series(run(), "imperial")
    charts = {chart["key"]: chart for chart in told["charts"]}
    assert told["distance"]["unit"] == "mi"
    assert charts["altitude"]["unit"] == "ft"
    assert charts["rate"]["per"] == pytest.approx(1609.344)


def test_a_workout_without_streams_has_nothing_to_draw() -> None:
    told = series(replace(run(), streams={}), "metric")
    assert told["charts"] == []
    assert told["route"] is None
    assert told["distance"] is None


def test_a_stream_of_missing_values_has_no_chart() -> None:
    empty = scalar(StreamKind.HEART_RATE, np.arange(5.0), np.full(5, np.nan))
    told = series(replace(run(), streams={StreamKind.HEART_RATE: empty}), "metric")
    assert told["charts"] == []
