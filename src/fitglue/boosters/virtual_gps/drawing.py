"""Draws a route along a line: where one is by every second follows the distance recorded."""

import hashlib
import hmac
from dataclasses import dataclass, replace

import numpy as np

from fitglue.domain.distance import Curve, accrued, cumulative_distance
from fitglue.domain.line import Line
from fitglue.domain.measures import great_circle_m, in_pause, paused_spans, timer_at
from fitglue.domain.streams import COLUMNS, FloatArray, Stream, StreamKind
from fitglue.domain.workout import Workout

_LEAST_M = 1.0
_ASIDE_M = 1.5
_WAVES_M = (310.0, 830.0)  # lengths of the waves in which the way wanders to both sides
_TRIES = 8
_CLOSE = 1e-5
_K = StreamKind


@dataclass(frozen=True, slots=True)
class Going:
    """Where on the line somebody starts, which way, and how far to its sides they wander.

    `offset` is a share of the line, `phases` are those of the waves.
    """

    offset: float = 0.0
    backwards: bool = False
    aside_m: float = 0.0
    phases: tuple[float, ...] = (0.0,) * len(_WAVES_M)


def going_on(seed: bytes, activity_id: str, day: str) -> Going:
    """Give a way of going that nobody can guess, the same whenever this activity is drawn."""
    secret = hmac.digest(seed, f"{activity_id}\n{day}".encode(), hashlib.sha256)
    shares = [int.from_bytes(secret[at : at + 6], "big") / 2**48 for at in range(0, 24, 6)]
    return Going(shares[0], bool(secret[-1] & 1), _ASIDE_M, (shares[1], shares[2]))


@dataclass(frozen=True, eq=False, slots=True)
class Way:
    """The distance by every moment, and what told it."""

    curve: Curve
    told_by: str

    @property
    def distance_m(self) -> float:
        """Give the whole distance."""
        return float(self.curve[1][-1])


def way_of(workout: Workout) -> Way | None:
    """Give the way that was covered; None when nobody knows any.

    By its stream or whatever else measured it; else by steps; else spread over the timer.
    """
    measured = cumulative_distance(workout)
    if measured is not None and measured[1][-1] >= _LEAST_M:
        return Way(measured, "its recorded distance")
    if workout.distance_m is None or workout.distance_m < _LEAST_M:
        return None
    if _K.STEPS in workout.streams:
        clock, steps = accrued(workout.streams[_K.STEPS], workout.pauses, workout.elapsed_s)
        if steps[-1] > 0:
            return Way((clock, steps * (workout.distance_m / steps[-1])), "its steps")
    return Way(_evenly(workout, workout.distance_m), "an even pace")


def _evenly(workout: Workout, distance_m: float) -> Curve:
    bounds = np.clip(paused_spans(workout.pauses).ravel(), 0.0, workout.elapsed_s)
    knots: FloatArray = np.unique(np.concatenate((bounds, [0.0, workout.elapsed_s])))
    ran = timer_at(knots, workout.pauses) - timer_at(knots[:1], workout.pauses)
    if ran[-1] <= 0:  # one that was paused all along
        ran = knots
    return knots, distance_m * (ran / ran[-1])


def moments(workout: Workout, way: Curve) -> FloatArray:
    """Give the clock of the route: every second and the end, or that of a denser distance.

    No moment lies inside a manual pause, in which a watch records no position either.
    """
    seconds = np.append(np.arange(0.0, workout.elapsed_s), workout.elapsed_s)
    denser = way[0] if len(way[0]) > len(seconds) else np.empty(0)
    bounds = paused_spans(workout.pauses).ravel().clip(0.0, workout.elapsed_s)
    clock: FloatArray = np.unique(np.concatenate((seconds, denser, bounds)).round(3))
    clock = clock[(clock >= 0) & (clock <= workout.elapsed_s)]
    return clock[~in_pause(clock, workout.pauses)]


