"""Speed and distance in three bytes, as old devices write them: twelve bits each.

Speed is in 1/100 m/s, distance in 1/16 m and starts again every 256 m.
"""

import numpy as np

from fitglue.domain.streams import FloatArray
from fitglue.formats.fit.reading.messages import Messages

_BYTES = 3
_AROUND_M = 256.0


def packed_speed(records: Messages) -> FloatArray:
    """Give the speed of each record in m/s; NaN where it is missing."""
    first, middle, _ = _octets(records)
    return (first + 256 * (middle % 16)) / 100


def packed_distance(records: Messages) -> FloatArray:
    """Give the distance by each record in metres; NaN where it is missing."""
    _, middle, last = _octets(records)
    metres = (middle // 16 + 16 * last) / 16
    known = np.isfinite(metres)
    steps = np.diff(metres[known], prepend=0.0) % _AROUND_M
    metres[known] = np.cumsum(steps)
    return metres


def _octets(records: Messages) -> FloatArray:
    packed = records.octets("speed_and_distance")
    whole = [list(one) if len(one) == _BYTES else [np.nan] * _BYTES for one in packed]
    return np.array(whole, dtype=np.float64).reshape(-1, _BYTES).T
