"""From the parts of a workout that a phone has sent to the workout, as far as they tell it.

The same parts give the same workout, in whichever order they came.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import numpy.typing as npt

from fitglue.domain.arrival import SourceTools
from fitglue.domain.streams import FloatArray, Stream, StreamKind
from fitglue.domain.units import UnknownUnit, unit
from fitglue.domain.workout import How, Note, Origin, Workout
from fitglue.formats.healthkit import route_points
from fitglue.formats.healthkit.drawing import Found, Window, drawn, one_of, window_of
from fitglue.formats.healthkit.names import spelled_nicely
from fitglue.formats.healthkit.rows import Rows, moments, spans
from fitglue.formats.healthkit.series import EFFORT, GATHERED, SERIES, Series
from fitglue.formats.healthkit.sources import SampleWriter, Sources
from fitglue.formats.healthkit.told import Told
from fitglue.formats.healthkit.workout import Beside, joined, zone_of
from fitglue.formats.phone_sync import wire
from fitglue.formats.phone_sync.envelope import device_of, told
from fitglue.formats.phone_sync.health_connect import in_healthkits_words
from fitglue.formats.phone_sync.reading import ROUTE_COLUMNS

_LEAST_EFFORT, _MOST_EFFORT = 1, 10


def assembled(
    envelope: wire.Workout, parts: Iterable[wire.Route | wire.Series], tools: SourceTools
) -> Workout:
    """Join an envelope with what has come of its routes and series."""
    is_healthkits = envelope.platform != "health_connect"
    envelope, parts = (
        (envelope, list(parts)) if is_healthkits else in_healthkits_words(envelope, parts)
    )
    said = told(envelope)
    window = window_of(said)
    series = [part for part in parts if isinstance(part, wire.Series)]
    streams = _streams(series, window)
    route = _route([part for part in parts if isinstance(part, wire.Route)], said)
    if route.stream is not None:
        streams[StreamKind.ROUTE] = Found("WorkoutRoute", route.stream, route.source)
    zone = zone_of(said, route.stream, tools)
    workout = joined(said, streams, Beside(zone, _effort(series), route.notes))
    return replace(workout, healthkit_uuid=envelope.uuid.upper()) if is_healthkits else workout


def _streams(parts: Sequence[wire.Series], window: Window) -> dict[StreamKind, Found]:
    """Draw every kind of stream from the samples of its quantities."""
    found: dict[StreamKind, list[Found]] = {}
    for series in SERIES:
        own = [part for part in parts if part.quantity == series.record]
        stream = _drawn(series, own, window) if own else None
        if stream is not None:
            found.setdefault(series.kind, []).append(stream)
    return {kind: one_of(several, window) for kind, several in found.items()}


def _drawn(series: Series, parts: Sequence[wire.Series], window: Window) -> Found | None:
    sources = Sources([SampleWriter(part.app.name, device_of(part.device)) for part in parts])
    numbers = [np.full(len(part.value), at) for at, part in enumerate(parts)]
    start_s = np.concatenate([_column(part.start_s) for part in parts])
    end_s = np.concatenate([_column(part.end_s or part.start_s) for part in parts])
    value = np.concatenate([_converted(part, series) for part in parts])
    group = sources.groups(np.concatenate(numbers))
    order = np.lexsort((value, end_s, group, start_s))
    order = order[_inside(start_s, end_s, value, window)[order]]
    rows = _rows(series, (start_s[order], end_s[order], value[order]), window, group[order])
    return drawn(series, rows, window, sources) if len(rows) else None


def _inside(
    start_s: FloatArray, end_s: FloatArray, value: FloatArray, window: Window
) -> npt.NDArray[np.bool_]:
    return (start_s <= window.end_s) & (end_s >= window.start_s) & np.isfinite(value)


def _rows(
    series: Series,
    columns: tuple[FloatArray, FloatArray, FloatArray],
    window: Window,
    group: npt.NDArray[np.intp],
) -> Rows:
    start_s, end_s, value = columns
    begins, ends = np.full(len(start_s), window.start_s), np.full(len(start_s), window.end_s)
    if series.kind in GATHERED:
        clipped = spans(start_s, end_s, value, (begins, ends))
    else:
        clipped = moments(start_s, value, begins)
    return Rows(start_s, end_s, value, group, clipped)


def _converted(part: wire.Series, series: Series) -> FloatArray:
    """Give values in our unit; NaN in a unit of something else."""
    values = _column(part.value)
    try:
        known = unit(part.unit)
    except UnknownUnit:
        return np.full(len(values), np.nan)
    if known.canonical != series.canonical:
        return np.full(len(values), np.nan)
    return (values * known.factor + known.offset) * series.scale


def _column(values: Sequence[float | None]) -> FloatArray:
    try:  # takes a third of the time
        return np.fromiter(values, np.float64, len(values))
    except TypeError:  # a value is missing
        return np.array(values, dtype=np.float64)


@dataclass(frozen=True, eq=False, slots=True)
class _Route:
    stream: Stream | None = None
    source: str = ""
    notes: tuple[Note, ...] = ()


def _route(parts: Sequence[wire.Route], said: Told) -> _Route:
    pieces = route_points.without_second_versions(list(_routes(parts)))
    points = route_points.in_order([points for _, points in pieces])
    inside = route_points.within(points, said.start.timestamp(), said.elapsed_s)
    if not len(inside):
        return _Route(notes=(route_points.MISMATCHED,) if len(points) else ())
    source = pieces[0][0]
    return _Route(
        stream=route_points.as_stream(inside, said.start.timestamp()),
        source=spelled_nicely(source or said.app.name),
        notes=route_points.by_another(source, said.app.name),
    )


def _routes(parts: Sequence[wire.Route]) -> Iterator[tuple[str, FloatArray]]:
    """Give the points of each route, its pieces one after the other, and who recorded it."""
    ordered = sorted(parts, key=lambda part: (part.route.upper(), part.piece))
    for _, pieces in groupby(ordered, key=lambda part: part.route.upper()):
        own = list(pieces)
        points = np.concatenate([_points(piece) for piece in own])
        yield own[0].app.name, route_points.in_order([points])


def _points(part: wire.Route) -> FloatArray:
    columns: Mapping[str, Sequence[float | None]] = {
        name: getattr(part, name) for name in ROUTE_COLUMNS
    }
    table = np.array([_column(part.time_s), *(_column(one) for one in columns.values())]).T
    return route_points.plausible(table)


def _effort(parts: Sequence[wire.Series]) -> tuple[float, Origin] | None:
    """Give the effort that rates the workout, a person's before an estimate, the newest first."""
    for quantity in EFFORT:
        rated = [
            (start_s, value, part.app.name)
            for part in parts
            if part.quantity == quantity
            for start_s, value in zip(part.start_s, part.value, strict=True)
            if value is not None and _LEAST_EFFORT <= value <= _MOST_EFFORT
        ]
        if rated:
            _, value, source = max(rated)
            return value, Origin(spelled_nicely(source), How.STATED)
    return None
