"""HR messages: what a heart rate strap kept to itself and sent afterwards, as after a swim.

Each holds up to eight beats as the low twelve bits of a clock of 1/1024 s, packed two in three
bytes; now and then one holds the whole clock and the time of day that belongs to it
(https://developer.garmin.com/fit/cookbook/decoding-activity-files/, "heart rate data").
"""

import numpy as np

from fitglue.domain.streams import FloatArray
from fitglue.formats.fit.reading.fields import FIRST_DATE
from fitglue.formats.fit.reading.messages import Messages, Row

_TICKS_PER_S = 1024
_LOW_BITS = 0xFFF
_BYTES_OF_TWO = 3
_NO_RATES = (0, 0xFF)


def beats(messages: Messages) -> tuple[FloatArray, FloatArray]:
    """Give the time of each beat in FIT's seconds, ascending, and the heart rate at it."""
    if not len(messages):
        return np.empty(0), np.empty(0)
    times: list[float] = []
    rates: list[float] = []
    anchor: tuple[float, float] | None = None  # the time of day and the clock at one moment
    clock = 0
    whole_clocks = messages.numbers("event_timestamp")
    low_bits = messages.octets("event_timestamp_12")
    rates_of_all = messages.octets("filtered_bpm")
    told = zip(messages.rows, whole_clocks, low_bits, rates_of_all, strict=True)
    for row, whole, packed, bpm in told:
        ticks = [round(second * _TICKS_PER_S) for second in whole]
        if "timestamp" in row and ticks:
            anchor = row["timestamp"] + _fraction(row), ticks[0] / _TICKS_PER_S
        if anchor is None:
            continue
        ticks = ticks or _unrolled(clock, packed)
        clock = ticks[-1] if ticks else clock
        seconds = (tick / _TICKS_PER_S for tick in ticks)
        for second, rate in zip(seconds, bpm, strict=False):
            if rate not in _NO_RATES:
                times.append(anchor[0] + second - anchor[1])
                rates.append(float(rate))
    return _ascending(np.array(times), np.array(rates))


def _fraction(row: Row) -> float:
    return row.get("fractional_timestamp", row.get("time256", 0.0))


def _unrolled(clock: int, packed: bytes) -> list[int]:
    """Give the whole clock at each of some packed low bits, each after the one before."""
    found: list[int] = []
    for at in range(0, len(packed) - _BYTES_OF_TWO + 1, _BYTES_OF_TWO):
        first, middle, last = packed[at : at + _BYTES_OF_TWO]
        for low in (first | (middle & 0xF) << 8, middle >> 4 | last << 4):
            clock += (low - clock) & _LOW_BITS
            found.append(clock)
    return found


def _ascending(times: FloatArray, rates: FloatArray) -> tuple[FloatArray, FloatArray]:
    order = np.argsort(times, kind="stable")
    times, rates = times[order], rates[order]
    dated = times >= FIRST_DATE
    return times[dated], rates[dated]
