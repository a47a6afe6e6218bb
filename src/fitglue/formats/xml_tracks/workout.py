"""A workout out of recorded points and of what its file says about them."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np

from fitglue.domain import measures
from fitglue.domain.arrival import SourceTools
from fitglue.domain.clock import Zone, ZoneKnownBy, from_epoch
from fitglue.domain.distance import cumulative_distance
from fitglue.domain.errors import Damaged
from fitglue.domain.sport import OTHER, Sport, likely_at
from fitglue.domain.streams import COLUMNS, FloatArray, Stream, StreamKind, scalar, spans
from fitglue.domain.workout import App, Device, How, Lap, Leg, Note, Origin, Pause, Workout
from fitglue.formats.xml_tracks.points import Points

#: Nobody is under way for longer; a clock that jumps by years is.
LONGEST_S = 31 * 86_400.0
#: Both feet together make no more; who writes more counted steps, not strides.
_MOST_STRIDES_PER_MIN = 120.0
_ON_FOOT = ("running", "walking", "hiking")
_LONGEST_SPAN_S = 30.0
_SCALARS = (
    StreamKind.HEART_RATE, StreamKind.POWER, StreamKind.CADENCE, StreamKind.AIR_TEMPERATURE,
    StreamKind.WATER_TEMPERATURE, StreamKind.UNDERWATER_DEPTH,
)  # fmt: skip
_GUESSED = Note("sport-guessed", "The file names no sport: it is a guess from the speed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a file says of a workout besides its points; `None` and empty is not said."""

    start_s: float  # Unix seconds
    elapsed_s: float
    sport: Sport | None = None
    timer_s: float | None = None
    distance_m: float | None = None
    active_kcal: float | None = None
    basal_kcal: float | None = None
    indoor: bool | None = None
    app: App = field(default_factory=lambda: App(""))
    device: Device = field(default_factory=Device)
    pauses: tuple[Pause, ...] = ()
    laps: tuple[Lap, ...] = ()
    legs: tuple[Leg, ...] = ()


def workout_of(points: Points, said: Said, tools: SourceTools) -> Workout:
    """Make a workout of points that are clean and in order.

    What the file does not say is worked out from the points. Raises Damaged when its times span
    more than anybody is under way.
    """
    if said.elapsed_s > LONGEST_S:
        days = said.elapsed_s / 86_400
        raise Damaged(f"The times of this file span {days:,.0f} days, which no workout lasts.")
    streams = streams_of(points, said)
    start = from_epoch(said.start_s)
    plain = Workout(
        sport=said.sport or OTHER,
        start=start,
        end=start + timedelta(seconds=said.elapsed_s),
        zone=_zone(streams.get(StreamKind.ROUTE), tools),
        elapsed_s=said.elapsed_s,
        timer_s=_timer_s(said),
        distance_m=said.distance_m,
        active_kcal=said.active_kcal,
        basal_kcal=said.basal_kcal,
        indoor=said.indoor,
        app=said.app,
        device=said.device,
        pauses=said.pauses,
        laps=said.laps,
        legs=said.legs,
        streams=streams,
    )
    found = replace(plain, **_figures(plain))
    if said.sport is None:
        found = _with_likely_sport(found)
    return replace(found, provenance=_provenance(said, found))


def source_id(kind: str, points: Points, *said: object) -> str:
    """Name a workout by its own content: the same content has the same name in any file."""
    content = hashlib.sha256("|".join([kind, *map(str, said)]).encode())
    for name, resolution in (("time_s", 1e-3), ("latitude_deg", 1e-6), ("longitude_deg", 1e-6)):
        rounded = np.rint(np.nan_to_num(points[name], nan=-1e6) / resolution)
        content.update(rounded.astype("<i8").tobytes())
    return content.hexdigest()[:24]


def streams_of(points: Points, said: Said) -> dict[StreamKind, Stream]:
    """Give a stream of everything that was measured at least once."""
    time_s = points["time_s"] - said.start_s
    found = {stream.kind: stream for stream in _streams(points, time_s, said)}
    cadence = found.get(StreamKind.CADENCE)
    if cadence is not None and _counts_steps(cadence, said.sport):
        halved = {"cadence_per_min": cadence.values / 2}
        found[StreamKind.CADENCE] = Stream(StreamKind.CADENCE, cadence.time_s, halved)
    return found


def _streams(points: Points, time_s: FloatArray, said: Said) -> Iterator[Stream]:
    placed = np.isfinite(points["latitude_deg"])
    fast = np.isfinite(points["speed_m_per_s"])
    if placed.any():
        names = COLUMNS[StreamKind.ROUTE]
        here = slice(None) if placed.all() else placed
        columns = {name: points[name][here] for name in names}
        yield Stream(StreamKind.ROUTE, time_s[here], columns)
    if (fast & ~placed).any():  # measured by a wheel or a foot pod: it is a stream of its own
        yield scalar(StreamKind.SPEED, time_s[fast], points["speed_m_per_s"][fast])
    for kind in _SCALARS:
        (name,) = COLUMNS[kind]
        known = np.isfinite(points[name])
        if known.any():
            yield scalar(kind, time_s[known], points[name][known])
    yield from _distance(points, _inside(time_s, said.elapsed_s), said.pauses)


