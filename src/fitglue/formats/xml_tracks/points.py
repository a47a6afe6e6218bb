"""The points of a recording as columns: gathered, cleaned, put in order, cut where they break."""

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from fitglue.domain.streams import FloatArray
from fitglue.domain.workout import Pause
from fitglue.formats.apple_export.scanning import tolerant

#: The columns in the unit of their names; `time_s` is Unix time, `piece` counts the segments that
#: the file cuts its points into, `travelled_m` the distance since the start.
COLUMNS = (
    "time_s", "piece", "latitude_deg", "longitude_deg", "altitude_m", "speed_m_per_s",
    "course_deg", "horizontal_accuracy_m", "vertical_accuracy_m", "heart_rate_bpm",
    "cadence_per_min", "power_w", "air_temperature_deg_c", "water_temperature_deg_c",
    "underwater_depth_m", "travelled_m",
)  # fmt: skip
PLACE = {name: index for index, name in enumerate(COLUMNS)}
#: A longer step is no step of one workout, even of one over night.
BREAK_S = 86_400.0
#: A piece that begins this soon after another was cut off by something else than a pause.
_SOON_S = 1.0
# What a sensor can have meant. Devices write their highest number, 0 or -1 for "nobody knows".
_POSSIBLE = {
    "time_s": (0.0, 2.0**32 - 1), "latitude_deg": (-90.0, 90.0), "longitude_deg": (-180.0, 180.0),
    "altitude_m": (-11_000.0, 100_000.0), "speed_m_per_s": (0.0, 500.0),
    "course_deg": (0.0, 360.0), "horizontal_accuracy_m": (0.0, 1e6),
    "vertical_accuracy_m": (0.0, 1e6), "heart_rate_bpm": (1.0, 254.0),
    "cadence_per_min": (0.0, 254.0), "power_w": (0.0, 10_000.0),
    "air_temperature_deg_c": (-90.0, 100.0), "water_temperature_deg_c": (-10.0, 100.0),
    "underwater_depth_m": (0.0, 12_000.0), "travelled_m": (0.0, 1e8),
}  # fmt: skip
_BOUNDS = [_POSSIBLE.get(name, (-np.inf, np.inf)) for name in COLUMNS]
_LOWEST, _HIGHEST = np.array(_BOUNDS).T
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,20})?")
_NOWHERE = np.full(len(COLUMNS), np.nan).tolist()


@dataclass(frozen=True, eq=False, slots=True)
class Points:
    """Points in their order: a row for every one of `COLUMNS`, NaN where something is missing."""

    rows: FloatArray

    def __len__(self) -> int:
        """Count the points."""
        return self.rows.shape[1]

    def __getitem__(self, name: str) -> FloatArray:
        """Give a column."""
        return self.rows[PLACE[name]]

    def take(self, index: npt.NDArray[np.bool_] | npt.NDArray[np.intp] | slice) -> "Points":
        """Keep the points that `index` picks."""
        return Points(self.rows[:, index])


class PointRows:
    """Points as they are read, one after the other or many at once."""

    def __init__(self) -> None:
        self._rows = array("d")
        self._blocks: list[FloatArray] = []
        self.count = 0

    @staticmethod
    def empty() -> list[float]:
        """Give a point of which nothing is known yet, by `PLACE`."""
        return _NOWHERE.copy()

    def add(self, row: list[float]) -> None:
        """Take one point."""
        self._rows.extend(row)
        self.count += 1

    def add_block(self, columns: Mapping[str, FloatArray], piece: int) -> None:
        """Take many points of one piece; a column that is not given is missing."""
        length = len(next(iter(columns.values())))
        block = np.full((len(COLUMNS), length), np.nan)
        for name, column in columns.items():
            block[PLACE[name]] = column
        block[PLACE["piece"]] = piece
        self._close_rows()
        self._blocks.append(block)
        self.count += length

    def _close_rows(self) -> None:
        if self._rows:
            self._blocks.append(np.array(self._rows).reshape(-1, len(COLUMNS)).T)
            self._rows = array("d")

    def points(self) -> Points:
        """Give all points, in their order."""
        self._close_rows()
        blocks = self._blocks or [np.empty((len(COLUMNS), 0))]
        whole = blocks[0] if len(blocks) == 1 else np.concatenate(blocks, axis=1)
        return Points(np.ascontiguousarray(whole))


