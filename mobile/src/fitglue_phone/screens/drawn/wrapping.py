"""Lines: a label of Toga does not break its text, so it is broken here, by the font's own widths.

https://github.com/beeware/toga/issues/766
"""

from collections.abc import Callable
from functools import lru_cache

import toga
from toga.fonts import SYSTEM, Font

Widths = Callable[[str], float]


def lines(text: str, width: float, width_of: Widths) -> str:
    """Break a text into lines of a width; a word that is longer is broken itself."""
    return "\n".join(
        line for paragraph in text.split("\n") for line in _paragraph(paragraph, width, width_of)
    )


class Measure:
    """The widths of texts as this platform draws them."""

    def __init__(self) -> None:
        self._canvas = toga.Canvas()
        self._width = lru_cache(maxsize=4096)(self._measured)

    def wrapped(self, text: str, width: float, size: int, weight: str = "normal") -> str:
        """Break a text into lines of a width."""
        return lines(text, width, lambda one: self._width(one, size, weight))

    def width(self, text: str, size: int, weight: str = "normal") -> float:
        """Give how wide a line is."""
        return self._width(text, size, weight)

    def _measured(self, text: str, size: int, weight: str) -> float:
        return self._canvas.measure_text(text, Font(SYSTEM, size, weight=weight))[0]


def _paragraph(text: str, width: float, width_of: Widths) -> list[str]:
    told, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if width_of(longer) <= width:
            line = longer
            continue
        if line:
            told.append(line)
        *whole, line = _pieces(word, width, width_of)
        told += whole
    return [*told, line]


def _pieces(word: str, width: float, width_of: Widths) -> list[str]:
    """Break a word that is longer than a line: an address, say."""
    pieces, piece = [], ""
    for letter in word:
        if piece and width_of(piece + letter) > width:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]
