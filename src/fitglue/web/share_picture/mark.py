"""FitGlue's mark: two ends that are glued. The same lines as in templates/icons.html."""

from functools import cache

import numpy as np

from fitglue.domain.streams import FloatArray
from fitglue.web.share_picture.canvas import Canvas, Colour
from fitglue.web.share_picture.png import png

#: The box that the mark is drawn in is 22 wide and high.
BOX = 22.0
_GREEN, _WHITE = (15, 122, 95), (255, 255, 255)
_FROM, _TO = ((3.0, 7.0), (9.0, 7.0)), ((17.0, 15.0), (19.0, 15.0))
_DOTS = ((3.5, 15.0), (18.5, 7.0))
#: Of an icon's width: whatever shape a phone cuts it to leaves the middle 80 % whole.
_SHARE = 0.56


def draw_mark(canvas: Canvas, at: tuple[float, float], scale: float, colour: Colour) -> None:
    """Draw the mark with the corner of its box at `at`."""
    corner = np.array(at)
    canvas.draw([corner + scale * _line()], 2.53 * scale, colour)
    dots = [corner + scale * np.array([dot]) for dot in _DOTS]
    canvas.draw(dots, 2.83 * scale, colour)


@cache
def app_icon(size: int) -> bytes:
    """Draw the icon of the installed app as a PNG, white on green to its edges."""
    canvas = Canvas(size, size, _GREEN)
    scale = size * _SHARE / BOX
    corner = (size - scale * BOX) / 2
    draw_mark(canvas, (corner, corner), scale, _WHITE)
    return png(canvas.pixels())


def _line() -> FloatArray:
    bend = np.linspace(0, np.pi / 2, 10)
    down = np.column_stack((9 + 4 * np.sin(bend), 11 - 4 * np.cos(bend)))
    out = np.column_stack((17 - 4 * np.cos(bend), 11 + 4 * np.sin(bend)))
    return np.concatenate((np.array(_FROM), down, out, np.array(_TO)))
