"""Whether two heart rates are one heart at one time, and how far their clocks are apart.

Every run warms up and drifts, so the course of minutes says little. What two sensors of one heart
share is the quick rise and fall: it is compared once the running mean has been taken away.
"""

from dataclasses import dataclass

import numpy as np

from fitglue.domain.streams import FloatArray, Stream
from fitglue.matching.clocks import CLOCK_OFF_S

_EVERY_S = 5.0
_COURSE_S = 300.0
#: Beyond it nobody knows what the heart did; apps that send a mean a minute stay below.
_GAP_S = 90.0
_LEAST_COMMON_S = 300.0
_LEAST_SWING_BPM = 1.0


@dataclass(frozen=True, slots=True)
class Beat:
    """How two heart rates lie to each other once the second's clock is moved by `lag_s`."""

    lag_s: float
    correlation: float
    apart_bpm: float
    common_s: float


def one_heart(first: Stream, second: Stream, moved_s: float) -> Beat | None:
    """Compare two heart rates; None where they have too little in common, or stand still.

    `moved_s` brings the second's clock onto the first's; up to three minutes more are searched.
    """
    one, other = _known(first), _known(second).shifted(moved_s)
    if not len(one) or not len(other):
        return None
    start_s, end_s = max(one.time_s[0], other.time_s[0]), min(one.time_s[-1], other.time_s[-1])
    at_s = np.arange(start_s, end_s, _EVERY_S)
    at_s = at_s[_covered(one, at_s) & _covered(other, at_s)]
    common_s = len(at_s) * _EVERY_S
    if common_s < _LEAST_COMMON_S:
        return None
    return _best(one, other, at_s)


def _known(stream: Stream) -> Stream:
    return stream.take(np.isfinite(stream.values))


def _covered(stream: Stream, at_s: FloatArray) -> FloatArray:
    if len(stream) == 1:
        return np.zeros(len(at_s), dtype=bool)
    after = np.searchsorted(stream.time_s, at_s).clip(1, len(stream) - 1)
    return stream.time_s[after] - stream.time_s[after - 1] <= _GAP_S


def _best(one: Stream, other: Stream, at_s: FloatArray) -> Beat | None:
    lags = np.arange(-CLOCK_OFF_S, CLOCK_OFF_S + 1, _EVERY_S)
    rate = np.interp(at_s, one.time_s, one.values)[None, :]
    rates = np.interp(at_s[None, :] - lags[:, None], other.time_s, other.values)
    alike = _correlations(_quick(rate), _quick(rates))
    if not np.isfinite(alike).any():
        return None
    best = int(np.lexsort((np.abs(lags), -np.nan_to_num(np.round(alike, 6), nan=-2.0)))[0])
    return Beat(
        lag_s=float(lags[best]),
        correlation=float(alike[best]),
        apart_bpm=float(np.median(np.abs(rate[0] - rates[best]))),
        common_s=len(at_s) * _EVERY_S,
    )


def _quick(rates: FloatArray) -> FloatArray:
    """Take the running mean away from each row."""
    half = int(_COURSE_S / _EVERY_S) // 2
    total = np.cumsum(np.pad(rates, ((0, 0), (1, 0))), axis=1)
    at = np.arange(rates.shape[1])
    first, after = np.maximum(at - half, 0), np.minimum(at + half + 1, rates.shape[1])
    return rates - (total[:, after] - total[:, first]) / (after - first)


def _correlations(one: FloatArray, others: FloatArray) -> FloatArray:
    swing, swings = one.std(axis=1), others.std(axis=1)
    still = (swings < _LEAST_SWING_BPM) | (swing < _LEAST_SWING_BPM)
    together = ((one - one.mean()) * (others - others.mean(axis=1, keepdims=True))).mean(axis=1)
    return np.divide(together, swing * swings, out=np.full(len(others), np.nan), where=~still)
