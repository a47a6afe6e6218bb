"""How well two recordings of one workout agree about a stream, both on one clock."""

import numpy as np

from fitglue.domain.measures import great_circle_m
from fitglue.domain.streams import HOLD_S, FloatArray, Stream, StreamKind, held

_CLOSE_S = HOLD_S
_LEAST_TOGETHER = 10  # moments that both know; fewer say nothing


def apart(one: Stream, other: Stream) -> float | None:
    """Give how far two streams of one kind lie apart; None where they share too little.

    Of a route it is the median distance in metres, of amounts the share by which `one` counted
    more, of all others the mean difference in the kind's own unit.
    """
    if one.kind is StreamKind.ROUTE:
        return _ways_apart_m(one, other)
    if "duration_s" in one.columns:
        return _more(one, other)
    clock = _common(one.time_s, other.time_s)
    difference = np.abs(
        held(one.time_s, one.values, clock) - held(other.time_s, other.values, clock)
    )
    known = difference[np.isfinite(difference)]
    return float(known.mean()) if len(known) >= _LEAST_TOGETHER else None


def _common(one: FloatArray, other: FloatArray) -> FloatArray:
    if not len(one) or not len(other):
        return np.empty(0)
    return np.arange(max(one[0], other[0]), min(one[-1], other[-1]) + 1.0)


def _more(one: Stream, other: Stream) -> float | None:
    counted, against = np.nansum(one.values), np.nansum(other.values)
    return float(counted / against - 1) if against > 0 else None


def _ways_apart_m(one: Stream, other: Stream) -> float | None:
    """Measure at the points of `one` how far `other` was at that moment."""
    there = other.take(np.isfinite(other["latitude_deg"]) & np.isfinite(other["longitude_deg"]))
    here = one.take(np.isfinite(one["latitude_deg"]) & np.isfinite(one["longitude_deg"]))
    if not len(there) or not len(here):
        return None
    nearest = np.clip(np.searchsorted(there.time_s, here.time_s), 0, len(there) - 1)
    close = np.abs(there.time_s[nearest] - here.time_s) <= _CLOSE_S
    if close.sum() < _LEAST_TOGETHER:
        return None
    at_s = here.time_s[close]
    columns = [
        np.column_stack((here[name][close], np.interp(at_s, there.time_s, there[name]))).ravel()
        for name in ("latitude_deg", "longitude_deg")
    ]
    return float(np.median(great_circle_m(columns[0], columns[1])[::2]))
