"""Round-ended lines on a picture, smooth at their edges."""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from fitglue.domain.streams import FloatArray
from fitglue.web.share_picture.frame import Box

Colour = tuple[int, int, int]
_STEP_PX = 2.5  # closer points of a line tell nothing more


class Canvas:
    """A picture in red, green and blue; lines lie over what was drawn before."""

    def __init__(self, width: int, height: int, paper: Colour) -> None:
        self._rgb = np.empty((height, width, 3), dtype=np.float32)
        self._rgb[:] = paper

    def fill(self, box: Box, colour: Colour) -> None:
        """Paint a part of the picture."""
        self._rgb[box.top : box.bottom, box.left : box.right] = colour

    def draw(self, lines: Iterable[FloatArray], width_px: float, colour: Colour) -> None:
        """Draw lines of x and y in rows, each of a colour that does not double where they cross.

        A line of one point is a dot.
        """
        covered = np.zeros(self._rgb.shape[:2], dtype=np.float32)
        for line in lines:
            _cover(covered, _sparse(line), width_px / 2)
        share = covered[:, :, None]
        self._rgb += (np.array(colour, dtype=np.float32) - self._rgb) * share

    def pixels(self) -> npt.NDArray[np.uint8]:
        """Give rows of pixels of three bytes."""
        return np.clip(np.round(self._rgb), 0, 255).astype(np.uint8)


def dashed(line: FloatArray, on_px: float, off_px: float) -> Iterator[FloatArray]:
    """Cut a line into dashes."""
    way = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    for start in np.arange(0.0, way[-1], on_px + off_px):
        end = min(start + on_px, float(way[-1]))
        inside = way[(way > start) & (way < end)]
        at = np.concatenate(([start], inside, [end]))
        yield np.column_stack((np.interp(at, way, line[:, 0]), np.interp(at, way, line[:, 1])))


def _sparse(line: FloatArray) -> FloatArray:
    """Leave out points that lie closer along the line than one can see."""
    if len(line) < 3:  # noqa: PLR2004 - nothing between the ends
        return line
    way = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    number = (way / _STEP_PX).astype(np.intp)
    kept = np.flatnonzero(np.diff(number, prepend=-1))
    return line[np.append(kept, len(line) - 1)]


def _cover(covered: npt.NDArray[np.float32], line: FloatArray, radius: float) -> None:
    ends = line[1:] if len(line) > 1 else line
    for start, end in zip(line, ends, strict=False):
        _cover_step(covered, start, end, radius)


def _cover_step(
    covered: npt.NDArray[np.float32], start: FloatArray, end: FloatArray, radius: float
) -> None:
    """Cover the pixels around one straight step, by their distance from it."""
    low = np.floor(np.minimum(start, end) - radius - 1).astype(int)
    high = np.ceil(np.maximum(start, end) + radius + 2).astype(int)
    left, top = np.maximum(low, 0)
    right, bottom = np.minimum(high, covered.shape[::-1])
    if left >= right or top >= bottom:
        return
    x = np.arange(left, right, dtype=np.float32) + 0.5 - np.float32(start[0])
    y = np.arange(top, bottom, dtype=np.float32)[:, None] + 0.5 - np.float32(start[1])
    along = (end - start).astype(np.float32)
    length = float(along @ along)
    share = np.clip((x * along[0] + y * along[1]) / length, 0, 1) if length else 0.0
    apart = np.hypot(x - share * along[0], y - share * along[1])
    part = covered[top:bottom, left:right]
    np.maximum(part, np.clip(radius + 0.5 - apart, 0, 1), out=part)
