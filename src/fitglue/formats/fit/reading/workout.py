"""One recording of a FIT file as a workout."""

from dataclasses import dataclass
from typing import Any

from fitglue.domain.arrival import SourceTools
from fitglue.domain.clock import ZoneKnownBy
from fitglue.domain.streams import StreamKind, Streams
from fitglue.domain.workout import How, Origin, Workout
from fitglue.formats.fit.reading import figures, parts
from fitglue.formats.fit.reading.decoding import Decoded
from fitglue.formats.fit.reading.fields import EVENT, WORKOUT
from fitglue.formats.fit.reading.makers import ZWIFT_LIKE, Maker, maker
from fitglue.formats.fit.reading.samples import samples, streams
from fitglue.formats.fit.reading.sessions import Sessions, sessions
from fitglue.formats.fit.reading.span import marks, pauses
from fitglue.formats.fit.reading.sports import Kind
from fitglue.formats.fit.reading.zones import moment, zone


@dataclass(frozen=True, eq=False, slots=True)
class Read:
    """A workout, its title, and whether its summary had to be made anew."""

    workout: Workout
    title: str
    summary_lost: bool


def workout(file: Decoded, tools: SourceTools) -> Read:
    """Read a recording. Raises Damaged when nothing in it is a workout."""
    told = sessions(file)
    span, made = told.span, maker(file)
    stops = pauses(file[EVENT], span)
    drawn = streams(samples(file, span), span, told.sport, stops)
    found = figures.figures(told, drawn, stops)
    start = moment(span.start)
    origins = figures.provenance(found, drawn, made.source)
    title = _title(file)
    read = Workout(
        sport=told.sport, start=start, end=moment(span.end),
        zone=zone(file, start, drawn.get(StreamKind.ROUTE), tools),
        elapsed_s=span.elapsed_s, timer_s=told.timer_s, brand=title, app=made.app,
        device=made.device, pauses=stops, streams=drawn, provenance=origins,
        weather=figures.weather(file, told), healthkit_uuid=figures.healthkit_uuid(told),
        statistics=figures.statistics(told), **_place(told, made, drawn),
        **_parts(file, told), **found.numbers,
    )  # fmt: skip
    origins |= _said_outright(read, made)
    return Read(read, title, told.lost)


def _title(file: Decoded) -> str:
    """Give the name of the planned workout that was followed."""
    return next((name for name in file[WORKOUT].texts("name") if name), "")


def _place(told: Sessions, made: Maker, drawn: Streams) -> dict[str, Any]:
    """Say where it happened: indoors, in which water, or nowhere at all."""
    first = _place_of(told)
    virtual = first.virtual or made.number in ZWIFT_LIKE
    swims = (one for one in told.each if one.kind.swim_location is not None)
    swim = next(swims, None)
    return {
        "indoor": first.indoor,
        "virtual_route": virtual and StreamKind.ROUTE in drawn,
        "swim_location": swim.kind.swim_location if swim else None,
        "pool_length_m": swim.row.get("pool_length") if swim else None,
    }


def _place_of(told: Sessions) -> Kind:
    only = told.each[0].kind
    return only if len(told.each) == 1 else Kind(only.sport)


def _parts(file: Decoded, told: Sessions) -> dict[str, Any]:
    return {
        "laps": parts.laps(file, told),
        "lengths": parts.lengths(file, told.span),
        "legs": parts.legs(told),
        "sets": parts.sets(file, told.span),
        "marks": marks(file[EVENT], told.span),
    }


def _said_outright(read: Workout, made: Maker) -> dict[str, Origin]:
    """Say where the fields come from that are no figures."""
    origins = {name: Origin(made.source, How.STATED) for name in _OUTRIGHT if getattr(read, name)}
    if read.zone.known_by is ZoneKnownBy.RECORDING:
        origins["zone"] = Origin(made.source, How.STATED)
    return origins


_OUTRIGHT = (
    "indoor", "virtual_route", "swim_location", "pool_length_m", "brand", "healthkit_uuid",
    "pauses", "laps", "lengths", "legs", "sets", "marks",
)  # fmt: skip
