"""A workout that a program of somebody's posts: an event of the type `workout.recorded`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import msgspec
import numpy as np

from fitglue.domain.arrival import Arrival, Original, SourceTools
from fitglue.domain.clock import Zone, ZoneKnownBy, is_zone
from fitglue.domain.distance import cumulative_distance
from fitglue.domain.errors import Damaged, Hostile, TooBig
from fitglue.domain.shape import Shape
from fitglue.domain.sport import Sport
from fitglue.domain.streams import COLUMNS, FloatArray, Stream, StreamKind, scalar
from fitglue.domain.workout import App, Device, How, Origin, Workout
from fitglue.formats.packing import packed
from fitglue.formats.webhook_events import wire
from fitglue.formats.xml_tracks.sport_names import sport_named

LARGEST = 16 << 20
_NEXT = "Compare it with the schema and the example in FitGlue's documentation of webhooks."
_TELLER = "Webhook"
#: What no sensor measures is none.
_MEASURES: Mapping[StreamKind, tuple[float, float]] = {
    StreamKind.HEART_RATE: (1, 300), StreamKind.POWER: (0, 5_000), StreamKind.CADENCE: (0, 400),
    StreamKind.SPEED: (0, 300), StreamKind.AIR_TEMPERATURE: (-90, 70),
}  # fmt: skip


class _Outline(msgspec.Struct):
    type: str = ""
    data: msgspec.Raw = msgspec.Raw(b"")


_OUTLINE, _EVENT = Shape(_Outline), Shape(wire.Recorded)


def is_event(content: bytes) -> bool:
    """Tell an event from what else apps post."""
    if len(content) > LARGEST:
        return False
    try:
        outline = _OUTLINE.from_json(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return outline.type.startswith("workout.") and bool(bytes(outline.data))


def read_event(content: bytes, tools: SourceTools) -> Arrival:
    """Read the workout of an event. Raises Damaged, TooBig and Hostile."""
    if len(content) > LARGEST:
        raise TooBig(f"This is larger than {LARGEST >> 20} MB.", "Send a workout in an event.")
    try:
        told = _EVENT.from_json(content).data
    except RecursionError:
        raise Hostile("This JSON nests without end.") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise Damaged(f"This is no event that FitGlue knows: {problem}.", _NEXT) from None
    original = Original(f"{told.id}.json", packed(content))
    originals = (original,) if tools.keep_originals else ()
    return Arrival(told.id, _workout(told, tools), originals)


def _workout(told: wire.Workout, tools: SourceTools) -> Workout:
    between_s = (told.end - told.start).total_seconds()
    if between_s < 0:
        raise Damaged("The workout ends before it begins.", _NEXT)
    stated = {
        name: value
        for name in wire.Figures.__struct_fields__
        if (value := getattr(told.figures, name)) is not None
    }
    elapsed_s = stated.pop("elapsed_s", between_s)
    streams = dict(_streams(told))
    plain = Workout(
        sport=_sport(told),
        start=told.start,
        end=told.end,
        zone=_zone(told, streams.get(StreamKind.ROUTE), tools),
        elapsed_s=elapsed_s,
        timer_s=min(stated.pop("timer_s", elapsed_s), elapsed_s),
        indoor=told.indoor,
        brand=told.title.strip(),
        description=told.description.strip(),
        app=App(told.app or _TELLER),
        device=Device(told.device),
        streams=streams,
    )
    return _with_origins(replace(plain, **stated), stated)


def _sport(told: wire.Workout) -> Sport:
    sport = sport_named(told.sport)
    if sport is None:
        raise Damaged("FitGlue knows no sport of this name.", "Send one such as “running”.")
    return sport


def _zone(told: wire.Workout, route: Stream | None, tools: SourceTools) -> Zone:
    if is_zone(told.time_zone):
        return Zone(told.time_zone, ZoneKnownBy.RECORDING)
    if route is not None:
        name = tools.zone_at(float(route["latitude_deg"][0]), float(route["longitude_deg"][0]))
        if name:
            return Zone(name, ZoneKnownBy.POSITION)
    return Zone(tools.default_zone, ZoneKnownBy.SETTING)


def _with_origins(workout: Workout, stated: Mapping[str, float]) -> Workout:
    """Say where each figure comes from; the way tells the distance where nobody else does."""
    teller = workout.device.name or workout.app.name
    origins = {name: Origin(teller, How.STATED) for name in ("start", "end", "sport", *stated)}
    for kind, stream in workout.streams.items():
        origins[kind.value] = Origin(teller, How.SAMPLED, len(stream))
    covered = cumulative_distance(workout) if workout.distance_m is None else None
    if covered is not None:
        workout = replace(workout, distance_m=float(covered[1][-1]))
        origins["distance_m"] = Origin(teller, How.COMPUTED)
    return replace(workout, provenance=origins)


def _streams(told: wire.Workout) -> Iterator[tuple[StreamKind, Stream]]:
    if told.route is not None and (route := _route(told.route)) is not None:
        yield StreamKind.ROUTE, route
    for kind, (least, most) in _MEASURES.items():
        series: wire.Series | None = getattr(told.streams, kind.value)
        if series is None:
            continue
        time_s, value = _columns(kind.value, series.time_s, series.value)
        is_measured = (value >= least) & (value <= most)
        if is_measured.any():
            yield kind, scalar(kind, time_s[is_measured], value[is_measured])


def _route(told: wire.Route) -> Stream | None:
    """Draw the way through the points that are known, in the order of their times."""
    nothing: list[float | None] = [None] * len(told.time_s)
    time_s, latitude, longitude, altitude, speed = _columns(
        "route", told.time_s, told.latitude_deg, told.longitude_deg,
        told.altitude_m or nothing, told.speed_m_per_s or nothing,
    )  # fmt: skip
    is_place = (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)  # noqa: PLR2004 - degrees of the globe
    order = np.argsort(time_s, kind="stable")
    order = order[is_place[order]]
    if not len(order):
        return None
    known = {
        "latitude_deg": latitude, "longitude_deg": longitude, "altitude_m": altitude,
        "speed_m_per_s": speed,
    }  # fmt: skip
    unknown = np.full(len(time_s), np.nan)
    columns = {name: known.get(name, unknown)[order] for name in COLUMNS[StreamKind.ROUTE]}
    return Stream(StreamKind.ROUTE, time_s[order], columns)


def _columns(name: str, *columns: list[float] | list[float | None]) -> list[FloatArray]:
    """Give columns with NaN for what is not known. Raises Damaged for several lengths."""
    if len({len(column) for column in columns}) > 1:
        raise Damaged(f"The columns of “{name}” are of several lengths.", _NEXT)
    return [np.array(column, dtype=np.float64) for column in columns]
