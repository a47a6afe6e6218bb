"""Takes out of a workout whatever tells where somebody was inside hidden areas."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from fitglue.boosters.privacy_zone.area import HiddenArea
from fitglue.boosters.privacy_zone.laps import as_evened
from fitglue.domain.distance import Curve, accrued, cumulative_distance
from fitglue.domain.measures import great_circle_m, paused_spans, timer_at
from fitglue.domain.streams import FloatArray, Stream, StreamKind, spans
from fitglue.domain.trimming import Span
from fitglue.domain.workout import How, Origin, Workout

#: Shorter gaps look like a GPS that was silent, and are drawn across; see `fitglue.web.series`
#: and `fitglue.formats.xml_tracks.columns`.
LEAST_GAP_S = 32.0
_STEPS_OF_GAP = 6.0
#: Places between two points are looked at this far apart, so that no step leaps over an area.
_LOOK_M = 10.0
_MOST_LOOKS = 1_000
_K = StreamKind
#: Together with a clock they tell how far somebody went where nobody should know.
_TELLING = (_K.SPEED, _K.STRIDE_LENGTH)
_Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hidden:
    """When somebody was hidden, apart from each other and ascending, and what is left to see.

    `first_s` and `last_s` are the first and the last moment with a position; None without any.
    """

    spans: tuple[Span, ...]
    first_s: float | None
    last_s: float | None
    at_start: bool
    at_end: bool

    @property
    def between(self) -> int:
        """Count the hidden parts that are neither the start nor the end."""
        return len(self.spans) - self.at_start - (self.at_end and len(self.spans) > 1)


def placed(route: Stream) -> Stream:
    """Keep the points of a route that have a position."""
    return route.take(np.isfinite(route["latitude_deg"]) & np.isfinite(route["longitude_deg"]))


def hidden_in(route: Stream, areas: Sequence[HiddenArea]) -> Hidden | None:
    """Find when a route was inside hidden areas; None when it never was."""
    points = placed(route)
    spans_inside = _inside(points, areas)
    if not spans_inside:
        return None
    merged = list(_apart(spans_inside, points.time_s))
    left = points.time_s[~within(points.time_s, merged)]
    if len(left) < 2:  # noqa: PLR2004 - one point alone is no way
        return Hidden((Span(-np.inf, np.inf),), None, None, at_start=True, at_end=True)
    first, last = float(left[0]), float(left[-1])
    starts, ends = merged[0].start_s == -np.inf, merged[-1].end_s == np.inf
    return Hidden(tuple(merged), first, last, at_start=starts, at_end=ends)


def within(time_s: FloatArray, parts: Iterable[Span]) -> _Bools:
    """Tell which moments lie in any of some spans, their ends included."""
    inside = np.zeros(len(time_s), dtype=np.bool_)
    for part in parts:
        inside |= (time_s >= part.start_s) & (time_s <= part.end_s)
    return inside


def _inside(points: Stream, areas: Sequence[HiddenArea]) -> list[Span]:
    """Give the spans of time inside an area, between the points too."""
    time_s, latitude, longitude = _looks(points)
    inside = np.zeros(len(time_s), dtype=np.bool_)
    for area in areas:
        inside |= area.holds(latitude, longitude)
    edges = np.diff(np.concatenate(([False], inside, [False])).astype(np.int8))
    begun, over = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    return [Span(float(time_s[a]), float(time_s[b])) for a, b in zip(begun, over, strict=True)]


def _looks(points: Stream) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give the points, and places on the straight lines between them."""
    if len(points) < 2:  # noqa: PLR2004 - nothing between
        return points.time_s, points["latitude_deg"], points["longitude_deg"]
    steps = great_circle_m(points["latitude_deg"], points["longitude_deg"])
    each = np.clip(np.ceil(steps / _LOOK_M), 1, _MOST_LOOKS).astype(np.intp)
    if each.max() == 1:
        return points.time_s, points["latitude_deg"], points["longitude_deg"]
    number = np.concatenate(([0], np.cumsum(each)))
    at = np.arange(number[-1] + 1)
    longitude = np.interp(at, number, np.unwrap(points["longitude_deg"], period=360))
    return (
        np.interp(at, number, points.time_s),
        np.interp(at, number, points["latitude_deg"]),
        (longitude + 180) % 360 - 180,
    )


def _apart(inside: list[Span], time_s: FloatArray) -> Iterable[Span]:
    """Widen each span to a gap that everybody sees as one, and join those that nearly meet.

    What is visible for a moment only, between two of them or at an end, is hidden as well.
    """
    gap_s = _gap_s(time_s)
    open_span: Span | None = None
    for span in inside:
        wide = _to_ends(_wide(span, gap_s), time_s, gap_s)
        if open_span is not None and wide.start_s <= open_span.end_s + gap_s:
            open_span = replace(open_span, end_s=max(open_span.end_s, wide.end_s))
            continue
        if open_span is not None:
            yield open_span
        open_span = wide
    if open_span is not None:
        yield open_span


def _gap_s(time_s: FloatArray) -> float:
    """Give how long a gap has to be so that nobody takes it for a slow GPS."""
    steps = np.diff(time_s)
    return max(LEAST_GAP_S, _STEPS_OF_GAP * float(np.median(steps)) if len(steps) else 0.0)


def _wide(span: Span, gap_s: float) -> Span:
    missing = max(gap_s - (span.end_s - span.start_s), 0.0)
    return Span(span.start_s - missing / 2, span.end_s + missing / 2)


