"""Whether two routes were one way at one time, and how far their clocks are apart.

Where somebody was at each moment tells more than the shape of the way: the way to work and back
has one shape, and so has the usual round on two evenings.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitglue.domain.measures import EARTH_RADIUS_M
from fitglue.domain.streams import FloatArray, Stream
from fitglue.matching.clocks import CLOCK_OFF_S

_PROBES = 160
#: Between two points farther apart in time nobody knows the way.
_GAP_S = 45.0
_COARSE_S, _FINE_S = 4.0, 1.0
#: A distance beyond which farther does not matter to the choice of the clock.
_FAR_M = 200.0
_LEAST_IN_COMMON = 0.4

Track = tuple[FloatArray, FloatArray, FloatArray]  # seconds, metres east, metres north


@dataclass(frozen=True, slots=True)
class Step:
    """How two routes lie to each other once the second's clock is moved by `lag_s`."""

    lag_s: float
    median_m: float
    most_m: float  # nine in ten moments are nearer
    extent_m: float  # how far the way reached
    common_s: float


def in_step(first: Stream, second: Stream, moved_s: float) -> Step | None:
    """Compare where both were at each moment; None where they have too little in common.

    `moved_s` brings the second's clock onto the first's; up to three minutes more are searched.
    """
    one, other = _tracks(first, second, moved_s)
    if min(len(one[0]), len(other[0])) < 2:  # noqa: PLR2004 - a way needs two points
        return None
    coarse = np.arange(-CLOCK_OFF_S, CLOCK_OFF_S + 1, _COARSE_S)
    near = _best(one, other, coarse)
    if near is None:
        return None
    fine = near + np.arange(-_COARSE_S, _COARSE_S + _FINE_S, _FINE_S)
    best = _best(one, other, fine)
    return None if best is None else _step(one, other, best)


def _tracks(first: Stream, second: Stream, moved_s: float) -> tuple[Track, Track]:
    placed = [_placed(route) for route in (first, second)]
    origin = next(
        ((float(r["latitude_deg"][0]), float(r["longitude_deg"][0])) for r in placed if len(r)),
        (0.0, 0.0),
    )
    one, other = (_in_metres(route, origin) for route in placed)
    return one, (other[0] + moved_s, other[1], other[2])


def _placed(route: Stream) -> Stream:
    known = np.isfinite(route["latitude_deg"]) & np.isfinite(route["longitude_deg"])
    return route.take(known)


def _in_metres(route: Stream, origin: tuple[float, float]) -> Track:
    """Lay a route flat around a point, the short way round the earth."""
    metres = np.radians(1.0) * EARTH_RADIUS_M
    east_deg = (route["longitude_deg"] - origin[1] + 180) % 360 - 180
    shrink = np.cos(np.radians(origin[0]))
    return route.time_s, east_deg * metres * shrink, (route["latitude_deg"] - origin[0]) * metres


def _best(one: Track, other: Track, lags: FloatArray) -> float | None:
    """Give the lag at which the two lie nearest on average; None if they never meet in time."""
    apart, known = _apart(one, other, lags)
    shares = known.mean(axis=1)
    cost = (np.minimum(apart, _FAR_M) * known).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    cost[shares < _LEAST_IN_COMMON] = np.inf
    # Of lags that are as good, the smallest: a clock is right until shown wrong.
    best = np.lexsort((np.abs(lags), np.round(cost, 3)))[0]
    return float(lags[best]) if np.isfinite(cost[best]) else None


def _apart(one: Track, other: Track, lags: FloatArray) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Give the metres between both at each lag and probe, and where both are known."""
    probes = _probes(one, other)
    at_s = probes[None, :] - lags[:, None]
    known = _covered(one[0], probes)[None, :] & _covered(other[0], at_s)
    east = np.interp(at_s, other[0], other[1]) - np.interp(probes, one[0], one[1])[None, :]
    north = np.interp(at_s, other[0], other[2]) - np.interp(probes, one[0], one[2])[None, :]
    return np.hypot(east, north), known


def _probes(one: Track, other: Track) -> FloatArray:
    start_s, end_s = max(one[0][0], other[0][0]), min(one[0][-1], other[0][-1])
    return np.linspace(start_s, max(end_s, start_s), _PROBES)


def _covered(time_s: FloatArray, at_s: FloatArray) -> npt.NDArray[np.bool_]:
    after = np.searchsorted(time_s, at_s).clip(1, len(time_s) - 1)
    inside = (at_s >= time_s[0]) & (at_s <= time_s[-1])
    return inside & (time_s[after] - time_s[after - 1] <= _GAP_S)


def _step(one: Track, other: Track, lag_s: float) -> Step | None:
    apart, known = _apart(one, other, np.array([lag_s]))
    metres = apart[0][known[0]]
    if not len(metres):
        return None
    probes = _probes(one, other)
    east, north = (np.interp(probes, one[0], column) for column in one[1:])
    return Step(
        lag_s=lag_s,
        median_m=float(np.median(metres)),
        most_m=float(np.quantile(metres, 0.9)),
        extent_m=float(np.hypot(np.ptp(east), np.ptp(north))),
        common_s=float(np.ptp(probes) * known.mean()),
    )
