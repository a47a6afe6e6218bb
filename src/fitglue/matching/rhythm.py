"""Whether two series rise and fall together, and how far their clocks are apart.

Every run warms up and drifts, so the course of minutes says little. What two sensors of one body
share is the quick rise and fall: it is compared once the running mean has been taken away. Where
that repeats itself, as in intervals, it is the plan that is alike, and may be so on any day.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitglue.domain.streams import FloatArray, Stream, running_total
from fitglue.matching.clocks import CLOCK_OFF_S

_EVERY_S = 5.0
_COURSE_S = 300.0
#: Beyond it nobody knows what happened; apps that send a mean a minute stay below.
_GAP_S = 90.0
_LEAST_COMMON_S = 300.0
#: A share of the mean: what swings less is noise.
_LEAST_SWING = 0.008
_REPEATS_FROM_S, _REPEATS_TO_S, _REPEATS = 75.0, 600.0, 0.5
_SPEED_OVER_S = 20.0

Series = tuple[FloatArray, FloatArray]  # seconds, values


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How two series lie to each other once the second's clock is moved by `lag_s`."""

    lag_s: float
    correlation: float
    apart: float  # the median difference, in their unit
    common_s: float
    repeats: bool


def together(first: Series, second: Series, moved_s: float) -> Rhythm | None:
    """Compare two series; None where they have too little in common, or stand still.

    `moved_s` brings the second's clock onto the first's; up to three minutes more are searched.
    """
    one, other = first, (second[0] + moved_s, second[1])
    if min(len(one[0]), len(other[0])) < 2:  # noqa: PLR2004 - a rise needs two
        return None
    start_s, end_s = max(one[0][0], other[0][0]), min(one[0][-1], other[0][-1])
    at_s = np.arange(start_s, end_s, _EVERY_S)
    at_s = at_s[_covered(one[0], at_s) & _covered(other[0], at_s)]
    if len(at_s) * _EVERY_S < _LEAST_COMMON_S:
        return None
    return _best(one, other, at_s)


def measured(stream: Stream) -> Series:
    """Give the samples of a scalar stream that have a value."""
    known = np.isfinite(stream.values)
    return stream.time_s[known], stream.values[known]


def speeds(distance: Stream) -> Series:
    """Give the speed over every 20 s from spans of distance, in m/s."""
    ends_s, metres = running_total(distance)
    if len(ends_s) < 2:  # noqa: PLR2004 - a speed needs two
        return np.zeros(0), np.zeros(0)
    edges = np.arange(ends_s[0], ends_s[-1], _SPEED_OVER_S)
    covered = np.interp(edges, ends_s, metres)
    return edges[:-1] + _SPEED_OVER_S / 2, np.diff(covered) / _SPEED_OVER_S


def _covered(time_s: FloatArray, at_s: FloatArray) -> npt.NDArray[np.bool_]:
    after = np.searchsorted(time_s, at_s).clip(1, len(time_s) - 1)
    return time_s[after] - time_s[after - 1] <= _GAP_S


def _best(one: Series, other: Series, at_s: FloatArray) -> Rhythm | None:
    lags = np.arange(-CLOCK_OFF_S, CLOCK_OFF_S + 1, _EVERY_S)
    values = np.interp(at_s, *one)[None, :]
    lagged = np.interp(at_s[None, :] - lags[:, None], *other)
    quick = _quick(values)
    alike = _correlations(quick, _quick(lagged), _LEAST_SWING * abs(float(values.mean())))
    if not np.isfinite(alike).any():
        return None
    # Of lags that are as good, the smallest: a clock is right until shown wrong.
    best = int(np.lexsort((np.abs(lags), -np.nan_to_num(np.round(alike, 6), nan=-2.0)))[0])
    return Rhythm(
        lag_s=float(lags[best]),
        correlation=float(alike[best]),
        apart=float(np.median(np.abs(values[0] - lagged[best]))),
        common_s=len(at_s) * _EVERY_S,
        repeats=_repeats(quick[0]),
    )


def _quick(rows: FloatArray) -> FloatArray:
    """Take the running mean away from each row."""
    half = int(_COURSE_S / _EVERY_S) // 2
    total = np.cumsum(np.pad(rows, ((0, 0), (1, 0))), axis=1)
    at = np.arange(rows.shape[1])
    first, after = np.maximum(at - half, 0), np.minimum(at + half + 1, rows.shape[1])
    return rows - (total[:, after] - total[:, first]) / (after - first)


def _correlations(one: FloatArray, others: FloatArray, least: float) -> FloatArray:
    swing, swings = one.std(axis=1), others.std(axis=1)
    moving = (swings > least) & (swing > least)
    product = ((one - one.mean()) * (others - others.mean(axis=1, keepdims=True))).mean(axis=1)
    return np.divide(product, swing * swings, out=np.full(len(others), np.nan), where=moving)


def _repeats(quick: FloatArray) -> bool:
    """Tell whether a series is like itself some minutes on."""
    lags = np.arange(int(_REPEATS_FROM_S / _EVERY_S), int(_REPEATS_TO_S / _EVERY_S))
    lags = lags[lags < len(quick) // 2]
    # The spectrum's square is all lags' products at once.
    spectrum = np.fft.rfft(quick, 2 * len(quick))
    products = np.fft.irfft(np.abs(spectrum) ** 2)[lags]
    energy = np.append(0.0, np.cumsum(quick**2))
    before, after = energy[len(quick) - lags], energy[-1] - energy[lags]
    return bool((products > _REPEATS * np.sqrt(before * after)).any())
