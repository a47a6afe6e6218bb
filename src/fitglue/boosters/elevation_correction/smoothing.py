"""Makes measured altitudes better without asking anybody."""

from dataclasses import dataclass

import numpy as np

from fitglue.domain.altitude import averaged, cleaned, without_drift
from fitglue.domain.measures import away_m
from fitglue.domain.streams import FloatArray, Stream

_LOOP_M = 150.0
_LEAST_CHANGE_M = 0.05
_FEWEST = 3


@dataclass(frozen=True, eq=False, slots=True)
class Smoothed:
    """Altitudes of a whole route (NaN where there were none), and what was wrong with them."""

    altitude_m: FloatArray
    spikes: int
    resets: int
    drift_m: float | None
    changed: bool


def smoothed(route: Stream, window_s: float, *, level_loops: bool) -> Smoothed | None:
    """Take out spikes, resets, noise and, of a loop, drift; None with too few altitudes."""
    altitude_m = route["altitude_m"]
    known = np.isfinite(altitude_m)
    if np.count_nonzero(known) < _FEWEST:
        return None
    time_s, before = route.time_s[known], altitude_m[known]
    clean = cleaned(time_s, before)
    after, drift_m = clean.altitude_m, None
    if window_s > 0:
        after = averaged(time_s, after, window_s)
    if level_loops and _is_loop(route.take(known)):
        drift_m = float(after[-1] - after[0])
        after = without_drift(time_s, after)
    made = altitude_m.copy()
    made[known] = after
    differs = bool((np.abs(after - before) > _LEAST_CHANGE_M).any())
    return Smoothed(made, clean.spikes, clean.resets, drift_m, differs)


def _is_loop(route: Stream) -> bool:
    """Tell whether a route ends where it began."""
    ends = route.take(np.array([0, len(route) - 1]))
    lat, lon = ends["latitude_deg"], ends["longitude_deg"]
    return bool(away_m(lat[1:], lon[1:], float(lat[0]), float(lon[0]))[0] <= _LOOP_M)
