"""Amounts that gathered over spans, added up by the local hour and by who counted them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from fitglue.domain.streams import FloatArray

HOUR_S = 3600.0
_DAY_S = 86_400
_QUARTER_S = 900  # clocks change at quarters of an hour
_MOST_SOURCES = 1 << 20
_Ints = npt.NDArray[np.int64]
#: Rows of a local hour since 1970, a source's number, and an amount.
Hours = Iterator[tuple[int, int, float]]


class HourSums:
    """Takes spans in parts, sorted by start, and keeps nothing of them but sums."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._keys: list[_Ints] = []
        self._amounts: list[FloatArray] = []

    def add(
        self, start_s: FloatArray, end_s: FloatArray, amount: FloatArray, source: _Ints
    ) -> None:
        """Add spans; one that stands there twice counts once, one of over a day not at all."""
        columns = start_s, end_s, amount, source.astype(np.float64)
        rows: FloatArray = np.unique(np.column_stack(columns), axis=0)
        rows = rows[(rows[:, 1] - rows[:, 0] <= _DAY_S) & (rows[:, 2] > 0)]
        if not len(rows):
            return
        start_s, end_s, amount = rows[:, 0], rows[:, 1], rows[:, 2]
        shift_s = _offsets_s(start_s, self._zone)
        hour, owner, share = _hours(start_s + shift_s, end_s + shift_s)
        key = hour * _MOST_SOURCES + rows[owner, 3].astype(np.int64)
        key, amount = _added(key, amount[owner] * share)
        self._keys.append(key)
        self._amounts.append(amount)

    def finish(self) -> Hours:
        """Give the sums, in order of hour and source."""
        if not self._keys:
            return
        key, amount = _added(np.concatenate(self._keys), np.concatenate(self._amounts))
        hour, source = np.divmod(key, _MOST_SOURCES)
        yield from zip(hour.tolist(), source.tolist(), amount.tolist(), strict=True)


def _hours(start_s: FloatArray, end_s: FloatArray) -> tuple[_Ints, _Ints, FloatArray]:
    """Give the hours that spans reach into, whose each is, and the share that falls into it."""
    first = np.floor(start_s / HOUR_S).astype(np.int64)
    last = np.maximum(np.ceil(end_s / HOUR_S).astype(np.int64) - 1, first)
    number = last - first + 1
    owner = np.arange(len(first)).repeat(number)
    hour = first[owner] + np.arange(len(owner)) - (number.cumsum() - number)[owner]
    inside_s = np.minimum(end_s[owner], (hour + 1) * HOUR_S) - np.maximum(
        start_s[owner], hour * HOUR_S
    )
    lasts_s = (end_s - start_s)[owner]
    share = np.divide(inside_s, lasts_s, out=np.ones_like(inside_s), where=lasts_s > 0)
    return hour, owner, share


def _added(key: _Ints, amount: FloatArray) -> tuple[_Ints, FloatArray]:
    """Add up what shares a key."""
    keys, place = np.unique(key, return_inverse=True)
    return keys, np.asarray(np.bincount(place, amount, len(keys)), np.float64)


def _offsets_s(at_s: FloatArray, zone: ZoneInfo) -> FloatArray:
    """Give how far a zone's clock is ahead of UTC at each instant.

    It is asked once a day, and by the quarter of an hour on days on which it changes.
    """
    day = np.floor(at_s / _DAY_S).astype(np.int64)
    first = int(day.min())
    by_day = _offsets_at(np.arange(first, int(day.max()) + 2) * _DAY_S, zone)
    offset = by_day[day - first]
    changes = np.flatnonzero(offset != by_day[day - first + 1])
    quarters, place = np.unique(at_s[changes] // _QUARTER_S * _QUARTER_S, return_inverse=True)
    offset[changes] = _offsets_at(quarters, zone)[place]
    return offset


def _offsets_at(instants: npt.NDArray[np.int64] | FloatArray, zone: ZoneInfo) -> FloatArray:
    moments = (datetime.fromtimestamp(float(one), UTC).astimezone(zone) for one in instants)
    offsets = (moment.utcoffset() for moment in moments)
    return np.array([one.total_seconds() if one else 0.0 for one in offsets], np.float64)
