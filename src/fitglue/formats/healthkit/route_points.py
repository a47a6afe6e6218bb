"""The points of a route: in order, each once, and how much of the time they cover.

Rows hold the Unix time and then the columns of a route stream.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from fitglue.domain.streams import COLUMNS, FloatArray, Stream, StreamKind
from fitglue.domain.workout import Note
from fitglue.formats.healthkit.names import normalised, spelled_nicely

#: A longer step between two points is a gap, not a way.
GAP_S = 30.0
#: The watch goes on for some seconds after the end; what is further away is another workout's.
_BEFORE_S, _AFTER_S = 5.0, 10.0
_Route = TypeVar("_Route")
_COLUMNS = tuple(COLUMNS[StreamKind.ROUTE])
TIME, _ALTITUDE, _SPEED, _COURSE, _HORIZONTAL, _VERTICAL = 0, 3, 4, 5, 6, 7
_POLE_DEG, _DATE_LINE_DEG = 90.0, 180.0


def in_order(pieces: list[FloatArray]) -> FloatArray:
    """Join pieces by time, each point once.

    Only exact repeats go: a watch writes up to 16 points with the second of another, at another
    place, and leaving those out shortens the way.
    """
    points = _joined(pieces)
    time_s = points[:, TIME]
    if (time_s[1:] > time_s[:-1]).all():
        return points
    if (time_s[1:] < time_s[:-1]).any():
        points = points[np.argsort(points[:, TIME], kind="stable")]
    return points[~_repeats(points)]


def _joined(pieces: list[FloatArray]) -> FloatArray:
    if len(pieces) == 1:
        return pieces[0]
    return np.concatenate(pieces) if pieces else np.empty((0, len(_COLUMNS) + 1))


def _repeats(points: FloatArray) -> npt.NDArray[np.bool_]:
    """Find the rows that are in every byte a row before; only rows of one second can be."""
    repeated = np.zeros(len(points), dtype=bool)
    alike = np.diff(points[:, TIME]) == 0
    tied = np.flatnonzero(np.r_[alike, False] | np.r_[False, alike]) if alike.any() else []
    seen: set[bytes] = set()
    for row in tied:
        content = points[row].tobytes()
        repeated[row] = content in seen
        seen.add(content)
    return repeated


def plausible(points: FloatArray) -> FloatArray:
    """Turn Core Location's negative "invalid" marks into missing values, and drop non-places."""
    latitude, longitude = points[:, 1], points[:, 2]
    place = (np.abs(latitude) <= _POLE_DEG) & (np.abs(longitude) <= _DATE_LINE_DEG)
    place &= np.isfinite(points[:, TIME]) & ~(points[:, _HORIZONTAL] < 0)
    points = points[place].copy()
    points[~np.isfinite(points)] = np.nan
    points[points[:, _VERTICAL] < 0, _ALTITUDE] = np.nan
    for column in (_SPEED, _COURSE, _VERTICAL):
        points[points[:, column] < 0, column] = np.nan
    return points


def within(points: FloatArray, start_s: float, elapsed_s: float) -> FloatArray:
    """Keep what belongs to a workout that began at `start_s`, of points in order."""
    clock = points[:, TIME] - start_s
    first = clock.searchsorted(-_BEFORE_S)
    return points[first : clock.searchsorted(elapsed_s + _AFTER_S, side="right")]


def without_second_versions(
    pieces: Sequence[tuple[_Route, FloatArray]],
) -> list[tuple[_Route, FloatArray]]:
    """Leave out a route of the same time as a longer one: two of them would draw a zigzag."""
    kept: list[tuple[_Route, FloatArray]] = []
    for route, points in sorted(pieces, key=lambda piece: -len(piece[1])):
        time_s = points[:, TIME]
        taken = np.zeros(len(points), dtype=bool)
        for _, other in kept:
            if len(other):
                taken |= (time_s > other[0, TIME]) & (time_s < other[-1, TIME])
        if not len(points) or taken.mean() < 1 / 2:
            kept.append((route, points))
    return kept


def by_another(source: str, recorder: str) -> tuple[Note, ...]:
    """Say it when a route was not recorded by whoever recorded its workout."""
    if not source or normalised(source) == normalised(recorder):
        return ()
    told = (
        f"The route was recorded by “{spelled_nicely(source)}”, "
        f"the workout by “{spelled_nicely(recorder)}”."
    )
    return (Note("route-by-another-source", told),)


MISMATCHED = Note(
    "route-mismatched",
    "The route that this workout names was recorded at another time and was left out.",
)


def as_stream(points: FloatArray, start_s: float) -> Stream:
    """Make the stream of rows in order, on a clock that starts at `start_s`."""
    columns = {name: points[:, index].copy() for index, name in enumerate(_COLUMNS, start=1)}
    return Stream(StreamKind.ROUTE, points[:, TIME] - start_s, columns)


def coverage(time_s: FloatArray, spans: Iterable[tuple[float, float]]) -> float:
    """Give the share of the union of `spans` for which there are points, 1.0 without any."""
    stated = _union(spans)
    total_s = float((stated[:, 1] - stated[:, 0]).sum())
    if total_s <= 0:
        return 1.0
    breaks = (time_s[1:] - time_s[:-1] > GAP_S).nonzero()[0]
    begins = np.concatenate((time_s[:1], time_s[breaks + 1]))
    ends = np.concatenate((time_s[breaks], time_s[-1:]))
    covered = np.minimum(ends[:, None], stated[:, 1]) - np.maximum(begins[:, None], stated[:, 0])
    return min(float(np.maximum(covered, 0.0).sum()) / total_s, 1.0)


def _union(spans: Iterable[tuple[float, float]]) -> FloatArray:
    """Merge overlapping spans into rows of (start, end)."""
    merged: list[list[float]] = []
    for start_s, end_s in sorted(spans):
        if merged and start_s <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end_s)
        else:
            merged.append([start_s, end_s])
    return np.array(merged, dtype=np.float64).reshape(-1, 2)
