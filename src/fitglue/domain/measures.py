"""Figures worked out from samples: climb, moving time, heart rate, lengths of way."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitglue.domain.streams import HOLD_S, TIME_RESOLUTION_S, FloatArray, Stream
from fitglue.domain.workout import Pause, PauseKind

#: Mean radius of the earth, R1 of the IUGG (Moritz, "Geodetic Reference System 1980").
EARTH_RADIUS_M = 6_371_008.8
#: Below this a person stands; slow walkers reach 0.7 m/s, a resting GPS wanders at up to 0.3.
STANDING_M_PER_S = 0.5

_CLIMB_WINDOW_S = 30.0
_LEAST_CLIMB_M = 3.0
_MOST_CLIMB_M = 10.0  # what Strava asks of a track without a barometer
_SPIKE_SAMPLES = 5
_NOISE_FACTOR = 8.0  # peak to peak of a few hours of smoothed white noise


@dataclass(frozen=True, slots=True)
class HeartRateSummary:
    """What a heart rate stream says as a whole."""

    avg_bpm: float
    min_bpm: float
    max_bpm: float


def great_circle_m(latitude_deg: FloatArray, longitude_deg: FloatArray) -> FloatArray:
    """Give the length of each step along a way: one value fewer than points.

    The haversine formula on a sphere: within 0.5 % of the ellipsoid, steps of any length.
    """
    lat, lon = np.radians(latitude_deg), np.radians(longitude_deg)
    return _arc_m(lat[:-1], lon[:-1], lat[1:], lon[1:])


def away_m(
    latitude_deg: FloatArray, longitude_deg: FloatArray, from_lat_deg: float, from_lon_deg: float
) -> FloatArray:
    """Give the distance of every position from one, by the haversine formula."""
    here = np.radians(np.array([from_lat_deg])), np.radians(np.array([from_lon_deg]))
    return _arc_m(np.radians(latitude_deg), np.radians(longitude_deg), *here)


def _arc_m(
    lat_a: FloatArray, lon_a: FloatArray, lat_b: FloatArray, lon_b: FloatArray
) -> FloatArray:
    across = np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    half_chord = np.sin((lat_b - lat_a) / 2) ** 2 + across
    return 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half_chord, 1.0)))


def paused_spans(pauses: tuple[Pause, ...], kind: PauseKind = PauseKind.MANUAL) -> FloatArray:
    """Give the pauses of one kind as rows of (start_s, end_s), ascending, merged and disjoint."""
    merged: list[list[float]] = []
    for pause in sorted(pauses, key=lambda pause: pause.start_s):
        if pause.kind is not kind or pause.end_s <= pause.start_s:
            continue
        if merged and pause.start_s <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], pause.end_s)
        else:
            merged.append([pause.start_s, pause.end_s])
    return np.array(merged, dtype=np.float64).reshape(-1, 2)


def in_pause(
    time_s: FloatArray, pauses: tuple[Pause, ...], kind: PauseKind = PauseKind.MANUAL
) -> npt.NDArray[np.bool_]:
    """Tell which moments lie inside a pause; its two ends do not."""
    spans = paused_spans(pauses, kind)
    if not len(spans):
        return np.zeros(len(time_s), dtype=bool)
    begun = np.searchsorted(spans[:, 0], time_s, side="left")
    over = np.searchsorted(spans[:, 1], time_s, side="right")
    return begun > over


def timer_at(
    time_s: FloatArray, pauses: tuple[Pause, ...], kind: PauseKind = PauseKind.MANUAL
) -> FloatArray:
    """Read the timer at each moment: it starts with the workout and stops in every pause."""
    spans = paused_spans(pauses, kind)
    if not len(spans):
        return time_s
    paused_by_then = np.cumsum(spans[:, 1] - spans[:, 0])
    knots = spans.ravel()
    paused = np.repeat(np.concatenate(([0.0], paused_by_then)), 2)[1:-1]
    return time_s - np.interp(time_s, knots, paused)


def timer_s(elapsed_s: float, pauses: tuple[Pause, ...]) -> float:
    """Give `elapsed_s` without the manual pauses inside it."""
    start, end = timer_at(np.array([0.0, elapsed_s]), pauses)
    return float(max(end - start, 0.0))


def moving_s(route: Stream | None, pauses: tuple[Pause, ...], elapsed_s: float) -> float:
    """Give the time spent moving, never more than the timer's.

    With a route, standing still is what is slower than `STANDING_M_PER_S` by its own speed, or
    by the way between two points where a gap lies between them. Without one, the device's own
    motion pauses are all there is to go by. What nobody measured counts as moving.
    """
    timer = timer_s(elapsed_s, pauses)
    if route is None or len(route) < 2:  # noqa: PLR2004 - a step needs two points
        both = tuple(Pause(pause.start_s, pause.end_s) for pause in pauses)
        return min(timer_s(elapsed_s, both), timer)
    inside = route.between(0.0, elapsed_s)
    standing = _step_speed(inside) < STANDING_M_PER_S
    steps = np.diff(timer_at(inside.time_s, pauses))
    return float(np.clip(timer - steps[standing].sum(), 0.0, timer))


def _step_speed(route: Stream) -> FloatArray:
    """Give each step's speed: the one measured at its end, or way by time where none was."""
    measured = route["speed_m_per_s"][1:]
    unusable = ~np.isfinite(measured) | (np.diff(route.time_s) > HOLD_S)
    if not unusable.any():
        return measured
    speed = measured.copy()
    speed[unusable] = _speed_by_way(route, np.flatnonzero(unusable) + 1)
    return speed


