"""Figures and units as strokes: what a picture can write without a font.

A sign is drawn in a box whose capitals reach from 0 to 1, downwards, and whose small letters begin
at 0.34. Signs that are not here take a space's room.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from fitglue.domain.streams import FloatArray

_SPACE, _APART = 0.28, 0.235
_STEPS = 14


@dataclass(frozen=True, slots=True)
class Sign:
    """Strokes, and how wide they are together."""

    width: float
    strokes: tuple[FloatArray, ...]


def written(text: str, x: float, baseline: float, cap: float) -> list[FloatArray]:
    """Write a text from `x` on: strokes in pixels, `cap` being the height of a capital."""
    strokes = []
    for sign in _signs(text):
        at = np.array((x, baseline - cap))
        strokes += [at + cap * stroke for stroke in sign.strokes]
        x += cap * (sign.width + _APART)
    return strokes


def width_of(text: str, cap: float) -> float:
    """Give how wide a text is."""
    widths = [sign.width + _APART for sign in _signs(text)]
    return cap * (sum(widths) - _APART) if widths else 0.0


def _signs(text: str) -> Iterator[Sign]:
    return (_SIGNS.get(character, Sign(_SPACE, ())) for character in text)


def _line(*points: tuple[float, float]) -> FloatArray:
    return np.array(points)


def _arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> FloatArray:  # noqa: PLR0913, PLR0917 - an ellipse's part
    """Go round a part of an ellipse, in degrees clockwise from the right."""
    angle = np.radians(np.linspace(start, end, max(3, math.ceil(abs(end - start) / 360 * 28))))
    return np.column_stack((x + rx * np.cos(angle), y + ry * np.sin(angle)))


def _round(x: float, y: float, rx: float, ry: float) -> FloatArray:
    return _arc(x, y, rx, ry, 0, 360)


def _bend(*control: tuple[float, float]) -> FloatArray:
    """Draw a quadratic Bézier curve."""
    share = np.linspace(0, 1, _STEPS)[:, None]
    a, b, c = (np.array(point) for point in control)
    return (1 - share) ** 2 * a + 2 * share * (1 - share) * b + share**2 * c


def _joined(*parts: FloatArray) -> FloatArray:
    return np.concatenate(parts)


_SIX = (_round(0.31, 0.67, 0.29, 0.33), _bend((0.5, 0.0), (0.06, 0.28), (0.02, 0.67)))
_BAR = _line((0.0, 0.36), (0.36, 0.36))
_SIGNS: Mapping[str, Sign] = {
    "0": Sign(0.62, (_round(0.31, 0.5, 0.31, 0.5),)),
    "1": Sign(0.34, (_line((0.02, 0.22), (0.28, 0.0), (0.28, 1.0)),)),
    "2": Sign(0.6, (_joined(_arc(0.3, 0.28, 0.28, 0.28, 190, 385), _line((0.02, 1), (0.6, 1))),)),
    "3": Sign(0.6, (
        _joined(_arc(0.3, 0.25, 0.25, 0.25, 205, 450), _arc(0.29, 0.75, 0.29, 0.25, 270, 515)),
    )),
    "4": Sign(0.64, (_line((0.46, 1), (0.46, 0), (0.0, 0.7), (0.64, 0.7)),)),
    "5": Sign(0.6, (
        _joined(_line((0.55, 0), (0.12, 0), (0.08, 0.44)),
                _arc(0.3, 0.67, 0.3, 0.33, 220, 515)),
    )),
    "6": Sign(0.62, _SIX),
    "7": Sign(0.58, (_line((0.0, 0), (0.58, 0), (0.2, 1)),)),
    "8": Sign(0.62, (_round(0.31, 0.25, 0.25, 0.25), _round(0.31, 0.75, 0.31, 0.25))),
    "9": Sign(0.62, tuple(np.array((0.62, 1.0)) - stroke for stroke in _SIX)),
    ":": Sign(0.06, (_line((0.03, 0.36)), _line((0.03, 0.84)))),
    ".": Sign(0.06, (_line((0.03, 0.97)),)),
    ",": Sign(0.1, (_line((0.06, 0.95), (0.02, 1.12)),)),
    "/": Sign(0.36, (_line((0.36, -0.08), (0.0, 1.1)),)),
    "°": Sign(0.24, (_round(0.12, 0.12, 0.12, 0.12),)),
    "-": Sign(0.36, (_line((0.0, 0.6), (0.36, 0.6)),)),
    "C": Sign(0.68, (_arc(0.36, 0.5, 0.36, 0.5, -48, -312),)),
    "F": Sign(0.5, (_line((0.5, 0), (0, 0), (0, 1)), _line((0, 0.48), (0.42, 0.48)))),
    "W": Sign(0.9, (_line((0, 0), (0.22, 1), (0.45, 0.2), (0.68, 1), (0.9, 0)),)),
    "a": Sign(0.46, (_round(0.22, 0.67, 0.22, 0.33), _line((0.46, 0.34), (0.46, 1)))),
    "b": Sign(0.46, (_line((0, 0), (0, 1)), _round(0.23, 0.67, 0.23, 0.33))),
    "c": Sign(0.42, (_arc(0.24, 0.67, 0.24, 0.33, -50, -310),)),
    "d": Sign(0.46, (_round(0.23, 0.67, 0.23, 0.33), _line((0.46, 0), (0.46, 1)))),
    "f": Sign(0.38, (
        _joined(_bend((0.38, 0.0), (0.16, -0.04), (0.16, 0.28)), _line((0.16, 1.0))), _BAR,
    )),
    "h": Sign(0.42, (
        _line((0, 0), (0, 1)), _joined(_arc(0.21, 0.55, 0.21, 0.21, 180, 360), _line((0.42, 1))),
    )),
    "i": Sign(0.02, (_line((0.0, 0.34), (0.0, 1)), _line((0.0, 0.06)))),
    "k": Sign(0.42, (
        _line((0, 0), (0, 1)), _line((0.38, 0.34), (0.0, 0.72)), _line((0.14, 0.6), (0.42, 1)),
    )),
    "l": Sign(0.02, (_line((0, 0), (0, 1)),)),
    "m": Sign(0.68, (
        _line((0, 0.34), (0, 1)),
        _joined(_arc(0.17, 0.52, 0.17, 0.18, 180, 360), _line((0.34, 1))),
        _joined(_arc(0.51, 0.52, 0.17, 0.18, 180, 360), _line((0.68, 1))),
    )),
    "p": Sign(0.46, (_line((0, 0.34), (0, 1.3)), _round(0.23, 0.67, 0.23, 0.33))),
    "t": Sign(0.38, (
        _joined(_line((0.16, 0.1), (0.16, 0.78)), _bend((0.16, 0.8), (0.17, 1.02), (0.38, 0.99))),
        _BAR,
    )),
    "y": Sign(0.46, (_line((0, 0.34), (0.24, 1)), _line((0.46, 0.34), (0.15, 1.28)))),
}  # fmt: skip
