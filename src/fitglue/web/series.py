"""The samples behind an activity page, small enough to send: one clock for charts and cursor.

Charts are brought to a common clock of at most `ROWS` rows; the route keeps its own times and at
most `ROUTE_POINTS` points, as steps of 1e-5 degrees (1.1 m), for differences are short to write.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from fitglue.domain import figures
from fitglue.domain.distance import cumulative_distance
from fitglue.domain.measures import timer_at
from fitglue.domain.streams import HOLD_S, FloatArray, Stream, StreamKind, held
from fitglue.domain.workout import Workout
from fitglue.web.charts import Chart, charts_of
from fitglue.web.lines import Units

ROWS = 2000
ROUTE_POINTS = 5000
_STEPS_PER_DEGREE = 1e5
_LEAST_GAP_S = 30.0  # a GPS that is silent for longer has lost its way
_LEAST_PAUSE_S = 5.0
_SPARSE = 2.5  # intervals of a slow sensor that its last value stands for


def series(workout: Workout, units: Units) -> dict[str, Any]:
    """Give everything that charts and map draw, ready for JSON."""
    step_s = max(1.0, float(np.ceil(workout.elapsed_s / (ROWS - 1))))
    clock: FloatArray = np.arange(0.0, workout.elapsed_s + step_s / 2, step_s)
    return {
        "elapsed_s": round(workout.elapsed_s, 1),
        "step_s": step_s,
        "rows": len(clock),
        "distance": _distance(workout, clock, units),
        "charts": [_chart(chart, clock, step_s) for chart in charts_of(workout, units)],
        "pauses": [[round(pause.start_s), round(pause.end_s)] for pause in workout.pauses],
        "laps": [round(lap.start_s) for lap in workout.laps if lap.start_s > 0]
        or [round(leg.start_s) for leg in workout.legs if leg.start_s > 0],
        "route": _route(workout),
        "virtual": workout.virtual_route,
        "units": units,
    }


def on_clock(
    time_s: FloatArray, values: FloatArray, clock: FloatArray, step_s: float
) -> FloatArray:
    """Average samples around each row; between samples the last stands, but never over a gap.

    A sensor that speaks every minute is not full of gaps, so its value stands a little longer.
    """
    known = np.isfinite(values) & (time_s >= -step_s) & (time_s <= clock[-1] + step_s)
    time_s, values = time_s[known], values[known]
    if not len(time_s):
        return np.full(len(clock), np.nan)
    interval = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0
    standing = held(time_s, values, clock, max(HOLD_S, _SPARSE * interval, step_s))
    row = np.clip(np.round(time_s / step_s).astype(np.intp), 0, len(clock) - 1)
    number = np.bincount(row, minlength=len(clock))
    total = np.bincount(row, weights=values, minlength=len(clock))
    return np.where(number > 0, total / np.maximum(number, 1), standing)


def smoothed(values: FloatArray, rows: int) -> FloatArray:
    """Average over `rows` neighbours, leaving out what is missing and keeping it missing."""
    if rows < 2:  # noqa: PLR2004 - a row alone is its own average
        return values
    known = np.isfinite(values)
    window = np.ones(rows | 1)
    half = rows // 2
    total = np.convolve(np.where(known, values, 0.0), window)[half : half + len(values)]
    number = np.convolve(known.astype(float), window)[half : half + len(values)]
    return np.where(known, total / np.maximum(number, 1.0), np.nan)


def _chart(chart: Chart, clock: FloatArray, step_s: float) -> dict[str, Any]:
    rows = on_clock(chart.time_s, chart.values, clock, step_s)
    rows = smoothed(rows, round(chart.smooth_s / step_s))
    decimals = 3 if chart.per is not None else chart.decimals
    decimals += chart.key == "altitude"  # whole metres make stairs of a gentle slope
    return {
        "key": chart.key, "label": chart.label, "unit": chart.unit, "tone": chart.tone,
        "per": chart.per, "decimals": chart.decimals,
        "values": _numbers(rows * (1.0 if chart.per is not None else chart.factor), decimals),
    }  # fmt: skip


def _distance(workout: Workout, clock: FloatArray, units: Units) -> dict[str, Any] | None:
    curve = cumulative_distance(workout)
    if curve is None:
        return None
    shown = figures.distance(workout.distance_m or float(curve[1][-1]), units)
    each = {"km": figures.M_PER_KM, "mi": figures.M_PER_MILE, "yd": figures.M_PER_YARD}
    rows = np.interp(clock, *curve) / each.get(shown.unit, 1.0)
    return {"unit": shown.unit, "values": _numbers(rows, 0 if shown.unit in {"m", "yd"} else 3)}


def route_pieces(workout: Workout) -> list[FloatArray]:
    """Give the unbroken pieces of a route that have more than a point: latitude, longitude."""
    kept = _placed(workout)
    if kept is None:
        return []
    piece = _pieces(kept.time_s, workout)
    longitude = np.unwrap(kept["longitude_deg"], period=360)  # across the date line
    places = np.column_stack((kept["latitude_deg"], longitude))
    cut = np.split(places, np.flatnonzero(np.diff(piece)) + 1)
    return [one for one in cut if len(one) > 1]


def _placed(workout: Workout) -> Stream | None:
    route = workout.streams.get(StreamKind.ROUTE)
    if route is None:
        return None
    placed = np.isfinite(route["latitude_deg"]) & np.isfinite(route["longitude_deg"])
    kept = route.take(placed).between(0.0, workout.elapsed_s)
    return kept if len(kept) else None


def _route(workout: Workout) -> dict[str, Any] | None:
    kept = _placed(workout)
    if kept is None:
        return None
    piece = _pieces(kept.time_s, workout)
    index = _thinned(piece)
    longitude = np.unwrap(kept["longitude_deg"][index], period=360)  # across the date line
    return {
        "time_s": _steps(kept.time_s[index]),
        "latitude": _steps(kept["latitude_deg"][index] * _STEPS_PER_DEGREE),
        "longitude": _steps(longitude * _STEPS_PER_DEGREE),
        "breaks": (np.flatnonzero(np.diff(piece[index])) + 1).tolist(),
    }


def _pieces(time_s: FloatArray, workout: Workout) -> npt.NDArray[np.intp]:
    """Tell apart the unbroken pieces of a route: a pause or a long silence begins a new one."""
    apart = np.diff(time_s)
    if not len(apart):
        return np.zeros(len(time_s), dtype=np.intp)
    silent = apart > max(_LEAST_GAP_S, 5 * float(np.median(apart)))
    paused = apart - np.diff(timer_at(time_s, workout.pauses)) > _LEAST_PAUSE_S
    return np.concatenate(([0], np.cumsum(silent | paused)))


def _thinned(piece: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Pick points evenly, and always the ends of every piece."""
    starts = np.flatnonzero(np.diff(piece)) + 1
    room = max(ROUTE_POINTS - 2 * len(starts), 100)
    evenly = np.linspace(0, len(piece) - 1, min(room, len(piece))).round().astype(np.intp)
    return np.unique(np.concatenate((evenly, starts - 1, starts)))


def _steps(values: FloatArray) -> list[int]:
    """Write the first value and then differences, as whole numbers."""
    whole = np.round(values).astype(np.int64)
    return [int(step) for step in np.diff(whole, prepend=0)]


def _numbers(values: FloatArray, decimals: int) -> list[float | int | None]:
    rounded = np.round(values, decimals)
    if decimals:
        return [None if value != value else value for value in rounded.tolist()]  # noqa: PLR0124 - only NaN differs from itself
    return [None if value != value else int(value) for value in rounded.tolist()]  # noqa: PLR0124 - as above
