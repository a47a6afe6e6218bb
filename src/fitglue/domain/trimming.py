"""A workout cut to a part of itself, as if nothing else had been recorded.

What the samples tell is worked out anew; what was stated of the whole goes down by the share that
the samples, or else the timer, give; and what nobody can know of a part is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np

from fitglue.domain.distance import Curve, accrued, cumulative_distance
from fitglue.domain.measures import ascent_descent_m, heart_rate_summary, moving_s, timer_at
from fitglue.domain.streams import TIME_RESOLUTION_S, FloatArray, Stream, StreamKind
from fitglue.domain.trimmed_parts import clipped, inside_parts
from fitglue.domain.workout import Device, How, Lap, Leg, Origin, Workout

_K = StreamKind
_ENERGY = {"active_kcal": _K.ACTIVE_ENERGY, "basal_kcal": _K.BASAL_ENERGY}
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a workout to keep, in its seconds."""

    start_s: float
    end_s: float


def trimmed(workout: Workout, start_s: float, end_s: float) -> Workout:
    """Keep [start_s, end_s] of a workout; all times then count from its new start.

    Cutting nothing gives the workout itself. Distances of parts that lie side by side add up to
    the whole, as do elapsed and timer times; of a pool only whole lengths count.
    Raises ValueError when nothing would be left.
    """
    span = _millisecond(Span(max(start_s, 0.0), min(end_s, workout.elapsed_s)))
    if span.start_s <= 0 and span.end_s >= workout.elapsed_s:
        return workout
    if span.end_s <= span.start_s:
        raise ValueError("nothing would be left")
    streams = dict(_streams(workout, span))
    parts = inside_parts(workout, span.start_s, span.end_s)
    bare = replace(workout, streams=streams, **parts, **_bounds(workout, span))
    timed = replace(bare, **_durations(workout, bare, span))
    figures = _figures(workout, timed, span)
    return replace(timed, **figures, provenance=_provenance(workout, timed, figures))


def energy_is_by_share(workout: Workout) -> bool:
    """Tell whether energy of a part is by its share of time, for no samples say when."""
    return any(
        getattr(workout, name) is not None and kind not in workout.streams
        for name, kind in _ENERGY.items()
    )


def _share(workout: Workout, curve: Curve | None, span: Span, whole: Span) -> float:
    """Give the share of `whole` that falls into `span`, by a curve, else by the timer."""
    bounds = np.array([span.start_s, span.end_s, whole.start_s, whole.end_s])
    bounds[:2] = np.clip(bounds[:2], whole.start_s, whole.end_s)
    for amounts in _amounts(workout, curve, bounds):
        start, end, begun, over = amounts
        if over - begun > _LEAST:
            return float(np.clip((end - start) / (over - begun), 0.0, 1.0))
    return 0.0


def _amounts(workout: Workout, curve: Curve | None, at_s: FloatArray) -> Iterable[FloatArray]:
    if curve is not None:
        yield np.interp(at_s, *curve)
    yield timer_at(at_s, workout.pauses)
    yield at_s


def _millisecond(span: Span) -> Span:
    return Span(round(span.start_s, 3), round(span.end_s, 3))


def _bounds(workout: Workout, span: Span) -> dict[str, Any]:
    start, end = workout.start, workout.end
    if span.start_s > 0:
        start += timedelta(seconds=span.start_s)
    if span.end_s < workout.elapsed_s:
        end = workout.start + timedelta(seconds=span.end_s)
    return {"start": start, "end": end, "elapsed_s": round(span.end_s - span.start_s, 6)}


def _durations(before: Workout, after: Workout, span: Span) -> dict[str, float | None]:
    """Take off what the timer showed over the parts that go; what was stated stays to its rest."""
    shown = timer_at(np.array([0.0, span.start_s, span.end_s, before.elapsed_s]), before.pauses)
    gone = (shown[1] - shown[0]) + (shown[3] - shown[2])
    timer = float(np.clip(before.timer_s - gone, 0.0, after.elapsed_s))
    if before.moving_s is None:
        return {"timer_s": timer, "moving_s": None}
    route = before.streams.get(_K.ROUTE)
    whole = moving_s(route, before.pauses, before.elapsed_s)
    left = moving_s(after.streams.get(_K.ROUTE), after.pauses, after.elapsed_s)
    share = left / whole if whole > 0 else 1.0
    return {"timer_s": timer, "moving_s": float(np.clip(before.moving_s * share, 0.0, timer))}