def _distance(points: Points, time_s: FloatArray, pauses: tuple[Pause, ...]) -> Iterator[Stream]:
    """Give the growth of the distance since the start as spans."""
    known = np.isfinite(points["travelled_m"])
    if not known.any():
        return
    clock, total = _growing_with_the_timer(
        time_s[known], _growing(points["travelled_m"][known]), pauses
    )
    before_s = np.concatenate((clock[:1] - np.clip(clock[0], 0.0, _LONGEST_SPAN_S), clock[:-1]))
    grown = np.diff(total, prepend=0.0 if total[0] <= _believable_m(clock[0]) else total[0])
    moved = grown > 0
    if moved.any():
        yield spans(StreamKind.DISTANCE, before_s[moved], (clock - before_s)[moved], grown[moved])


def _growing_with_the_timer(
    time_s: FloatArray, total: FloatArray, pauses: tuple[Pause, ...]
) -> tuple[FloatArray, FloatArray]:
    """Add knots where pauses begin and end, so that a step across one grows outside of it."""
    edges = measures.paused_spans(pauses).ravel()
    edges = edges[(edges > time_s[0]) & (edges < time_s[-1])]
    if not len(edges):
        return time_s, total
    knots: FloatArray = np.unique(np.concatenate((time_s, edges)))
    timer = measures.timer_at(np.concatenate((knots, time_s)), pauses)
    return knots, np.interp(timer[: len(knots)], timer[len(knots) :], total)


def _inside(time_s: FloatArray, elapsed_s: float) -> FloatArray:
    """Undo that a file rounds to seconds: the ends of the workout are those of its points.

    What lies outside by less than a second comes in, and a last point as near closes the workout.
    """
    inside = np.clip(time_s, 0.0, elapsed_s)
    found = np.where(np.abs(inside - time_s) < 1, inside, time_s)
    if len(found) and 0 < elapsed_s - found[-1] < 1:
        found[-1] = elapsed_s
    return found


def _growing(total: FloatArray) -> FloatArray:
    """Let a total never fall: what begins anew, as some do in every lap, goes on from there."""
    anew = np.concatenate(([False], total[1:] < total[:-1] / 2))
    before = np.concatenate(([0.0], total[:-1]))
    return np.maximum.accumulate(total + np.cumsum(np.where(anew, before, 0.0)))


def _believable_m(first_s: float) -> float:
    """Give how far one gets before the first point; more was covered before the workout."""
    return 30.0 * max(first_s, 1.0)


def _counts_steps(cadence: Stream, sport: Sport | None) -> bool:
    on_foot = sport is None or sport.key in _ON_FOOT
    return on_foot and float(np.median(cadence.values)) > _MOST_STRIDES_PER_MIN


def _timer_s(said: Said) -> float:
    if said.timer_s is not None:
        return min(said.timer_s, said.elapsed_s)
    return measures.timer_s(said.elapsed_s, said.pauses)


def _figures(workout: Workout) -> dict[str, float]:
    """Work out what the points tell and nobody said."""
    found: dict[str, float] = {}
    route = workout.streams.get(StreamKind.ROUTE)
    covered = cumulative_distance(workout)
    if workout.distance_m is None and covered is not None and not workout.legs:
        found["distance_m"] = float(covered[1][-1])
    if route is not None:
        moving_s = measures.moving_s(route, workout.pauses, workout.elapsed_s)
        found["moving_s"] = min(moving_s, workout.timer_s)
        climb = measures.ascent_descent_m(route)
        found |= {"ascent_m": climb[0], "descent_m": climb[1]} if climb else {}
    pulse = workout.streams.get(StreamKind.HEART_RATE)
    beat = measures.heart_rate_summary(pulse, workout.pauses) if pulse else None
    if beat is not None:
        found |= {"avg_hr_bpm": beat.avg_bpm, "min_hr_bpm": beat.min_bpm}
        found["max_hr_bpm"] = beat.max_bpm
    return found


def _with_likely_sport(workout: Workout) -> Workout:
    seconds = workout.moving_s or workout.timer_s
    if workout.distance_m is None or seconds <= 0:
        return workout
    sport = likely_at(workout.distance_m / seconds)
    return replace(workout, sport=sport, notes=(*workout.notes, _GUESSED))


def _zone(route: Stream | None, tools: SourceTools) -> Zone:
    if route is not None:
        here = tools.zone_at(float(route["latitude_deg"][0]), float(route["longitude_deg"][0]))
        if here is not None:
            return Zone(here, ZoneKnownBy.POSITION)
    return Zone(tools.default_zone, ZoneKnownBy.SETTING)


_STATED = ("sport", "timer_s", "distance_m", "active_kcal", "basal_kcal", "indoor", "app",
           "device", "pauses", "laps", "legs")  # fmt: skip
_COMPUTED = ("sport", "distance_m", "moving_s", "ascent_m", "descent_m", "avg_hr_bpm",
             "min_hr_bpm", "max_hr_bpm")  # fmt: skip


def _provenance(said: Said, workout: Workout) -> Mapping[str, Origin]:
    source = said.device.name or said.app.name
    samples = max((len(stream) for stream in workout.streams.values()), default=0)
    nothing = Said(start_s=said.start_s, elapsed_s=said.elapsed_s)
    origins = {
        name: Origin(source, How.COMPUTED, samples)
        for name in _COMPUTED
        if getattr(workout, name) is not None
    }
    for name in _STATED:
        if getattr(said, name) != getattr(nothing, name):
            origins[name] = Origin(source, How.STATED)
    for kind, stream in workout.streams.items():
        origins[kind.value] = Origin(source, How.SAMPLED, len(stream))
    return origins
