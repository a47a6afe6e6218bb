"""One workout of HealthKit, complete: what it says, its samples, its route."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fitglue.domain.arrival import SourceTools
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.streams import Stream, StreamKind
from fitglue.domain.workout import How, Note, Origin, Workout
from fitglue.formats.healthkit import events, figures, metadata, parts
from fitglue.formats.healthkit.drawing import Found
from fitglue.formats.healthkit.told import Told


@dataclass(frozen=True, eq=False, slots=True)
class Beside:
    """What belongs to a workout and is not in its own words: its zone, rating and notes."""

    zone: Zone
    effort: tuple[float, Origin] | None = None
    notes: tuple[Note, ...] = ()


def joined(said: Told, drawn: Mapping[StreamKind, Found], beside: Beside) -> Workout:
    """Join what a workout says with the streams drawn for it, and say where each comes from."""
    streams = {kind: found.stream for kind, found in drawn.items()}
    numbers, worked_out = figures.figures(said, streams)
    origins = figures.provenance(said, numbers, worked_out, drawn)
    effort = beside.effort
    if effort is not None:
        origins["effort"] = effort[1]
    workout = Workout(
        sport=said.sport,
        start=said.start,
        end=said.end,
        zone=beside.zone,
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
        notes=(*said.notes, *beside.notes, *_notes(said, drawn)),
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
    """Say where the fields come from that are no figures."""
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
        how = How.STATED if said.names_sports else How.COMPUTED
        origins["legs"] = Origin(said.source, how, len(workout.legs))
    return origins


_OUTRIGHT = (
    "indoor", "swim_location", "pool_length_m", "brand", "weather", "app", "device",
    "external_id", "user_entered", "pauses", "laps", "lengths", "marks",
)  # fmt: skip


def _swim_location(said: Told) -> metadata.SwimLocation | None:
    swims = said.sport.key == "swimming" or bool(said.legs)
    return metadata.swim_location(said.metadata) if swims else None


def zone_of(said: Told, route: Stream | None, tools: SourceTools) -> Zone:
    """Find the zone: the recording's own, else that of the route's first point, else a setting.

    Never the offset of the dates: in an export that is the phone's on the day it was made.
    """
    named = metadata.zone_name(said.metadata)
    if named is not None:
        return Zone(named, ZoneKnownBy.RECORDING)
    if route is not None:
        here = tools.zone_at(float(route["latitude_deg"][0]), float(route["longitude_deg"][0]))
        if here is not None:
            return Zone(here, ZoneKnownBy.POSITION)
    return Zone(tools.default_zone, ZoneKnownBy.SETTING)


def _notes(said: Told, drawn: Mapping[StreamKind, Found]) -> tuple[Note, ...]:
    found = []
    pulse = drawn.get(StreamKind.HEART_RATE)
    if pulse is not None and not pulse.agrees:
        found.append(_PULSE_DISAGREES)
    if said.legs and not said.names_sports:
        found.append(_LEGS_INFERRED)
    if said.sport.key == parts.MULTISPORT and not said.legs:
        found.append(_LEGS_MISSING)
    return tuple(found)


_PULSE_DISAGREES = Note(
    "statistics-disagree",
    "The heart rate samples of this time do not match the figures that the workout states: "
    "some may be missing, or another device measured too.",
)
_LEGS_INFERRED = Note(
    "legs-inferred",
    "The sports of the legs are not named: they are worked out from what each measured.",
)
_LEGS_MISSING = Note("legs-missing", "There are no legs of this multi-sport workout.")
