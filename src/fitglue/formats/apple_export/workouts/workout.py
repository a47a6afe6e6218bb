"""One workout of an export, complete: what it says, its samples, its route."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fitglue.domain.arrival import SourceTools
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.errors import Unreadable
from fitglue.domain.streams import StreamKind
from fitglue.domain.units import UnknownUnit, parse_quantity
from fitglue.domain.workout import How, Note, Origin, Workout
from fitglue.formats.apple_export.routes.route import Route, assemble, references
from fitglue.formats.apple_export.routes.route_reader import ParsedRoute
from fitglue.formats.apple_export.workouts import events, figures, metadata, parts
from fitglue.formats.apple_export.workouts.element import Element, workout_element
from fitglue.formats.apple_export.workouts.records import Found, Records, Window
from fitglue.formats.apple_export.workouts.told import Told, told


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
    windows = [_window(one) for one in said if isinstance(one, Told)]
    drawn = iter(around.records.streams(windows))
    for one in said:
        yield _joined(one, windows.pop(0), next(drawn), around) if isinstance(one, Told) else one


def _read(raw: bytes) -> Told | Unreadable:
    try:
        return told(workout_element(raw))
    except Unreadable as why:
        return why


def _joined(
    said: Told, window: Window, drawn: dict[StreamKind, Found], around: Surroundings
) -> Built:
    route = assemble(
        references(said.element), around.fetch, said.start, said.elapsed_s, said.app.name
    )
    if route.stream is not None:
        drawn[StreamKind.ROUTE] = Found("WorkoutRoute", route.stream, route.source)
    return Built(_workout(said, drawn, route, window, around), route)


def _window(said: Told) -> Window:
    return Window(
        start_s=said.start.timestamp(),
        end_s=max(said.end.timestamp(), said.start.timestamp() + said.elapsed_s),
        source=said.app.name,
        device=said.device,
        sport=said.sport,
        statistics=said.statistics,
        pauses=said.pauses,
        legs=said.legs,
    )


def _workout(
    said: Told,
    drawn: Mapping[StreamKind, Found],
    route: Route,
    window: Window,
    around: Surroundings,
) -> Workout:
    streams = {kind: found.stream for kind, found in drawn.items()}
    numbers, worked_out = figures.figures(said, streams)
    origins = figures.provenance(said, numbers, worked_out, drawn)
    effort = _effort(said, window, around)
    if effort is not None:
        origins["effort"] = effort[1]
    workout = Workout(
        sport=said.sport,
        start=said.start,
        end=said.end,
        zone=_zone(said, route, around.tools),
        elapsed_s=said.elapsed_s,
        timer_s=said.timer_s,
        effort=effort[0] if effort else None,
        app=said.app,
        device=said.device,
        pauses=said.pauses,
        laps=said.laps,
        lengths=said.lengths,
        legs=said.legs,
        marks=events.marks(said.events),
        statistics=tuple(said.statistics.values()),
        metadata=said.metadata,
        provenance=origins,
        notes=(*said.notes, *route.notes, *_notes(said, drawn, around)),
        streams=streams,
        **_described(said),
        **{name: getattr(numbers, name) for name in numbers.known()},
    )
    origins |= _said_outright(workout, said)
    return workout


def _described(said: Told) -> dict[str, Any]:
    """Give the fields that metadata fill."""
    return {
        "indoor": metadata.indoor(said.metadata, said.sport),
        "swim_location": _swim_location(said),
        "pool_length_m": metadata.quantity(said.metadata, "HKLapLength", "m"),
        "brand": said.metadata.get("HKWorkoutBrandName", "").strip(),
        "weather": metadata.weather(said.metadata),
        "external_id": said.metadata.get("HKExternalUUID", ""),
        "user_entered": said.metadata.get("HKWasUserEntered", "") == "1",
    }


def _said_outright(workout: Workout, said: Told) -> dict[str, Origin]:
    """Say where the fields come from that are no figures; the legs' sports are an inference."""
    nothing = Workout(
        sport=said.sport, start=said.start, end=said.end, zone=workout.zone,
        elapsed_s=said.elapsed_s, timer_s=said.timer_s,
    )  # fmt: skip
    origins = {
        name: Origin(said.source, How.STATED)
        for name in _OUTRIGHT
        if getattr(workout, name) != getattr(nothing, name)
    }
    if workout.zone.known_by is ZoneKnownBy.RECORDING:
        origins["zone"] = Origin(said.source, How.STATED)
    if workout.legs:
        origins["legs"] = Origin(said.source, How.COMPUTED, len(workout.legs))
    return origins


_OUTRIGHT = (
    "indoor", "swim_location", "pool_length_m", "brand", "weather", "app", "device",
    "external_id", "user_entered", "pauses", "laps", "lengths", "marks",
)  # fmt: skip


def _swim_location(said: Told) -> metadata.SwimLocation | None:
    swims = said.sport.key == "swimming" or bool(said.legs)
    return metadata.swim_location(said.metadata) if swims else None


def _zone(said: Told, route: Route, tools: SourceTools) -> Zone:
    """Find the zone: the recording's own, else that of the route's first point, else a setting.

    Never the offset of the dates: that is the phone's on the day of the export.
    """
    named = metadata.zone_name(said.metadata)
    if named is not None:
        return Zone(named, ZoneKnownBy.RECORDING)
    if route.stream is not None:
        here = tools.zone_at(
            float(route.stream["latitude_deg"][0]), float(route.stream["longitude_deg"][0])
        )
        if here is not None:
            return Zone(here, ZoneKnownBy.POSITION)
    return Zone(tools.default_zone, ZoneKnownBy.SETTING)


def _effort(said: Told, window: Window, around: Surroundings) -> tuple[float, Origin] | None:
    """Give the effort rated in a record of its own, else the one that iOS 27 puts inside."""
    rated = around.records.effort(window)
    if rated is not None:
        return rated[0], Origin(rated[1], How.STATED)
    inside = (_rating(record) for record in said.element.findall("Record"))
    score = next((rating for rating in inside if rating is not None), None)
    return None if score is None else (score, Origin(said.source, How.STATED))


def _rating(record: Element) -> float | None:
    if not record.get("type", "").endswith("EffortScore"):
        return None
    try:
        return parse_quantity(f"{record.get('value')} {record.get('unit')}", "effort")
    except (UnknownUnit, ValueError):
        return None


def _notes(said: Told, drawn: Mapping[StreamKind, Found], around: Surroundings) -> tuple[Note, ...]:
    found = []
    pulse = drawn.get(StreamKind.HEART_RATE)
    if pulse is not None and not pulse.agrees:
        found.append(_PULSE_DISAGREES)
    if said.legs:
        found.append(_LEGS_INFERRED)
    if said.sport.key == parts.MULTISPORT and not said.legs:
        found.append(_LEGS_MISSING)
    if around.exported_s is not None and said.start.timestamp() > around.exported_s + _DAY_S:
        found.append(_IN_THE_FUTURE)
    return tuple(found)


_DAY_S = 86400.0
_PULSE_DISAGREES = Note(
    "statistics-disagree",
    "The heart rate samples of this time do not match the figures that the workout states: "
    "some may be missing, or another device measured too.",
)
_LEGS_INFERRED = Note(
    "legs-inferred",
    "The export does not name the sports of the legs: they are worked out from what each measured.",
)
_LEGS_MISSING = Note("legs-missing", "The export has no legs for this multi-sport workout.")
_IN_THE_FUTURE = Note(
    "in-the-future",
    "This workout starts after the export was made: a clock was wrong when it was recorded.",
)
