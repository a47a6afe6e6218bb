"""Samples by type, in columns that stay small while millions of rows come in.

A kept Record costs 9 to 16 bytes: start in uint32 epoch seconds (exports carry whole seconds),
duration, value, source and unit each in the smallest dtype that holds all of its type. Columns
live in anonymous memory maps outside of malloc's heap: pages that a column does not reach yet
cost nothing, and a column that was outgrown goes straight back to the system. Beyond a cap of
bytes new room is made in an unlinked temporary file, whose pages the system may drop.
"""

import mmap
from collections.abc import Iterator, Mapping
from typing import TypeVar

import numpy as np

from fitglue.domain.errors import Hostile
from fitglue.formats.apple_export.scanning.samples import Column, Samples, SampleSource
from fitglue.formats.apple_export.scanning.tolerant import Sample

_Name = TypeVar("_Name", str, "SampleSource")

_FIRST_ROOM = 1 << 17
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
    import tempfile  # noqa: PLC0415 - hardly an export is so large, and it loads a dozen modules

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