def instant_s(text: str) -> float:
    """Read an ISO time as Unix seconds, NaN for none; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return float("nan")


def number(text: str) -> float:
    """Read a number, with a decimal comma too, NaN for anything else."""
    if _PLAIN.fullmatch(text):
        return float(text)
    found = tolerant.number(text.encode(errors="replace"))
    return float("nan") if found is None else found


def cleaned(points: Points) -> Points:
    """Keep the points with a time, and of their values those that a sensor can have meant."""
    found = Points(_possible(points.rows))
    latitude, longitude = found["latitude_deg"], found["longitude_deg"]
    nowhere = np.isnan(latitude + longitude) | ((latitude == 0) & (longitude == 0))
    nowhere |= points["horizontal_accuracy_m"] < 0  # how Core Location says "invalid"
    latitude[nowhere] = longitude[nowhere] = np.nan
    found["altitude_m"][points["vertical_accuracy_m"] < 0] = np.nan
    timed = np.isfinite(found["time_s"])
    return found if timed.all() else found.take(timed)


def _possible(rows: FloatArray) -> FloatArray:
    """Copy columns without what no sensor can have meant; most columns hold nothing of it."""
    found = rows.copy()
    lowest = np.fmin.reduce(rows, axis=1, initial=np.inf)
    highest = np.fmax.reduce(rows, axis=1, initial=-np.inf)
    for row in np.flatnonzero((lowest < _LOWEST) | (highest > _HIGHEST)).tolist():
        found[row, (rows[row] < _LOWEST[row]) | (rows[row] > _HIGHEST[row])] = np.nan
    return found


def in_order(points: Points) -> Points:
    """Sort points by time; those of one instant keep their order."""
    time_s = points["time_s"]
    if (time_s[1:] >= time_s[:-1]).all():
        return points
    return points.take(np.argsort(time_s, kind="stable"))


def cut_at_breaks(points: Points) -> list[Points]:
    """Cut points in order where more than `BREAK_S` lies between two."""
    breaks = np.flatnonzero(np.diff(points["time_s"]) > BREAK_S) + 1
    bounds = [0, *breaks.tolist(), len(points)]
    return [points.take(slice(first, after)) for first, after in pairwise(bounds)]


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment of the points: its number, its first and last moment in Unix time."""

    number: int
    first_s: float
    last_s: float


def pieces_of(points: Points) -> list[Piece]:
    """Give the pieces of points in order, sorted by their first moment."""
    number = points["piece"]
    changes = np.flatnonzero(np.diff(number)) + 1
    found: dict[int, Piece] = {}
    for first, after in pairwise([0, *changes.tolist(), len(points)]):
        if first == after:
            continue
        key, last_s = int(number[first]), float(points["time_s"][after - 1])
        known = found.get(key)
        first_s = known.first_s if known else float(points["time_s"][first])
        found[key] = Piece(key, first_s, last_s)
    return sorted(found.values(), key=lambda piece: (piece.first_s, piece.number))


def gaps(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Give the pieces between which time passed: each gap's last before and first after."""
    if not pieces:
        return
    last = pieces[0]
    for piece in pieces[1:]:
        if piece.first_s - last.last_s > _SOON_S:
            yield last, piece
        if piece.last_s >= last.last_s:
            last = piece


def pauses_between(pieces: Sequence[Piece], start_s: float) -> tuple[Pause, ...]:
    """Give the pauses that gaps between pieces are, in seconds since `start_s`."""
    return tuple(
        Pause(before.last_s - start_s, after.first_s - start_s) for before, after in gaps(pieces)
    )


def joined(some: Sequence[Points]) -> Points:
    """Put points behind one another."""
    return some[0] if len(some) == 1 else Points(np.concatenate([one.rows for one in some], axis=1))
