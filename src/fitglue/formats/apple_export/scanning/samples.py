"""The kept Records of one type, and which of them lie in the time of a workout."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from fitglue.formats.apple_export.scanning.digits import Floats, Ints

Column = npt.NDArray[Any]

# So many rows share one note of how far they reach.
_BLOCK = 1 << 8
_PART = _BLOCK << 8


@dataclass(frozen=True, slots=True)
class SampleSource:
    """Who wrote a sample, as the export spells it.

    `name` is the raw sourceName. `device` is the raw device text without the pointer
    (`0x283336ee0`), which changes from sample to sample and means nothing; '' when absent.
    """

    name: str
    device: str


@dataclass(frozen=True, eq=False)  # no slots: what is computed once is kept beside it
class Samples:
    """The kept Records of one type, sorted by start.

    `kind` is the type without its prefix: HeartRate. `source` and `unit` are indexes into
    `Scan.sources` and `Scan.units`. Values are as written, never converted.
    """

    kind: str
    columns: Mapping[str, Column]

    @classmethod
    def sorted(cls, kind: str, columns: Mapping[str, Column]) -> "Samples":
        """Put columns of one length in order of their start; takes them over."""
        start = columns["start"]
        if not (start[1:] >= start[:-1]).all():
            order = _order(start)
            for column in columns.values():
                column[:] = _reordered(column, order)
        return cls(kind, columns)

    def __len__(self) -> int:
        """Count the samples."""
        return len(self.columns["start"])

    @property
    def start_s(self) -> Floats:
        """Give the starts in epoch seconds."""
        return self.columns["start"].astype(np.float64)

    @property
    def end_s(self) -> Floats:
        """Give the ends in epoch seconds; the start where the export has no later end."""
        return self.start_s + self.columns["duration"]

    @property
    def value(self) -> Floats:
        """Give the values, each in its own unit."""
        return self.columns["value"].astype(np.float64)

    @property
    def source(self) -> Column:
        """Give small indexes into the scan's sources."""
        return self.columns["source"]

    @property
    def unit(self) -> Column:
        """Give small indexes into the scan's units."""
        return self.columns["unit"]

    def take(self, rows: Ints) -> "Samples":
        """Copy some of the samples, by their rows."""
        return Samples(self.kind, {name: column[rows] for name, column in self.columns.items()})

    def between(self, start_s: float, end_s: float) -> "Samples":
        """Keep the samples that overlap [start_s, end_s], still sorted by start."""
        return self.take(self.within(np.array([start_s]), np.array([end_s]))[0])

    def within(self, start_s: Floats, end_s: Floats) -> tuple[Ints, Ints]:
        """Find the samples that overlap each of the windows [start_s, end_s].

        Gives their rows, window after window and sorted in each, and for every row the number of
        its window. A span that began before a window and reaches into it is among them.
        """
        begun = self._begun_by(end_s)
        blocks, window = _counted(self._passed.searchsorted(start_s), -(-begun // _BLOCK))
        reaching = self._reach[blocks] >= start_s[window]
        blocks, window = blocks[reaching], window[reaching]
        first = blocks * _BLOCK
        rows, block = _counted(first, np.minimum(first + _BLOCK, begun[window]))
        window = window[block]
        overlaps = _ends(self.columns, rows) >= start_s[window]
        return rows[overlaps], window[overlaps]

    def _begun_by(self, at_s: Floats) -> Ints:
        """Count the samples that have begun by each moment."""
        start = self.columns["start"]
        # In the column's own dtype: numpy would turn the whole column into that of the needles.
        needles = np.clip(at_s, 0, np.iinfo(start.dtype).max).astype(start.dtype)
        return start.searchsorted(needles, side="right")

    @cached_property
    def _reach(self) -> Ints:
        """Find the latest end of every block: long spans are found without reading all rows."""
        found = [_latest(_ends(self.columns, part)) for part in _parts(len(self))]
        return np.concatenate(found) if found else np.empty(0, np.int64)

    @cached_property
    def _passed(self) -> Floats:
        """Find for every block the latest end up to there; so it never decreases."""
        return np.maximum.accumulate(self._reach).astype(np.float64)


def _parts(count: int) -> Iterator[slice]:
    """Cut rows into parts, for a temporary array of all of them may be large."""
    return (slice(at, at + _PART) for at in range(0, count, _PART))


def _order(start: Column) -> npt.NDArray[np.uint32]:
    """Give the rows by start, those of equal start as they are.

    One stretch of time after the other: all at once takes four times the memory, and of the
    millions of heart rates that is more than the rest of the program.
    """
    order = np.empty(len(start), np.uint32)
    done = 0
    for stretch in _stretches(start):
        rows = stretch.nonzero()[0]
        rows = rows[start[rows].argsort(kind="stable")]
        order[done : done + len(rows)] = rows
        done += len(rows)
    return order


def _stretches(start: Column) -> Iterator[npt.NDArray[np.bool_]]:
    """Tell which rows lie in each of some stretches of time that hold about as many, in order."""
    samples = np.sort(start[:: _BLOCK * 4])
    edges = np.unique(samples[_BLOCK::_BLOCK]).tolist()
    for low, high in pairwise([0, *edges, int(start.max()) + 1]):
        yield (start >= low) & (start < high)


def _reordered(column: Column, order: npt.NDArray[np.uint32]) -> Column:
    reordered = np.empty_like(column)
    for part in _parts(len(column)):
        reordered[part] = column[order[part]]
    return reordered


def _latest(ends: Ints) -> Ints:
    """Give the latest end of each block of rows."""
    return np.maximum.reduceat(ends, np.arange(0, len(ends), _BLOCK))


def _ends(columns: Mapping[str, Column], rows: Ints | slice) -> Ints:
    return columns["start"][rows].astype(np.int64) + columns["duration"][rows]


def _counted(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Count from each `first` up to its `last`; give the numbers, and whose each is."""
    length = np.maximum(last - first, 0)
    owner = np.arange(len(first)).repeat(length)
    shift = first - (length.cumsum() - length)
    return np.arange(len(owner)) + shift[owner], owner
