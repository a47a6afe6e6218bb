"""The route of a workout: its GPX files, or the positions an iOS 12 export writes inline."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree.ElementTree import Element

import numpy as np

from fitglue.domain.arrival import Original
from fitglue.domain.errors import Unreadable
from fitglue.domain.streams import FloatArray, Stream
from fitglue.domain.workout import Note
from fitglue.formats.apple_export.routes.inline import RouteElement
from fitglue.formats.apple_export.routes.route_reader import ParsedRoute
from fitglue.formats.apple_export.workouts.entries import entries
from fitglue.formats.apple_export.workouts.spelling import instant
from fitglue.formats.healthkit import metadata
from fitglue.formats.healthkit.names import spelled_nicely
from fitglue.formats.healthkit.route_points import (
    MISMATCHED,
    TIME,
    as_stream,
    by_another,
    coverage,
    in_order,
    plausible,
    within,
    without_second_versions,
)

_COMPLETE = 0.9


@dataclass(frozen=True, slots=True)
class Reference:
    """One `WorkoutRoute`: who recorded it when, and its file or its own points."""

    file: str  # the stored path, empty for an inline route
    source: str
    start_s: float  # Unix seconds; both 0 when the export does not say
    end_s: float
    sync: tuple[str, int]
    points: FloatArray | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Route:
    """What became of the routes of one workout."""

    stream: Stream | None = None
    source: str = ""
    notes: tuple[Note, ...] = ()
    originals: tuple[Original, ...] = ()
    missing: tuple[str, ...] = ()
    overwritten: bool = False  # several routes were written over one another in one file


@dataclass(slots=True)
class _Gathered:
    pieces: list[tuple[Reference, FloatArray]] = field(default_factory=list)
    originals: list[Original] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def basename(path: str) -> str:
    """Give the file's name alone: exports store `/workout-routes/…`, people move files about."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def references(element: Element) -> list[Reference]:
    """Give the routes that a workout names; of several versions of one route the newest."""
    found = [_reference(child) for child in element.findall("WorkoutRoute")]
    newest: dict[str, int] = {}
    for identity, version in (reference.sync for reference in found if reference.sync[0]):
        newest[identity] = max(version, newest.get(identity, version))
    return [
        reference
        for reference in found
        if not reference.sync[0] or reference.sync[1] == newest[reference.sync[0]]
    ]


def _reference(child: Element) -> Reference:
    link = child.find("FileReference")
    inline = child.points if isinstance(child, RouteElement) else np.empty(0)
    start, end = instant(child.get("startDate", "")), instant(child.get("endDate", ""))
    known = start is not None and end is not None
    return Reference(
        file=link.get("path", "") if link is not None else "",
        source=child.get("sourceName", ""),
        start_s=start.timestamp() if start and known else 0.0,
        end_s=end.timestamp() if end and known else 0.0,
        sync=metadata.sync_identity(entries(child)),
        points=plausible(inline) if len(inline) else None,
    )


def assemble(
    found: Sequence[Reference],
    fetch: Callable[[str], ParsedRoute | None],
    start: datetime,
    elapsed_s: float,
    recorder: str,
) -> Route:
    """Join the routes of one workout that started at `start` and was written by `recorder`.

    `fetch` gives a file by its name, None when the export has none, and raises Unreadable.
    """
    gathered = _gather(found, fetch)
    start_s = start.timestamp()
    pieces = without_second_versions(gathered.pieces)
    points = in_order([points for _, points in pieces])
    inside = within(points, start_s, elapsed_s)
    source = next((reference.source for reference, _ in pieces), "")
    notes = [
        *gathered.notes,
        *_absent(len(gathered.missing)),
        *_judged(found, points, inside, (start_s, start_s + elapsed_s)),
    ]
    if len(inside):
        notes += by_another(source, recorder)
    return Route(
        stream=as_stream(inside, start_s) if len(inside) else None,
        source=spelled_nicely(source or recorder),
        notes=tuple(notes),
        originals=tuple(gathered.originals),
        missing=tuple(gathered.missing),
        overwritten=_share_a_file(found),
    )


def _gather(found: Iterable[Reference], fetch: Callable[[str], ParsedRoute | None]) -> _Gathered:
    """Read every file once, though several routes may name it."""
    gathered, seen = _Gathered(), set[str]()
    for reference in found:
        if reference.points is not None:
            gathered.pieces.append((reference, reference.points))
            continue
        name = basename(reference.file)
        if not name or name.casefold() in seen:
            continue
        seen.add(name.casefold())
        _gather_file(gathered, reference, name, fetch)
    return gathered


def _gather_file(
    gathered: _Gathered,
    reference: Reference,
    name: str,
    fetch: Callable[[str], ParsedRoute | None],
) -> None:
    try:
        parsed = fetch(name)
    except Unreadable as why:
        gathered.notes.append(
            Note("route-unreadable", f"A route file of this workout is damaged: {why.sentence}")
        )
        return
    if parsed is None:
        gathered.missing.append(name)
        return
    if parsed.original_zstd is not None:
        gathered.originals.append(Original(name, parsed.original_zstd))
    gathered.pieces.append((reference, parsed.points.matrix))


def _absent(count: int) -> Iterable[Note]:
    if count == 1:
        yield Note("route-missing", "A route of this workout is not in the export.")
    elif count:
        yield Note("route-missing", f"{count} routes of this workout are not in the export.")


def _judged(
    found: Sequence[Reference], points: FloatArray, inside: FloatArray, span: tuple[float, float]
) -> Iterable[Note]:
    """Say when a route belongs to another time, or when much of it is not there."""
    if len(points) and not len(inside):
        yield MISMATCHED
    if not len(inside):
        return
    spans = [_clipped(reference, span) for reference in found if reference.end_s]
    covered = coverage(inside[:, TIME], spans)
    if covered < _COMPLETE:
        yield Note(
            "route-incomplete",
            f"The route covers {covered:.0%} of its time: parts of it are not in the export."
            + (_OVERWRITTEN if _share_a_file(found) else ""),
        )


_OVERWRITTEN = (
    " The iPhone names route files by the minute and has written several over one another."
)


def _share_a_file(found: Sequence[Reference]) -> bool:
    """Tell whether routes of different times name one file: all but one of them are lost."""
    by_file: dict[str, set[float]] = {}
    for reference in found:
        if reference.file:
            name = basename(reference.file).casefold()
            by_file.setdefault(name, set()).add(reference.start_s)
    return any(len(starts) > 1 for starts in by_file.values())


def _clipped(reference: Reference, span: tuple[float, float]) -> tuple[float, float]:
    start_s, end_s = max(reference.start_s, span[0]), min(reference.end_s, span[1])
    return start_s, max(start_s, end_s)
