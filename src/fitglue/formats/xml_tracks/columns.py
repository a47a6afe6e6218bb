"""Columns of numbers as text for files, and where the rows of a file are cut."""

from collections.abc import Iterable, Sequence

import numpy as np

from fitglue.domain.clock import from_epoch
from fitglue.domain.measures import paused_spans
from fitglue.domain.streams import FloatArray, StreamKind, held
from fitglue.domain.timeline import Timeline
from fitglue.domain.workout import Workout

Texts = Sequence[str]
#: A position that is not known for longer has no straight line to it; sparse ones are no gaps.
_LEAST_GAP_S, _STEPS_OF_GAP = 30.0, 5.0


def texts(values: FloatArray | None, template: str) -> Texts | None:
    """Put every value into a template such as `<ele>%.3f</ele>`, "" where it is missing."""
    if values is None or not np.isfinite(values).any():
        return None
    return [template % value if value == value else "" for value in values.tolist()]  # noqa: PLR0124 - NaN is not itself


def whole(values: FloatArray | None, lowest: int, highest: int) -> FloatArray | None:
    """Round to whole numbers; what the field of a file cannot hold is missing."""
    if values is None:
        return None
    rounded = np.rint(values)
    return np.where((rounded >= lowest) & (rounded <= highest), rounded, np.nan)


def side_by_side(columns: Iterable[Texts | None], count: int) -> list[str]:
    """Join the texts of every row; a column that is None is in none of them."""
    present = [column for column in columns if column is not None]
    return ["".join(row) for row in zip(*present, strict=True)] if present else [""] * count


def wrapped(inside: Sequence[str], before: str, after: str) -> Texts:
    """Put what is not empty between two tags."""
    return [f"{before}{text}{after}" if text else "" for text in inside]


def row_times(workout: Workout, rows: Timeline) -> Texts:
    """Write the moments of rows, which are whole seconds, as ISO times in UTC."""
    epoch_s = np.rint(workout.start.timestamp() + rows.time_s).astype("datetime64[s]")
    return [f"{moment}Z" for moment in np.datetime_as_string(epoch_s, unit="s").tolist()]


def whole_second(epoch_s: float) -> str:
    """Write the nearest whole second as an ISO time in UTC."""
    return f"{from_epoch(float(np.rint(epoch_s))):%Y-%m-%dT%H:%M:%SZ}"


def begins_piece(workout: Workout, rows: Timeline) -> list[int]:
    """Give the rows that are the first after a pause, or the first placed after a long gap.

    Readers draw a straight line between neighbours of one piece: none across what is not known.
    """
    spans = paused_spans(workout.pauses)
    first_after = np.searchsorted(rows.time_s, spans.mean(axis=1)) if len(spans) else []
    found = {*map(int, first_after), *_found_again(rows)}
    return sorted(row for row in found if 0 < row < len(rows))


def _found_again(rows: Timeline) -> list[int]:
    """Give the rows at which a position is known again after it was not for long."""
    placed = np.flatnonzero(np.isfinite(rows.columns.get("latitude_deg", np.empty(0))))
    if len(placed) < 2:  # noqa: PLR2004 - nothing between
        return []
    apart = np.diff(rows.time_s[placed])
    silent = apart > max(_LEAST_GAP_S, _STEPS_OF_GAP * float(np.median(apart)))
    return placed[1:][silent].tolist()


def measured_speed(workout: Workout, rows: Timeline) -> FloatArray | None:
    """Give the speed where a sensor measured it; one worked out from the way is the reader's."""
    for kind in (StreamKind.SPEED, StreamKind.ROUTE):
        stream = workout.streams.get(kind)
        if stream is not None and np.isfinite(stream["speed_m_per_s"]).any():
            return rows.columns.get("speed_m_per_s")
    return None


def course(workout: Workout, rows: Timeline) -> FloatArray | None:
    """Give the course over ground at every row, as GPS measured it."""
    route = workout.streams.get(StreamKind.ROUTE)
    if route is None:
        return None
    found = held(route.time_s, route["course_deg"], rows.time_s)
    return np.where((found >= 0) & (found <= 360), found, np.nan)  # noqa: PLR2004 - a full turn