def _streams(workout: Workout, span: Span) -> Iterable[tuple[StreamKind, Stream]]:
    """Cut streams; what came a little before an uncut start, or after an uncut end, stays."""
    start_s = span.start_s if span.start_s > 0 else -np.inf
    end_s = span.end_s if span.end_s < workout.elapsed_s else np.inf
    for kind, stream in workout.streams.items():
        cut = _cut_spans(stream, start_s, end_s) if "duration_s" in stream.columns else None
        kept = _cut(stream, start_s, end_s) if cut is None else cut
        if len(kept):
            yield kind, kept.shifted(-span.start_s)


def _cut(stream: Stream, start_s: float, end_s: float) -> Stream:
    """Keep samples to the millisecond of both ends."""
    half = TIME_RESOLUTION_S / 2
    return stream.take((stream.time_s >= start_s) & (stream.time_s < end_s + half))


def _cut_spans(stream: Stream, start_s: float, end_s: float) -> Stream:
    """Cut amounts at both ends: a span that reaches over one keeps its share."""
    start, duration = stream.time_s, stream["duration_s"]
    begun, over = np.clip(start, start_s, end_s), np.clip(start + duration, start_s, end_s)
    whole = duration > TIME_RESOLUTION_S
    share = np.divide(over - begun, duration, out=np.ones(len(start)), where=whole)
    inside = np.where(whole, over - begun > 0, (start >= start_s) & (start < end_s))
    if inside.all() and (share == 1.0).all():
        return stream
    amount, _ = stream.columns
    columns = {
        amount: stream.values * share, "duration_s": np.where(whole, over - begun, duration),
    }  # fmt: skip
    return Stream(stream.kind, begun, columns).take(inside)


def _figures(before: Workout, after: Workout, span: Span) -> dict[str, Any]:
    return (
        _distance(before, after, span)
        | _energy(before, span)
        | _heart_rate(before, after)
        | _climb(before, after)
        # Reckoned for the whole by somebody else; nobody can do it again for a part.
        | {"avg_mets": None, "training_load": None, "statistics": ()}
    )


def _distance(before: Workout, after: Workout, span: Span) -> dict[str, Any]:
    curve = cumulative_distance(before)
    found: dict[str, Any] = {"laps": (), "legs": ()}
    if before.distance_m is not None:
        whole = Span(0.0, before.elapsed_s)
        found["distance_m"] = before.distance_m * _share(before, curve, span, whole)
    if swum := _swum(before):
        found["distance_m"] = (before.distance_m or 0.0) * _swum(after) / swum
    energy = _energy_curve(before, _K.ACTIVE_ENERGY)
    found["laps"] = tuple(_lap(before, lap, span, curve, energy) for lap in _met(before.laps, span))
    found["legs"] = tuple(_leg(before, leg, span, curve, energy) for leg in _met(before.legs, span))
    return found


def _swum(workout: Workout) -> int:
    """Count the lengths that a distance is made of."""
    if workout.pool_length_m is None or workout.distance_m is None:
        return 0
    return sum(length.active for length in workout.lengths)


def _met(parts: Iterable[Any], span: Span) -> list[Any]:
    return [part for part in parts if part.start_s < span.end_s and part.end_s > span.start_s]


def _shared(stated: float | None, share: float) -> float | None:
    return None if stated is None else stated * share