def drawn(line: Line, way: Curve, clock: FloatArray, going: Going, *, matching: bool) -> Stream:
    """Draw the route. With `matching` its length is the distance covered, else that of the line."""
    covered_m = float(np.ptp(np.interp(clock, *way)))
    length_m = covered_m if matching else line.length_m
    if not line.closed:
        clock = np.union1d(clock, _turns(line, way, clock, going, length_m))
    share = np.interp(clock, *way) / covered_m
    latitude, longitude, along = _of_length(line, share - share[0], length_m, going)
    columns = {name: np.full(len(clock), np.nan) for name in COLUMNS[_K.ROUTE]}
    columns |= {
        "latitude_deg": latitude, "longitude_deg": longitude, "altitude_m": line.at(along)[2],
        "speed_m_per_s": _speed(way, clock), "course_deg": _course(latitude, longitude),
    }  # fmt: skip
    return Stream(_K.ROUTE, clock, columns)


def _turns(line: Line, way: Curve, clock: FloatArray, going: Going, length_m: float) -> FloatArray:
    """Give when the ends of an open line are reached, so that a point stands there."""
    covered = np.interp(clock, *way)
    gone = (covered - covered[0]) * (length_m / float(covered[-1] - covered[0]))
    along = _along(line, gone, length_m, going)
    line_m = line.length_m
    ends = line_m * np.arange(np.ceil(along[0] / line_m), np.floor(along[-1] / line_m) + 1)
    return np.interp(ends, along, clock).round(3)


def _of_length(
    line: Line, share: FloatArray, length_m: float, going: Going
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Follow the line so far that the steps between the points add up to `length_m`.

    Points cut corners and turns, and wandering aside adds a little: so the metres along the line
    are stretched until the way drawn is as long as the way covered.
    """
    along_m = length_m
    for _ in range(_TRIES):
        along = _along(line, share * along_m, along_m, going)
        latitude, longitude = _aside(line, along, share * length_m, going)
        drawn_m = float(great_circle_m(latitude, longitude).sum())
        if drawn_m <= 0 or abs(drawn_m / length_m - 1) < _CLOSE:
            break
        along_m *= float(np.clip(length_m / drawn_m, 0.5, 2.0))
    return latitude, longitude, along


def _along(line: Line, gone_m: FloatArray, whole_m: float, going: Going) -> FloatArray:
    """Give where on the line one is after some metres, from the start of this day on."""
    line_m = line.length_m
    fits = not line.closed and whole_m <= line_m
    start = going.offset * (line_m - whole_m if fits else line_m)
    if not going.backwards:
        return start + gone_m
    if line.closed:
        return start - gone_m
    return line_m + start + gone_m  # on its way back from the far end


def _aside(
    line: Line, along: FloatArray, gone_m: FloatArray, going: Going
) -> tuple[FloatArray, FloatArray]:
    waves = zip(_WAVES_M, going.phases, strict=True)
    swing = sum(np.sin(2 * np.pi * (gone_m / wave_m + phase)) for wave_m, phase in waves)
    aside = going.aside_m * np.asarray(swing) / len(_WAVES_M)
    return line.beside(along, aside)


def _speed(way: Curve, clock: FloatArray) -> FloatArray:
    """Give how fast the distance grew in the second around each moment."""
    before, after = np.clip(clock - 0.5, *way[0][[0, -1]]), np.clip(clock + 0.5, *way[0][[0, -1]])
    grown = np.interp(after, *way) - np.interp(before, *way)
    return grown / np.maximum(after - before, 1e-3)


def _course(latitude: FloatArray, longitude: FloatArray) -> FloatArray:
    """Give the direction of the next step; who stands still looks where they went before."""
    if len(latitude) < 2:  # noqa: PLR2004 - nobody went anywhere
        return np.full(len(latitude), np.nan)
    across = (np.diff(longitude) + 180) % 360 - 180
    east, north = across * np.cos(np.radians(latitude[:-1])), np.diff(latitude)
    course = np.degrees(np.arctan2(east, north)) % 360
    moving = np.flatnonzero(np.hypot(east, north) > 1e-9)  # noqa: PLR2004 - a tenth of a millimetre
    if not len(moving):
        return np.full(len(latitude), np.nan)
    last = np.searchsorted(moving, np.arange(len(course)), side="right") - 1
    held = course[moving[last.clip(min=0)]]
    return np.append(held, held[-1])


def still(going: Going) -> Going:
    """Go as everybody does: from the line's beginning, in its direction."""
    return replace(going, offset=0.0, backwards=False)