def _to_ends(span: Span, time_s: FloatArray, gap_s: float) -> Span:
    if span.start_s <= time_s[0] + gap_s:
        span = replace(span, start_s=-np.inf)
    return replace(span, end_s=np.inf) if span.end_s >= time_s[-1] - gap_s else span


def without_places(workout: Workout, hidden: Hidden) -> Workout:
    """Take out positions, and speed and stride, of the hidden spans, and even out the distance.

    Times and totals stay. Inside the spans distance grows evenly with the timer, at one pace for
    all of them together: how far the start lies before the first point, and how far the finish
    behind the last, is only known as a sum. Laps and legs that reach into a span have the distance
    of that pace too.
    """
    curve = cumulative_distance(workout)
    evened = None if curve is None else _even(curve, workout, hidden.spans)
    streams = dict(_seen(workout, hidden))
    provenance = dict(workout.provenance)
    for kind in workout.streams:
        if kind in provenance and kind in streams:
            provenance[kind] = replace(provenance[kind], samples=len(streams[kind]))
        elif kind not in streams:
            provenance.pop(kind, None)
    if evened is not None and len(evened):
        streams[_K.DISTANCE] = evened
        provenance[_K.DISTANCE] = Origin(_who_measured(workout), How.COMPUTED, len(evened))
    parts = as_evened(workout, _curve_of(evened, workout), hidden.spans)
    return replace(workout, streams=streams, provenance=provenance, **parts)


def _curve_of(evened: Stream | None, workout: Workout) -> Curve | None:
    return None if evened is None else accrued(evened, workout.pauses, workout.elapsed_s)


def _who_measured(workout: Workout) -> str:
    for kind in (_K.DISTANCE, _K.ROUTE):
        if kind in workout.provenance:
            return workout.provenance[kind].source
    return workout.app.name or "FitGlue"


def _seen(workout: Workout, hidden: Hidden) -> Iterable[tuple[StreamKind, Stream]]:
    for kind, stream in workout.streams.items():
        kept = stream
        if kind is _K.ROUTE:  # what has no position has a height, and heights tell places
            points = placed(stream)
            kept = points.take(~within(points.time_s, hidden.spans))
            kept = kept if hidden.first_s is not None else kept.take(slice(0, 0))
        elif kind in _TELLING:
            kept = stream.take(~within(stream.time_s, hidden.spans))
        if len(kept):
            yield kind, kept


def _even(curve: Curve, workout: Workout, hidden: Sequence[Span]) -> Stream:
    """Spread what was covered in hidden spans evenly over their time with the timer running."""
    time_s, _ = curve
    bounds = [at for part in hidden for at in (part.start_s, part.end_s)]
    bounds += paused_spans(workout.pauses).ravel().tolist()
    edges = np.clip(bounds, time_s[0], time_s[-1])
    outside = time_s[~within(time_s, hidden)]
    knots: FloatArray = np.unique(np.concatenate((outside, edges, time_s[[0, -1]])))
    steps, ran = np.diff(np.interp(knots, *curve)), np.diff(timer_at(knots, workout.pauses))
    inside = within((knots[:-1] + knots[1:]) / 2, hidden)
    if ran[inside].sum() > 0:
        steps[inside] = ran[inside] * (steps[inside].sum() / ran[inside].sum())
    grown = steps > 0
    return spans(_K.DISTANCE, knots[:-1][grown], np.diff(knots)[grown], steps[grown])


def without_hidden_distance(workout: Workout, hidden: Hidden) -> Workout:
    """Take the distance covered in hidden spans off every distance; call before the rest."""
    curve = cumulative_distance(workout)
    if curve is None:
        return workout
    found: dict[str, Any] = {
        "laps": tuple(_less(lap, curve, hidden) for lap in workout.laps),
        "legs": tuple(_less(leg, curve, hidden) for leg in workout.legs),
    }
    if workout.distance_m is not None:
        whole = Span(0.0, workout.elapsed_s)
        found["distance_m"] = workout.distance_m * _seen_share(curve, whole, hidden)
    own = workout.streams.get(_K.DISTANCE)
    streams = dict(workout.streams)
    if own is not None:
        middle = own.time_s + own["duration_s"] / 2
        streams[_K.DISTANCE] = own.take(~within(middle, hidden.spans))
    else:
        streams[_K.DISTANCE] = _seen_steps(curve, hidden)
    return replace(workout, **found, streams=streams)


def _less(part: Any, curve: Curve, hidden: Hidden) -> Any:
    if part.distance_m is None:
        return part
    share = _seen_share(curve, Span(part.start_s, part.end_s), hidden)
    return replace(part, distance_m=part.distance_m * share)


def _seen_share(curve: Curve, whole: Span, hidden: Hidden) -> float:
    """Give the share of a distance that was covered outside the hidden spans."""
    begun, over = np.interp([whole.start_s, whole.end_s], *curve)
    if over <= begun:
        return 1.0
    unseen = 0.0
    for part in hidden.spans:
        bounds = np.clip([part.start_s, part.end_s], whole.start_s, whole.end_s)
        unseen += float(np.diff(np.interp(bounds, *curve))[0])
    return float(np.clip(1 - unseen / (over - begun), 0.0, 1.0))


def _seen_steps(curve: Curve, hidden: Hidden) -> Stream:
    time_s, covered = curve
    kept = ~within((time_s[:-1] + time_s[1:]) / 2, hidden.spans)
    return spans(_K.DISTANCE, time_s[:-1][kept], np.diff(time_s)[kept], np.diff(covered)[kept])
