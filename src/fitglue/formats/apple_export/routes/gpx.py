"""Route files, as the Health app has written them since iOS 13, and as others write them.

::

    <trkpt lon="6.135726" lat="48.653445"><ele>361.960114</ele><time>2019-09-24T10:22:37Z</time>
    <extensions><speed>0.976885</speed><course>50.515900</course><hAcc>6.680021</hAcc>
    <vAcc>6.416514</vAcc></extensions></trkpt>

Apple's points all have the same tags in the same order, so the places of `<` and `"` form a
table with one row per point, and every number is read by its column. A file in which one single
tag differs goes to expat, point by point.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from fitglue.domain.errors import Damaged
from fitglue.formats.apple_export import compiled
from fitglue.formats.apple_export.routes import gpx_tolerant
from fitglue.formats.apple_export.scanning import tolerant
from fitglue.formats.apple_export.scanning.digits import (
    Bools,
    Floats,
    Ints,
    clock_s,
    days_s,
    decimals,
    places_of,
    words_of,
)

# What stands at each `<` and `"` of a point, from its own tag on.
_MARKS = (
    b"<trkpt l", b'"', None, b'"', b'"><ele>', b"<ele>", b"</ele><t", b"<time>", b"</time><",
    b"<extensi", b"<speed>", b"</speed>", b"<course>", b"</course", b"<hAcc>", b"</hAcc><",
    b"<vAcc>", b"</vAcc><", b"</extens", b"</trkpt>",
)  # fmt: skip
_TRKPT, _FIRST, _FIRST_END, _SECOND, _SECOND_END, _ELE, _ELE_END, _TIME, _TIME_END = range(9)
_EXTENSIONS, _SPEED, _SPEED_END, _COURSE, _COURSE_END = range(9, 14)
_HACC, _HACC_END, _VACC, _VACC_END, _EXTENSIONS_END, _TRKPT_END = range(14, 20)
_WIDTH = len(_MARKS)
# Marks that follow each other at a fixed distance: no text between the tags.
_STEPS = (
    (_TRKPT, _FIRST, 11), (_FIRST_END, _SECOND, 6), (_TIME_END, _EXTENSIONS, 7),
    (_EXTENSIONS, _SPEED, 12), (_SPEED_END, _COURSE, 8), (_COURSE_END, _HACC, 9),
    (_HACC_END, _VACC, 7), (_VACC_END, _EXTENSIONS_END, 7), (_EXTENSIONS_END, _TRKPT_END, 13),
    (_TIME, _TIME_END, 26),
)  # fmt: skip
_NUMBERS = {
    "altitude_m": (_ELE, 5, _ELE_END),
    "speed_m_per_s": (_SPEED, 7, _SPEED_END),
    "course_deg": (_COURSE, 8, _COURSE_END),
    "horizontal_accuracy_m": (_HACC, 6, _HACC_END),
    "vertical_accuracy_m": (_VACC, 6, _VACC_END),
}
_LONGITUDE, _LATITUDE = "longitude_deg", "latitude_deg"
_ORDERS = {b"lon": (_LONGITUDE, _LATITUDE, b'" lat="'), b"lat": (_LATITUDE, _LONGITUDE, b'" lon="')}
_FIRST_POINT = re.compile(rb'<trkpt (lon|lat)="')
_COLUMNS = ("time_s", "latitude_deg", "longitude_deg", "altitude_m", "speed_m_per_s", "course_deg",
            "horizontal_accuracy_m", "vertical_accuracy_m")  # fmt: skip
# The tags, the time and seven digits.
_SHORTEST_POINT = 163
_PIECE = 1 << 20
_WORD = 8
_MOST_LATITUDE_DEG, _MOST_LONGITUDE_DEG = 90.0, 180.0


@dataclass(frozen=True, eq=False, slots=True)
class RoutePoints:
    """The points of one route file in their order, each column in the unit of its name.

    NaN stands for what is missing and for the negative numbers by which Core Location says
    "invalid"; where it says so of the vertical accuracy, the altitude is invalid too. `lost`
    counts points without a time or a valid place, which are left out.
    """

    time_s: Floats
    latitude_deg: Floats
    longitude_deg: Floats
    altitude_m: Floats
    speed_m_per_s: Floats
    course_deg: Floats
    horizontal_accuracy_m: Floats
    vertical_accuracy_m: Floats
    lost: int = 0

    def __len__(self) -> int:
        """Count the points."""
        return len(self.time_s)

    @property
    def matrix(self) -> Floats:
        """Lay the points out as rows of time and the columns of a route.

        Column after column in memory, for whole columns are what everybody takes.
        """
        return np.array([getattr(self, name) for name in _COLUMNS]).T

    @property
    def nbytes(self) -> int:
        """Count the bytes that the columns take."""
        return 8 * self.time_s.nbytes


def parse_route(gpx: bytes) -> RoutePoints:
    """Read a route file. Raises Damaged, NotAWorkout and Hostile.

    Apple's own layout, with longitude or latitude first, is read in C where that was built, else
    in numpy; everything else by expat, which refuses document types and entities.
    """
    columns = canonical(gpx)
    if columns is None:
        columns = gpx_tolerant.read(gpx)
    return _checked(columns)


def _checked(columns: Mapping[str, Floats]) -> RoutePoints:
    """Drop what is no point and turn "invalid" into missing."""
    timed = np.isfinite(columns["time_s"])
    if not timed.any():
        raise Damaged("The points of this route have no time, so no workout can use them.")
    valid = timed & (np.abs(columns[_LATITUDE]) <= _MOST_LATITUDE_DEG)
    valid &= np.abs(columns[_LONGITUDE]) <= _MOST_LONGITUDE_DEG
    valid &= ~(columns["horizontal_accuracy_m"] < 0)
    lost = int(len(valid) - valid.sum())
    kept = {name: column[valid] for name, column in columns.items()} if lost else dict(columns)
    unknown = kept["vertical_accuracy_m"] < 0
    kept["altitude_m"] = np.where(unknown, np.nan, kept["altitude_m"])
    for name in ("speed_m_per_s", "course_deg", "vertical_accuracy_m"):
        kept[name] = np.where(kept[name] < 0, np.nan, kept[name])
    return RoutePoints(**kept, lost=lost)


def canonical(gpx: bytes) -> dict[str, Floats] | None:
    """Read a file in Apple's layout; None for any other."""
    first = _FIRST_POINT.search(gpx)
    end = gpx.rfind(b"</trkpt>") + len(b"</trkpt>")
    if not first or not _is_usual(gpx[: first.start()], gpx[end:]):
        return None
    compiled_columns = _compiled(gpx, first, end)
    if compiled_columns is not None:
        return compiled_columns
    pieces = []
    for start, stop in _pieces(gpx, first.start(), end):
        piece = _read(gpx, start, stop, first[1])
        if piece is None:
            return None
        pieces.append(piece)
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}


