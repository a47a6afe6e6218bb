"""The common clock of a workout: one table of whole seconds, for files and for charts.

Streams keep their own clocks; a FIT file and a chart want one. This is the only place where it
is made, so that a file shows what the page shows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitglue.domain.distance import Curve, accrued, cumulative_distance
from fitglue.domain.measures import in_pause, timer_at
from fitglue.domain.streams import HOLD_S, TIME_RESOLUTION_S, FloatArray, Stream, StreamKind, held
from fitglue.domain.workout import Pause, Workout

#: How far from its own moment a position may stand: never carried on, only moved to the second.
_NEAR_S = 0.5
_K = StreamKind
_HELD_KINDS = (
    _K.HEART_RATE, _K.POWER, _K.CADENCE, _K.STRIDE_LENGTH, _K.VERTICAL_OSCILLATION,
    _K.GROUND_CONTACT_TIME, _K.AIR_TEMPERATURE, _K.WATER_TEMPERATURE, _K.UNDERWATER_DEPTH,
)  # fmt: skip
_RATES = {_K.STEPS: "steps_per_min", _K.STROKES: "strokes_per_min"}
_SPANS = (_K.DISTANCE, _K.STEPS, _K.STROKES)

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Timeline:
    """Rows of whole seconds, ascending, none inside a manual pause; NaN where nothing is known.

    `time_s` is seconds since the workout's start, such that start + time_s is a whole second.
    `columns` has only what was measured at least once, all of one length, of:
    latitude_deg, longitude_deg, altitude_m, speed_m_per_s, distance_m, heart_rate_bpm, power_w,
    cadence_per_min, steps_per_min, strokes_per_min, stride_length_m, vertical_oscillation_mm,
    ground_contact_time_ms, air_temperature_deg_c, water_temperature_deg_c, underwater_depth_m.
    `covered` is the whole curve of distance, between the rows too.
    """

    time_s: FloatArray
    columns: Mapping[str, FloatArray]
    covered: Curve | None

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.time_s)


def timeline(workout: Workout) -> Timeline:
    """Put every stream of a workout on one clock of whole seconds.

    A row stands where something was measured, and at the first and last second. Values are the
    last known, for at most `HOLD_S`; positions are never carried on; distance is interpolated,
    and grows from 0 to the workout's distance.
    """
    past_second_s = workout.start.microsecond / 1e6
    time_s: FloatArray = _rows(workout, past_second_s).astype(np.float64) - past_second_s
    outside = ~in_pause(time_s, workout.pauses)
    outside[[0, -1]] = True
    time_s = time_s[outside]
    at_s = time_s.copy()
    at_s[-1] = max(at_s[-1], workout.elapsed_s)  # the last row also knows what came after .0
    covered = cumulative_distance(workout)
    columns = dict(_columns(workout, covered, at_s))
    known = {name: column for name, column in columns.items() if _known(column)}
    return Timeline(time_s, known, covered)


def _known(column: FloatArray) -> bool:
    return bool(np.isfinite(column).any())


def _rows(workout: Workout, past_second_s: float) -> Rows:
    """Give the whole seconds, counted from the one that the workout started in."""
    first = int(past_second_s + 0.5)
    last = max(int(workout.elapsed_s + past_second_s + 0.5), first)
    wanted = np.zeros(last - first + 1, dtype=np.bool_)
    wanted[[0, -1]] = True
    for time_s in _measured_at(workout):
        # A value is known from the next whole second on.
        seconds = np.ceil(time_s + past_second_s - TIME_RESOLUTION_S).astype(np.int64) - first
        wanted[seconds[(seconds >= 0) & (seconds < len(wanted))]] = True
    return np.flatnonzero(wanted) + first


def _measured_at(workout: Workout) -> Iterable[FloatArray]:
    for kind, stream in workout.streams.items():
        if kind is _K.ROUTE:
            yield _placed(stream).time_s - _NEAR_S  # the nearest second, not the next
        elif kind in _SPANS:
            yield stream.time_s + stream["duration_s"]
        elif kind is _K.SPEED or kind in _HELD_KINDS:
            yield stream.time_s[np.isfinite(stream.values)]


def _columns(
    workout: Workout, covered: Curve | None, at_s: FloatArray
) -> Iterable[tuple[str, FloatArray]]:
    streams = workout.streams
    if _K.ROUTE in streams:
        route = streams[_K.ROUTE]
        yield from _positions(_placed(route), at_s)
        yield "altitude_m", held(route.time_s, route["altitude_m"], at_s)
    if covered is not None:
        yield "distance_m", np.interp(at_s, *covered)
    yield "speed_m_per_s", _speed(workout, covered, at_s)
    for kind in _HELD_KINDS:
        if kind in streams:
            yield (
                next(iter(streams[kind].columns)),
                held(streams[kind].time_s, streams[kind].values, at_s),
            )
    for kind, name in _RATES.items():
        if kind in streams:
            curve = accrued(streams[kind], workout.pauses, workout.elapsed_s)
            yield name, 60 * _per_second(curve, at_s, workout.pauses)


def _placed(route: Stream) -> Stream:
    placed = np.isfinite(route["latitude_deg"]) & np.isfinite(route["longitude_deg"])
    return route if placed.all() else route.take(placed)


def _positions(route: Stream, at_s: FloatArray) -> Iterable[tuple[str, FloatArray]]:
    """Give the position at whole seconds near which there is one, moved along the way to them."""
    if not len(route):
        return
    time_s = route.time_s
    after = np.searchsorted(time_s, at_s).clip(max=len(route) - 1)
    before = np.maximum(after - 1, 0)
    away = np.minimum(np.abs(time_s[after] - at_s), np.abs(at_s - time_s[before]))
    near = away <= _NEAR_S + TIME_RESOLUTION_S
    yield "latitude_deg", np.where(near, np.interp(at_s, time_s, route["latitude_deg"]), np.nan)
    yield "longitude_deg", np.where(near, _longitudes(route, at_s), np.nan)


def _longitudes(route: Stream, at_s: FloatArray) -> FloatArray:
    """Interpolate longitudes the short way round, also over the date line."""
    longitude = route["longitude_deg"]
    if np.ptp(longitude) <= 180:  # noqa: PLR2004 - half a turn
        return np.interp(at_s, route.time_s, longitude)
    unrolled = np.interp(at_s, route.time_s, np.unwrap(longitude, period=360))
    return (unrolled + 180) % 360 - 180


def _speed(workout: Workout, covered: Curve | None, at_s: FloatArray) -> FloatArray:
    """Give the speed that was measured, on foot or by GPS, else what distance and time make."""
    for kind in (_K.SPEED, _K.ROUTE):
        stream = workout.streams.get(kind)
        if stream is not None and _known(stream["speed_m_per_s"]):
            return held(stream.time_s, stream["speed_m_per_s"], at_s)
    if covered is None:
        return np.full(len(at_s), np.nan)
    return _per_second(covered, at_s, workout.pauses)


def _per_second(curve: Curve, at_s: FloatArray, pauses: tuple[Pause, ...]) -> FloatArray:
    """Give how fast an amount grew around each moment; NaN where it did not.

    Around means `HOLD_S` of time with the timer running, so that spans of a few seconds, which
    hold whole steps, do not make a staircase.
    """
    clock, amount = curve
    before = np.clip(at_s - HOLD_S / 2, clock[0], clock[-1])
    after = np.clip(at_s + HOLD_S / 2, clock[0], clock[-1])
    gained = np.interp(after, clock, amount) - np.interp(before, clock, amount)
    seconds = timer_at(after, pauses) - timer_at(before, pauses)
    missing = np.full(len(at_s), np.nan)
    return np.divide(
        gained, seconds, out=missing, where=(gained > 0) & (seconds > TIME_RESOLUTION_S)
    )
