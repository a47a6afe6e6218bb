"""One workout of an export, complete: what it says, its samples, its route."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from fitglue.domain.arrival import SourceTools
from fitglue.domain.errors import Unreadable
from fitglue.domain.streams import StreamKind
from fitglue.domain.units import UnknownUnit, parse_quantity
from fitglue.domain.workout import How, Note, Origin, Workout
from fitglue.formats.apple_export.routes.route import Route, assemble, references
from fitglue.formats.apple_export.routes.route_reader import ParsedRoute
from fitglue.formats.apple_export.workouts.element import Element, workout_element
from fitglue.formats.apple_export.workouts.records import Records
from fitglue.formats.apple_export.workouts.words import told
from fitglue.formats.healthkit.drawing import Found, Window, window_of
from fitglue.formats.healthkit.told import Told
from fitglue.formats.healthkit.workout import Beside, joined, zone_of


@dataclass(frozen=True, eq=False, slots=True)
class Surroundings:
    """What the rest of the export offers to each of its workouts."""

    records: Records
    fetch: Callable[[str], ParsedRoute | None]
    tools: SourceTools
    exported_s: float | None = None  # Unix seconds, when the export says when it was made


@dataclass(frozen=True, eq=False, slots=True)
class Built:
    """A workout, and the route with the bytes it came from."""

    workout: Workout
    route: Route


def build(texts: Iterable[bytes], around: Surroundings) -> Iterator[Built | Unreadable]:
    """Read the texts of some workouts and join all that belongs to each; or say why not.

    Samples are drawn for all of them at once, so their elements are in memory together.
    """
    said = [_read(raw) for raw in texts]
    windows = [window_of(one.told) for one in said if isinstance(one, _Read)]
    drawn = iter(around.records.streams(windows))
    for one in said:
        yield (
            one
            if isinstance(one, Unreadable)
            else _joined(one, windows.pop(0), next(drawn), around)
        )


@dataclass(frozen=True, eq=False, slots=True)
class _Read:
    element: Element
    told: Told


def _read(raw: bytes) -> _Read | Unreadable:
    try:
        element = workout_element(raw)
        return _Read(element, told(element))
    except Unreadable as why:
        return why


def _joined(
    read: _Read, window: Window, drawn: dict[StreamKind, Found], around: Surroundings
) -> Built:
    said = read.told
    route = assemble(
        references(read.element), around.fetch, said.start, said.elapsed_s, said.app.name
    )
    if route.stream is not None:
        drawn[StreamKind.ROUTE] = Found("WorkoutRoute", route.stream, route.source)
    beside = Beside(
        zone=zone_of(said, route.stream, around.tools),
        effort=_effort(read, window, around),
        notes=(*route.notes, *_notes(said, around)),
    )
    return Built(joined(said, drawn, beside), route)


def _effort(read: _Read, window: Window, around: Surroundings) -> tuple[float, Origin] | None:
    """Give the effort rated in a record of its own, else the one that iOS 27 puts inside."""
    rated = around.records.effort(window)
    if rated is not None:
        return rated[0], Origin(rated[1], How.STATED)
    inside = (_rating(record) for record in read.element.findall("Record"))
    score = next((rating for rating in inside if rating is not None), None)
    return None if score is None else (score, Origin(read.told.source, How.STATED))


def _rating(record: Element) -> float | None:
    if not record.get("type", "").endswith("EffortScore"):
        return None
    try:
        return parse_quantity(f"{record.get('value')} {record.get('unit')}", "effort")
    except (UnknownUnit, ValueError):
        return None


def _notes(said: Told, around: Surroundings) -> tuple[Note, ...]:
    in_the_future = (
        around.exported_s is not None and said.start.timestamp() > around.exported_s + _DAY_S
    )
    return (_IN_THE_FUTURE,) if in_the_future else ()


_DAY_S = 86400.0
_IN_THE_FUTURE = Note(
    "in-the-future",
    "This workout starts after the export was made: a clock was wrong when it was recorded.",
)
