"""The distance covered by each moment of a workout, from the best witness there is."""

from collections.abc import Iterator

import numpy as np

from fitglue.domain.measures import great_circle_m, in_pause, paused_spans, timer_at
from fitglue.domain.streams import FloatArray, Stream, StreamKind, spans
from fitglue.domain.workout import Pause, Workout

#: How far the sum of a workout's spans may lie off its stated distance and still be believed.
_TRUSTED_SHARE = 0.10
#: A millisecond or a millimetre: less is nothing, and nothing is divided by it.
_LEAST = 1e-3

Curve = tuple[FloatArray, FloatArray]


def cumulative_distance(workout: Workout) -> Curve | None:
    """Give a clock and the metres covered by then: from 0, never decreasing, linear between.

    The shape comes from the workout's own distance spans when their sum is within 10 % of its
    stated distance or nothing is stated, else from its route; spans that miss it, then lengths
    of the pool, are better than nothing. The last value is the stated distance where there is
    one; legs that state theirs grow by it instead. Manual pauses add nothing. None when nobody
    measured when it was covered.
    """
    curve = next((curve for curve in _witnesses(workout) if curve[1][-1] > _LEAST), None)
    if curve is None:
        return None
    if any(leg.distance_m is not None for leg in workout.legs):
        return _as_legs_state(curve, workout)
    if workout.distance_m is None or workout.distance_m <= 0:
        return curve
    time_s, distance_m = curve
    return time_s, distance_m * (workout.distance_m / distance_m[-1])


def _as_legs_state(curve: Curve, workout: Workout) -> Curve:
    """Scale the growth inside each leg to the leg's own distance; spread it where there is none."""
    bounds = [second for leg in workout.legs for second in (leg.start_s, leg.end_s)]
    knots: FloatArray = np.unique(np.concatenate((curve[0], np.clip(bounds, 0, curve[0][-1]))))
    steps, ran = np.diff(np.interp(knots, *curve)), np.diff(timer_at(knots, workout.pauses))
    middle = (knots[:-1] + knots[1:]) / 2
    for leg in workout.legs:
        inside = (middle > leg.start_s) & (middle < leg.end_s)
        if leg.distance_m is None or ran[inside].sum() < _LEAST:
            continue
        shape = steps[inside] if steps[inside].sum() > _LEAST else ran[inside]
        steps[inside] = shape * (leg.distance_m / shape.sum())
    return knots, np.concatenate(([0.0], np.cumsum(steps)))


def accrued(stream: Stream, pauses: tuple[Pause, ...], end_s: float) -> Curve:
    """Add up amounts gathered over spans, each evenly over its time, inside [0, end_s].

    Spans may overlap. What fell into a manual pause does not count.
    """
    starts = stream.time_s
    ends = starts + np.maximum(stream["duration_s"], _LEAST)
    rate = np.nan_to_num(stream.values) / (ends - starts)
    changes = np.concatenate((starts, ends))
    order = np.argsort(changes, kind="stable")
    time_s = changes[order]
    rate_from_here = np.cumsum(np.concatenate((rate, -rate))[order])
    gained = np.maximum(rate_from_here[:-1], 0.0) * np.diff(time_s)
    return _without_pauses(time_s, np.concatenate(([0.0], np.cumsum(gained))), pauses, end_s)


def _witnesses(workout: Workout) -> Iterator[Curve]:
    """Give what can tell the distance over time, most trusted first."""
    own = list(_own(workout))
    trusted = [curve for curve in own if _agrees(curve, workout.distance_m)]
    yield from trusted
    if StreamKind.ROUTE in workout.streams:
        yield _way(workout.streams[StreamKind.ROUTE], workout)
    yield from own
    yield from _lengths(workout)


def _own(workout: Workout) -> Iterator[Curve]:
    if StreamKind.DISTANCE in workout.streams:
        yield accrued(workout.streams[StreamKind.DISTANCE], workout.pauses, workout.elapsed_s)


def _agrees(curve: Curve, stated_m: float | None) -> bool:
    if stated_m is None or stated_m <= 0:
        return True
    return bool(abs(curve[1][-1] / stated_m - 1) <= _TRUSTED_SHARE)


def _way(route: Stream, workout: Workout) -> Curve:
    placed = route.take(np.isfinite(route["latitude_deg"]) & np.isfinite(route["longitude_deg"]))
    steps = great_circle_m(placed["latitude_deg"], placed["longitude_deg"])
    total = np.concatenate(([0.0], np.cumsum(steps)))[: len(placed)]
    return _without_pauses(placed.time_s, total, workout.pauses, workout.elapsed_s)


def _lengths(workout: Workout) -> Iterator[Curve]:
    active = [length for length in workout.lengths if length.active]
    if not active or workout.pool_length_m is None:
        return
    start = np.array([length.start_s for length in active])
    duration = np.array([length.duration_s for length in active])
    each = np.full(len(start), workout.pool_length_m)
    swum = spans(StreamKind.DISTANCE, start, duration, each)
    yield accrued(swum, workout.pauses, workout.elapsed_s)


def _without_pauses(
    time_s: FloatArray, total: FloatArray, pauses: tuple[Pause, ...], end_s: float
) -> Curve:
    """Cut a running total to [0, end_s] and hold it still inside manual pauses."""
    if not len(time_s):
        return np.array([0.0, end_s]), np.zeros(2)
    bounds = np.clip(np.concatenate((paused_spans(pauses).ravel(), [0.0, end_s])), 0.0, end_s)
    within = time_s[(time_s > 0) & (time_s < end_s)]
    knots: FloatArray = np.unique(np.concatenate((within, bounds)))
    steps = np.diff(np.interp(knots, time_s, total))
    steps[in_pause((knots[:-1] + knots[1:]) / 2, pauses)] = 0.0
    return knots, np.concatenate(([0.0], np.cumsum(np.maximum(steps, 0.0))))
