"""The picture that a messenger shows beside a link: the route and three figures, 1200 x 630 pixels.

Drawn here, for messengers read PNG and no SVG, and with plain numpy: see
docs/decisions/0029-showcase.md.
"""

from collections.abc import Sequence

import numpy as np

from fitglue.domain.figures import Figure, Units
from fitglue.domain.showcase import Look
from fitglue.domain.streams import FloatArray
from fitglue.domain.workout import Workout
from fitglue.web.activity_facts import facts_of
from fitglue.web.series import route_pieces
from fitglue.web.share_picture.canvas import Canvas, Colour, dashed
from fitglue.web.share_picture.frame import Box, Frame
from fitglue.web.share_picture.mark import draw_mark
from fitglue.web.share_picture.png import png
from fitglue.web.share_picture.strokes import width_of, written

WIDTH, HEIGHT = 1200, 630
MAP = Box(0, 0, WIDTH, 444)
_ROUTE = Box(90, 62, WIDTH - 90, 444 - 62)
_EDGE = 64
_FIGURES = 3
_UNIT_APART = 0.25  # of a figure's height
_PAPER, _LAND, _GRID, _CARD = (250, 249, 246), (241, 238, 231), (230, 226, 216), (255, 255, 255)
_INK, _SOFT = (29, 31, 35), (95, 98, 104)
ACCENTS: dict[Look, Colour] = {
    Look.MOSS: (15, 122, 95), Look.SEA: (31, 95, 168), Look.CLAY: (160, 77, 44),
}  # fmt: skip
_GRID_PX = 74
_MARK_AT = (WIDTH - _EDGE - 66.0, 504.0)


def share_picture(workout: Workout, units: Units, look: Look) -> bytes:
    """Draw an activity as a PNG. Nothing is drawn that its page does not show."""
    canvas = Canvas(WIDTH, HEIGHT, _PAPER)
    pieces = route_pieces(workout)
    figures = [fact.figure for fact in facts_of(workout, units)][:_FIGURES]
    if pieces:
        _draw_map(canvas, pieces, ACCENTS[look], is_virtual=workout.virtual_route)
        _draw_figures(canvas, figures, cap=58.0, baseline=566.0)
    else:
        _draw_figures(canvas, figures, cap=96.0, baseline=368.0)
    draw_mark(canvas, _MARK_AT, 3, ACCENTS[look])
    return png(canvas.pixels())


def frame_of(pieces: Sequence[FloatArray]) -> Frame:
    """Give where places lie in the picture; pieces are rows of latitude and longitude."""
    return Frame.around(np.concatenate(pieces), _ROUTE)


def _draw_map(
    canvas: Canvas, pieces: Sequence[FloatArray], accent: Colour, *, is_virtual: bool
) -> None:
    canvas.fill(MAP, _LAND)
    for x in range(_GRID_PX // 2, WIDTH, _GRID_PX):
        canvas.fill(Box(x, 0, x + 1, MAP.bottom), _GRID)
    for y in range(_GRID_PX // 2, MAP.bottom, _GRID_PX):
        canvas.fill(Box(0, y, WIDTH, y + 1), _GRID)
    frame = frame_of(pieces)
    lines = [frame.pixels(piece) for piece in pieces]
    if is_virtual:
        canvas.draw([dash for line in lines for dash in dashed(line, 15, 13)], 7, accent)
    else:
        canvas.draw(lines, 13, _CARD)
        canvas.draw(lines, 7, accent)
    for point, radius, colour in ((lines[-1][-1], 9, _INK), (lines[0][0], 6, accent)):
        canvas.draw([point[None]], 2 * radius + 6, _CARD)
        canvas.draw([point[None]], 2 * radius, colour)


def _draw_figures(canvas: Canvas, figures: Sequence[Figure], cap: float, baseline: float) -> None:
    """Write figures side by side, each with its unit smaller and softer."""
    sizes = [(figure, *_sizes(figure, cap)) for figure in figures]
    wide = sum(number + unit for _, number, unit in sizes)
    room = WIDTH - 2 * _EDGE - 56
    gap = min((room - wide) / max(len(sizes) - 1, 1), cap * 1.9)
    x = float(_EDGE)
    for figure, number, unit in sizes:
        canvas.draw(written(figure.number, x, baseline, cap), cap * 0.135, _INK)
        small = written(figure.unit, x + number + _UNIT_APART * cap, baseline, cap * 0.5)
        canvas.draw(small, cap * 0.072, _SOFT)
        x += number + unit + gap


def _sizes(figure: Figure, cap: float) -> tuple[float, float]:
    unit = width_of(figure.unit, cap * 0.5) + _UNIT_APART * cap if figure.unit else 0.0
    return width_of(figure.number, cap), unit
