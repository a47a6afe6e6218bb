"""Samples of one kind in the time of workouts: cut by workout and by source, each once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from fitglue.domain.streams import FloatArray

_Picked = npt.NDArray[np.bool_] | npt.NDArray[np.intp] | slice


@dataclass(frozen=True, eq=False, slots=True)
class Clipped:
    """What of each row lies in its workout: `clock_s` from the start, an amount, its duration.

    `touches` tells the rows that lie in it at all.
    """

    clock_s: FloatArray
    amount: FloatArray
    lasts_s: FloatArray
    touches: npt.NDArray[np.bool_]

    def take(self, picked: _Picked) -> "Clipped":
        """Keep the rows that `picked` picks."""
        return Clipped(
            self.clock_s[picked], self.amount[picked], self.lasts_s[picked], self.touches[picked]
        )


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """Samples by start, each with the number of its source.

    `plain` are rows of a single source, no two of which start together.
    """

    start_s: FloatArray
    end_s: FloatArray
    value: FloatArray
    group: npt.NDArray[np.intp]
    clipped: Clipped
    plain: bool = False

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.start_s)

    def take(self, picked: _Picked, *, plain: bool = False) -> "Rows":
        """Keep the rows that `picked` picks."""
        return Rows(
            self.start_s[picked], self.end_s[picked], self.value[picked], self.group[picked],
            self.clipped.take(picked), plain,
        )  # fmt: skip

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


def moments(start_s: FloatArray, value: FloatArray, window_start_s: FloatArray) -> Clipped:
    """Take values at a moment as they are; what began before its window is of another time."""
    clock_s = start_s - window_start_s
    return Clipped(clock_s, value, np.zeros(len(value)), start_s >= window_start_s)


def spans(
    start_s: FloatArray, end_s: FloatArray, value: FloatArray, window: tuple[FloatArray, FloatArray]
) -> Clipped:
    """Cut spans at both ends of their window and take the share of the amount that lies inside."""
    begin = np.maximum(start_s, window[0])
    length_s, inside_s = end_s - start_s, np.minimum(end_s, window[1]) - begin
    touches = (inside_s > 0) | ((length_s <= 0) & (inside_s >= 0))
    share = np.divide(inside_s, length_s, out=np.ones(len(length_s)), where=length_s > 0)
    return Clipped(begin - window[0], value * share, inside_s, touches)
