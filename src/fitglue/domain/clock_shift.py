"""How far off the clock of a second device was, found from evidence alone.

Evidence is one speed drawn twice, or a recording of the same length a whole number of half hours
or a few minutes away. Nothing is ever stretched: a shift moves all samples alike.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitglue.domain.streams import FloatArray
from fitglue.domain.timeline import timeline
from fitglue.domain.workout import Workout

_ZONE_S = 1800.0
_MOST_ZONE_S = 14 * 3600.0
_MOST_DRIFT_S = 600.0
#: Two devices that agree so well are right; one reports its speed a little later than another.
_SAME_S = 5.0
#: Nobody starts and stops two devices at the same length by chance within this.
_SAME_LENGTH_S = 5.0
#: A file of another zone begins with the activity, give or take a walk to the start.
_SAME_START_S = 120.0
_LEAST_ALIKE, _CLEARLY, _BESIDE_S = 0.75, 0.1, 60
_LEAST_OVERLAP, _LEAST_OVERLAP_S = 0.8, 180.0
#: Less is the noise of a receiver on an even run.
_LEAST_SPREAD_M_PER_S = 0.2


@dataclass(frozen=True, slots=True)
class Shift:
    """The seconds to add to a file's clock, and what says so, to stand behind "by its …"."""

    seconds: float
    evidence: str


def found_shift(activity: Workout, other: Workout) -> Shift | None:
    """Find how far the clock of `other` is off; none when nothing says that it is.

    Asked first is the speed that both have, if it went up and down; else lengths and starts.
    """
    off_s = (activity.start - other.start).total_seconds()
    mine, theirs = _speed(activity), _speed(other)
    if _tells(mine) and _tells(theirs):
        return _by_speed(mine, theirs, off_s)
    return _by_length(off_s, activity.elapsed_s - other.elapsed_s)


def _by_length(off_s: float, longer_s: float) -> Shift | None:
    zones_s = round(off_s / _ZONE_S) * _ZONE_S
    is_zone = 0 < abs(zones_s) <= _MOST_ZONE_S and abs(off_s - zones_s) <= _SAME_START_S
    if is_zone and abs(longer_s) <= 2 * _SAME_START_S:
        return Shift(zones_s, "length and start")
    if _SAME_S < abs(off_s) <= _MOST_DRIFT_S and abs(longer_s) <= _SAME_LENGTH_S:
        return Shift(off_s, "length")
    return None


def _by_speed(mine: FloatArray, theirs: FloatArray, off_s: float) -> Shift | None:
    lags, alike = _alike(mine, theirs)
    shifts_s = lags + off_s
    alike = np.where(_is_likely(shifts_s), alike, -1.0)
    best = int(np.argmax(alike))
    beside = np.abs(lags - lags[best]) > _BESIDE_S
    clear = alike[best] - alike[beside].max(initial=-1.0) >= _CLEARLY
    if alike[best] < _LEAST_ALIKE or not clear or abs(shifts_s[best]) <= _SAME_S:
        return None
    return Shift(float(shifts_s[best]), "speed")


def _is_likely(shifts_s: FloatArray) -> npt.NDArray[np.bool_]:
    """Tell the shifts that clocks have: some half hours, and some minutes besides."""
    beside = np.abs(shifts_s - np.round(shifts_s / _ZONE_S) * _ZONE_S)
    return (beside <= _MOST_DRIFT_S) & (np.abs(shifts_s) <= _MOST_ZONE_S + _MOST_DRIFT_S)


def _speed(workout: Workout) -> FloatArray:
    """Give the speed of every second; what nobody measured stands still."""
    line = timeline(workout)
    speed = line.columns.get("speed_m_per_s")
    second = np.arange(workout.elapsed_s)
    if speed is None:
        return np.zeros(len(second))
    known = np.isfinite(speed)
    return np.interp(second, line.time_s[known], speed[known], left=0.0, right=0.0)


def _tells(speed: FloatArray) -> bool:
    """Tell whether a speed goes up and down enough to be known again, and for long enough."""
    return len(speed) >= _LEAST_OVERLAP_S and float(speed.std()) >= _LEAST_SPREAD_M_PER_S


def _alike(mine: FloatArray, theirs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give Pearson's correlation of two series at every lag of whole seconds.

    At lag L second `i` of theirs stands beside second `i + L` of mine. It is -1 where too little
    overlaps or one of them is constant.
    """
    lags = np.arange(1 - len(theirs), len(mine))
    mine, theirs = mine - mine.mean(), theirs - theirs.mean()
    one, other = np.ones(len(mine)), np.ones(len(theirs))
    count = _slid(one, other)
    sums = _slid(mine, other), _slid(one, theirs)
    together = _slid(mine, theirs) - sums[0] * sums[1] / count
    spread = _slid(mine**2, other) - sums[0] ** 2 / count
    spread_theirs = _slid(one, theirs**2) - sums[1] ** 2 / count
    least = max(_LEAST_OVERLAP * min(len(mine), len(theirs)), _LEAST_OVERLAP_S)
    enough = (count >= least) & (spread > count * 1e-4) & (spread_theirs > count * 1e-4)
    found = np.full(len(lags), -1.0)
    found[enough] = together[enough] / np.sqrt(spread[enough] * spread_theirs[enough])
    return lags.astype(np.float64), found


def _slid(mine: FloatArray, theirs: FloatArray) -> FloatArray:
    """Sum the products of two series at every lag, by the convolution theorem."""
    size = len(mine) + len(theirs) - 1
    padded = 1 << (size - 1).bit_length()
    product = np.fft.rfft(mine, padded) * np.fft.rfft(theirs[::-1], padded)
    return np.fft.irfft(product, padded)[:size]
