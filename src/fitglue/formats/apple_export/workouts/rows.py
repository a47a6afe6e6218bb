"""Samples of one kind in the time of workouts: cut by workout and by source, each once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from fitglue.domain.streams import FloatArray


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """Samples by start, each with the number of its source.

    `plain` are rows of a single source, no two of which start together.
    """

    start_s: FloatArray
    end_s: FloatArray
    value: FloatArray
    group: npt.NDArray[np.intp]
    plain: bool = False

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.start_s)

    def take(
        self, picked: npt.NDArray[np.bool_] | npt.NDArray[np.intp] | slice, *, plain: bool = False
    ) -> "Rows":
        """Keep the rows that `picked` picks."""
        return Rows(
            self.start_s[picked], self.end_s[picked], self.value[picked], self.group[picked], plain
        )

    def by_window(self, window: npt.NDArray[np.intp], count: int) -> Iterator[tuple[int, "Rows"]]:
        """Cut rows, of which `window` numbers each one's, ascending; leave out empty windows."""
        seams = (self.start_s[1:] <= self.start_s[:-1]) | (self.group[1:] != self.group[:-1])
        edges = window.searchsorted(np.arange(count + 1))
        within = seams.nonzero()[0].searchsorted((edges[:-1], edges[1:] - 1))
        plain = (within[0] == within[1]).tolist()
        for number, (first, last) in enumerate(pairwise(edges.tolist())):
            if first < last:
                yield number, self.take(slice(first, last), plain=plain[number])

    def sources(self) -> list[tuple[int, int]]:
        """Give the number of every source with its count of rows."""
        if self.plain:
            return [(int(self.group[0]), len(self))]
        counts = np.bincount(self.group)
        return [(group, int(counts[group])) for group in np.flatnonzero(counts).tolist()]

    def of(self, group: int) -> "Rows":
        """Keep one source's."""
        return self if self.plain else self.take(self.group == group)

    def distinct(self) -> "Rows":
        """Leave exact repeats out; only where two starts are equal can one be."""
        if self.plain or (self.start_s[1:] > self.start_s[:-1]).all():
            return self
        columns = self.value, self.end_s, self.start_s
        order = np.lexsort(columns)
        fresh = np.ones(len(order), dtype=bool)
        fresh[1:] = np.any([np.diff(column[order]) != 0 for column in columns], axis=0)
        return self.take(order[fresh])
