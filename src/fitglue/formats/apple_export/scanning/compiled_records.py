"""Records written as iOS writes them, one by one in C: what `canonical` does, several times faster.

Python keeps what is rare: it reads each head once and teaches it, takes rows over when a column is
full, and hands whatever C leaves to the caller.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from fitglue.formats.apple_export import compiled
from fitglue.formats.apple_export.scanning.columns import COLUMNS, SampleStore
from fitglue.formats.apple_export.scanning.heads import Heads

#: `Row` of compiled/tail.h.
_ROW = np.dtype(
    {
        "names": ["start", "duration", "value", "source", "unit"],
        "formats": ["u4", "u4", "f8", "u2", "u2"],
        "offsets": [0, 4, 8, 16, 18],
        "itemsize": 24,
    }
)
_ROOM = 1 << 12
# An export has some hundred kinds; what goes beyond is read tag by tag.
_MOST_KINDS = 1 << 9
# Why C stopped, where the caller has something to do (`Records.read` in compiled/_compiled.pyi).
_UNKNOWN, _FULL = 2, 4


class CompiledRecords:
    """Reads the canonical Records of blocks into a store. Needs the compiled module."""

    def __init__(
        self, keep: frozenset[str], store: SampleStore, seen: Callable[[str, int], None]
    ) -> None:
        """`keep` are kinds without their prefix; `seen` counts every kind, kept or not."""
        if compiled.module is None:
            raise RuntimeError("FitGlue was installed without its part in C.")
        self._store = store
        self._seen = seen
        self._heads = Heads(keep, store)
        self._columns = {kind: column for column, kind in enumerate(sorted(keep))}
        self._kinds: dict[str, int] = {}
        self._counted = np.zeros(_MOST_KINDS, np.int64)
        self._filled = np.zeros(len(keep), np.int64)
        self._rows = np.empty((len(keep), _ROOM), _ROW)
        self._reader = compiled.module.Records(self._counted, self._filled, self._rows)

    def read(self, block: bytes, start: int, stop: int) -> int:
        """Read up to `stop`, or to the first tag that is left to the caller: give its place."""
        taught_at = -1
        while True:
            start, why = self._reader.read(block, start, stop)
            if why == _FULL:
                self._flush_full()
            elif why == _UNKNOWN and start != taught_at and self._teach(block, start):
                taught_at = start  # once: should C still not know it, the slow way is left
            else:
                return start

    def _teach(self, block: bytes, at: int) -> bool:
        """Teach the head of the Record at `at`; tell whether it has one."""
        self._heads.forget_many()
        head = self._heads.at(block, at)
        kind = self._kind(head.kind) if head else -1
        if head is None or kind < 0:
            return False
        column = self._columns[head.kind] if head.kept else -1
        self._reader.learn(head.text, head.pointer, kind, column, head.source, head.unit)
        return True

    def _kind(self, name: str) -> int:
        """Give a kind its number, -1 when there are too many."""
        if name not in self._kinds and len(self._kinds) < _MOST_KINDS:
            self._kinds[name] = len(self._kinds)
        return self._kinds.get(name, -1)

    def _flush_full(self) -> None:
        for kind, column in self._columns.items():
            if self._filled[column] == _ROOM:
                self.flush(kind)

    def flush(self, kind: str) -> None:
        """Hand the rows of one kind to the store."""
        column = self._columns[kind]
        count = int(self._filled[column])
        if count:
            rows: Any = self._rows[column, :count]
            self._store.extend(kind, {name: rows[name] for name in COLUMNS})
            self._filled[column] = 0

    def count(self) -> None:
        """Tell `seen` what was counted since the last time."""
        names = list(self._kinds)
        for kind in np.flatnonzero(self._counted).tolist():
            self._seen(names[kind], int(self._counted[kind]))
        self._counted[:] = 0

    def finish(self) -> None:
        """Hand everything over."""
        self.count()
        for kind in self._columns:
            self.flush(kind)