def _speed_by_way(route: Stream, after: npt.NDArray[np.intp]) -> FloatArray:
    """Give the speed of the steps that end at the points `after` by the way covered around them.

    So jitter does not look like speed. Around a step means from 5 s before its end to 5 s after;
    a longer gap is taken alone.
    """
    time_s, end_s = route.time_s, route.time_s[after]
    first = np.searchsorted(time_s, end_s - HOLD_S / 2)
    last = np.searchsorted(time_s, end_s + HOLD_S / 2, side="right") - 1
    gap = end_s - time_s[after - 1] > HOLD_S / 2
    first, last = np.where(gap, after - 1, np.minimum(first, after - 1)), np.where(gap, after, last)
    lat, lon = np.radians(route["latitude_deg"]), np.radians(route["longitude_deg"])
    way, seconds = (
        _arc_m(lat[first], lon[first], lat[last], lon[last]),
        time_s[last] - time_s[first],
    )
    return np.divide(way, seconds, out=np.full(len(way), np.inf), where=seconds > TIME_RESOLUTION_S)


def heart_rate_summary(stream: Stream, pauses: tuple[Pause, ...]) -> HeartRateSummary | None:
    """Give average, minimum and maximum outside manual pauses; None without a single sample.

    The average weighs each sample by the time it stands for, at most `HOLD_S`, as HealthKit's
    own is temporally weighted: a watch that samples more often in a sprint must not raise it.
    """
    outside = np.isfinite(stream.values) & ~in_pause(stream.time_s, pauses)
    kept = stream if outside.all() else stream.take(outside)
    if not len(kept):
        return None
    stands_for = np.diff(timer_at(kept.time_s, pauses), append=np.inf)
    weight = np.clip(stands_for, 1e-3, HOLD_S)  # samples of one instant still count a little
    return HeartRateSummary(
        float((kept.values * weight).sum() / weight.sum()),
        float(kept.values.min()),
        float(kept.values.max()),
    )


def ascent_descent_m(route: Stream) -> tuple[float, float] | None:
    """Give metres climbed and descended; None when the route has no altitude.

    Spikes go by a running median, noise by a running mean over 30 s. What remains counts from
    turning point to turning point, and only turns of at least 3 m count (hysteresis, as Strava
    and GoldenCheetah do: https://support.strava.com/hc/en-us/articles/216919447-Elevation). A noisy
    altimeter raises that bar, up to the 10 m that Strava asks where there is no barometer.
    """
    known = route.take(np.isfinite(route["altitude_m"]))
    if not len(known):
        return None
    smooth = _running_mean(known.time_s, running_median(known["altitude_m"]))
    return _climb(smooth, _least_climb_m(known))


def _least_climb_m(route: Stream) -> float:
    """Measure the noise by what no terrain does: bending to and fro from sample to sample."""
    bends = np.abs(np.diff(route["altitude_m"], n=2))
    if not len(bends):
        return _LEAST_CLIMB_M
    # 1.4826: median to standard deviation; √6: a second difference adds 1+4+1 variances.
    noise_m = 1.4826 * float(np.median(bends)) / np.sqrt(6)
    spacing_s = max((route.time_s[-1] - route.time_s[0]) / (len(route) - 1), 1e-3)
    averaged = max(_CLIMB_WINDOW_S / spacing_s, 1.0)
    bar_m = _NOISE_FACTOR * noise_m / np.sqrt(averaged)
    return float(np.clip(bar_m, _LEAST_CLIMB_M, _MOST_CLIMB_M))


def running_median(values: FloatArray) -> FloatArray:
    """Give the median of five around each value, its ends repeated; by comparing, not sorting.

    The middle of five is the middle of three: the fifth, the greater of the lesser and the lesser
    of the greater of two pairs.
    """
    if len(values) < _SPIKE_SAMPLES:
        return values
    padded = np.pad(values, _SPIKE_SAMPLES // 2, mode="edge")
    a, b, middle, d, e = (padded[first : first + len(values)] for first in range(_SPIKE_SAMPLES))
    low = np.maximum(np.minimum(a, b), np.minimum(d, e))
    high = np.minimum(np.maximum(a, b), np.maximum(d, e))
    return np.maximum(np.minimum(low, high), np.minimum(np.maximum(low, high), middle))


def _running_mean(time_s: FloatArray, values: FloatArray) -> FloatArray:
    """Average what lies within half a window on both sides, by time: gaps average with nothing."""
    total = np.concatenate(([0.0], np.cumsum(values)))
    first = np.searchsorted(time_s, time_s - _CLIMB_WINDOW_S / 2, side="left")
    after = np.searchsorted(time_s, time_s + _CLIMB_WINDOW_S / 2, side="right")
    return (total[after] - total[first]) / (after - first)


def _climb(altitude_m: FloatArray, least_m: float) -> tuple[float, float]:
    """Add up rises and falls from turn to turn."""
    legs = np.diff(_turns(altitude_m, least_m))
    return float(legs[legs > 0].sum()), float(np.abs(legs[legs < 0]).sum())


def _turns(altitude_m: FloatArray, least_m: float) -> list[float]:
    """Give the altitudes at which the way turned by at least `least_m`, both ends included."""
    turns = [float(altitude_m[0])]
    extreme, heading = turns[0], 0
    for here in _extremes(altitude_m).tolist():
        if heading * (here - extreme) > 0:
            extreme = here
        elif abs(here - extreme) >= least_m:
            if heading:
                turns.append(extreme)
            extreme, heading = here, (1 if here > extreme else -1)
    return [*turns, extreme]


def _extremes(values: FloatArray) -> FloatArray:
    """Keep the points where a line changes between rising and not, and its last one."""
    rising = np.diff(values) > 0
    return values[np.concatenate((np.flatnonzero(np.diff(rising)) + 1, [len(values) - 1]))]
