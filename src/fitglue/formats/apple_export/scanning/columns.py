"""Samples by type, in columns that stay small while millions of rows come in.

A kept Record costs 9 to 16 bytes: start in uint32 epoch seconds (exports carry whole seconds),
duration, value, source and unit each in the smallest dtype that holds all of its type. Columns
live in anonymous memory maps outside of malloc's heap: pages that a column does not reach yet
cost nothing, and a column that was outgrown goes straight back to the system. Beyond a cap of
bytes new room is made in an unlinked temporary file, whose pages the system may drop.
"""

import mmap
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from fitglue.domain.errors import Hostile
from fitglue.formats.apple_export.scanning.digits import Floats, Ints
from fitglue.formats.apple_export.scanning.tolerant import Sample

Column = npt.NDArray[Any]
_Name = TypeVar("_Name", str, "SampleSource")

_FIRST_ROOM = 1 << 12
_REACH_ROWS = 1 << 10
_PENDING_ROWS = 1 << 12
_MAX_NAMES = 20_000
#: About 250 MB of rows stay in memory; a 5 GB export has some 6 million rows, about 80 MB.
_MEMORY_ROWS = 16_000_000
_WIDENED: Mapping[str, str] = {"u1": "u2", "u2": "u4", "f4": "f8"}
#: The dtype in which each column begins.
COLUMNS: Mapping[str, str] = {
    "start": "u4",
    "duration": "u1",
    "value": "f4",
    "source": "u1",
    "unit": "u1",
}


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

    @cached_property
    def _reach(self) -> Ints:
        """Find the latest end of every 1,024 rows: long spans are found without reading them all.

        A part at a time, for a copy of a whole column may be large.
        """
        parts = (slice(at, at + _REACH_ROWS) for at in range(0, len(self), _REACH_ROWS))
        return np.array([_ends(self.columns, part).max() for part in parts], np.int64)

    @classmethod
    def sorted(cls, kind: str, columns: Mapping[str, Column]) -> "Samples":
        """Put columns of one length in order of their start; takes them over."""
        start = columns["start"]
        if not (start[1:] >= start[:-1]).all():
            order = np.argsort(start, kind="stable")
            for column in columns.values():
                column[:] = column[order]
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

    def between(self, start_s: float, end_s: float) -> "Samples":
        """Keep the samples that overlap [start_s, end_s], still sorted by start.

        A span that began before and reaches into the window is among them.
        """
        start = self.columns["start"]
        # In the column's own dtype: numpy would turn the whole column into that of the needle.
        end = start.dtype.type(min(max(end_s, 0), np.iinfo(start.dtype).max))
        last = int(np.searchsorted(start, end, side="right"))
        blocks = np.flatnonzero(self._reach[: -(-last // _REACH_ROWS)] >= start_s)
        if not len(blocks):
            return self._take(slice(0))
        first = int(blocks[0]) * _REACH_ROWS
        if len(blocks) == blocks[-1] - blocks[0] + 1:
            inside = np.flatnonzero(_ends(self.columns, slice(first, last)) >= start_s) + first
            return self._take(_as_slice(inside))
        rows = (blocks[:, None] * _REACH_ROWS + np.arange(_REACH_ROWS)).ravel()
        rows = rows[: np.searchsorted(rows, last)]
        return self._take(rows[_ends(self.columns, rows) >= start_s])

    def _take(self, rows: Ints | slice) -> "Samples":
        return Samples(self.kind, {name: column[rows] for name, column in self.columns.items()})


def _as_slice(rows: Ints) -> Ints | slice:
    """Give rows that follow each other as a slice: a view in place of a copy."""
    if not len(rows) or rows[-1] - rows[0] + 1 != len(rows):
        return rows
    return slice(int(rows[0]), int(rows[-1]) + 1)


def _ends(columns: Mapping[str, Column], rows: Ints | slice) -> Ints:
    return columns["start"][rows].astype(np.int64) + columns["duration"][rows]


class _Growing:
    """A column that grows by doubling and widens when a value does not fit."""

    def __init__(self, dtype: str) -> None:
        self._dtype = dtype
        self._rows = np.empty(0, dtype)
        self._count = 0

    def append(self, values: Column, *, in_memory: bool) -> None:
        while not _fits(values, self._dtype):
            self._dtype = _WIDENED[self._dtype]
        needed = self._count + len(values)
        if needed > len(self._rows) or self._rows.dtype != np.dtype(self._dtype):
            self._make_room(max(needed, _FIRST_ROOM), in_memory=in_memory)
        self._rows[self._count : needed] = values
        self._count = needed

    def _make_room(self, needed: int, *, in_memory: bool) -> None:
        room = 1 << (needed - 1).bit_length()
        rows = np.frombuffer(_map(room * np.dtype(self._dtype).itemsize, in_memory), self._dtype)
        rows[: self._count] = self._rows[: self._count]
        self._rows = rows

    @property
    def rows(self) -> Column:
        return self._rows[: self._count]


def _fits(values: Column, dtype: str) -> bool:
    if dtype not in _WIDENED:
        return True
    if dtype == "f4":
        return bool((values.astype(np.float32) == values).all())
    return int(values.max(initial=0)) <= np.iinfo(dtype).max


def _map(size: int, in_memory: bool) -> mmap.mmap:  # noqa: FBT001 - one caller, named there
    if in_memory:
        return mmap.mmap(-1, size)
    with tempfile.TemporaryFile(prefix="fitglue-") as file:
        file.truncate(size)
        return mmap.mmap(file.fileno(), size)


class SampleStore:
    """Takes rows of all kinds in, in batches or one by one, and hands out `Samples`."""

    def __init__(self, memory_rows: int = _MEMORY_ROWS) -> None:
        self.sources: dict[SampleSource, int] = {}
        self.units: dict[str, int] = {}
        self._columns: dict[str, dict[str, _Growing]] = {}
        self._pending: dict[str, list[tuple[int, int, float, int, int]]] = {}
        self._memory_rows = memory_rows
        self._count = 0

    def source(self, name: str, device: str) -> int:
        """Give a source its index."""
        return _index(self.sources, SampleSource(name, device))

    def unit(self, unit: str) -> int:
        """Give a unit its index."""
        return _index(self.units, unit)

    def add(self, kind: str, sample: Sample) -> None:
        """Take one row."""
        source = self.source(sample.source_name, sample.device)
        row = (sample.start_s, sample.duration_s, sample.value, source, self.unit(sample.unit))
        pending = self._pending.setdefault(kind, [])
        pending.append(row)
        if len(pending) >= _PENDING_ROWS:
            self._flush(kind)

    def extend(self, kind: str, columns: Mapping[str, Column]) -> None:
        """Take many rows of one kind, by the names of `COLUMNS`."""
        self._flush(kind)
        self._append(kind, columns)

    def _flush(self, kind: str) -> None:
        """Rows that came one by one go first, so that a file in order stays in order."""
        pending = self._pending.pop(kind, None)
        if pending:
            by_column = zip(COLUMNS, zip(*pending, strict=True), strict=True)
            self._append(kind, {name: np.array(values) for name, values in by_column})

    def _append(self, kind: str, columns: Mapping[str, Column]) -> None:
        growing = self._columns.get(kind)
        if growing is None:
            growing = {name: _Growing(dtype) for name, dtype in COLUMNS.items()}
            self._columns[kind] = growing
        self._count += len(columns["start"])
        in_memory = self._count <= self._memory_rows
        for name, column in growing.items():
            column.append(columns[name], in_memory=in_memory)

    def finish(self) -> Iterator[tuple[str, Samples]]:
        """Hand out every kind, sorted; the store is empty after."""
        for kind in list(self._pending):
            self._flush(kind)
        while self._columns:
            kind, growing = self._columns.popitem()
            yield kind, Samples.sorted(kind, {name: c.rows for name, c in growing.items()})


def _index(known: dict[_Name, int], name: _Name) -> int:
    index = known.setdefault(name, len(known))
    if index >= _MAX_NAMES:
        raise Hostile("This export names more sources than a person can have.")
    return index