def _compiled(gpx: bytes, first: re.Match[bytes], end: int) -> dict[str, Floats] | None:
    """Read all points in C; None without it, or when one is written in another way."""
    if compiled.module is None:
        return None
    start = first.start()
    columns = np.empty((len(_COLUMNS), (end - start) // _SHORTEST_POINT + 1))
    count = compiled.module.read_points(gpx, start, end, first[1] == b"lon", columns)
    if count < 0:
        return None
    return dict(zip(_COLUMNS, columns[:, :count].copy(), strict=True))


def _is_usual(head: bytes, tail: bytes) -> bool:
    """Look for what only a real parser can judge around the points."""
    others = b"trkpt" in head or b"trkpt" in tail
    return b"<gpx" in head and b"<!" not in head and b"</gpx>" in tail and not others


def _pieces(gpx: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut before a point about every megabyte, so that a piece stays in the cache."""
    while start < end:
        stop = gpx.rfind(b"<trkpt ", start + 1, start + _PIECE) if end - start > _PIECE else end
        stop = stop if stop > start else end
        yield start, stop
        start = stop


def _read(gpx: bytes, start: int, stop: int, order: bytes) -> dict[str, Floats] | None:
    marks = places_of((ord("<"), ord('"')), gpx, start, stop)
    if len(marks) % _WIDTH:
        return None
    at = np.ascontiguousarray(marks.reshape(-1, _WIDTH).T)
    first, second, between = _ORDERS[order]
    if not _is_canonical(gpx, at, between) or len(gpx) - stop < _WORD:
        return None
    time_s, read = _times(gpx, at[_TIME] + len("<time>"))
    if not read.all():
        return None
    columns = {
        "time_s": time_s,
        first: _numbers(gpx, at[_FIRST] + 1, at[_FIRST_END]),
        second: _numbers(gpx, at[_SECOND] + 1, at[_SECOND_END]),
    }
    for name, (tag, length, closing) in _NUMBERS.items():
        columns[name] = _numbers(gpx, at[tag] + length, at[closing])
    return columns


def _is_canonical(gpx: bytes, at: Ints, between: bytes) -> bool:
    """Check every mark of every point, and that nothing stands between the tags."""
    words = words_of(gpx)
    for mark, places in zip(_MARKS, at, strict=True):
        expected = between if mark is None else mark
        bits = (1 << 8 * len(expected)) - 1
        if ((words[places] & bits) != _word(expected)).any():
            return False
    last_of_name = b"kpt lon=" if between == b'" lat="' else b"kpt lat="
    if (words[at[_TRKPT] + 3] != _word(last_of_name)).any():
        return False
    return all((at[after] - at[before] == step).all() for before, after, step in _STEPS)


def _times(gpx: bytes, at: Ints) -> tuple[Floats, Bools]:
    """Read `2019-09-24T10:22:37Z` as epoch seconds."""
    words = words_of(gpx)
    months, hours, seconds = words[at], words[at + 8], words[at + 17]
    clock, read = clock_s(hours, seconds)
    read &= (months & _word(b"\0\0\0\0\xff\0\0\xff")) == _word(b"\0\0\0\0-\0\0-")
    read &= (hours & _word(b"\0\0\xff\0\0\xff")) == _word(b"\0\0T\0\0:")
    read &= (words[at + 16] & _word(b"\xff\0\0\xff")) == _word(b":\0\0Z")
    day = days_s(months, hours)
    return (day + clock).astype(np.float64), read & (day >= 0)


def _word(text: bytes) -> int:
    return int.from_bytes(text, "little")


def _numbers(gpx: bytes, start: Ints, end: Ints) -> Floats:
    values, read = decimals(gpx, start, end)
    for row in np.flatnonzero(~read).tolist():
        number = tolerant.number(gpx[start[row] : end[row]])
        values[row] = np.nan if number is None else number
    return values
