"""Makes altitudes along a way better: spikes, resets, drift, noise, and what bridges the ground.

Everything works on columns of a route: `time_s` ascending, `altitude_m` all known.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitglue.domain.measures import running_median
from fitglue.domain.streams import HOLD_S, FloatArray

#: No ski or bike goes down so fast; a lift in a tower does, at 10 m/s.
_MOST_CLIMB_M_PER_S = 12.0
_LEAST_RESET_M = 6.0
_LEAST_SPIKE_M = 4.0
_NOISES = 6.0
_RESET_SAMPLES = 5


@dataclass(frozen=True, eq=False, slots=True)
class Cleaned:
    """Altitudes, and how many spikes and resets were taken out of them."""

    altitude_m: FloatArray
    spikes: int
    resets: int


def cleaned(time_s: FloatArray, altitude_m: FloatArray) -> Cleaned:
    """Take out what no way does: single samples far off, and jumps that stay.

    A barometer that finds its height again, by GPS or by hand, jumps from one sample to the next.
    The longest piece between jumps is believed, and all others are moved to meet it.
    """
    without, resets = without_resets(time_s, altitude_m)
    calm, spikes = without_spikes(without)
    return Cleaned(calm, spikes, resets)


def without_spikes(altitude_m: FloatArray) -> tuple[FloatArray, int]:
    """Put the median of five in place of samples that are far from it; the rest stays as it is."""
    median = running_median(altitude_m)
    off = np.abs(altitude_m - median)
    noise = 1.4826 * float(np.median(off)) if len(off) else 0.0
    spikes = off > max(_LEAST_SPIKE_M, _NOISES * noise)
    return np.where(spikes, median, altitude_m), int(np.count_nonzero(spikes))


def without_resets(time_s: FloatArray, altitude_m: FloatArray) -> tuple[FloatArray, int]:
    """Move the pieces between resets so that they meet, and count the resets."""
    jumps = _resets(time_s, altitude_m)
    if not len(jumps):
        return altitude_m, 0
    rises = altitude_m[jumps + 1] - altitude_m[jumps]
    bounds = np.concatenate(([0], jumps + 1, [len(altitude_m)]))
    risen = np.concatenate(([0.0], np.cumsum(rises)))
    longest = int(np.argmax(np.diff(bounds)))
    moves = np.repeat(risen[longest] - risen, np.diff(bounds))
    return altitude_m + moves, len(jumps)


def _resets(time_s: FloatArray, altitude_m: FloatArray) -> npt.NDArray[np.intp]:
    """Find the last samples before jumps that nobody climbs and that do not come back at once.

    A longer gap of the clock is no reset: there a lift may have run.
    """
    steps, rises = np.diff(time_s), np.diff(altitude_m)
    fast = np.abs(rises) > _MOST_CLIMB_M_PER_S * np.maximum(steps, 1.0)
    likely = np.flatnonzero(fast & (np.abs(rises) > _LEAST_RESET_M) & (steps <= HOLD_S))
    stays = [at for at in likely.tolist() if _stays(altitude_m, at, float(rises[at]))]
    return np.array(stays, dtype=np.intp)


def _stays(altitude_m: FloatArray, at: int, rise_m: float) -> bool:
    """Tell whether the samples after a jump lie as much higher as it rose, by their medians."""
    before = altitude_m[max(at + 1 - _RESET_SAMPLES, 0) : at + 1]
    after = altitude_m[at + 1 : at + 1 + _RESET_SAMPLES]
    risen = float(np.median(after) - np.median(before))
    return bool(abs(risen - rise_m) <= abs(rise_m) / 2)


def averaged(time_s: FloatArray, altitude_m: FloatArray, window_s: float) -> FloatArray:
    """Average what lies within half a window on both sides, by time; the ends keep their place.

    The window shrinks towards both ends, and stays even, so that a steady climb stays as it is.
    """
    half = np.minimum(window_s / 2, np.minimum(time_s - time_s[0], time_s[-1] - time_s))
    total = np.concatenate(([0.0], np.cumsum(altitude_m)))
    first = np.searchsorted(time_s, time_s - half, side="left")
    after = np.searchsorted(time_s, time_s + half, side="right")
    return (total[after] - total[first]) / (after - first)


def without_drift(time_s: FloatArray, altitude_m: FloatArray) -> FloatArray:
    """Bend altitudes so that they end where they began: weather drifts evenly over time."""
    whole_s = time_s[-1] - time_s[0]
    if whole_s <= 0:
        return altitude_m
    drift_m = altitude_m[-1] - altitude_m[0]
    return altitude_m - drift_m * (time_s - time_s[0]) / whole_s


def spanned(
    distance_m: FloatArray, ground_m: FloatArray, *, steeper_than: float, longest_m: float
) -> FloatArray:
    """Lead a way straight over what it bridges and through what it tunnels.

    Where the ground falls away more steeply than any way goes, and rises as steeply again within
    `longest_m`, the way was on a bridge; the other way round it was in a tunnel.
    """
    made = ground_m.copy()
    steep = _steep(distance_m, ground_m, steeper_than)
    at = 0
    while at < len(steep):
        over = _over(distance_m, steep, at, longest_m) if steep[at] else at
        if over > at:
            ends = [at, over + 1]
            inside = slice(at, over + 2)
            made[inside] = np.interp(distance_m[inside], distance_m[ends], ground_m[ends])
        at = over + 1
    return made


def _steep(
    distance_m: FloatArray, ground_m: FloatArray, steeper_than: float
) -> npt.NDArray[np.int8]:
    """Mark steps that rise (1) or fall (-1) too steeply."""
    steps = np.maximum(np.diff(distance_m), 1e-3)
    grade = np.diff(ground_m) / steps
    return (np.sign(grade) * (np.abs(grade) > steeper_than)).astype(np.int8)


def _over(distance_m: FloatArray, steep: npt.NDArray[np.int8], at: int, longest_m: float) -> int:
    """Give the step at which the ground is back, `at` itself when it does not come back."""
    reach = int(np.searchsorted(distance_m, distance_m[at] + longest_m, side="right")) - 1
    back = np.flatnonzero(steep[at:reach] == -steep[at])
    return at + int(back[-1]) if len(back) else at
