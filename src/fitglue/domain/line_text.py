"""A line as a short text, for settings: differences of whole numbers in printable letters.

The way of Google's encoded polylines
(https://developers.google.com/maps/documentation/utilities/polylinealgorithm), with altitude in
decimetres as a third number of every point.
"""

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from fitglue.domain.line import M_PER_DEGREE, Line
from fitglue.domain.streams import FloatArray

MOST_POINTS = 2_000
_MARK = re.compile(r"^line1([oc])([zn]):([?-~]*)$")
_STEPS = np.array([1e5, 1e5, 10.0])
_LEAST_TOLERANCE_M = 0.5
_MOST_LOOKED_AT = 20_000


def line_text(line: Line) -> str:
    """Write a line of at most `MOST_POINTS` points; a longer one loses those that matter least."""
    short = thinned(line, MOST_POINTS)
    has_altitude = bool(np.isfinite(short.altitude_m).all())
    columns = [short.latitude_deg, short.longitude_deg]
    columns += [short.altitude_m] if has_altitude else []
    whole = np.rint(np.stack(columns).T * _STEPS[: len(columns)]).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, len(columns)), dtype=np.int64))
    letters = "".join(map(_letters, steps.ravel().tolist()))
    return f"line1{'c' if short.closed else 'o'}{'z' if has_altitude else 'n'}:{letters}"


def is_line_text(text: str) -> bool:
    """Tell whether a text was written by `line_text`."""
    return _MARK.match(text) is not None


def line_from(text: str) -> Line:
    """Read a line that was written by `line_text`. Raises ValueError for anything else."""
    mark = _MARK.match(text)
    if mark is None:
        raise ValueError("this is no line")
    width = 3 if mark[2] == "z" else 2
    steps = np.array(list(_numbers(mark[3])), dtype=np.int64)
    if len(steps) < 2 * width or len(steps) % width:
        raise ValueError("this line breaks off")
    columns = np.cumsum(steps.reshape(-1, width), axis=0) / _STEPS[:width]
    known = (*columns.T, *[np.full(len(columns), np.nan)] * (3 - width))
    if np.abs(known[0]).max() > 90 or np.abs(known[1]).max() > 180:  # noqa: PLR2004 - the earth
        raise ValueError("this line leaves the earth")
    return Line(*known, closed=mark[1] == "c")


def _letters(number: int) -> str:
    left = ~(number << 1) if number < 0 else number << 1
    found = ""
    while left >= 0x20:  # noqa: PLR2004 - five bits a letter
        found += chr((0x20 | left & 0x1F) + 63)
        left >>= 5
    return found + chr(left + 63)


def _numbers(letters: str) -> Iterator[int]:
    number, shift = 0, 0
    for letter in letters:
        code = ord(letter) - 63
        number |= (code & 0x1F) << shift
        shift += 5
        if code < 0x20:  # noqa: PLR2004 - the last of a number
            yield ~(number >> 1) if number & 1 else number >> 1
            number, shift = 0, 0


def thinned(line: Line, most: int) -> Line:
    """Leave out the points that change the line least, until at most `most` are left."""
    if len(line) <= most:
        return line
    if len(line) > _MOST_LOOKED_AT:
        line = _every(line, -(-len(line) // _MOST_LOOKED_AT))
    tolerance_m = _LEAST_TOLERANCE_M
    kept = _needed(line, tolerance_m)
    while np.count_nonzero(kept) > most:
        tolerance_m *= 2
        kept = _needed(line, tolerance_m)
    return _picked(line, np.flatnonzero(kept))


def coarse(line: Line, tolerance_m: float, most_looked_at: int) -> Line:
    """Keep of at most so many points what lies further off the rest's line than the tolerance."""
    line = _every(line, max(-(-len(line) // most_looked_at), 1))
    return _picked(line, np.flatnonzero(_needed(line, tolerance_m)))


def _every(line: Line, step: int) -> Line:
    """Keep one point of `step`, and the last."""
    if step == 1:
        return line
    last = len(line) - 1
    index = np.arange(0, len(line), step)
    return _picked(line, index if index[-1] == last else np.append(index, last))


def _picked(line: Line, index: npt.NDArray[np.intp]) -> Line:
    columns = (line.latitude_deg, line.longitude_deg, line.altitude_m)
    return Line(*(column[index] for column in columns), closed=line.closed)


def unwrapped(longitude_deg: FloatArray) -> FloatArray:
    """Give longitudes without jumps at the date line."""
    # Within half the globe no step can be a jump, and to look at each takes longer.
    if not len(longitude_deg) or longitude_deg.max() - longitude_deg.min() < 180:  # noqa: PLR2004
        return longitude_deg
    return np.unwrap(longitude_deg, period=360)


def _needed(line: Line, tolerance_m: float) -> np.ndarray:
    """Choose points as Douglas and Peucker do (1973): none left out lies off the rest's line."""
    scale = np.cos(np.radians(line.latitude_deg.mean()))
    x = unwrapped(line.longitude_deg) * scale * M_PER_DEGREE
    y = line.latitude_deg * M_PER_DEGREE
    kept = np.zeros(len(line), dtype=bool)
    kept[[0, -1]] = True
    first, last = np.array([0]), np.array([len(line) - 1])
    while (wide := last - first > 1).any():  # with something between
        first, last = first[wide], last[wide]
        off = _off(x, y, first, last)
        far, worst = _worst(off, last - first - 1, tolerance_m)
        first, last = first[far], last[far]
        worst += first + 1
        kept[worst] = True
        first, last = np.concatenate([first, worst]), np.concatenate([worst, last])
    return kept


def _worst(
    off: FloatArray, lengths: npt.NDArray[np.intp], tolerance_m: float
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Say which pieces have a point further off than the tolerance, and their first furthest."""
    begins = lengths.cumsum() - lengths
    furthest = np.maximum.reduceat(off, begins)
    far = (furthest > tolerance_m).nonzero()[0]
    at = (off == furthest.repeat(lengths)).nonzero()[0]
    return far, at[at.searchsorted(begins[far])] - begins[far]


def _off(
    x: FloatArray, y: FloatArray, first: npt.NDArray[np.intp], last: npt.NDArray[np.intp]
) -> FloatArray:
    """Give how far the points inside pieces lie off the straight line from their first to last.

    All pieces at once, one after the other: a question for each would cost more than its answer.
    """
    lengths = last - first - 1
    ends = lengths.cumsum()
    piece = np.arange(len(first)).repeat(lengths)
    inside = np.arange(ends[-1]) + (first + 1 - ends + lengths)[piece]
    from_x, from_y = x[first], y[first]
    dx, dy = x[last] - from_x, y[last] - from_y
    size = np.hypot(dx, dy)
    size[size < 1e-9] = np.inf  # back where it began: its line is a point  # noqa: PLR2004
    from_x, from_y = x[inside] - from_x[piece], y[inside] - from_y[piece]
    dx, dy = dx[piece], dy[piece]
    near = (from_x * dx + from_y * dy) / (size**2)[piece]
    near = np.minimum(np.maximum(near, 0), 1)
    return np.hypot(from_x - near * dx, from_y - near * dy)