def _lap(workout: Workout, lap: Lap, span: Span, curve: Curve | None, energy: Curve | None) -> Lap:
    moved = clipped(lap, span.start_s, span.end_s)
    if span.start_s <= lap.start_s and lap.end_s <= span.end_s:
        return moved
    whole = Span(lap.start_s, lap.end_s)
    pulse = _pulse(workout, Span(max(lap.start_s, span.start_s), min(lap.end_s, span.end_s)))
    return replace(
        moved,
        timer_s=_shared(lap.timer_s, _share(workout, None, span, whole)),
        distance_m=_shared(lap.distance_m, _share(workout, curve, span, whole)),
        active_kcal=_shared(lap.active_kcal, _share(workout, energy, span, whole)),
        avg_hr_bpm=pulse[0] if lap.avg_hr_bpm is not None else None,
        max_hr_bpm=pulse[1] if lap.max_hr_bpm is not None else None,
    )


def _leg(workout: Workout, leg: Leg, span: Span, curve: Curve | None, energy: Curve | None) -> Leg:
    whole = Span(leg.start_s, leg.end_s)
    return replace(
        clipped(leg, span.start_s, span.end_s),
        distance_m=_shared(leg.distance_m, _share(workout, curve, span, whole)),
        active_kcal=_shared(leg.active_kcal, _share(workout, energy, span, whole)),
    )


def _pulse(workout: Workout, span: Span) -> tuple[float | None, float | None]:
    stream = workout.streams.get(_K.HEART_RATE)
    if stream is None:
        return None, None
    found = heart_rate_summary(stream.between(span.start_s, span.end_s), workout.pauses)
    return (None, None) if found is None else (found.avg_bpm, found.max_bpm)


def _energy_curve(workout: Workout, kind: StreamKind) -> Curve | None:
    stream = workout.streams.get(kind)
    return None if stream is None else accrued(stream, (), workout.elapsed_s)


def _energy(before: Workout, span: Span) -> dict[str, float]:
    whole = Span(0.0, before.elapsed_s)
    return {
        name: getattr(before, name) * _share(before, _energy_curve(before, kind), span, whole)
        for name, kind in _ENERGY.items()
        if getattr(before, name) is not None
    }


def _heart_rate(before: Workout, after: Workout) -> dict[str, float | None]:
    stream = after.streams.get(_K.HEART_RATE)
    found = None if stream is None else heart_rate_summary(stream, after.pauses)
    if found is None:  # nobody can tell it of a part
        return {"avg_hr_bpm": None, "min_hr_bpm": None, "max_hr_bpm": None}
    told = {
        "avg_hr_bpm": found.avg_bpm, "min_hr_bpm": found.min_bpm, "max_hr_bpm": found.max_bpm,
    }  # fmt: skip
    return {name: value for name, value in told.items() if getattr(before, name) is not None}


def _climb(before: Workout, after: Workout) -> dict[str, float | None]:
    """Measure again, in the proportion in which the whole was stated to its own samples."""
    whole, part = _measured_climb(before), _measured_climb(after)
    told: dict[str, float | None] = {}
    for at, name in enumerate(("ascent_m", "descent_m")):
        stated = getattr(before, name)
        if stated is None:
            continue
        known = whole is not None and part is not None
        told[name] = _in_proportion(stated, whole[at], part[at]) if known else None
    return told


def _in_proportion(stated: float, whole: float, part: float) -> float | None:
    if whole > 0:
        return min(stated * part / whole, stated)
    return None if stated > 0 else part  # somebody climbed where the samples say nothing of it


def _measured_climb(workout: Workout) -> tuple[float, float] | None:
    route = workout.streams.get(_K.ROUTE)
    return None if route is None else ascent_descent_m(route)


def _provenance(before: Workout, after: Workout, figures: dict[str, Any]) -> dict[str, Origin]:
    """Say of every figure that it was worked out, and of every stream how much is left."""
    known = dict(before.provenance)
    for kind, stream in before.streams.items():
        origin = known.get(kind)
        left = len(after.streams[kind]) if kind in after.streams else 0
        if origin is not None and left != len(stream):
            known[kind] = replace(origin, samples=left)
    source = before.app.name or _device_name(before.device) or "FitGlue"
    for name, value in figures.items():
        if isinstance(value, float) and value != getattr(before, name):
            told = known.get(name)
            known[name] = Origin(told.source if told else source, How.COMPUTED)
        elif value is None:
            known.pop(name, None)
    return known


def _device_name(device: Device) -> str:
    return device.name or device.model
