"""What an envelope says of its workout, in the words that all of HealthKit's readers share."""

from collections.abc import Mapping, Sequence

from fitglue.domain.clock import from_epoch
from fitglue.domain.sport import from_healthkit
from fitglue.domain.workout import App, Device
from fitglue.formats.healthkit import events, totals
from fitglue.formats.healthkit.events import Event
from fitglue.formats.healthkit.names import spelled_nicely
from fitglue.formats.healthkit.parts import Part
from fitglue.formats.healthkit.told import Told, elapsed, timed
from fitglue.formats.phone_sync import wire

_INDOOR = 2  # HKWorkoutSessionLocationType
_Metadata = Mapping[str, bool | int | float | str | wire.Quantity]


def told(envelope: wire.Workout) -> Told:
    """Read an envelope."""
    found = _events(envelope.events, envelope.start_s)
    between_s = envelope.end_s - envelope.start_s
    elapsed_s = elapsed(between_s, envelope.duration_s, found)
    pauses = events.pauses(found, elapsed_s)
    timer_s, notes = timed(elapsed_s, envelope.duration_s, pauses)
    return Told(
        sport=from_healthkit(envelope.activity_type),
        start=from_epoch(envelope.start_s),
        end=from_epoch(envelope.end_s),
        elapsed_s=elapsed_s,
        timer_s=timer_s,
        app=App(envelope.app.name, envelope.app.version, envelope.app.bundle_id),
        device=device_of(envelope.device),
        metadata=_of_workout(envelope),
        statistics=_statistics(envelope.statistics),
        events=found,
        parts=tuple(sorted(_parts(envelope), key=lambda part: part.start_s)),
        pauses=pauses,
        notes=notes,
    )


def device_of(device: wire.Device) -> Device:
    """Give a device in our own words."""
    return Device(
        spelled_nicely(device.name), device.manufacturer, device.model, device.hardware,
        device.software,
    )  # fmt: skip


def _of_workout(envelope: wire.Workout) -> dict[str, str]:
    """Give a workout's metadata; the zone and a single activity's configuration complete them."""
    said = texts(envelope.metadata)
    if envelope.time_zone:
        said.setdefault("HKTimeZone", envelope.time_zone)
    if len(envelope.legs) == 1:
        said = _configured(envelope.legs[0]) | said
    return said


def _configured(leg: wire.Leg) -> dict[str, str]:
    """Give what a leg's configuration says, under the names that metadata have for it."""
    said: dict[str, str] = {}
    if leg.location_type:
        said["HKIndoorWorkout"] = "1" if leg.location_type == _INDOOR else "0"
    if leg.swimming_location_type:
        said["HKSwimmingLocationType"] = str(leg.swimming_location_type)
    if leg.lap_length is not None and leg.lap_length.value > 0:
        said["HKLapLength"] = _text(leg.lap_length)
    return said


def texts(metadata: _Metadata) -> dict[str, str]:
    """Spell metadata as an export does: `"63.47 m"`, `"1"`."""
    return {key: _text(value) for key, value in metadata.items()}


def _text(value: bool | float | str | wire.Quantity) -> str:  # noqa: FBT001 - metadata hold any
    if isinstance(value, wire.Quantity):
        return f"{_text(value.value)} {value.unit}"
    if isinstance(value, str):
        return value
    return str(int(value)) if value == int(value) else repr(value)


def _events(found: Sequence[wire.Event], start_s: float) -> tuple[Event, ...]:
    return events.in_order(_event(one, start_s) for one in found)


def _event(one: wire.Event, start_s: float) -> Event:
    lasts_s = max((one.end_s or one.start_s) - one.start_s, 0.0)
    kind = events.kind_of(str(one.type))
    return events.event_of(kind, one.start_s - start_s, lasts_s, texts(one.metadata))


def _statistics(found: Sequence[wire.Statistic]) -> totals.Statistics:
    """Give statistics, each quantity once; a value in a unit that nobody knows is left out."""
    known: dict[str, totals.Statistic] = {}
    for one in found:
        figures = {
            "total": one.sum, "average": one.average, "minimum": one.minimum,
            "maximum": one.maximum,
        }  # fmt: skip
        statistic = totals.statistic(one.quantity, one.unit, figures)
        if statistic is not None:
            known.setdefault(statistic.kind, statistic)
    return known


def _parts(envelope: wire.Workout) -> list[Part]:
    return [part for leg in envelope.legs if (part := _part(leg, envelope.start_s)) is not None]


def _part(leg: wire.Leg, start_s: float) -> Part | None:
    end_s = leg.end_s if leg.end_s is not None else leg.start_s + (leg.duration_s or 0.0)
    if end_s < leg.start_s:
        return None
    return Part(
        leg.start_s - start_s,
        end_s - start_s,
        leg.duration_s,
        _statistics(leg.statistics),
        _configured(leg) | texts(leg.metadata),
        None if leg.activity_type is None else from_healthkit(leg.activity_type),
    )
