"""Stretches of an export in which a `<Record` does not count: where they end, across blocks."""

import re
from functools import lru_cache

from fitglue.domain.errors import Hostile
from fitglue.formats.apple_export.scanning.tolerant import tag_end

#: What hides markup, and what ends the hiding.
HIDING = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_HIDING = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_MAX_BYTES = 32 << 20
_MAX_ELEMENTS = 400_000


@lru_cache(maxsize=256)
def _edges(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<(/?)" + re.escape(name) + rb"(?=[\s/>])")


class Hidden:
    """A comment, a CDATA section or a processing instruction."""

    def __init__(self, opener: bytes) -> None:
        self._closer = HIDING[opener]

    def end(self, block: bytes, start: int, stop: int) -> int:
        """Give the place behind the end, -1 when it is not in [start, stop)."""
        found = block.find(self._closer, start, stop)
        return found + len(self._closer) if found >= 0 else -1


class Element:
    """An element with everything inside it, other elements of its name included."""

    def __init__(self, name: bytes) -> None:
        self._edges = _edges(name)
        self._hidden: Hidden | None = None
        self._depth = 1

    def end(self, block: bytes, start: int, stop: int) -> int:
        """Give the place behind the closing tag, -1 when it is not in [start, stop)."""
        at, edge = start, self._edges.search(block, start, stop)
        checked, plain = -1, True
        while self._depth:
            if self._hidden:
                at = self._hidden.end(block, at, stop)
                if at < 0:
                    return -1
                self._hidden = None
            if edge and edge.start() < at:  # searched again only then: every byte is read once
                edge = self._edges.search(block, at, stop)
            limit = edge.start() if edge else stop
            if limit != checked:
                checked, plain = limit, _is_plain(block, at, limit)
            hiding = None if plain else _HIDING.search(block, at, limit)
            if hiding:
                self._hidden = Hidden(hiding[0])
                at = hiding.end()
            elif edge:
                at = self._cross(block, edge, stop)
            else:
                return -1
        return at

    def _cross(self, block: bytes, edge: re.Match[bytes], stop: int) -> int:
        """Pass an opening or closing tag of the same name."""
        end = tag_end(block, edge.start(), stop)
        if edge[1]:
            self._depth -= 1
        elif end > 0 and not block.startswith(b"/>", end - len(b"/>")):
            self._nest(edge.start())
        return end if end > 0 else edge.end()

    def _nest(self, at: int) -> None:  # noqa: ARG002 - WorkoutText needs the place
        self._depth += 1


class WorkoutText(Element):
    """A Workout, whose text is kept.

    A Workout is never inside another: one that begins before the last was closed shows that the
    end of the last is missing, and the text begins again with it. `broken` counts those.
    """

    def __init__(self) -> None:
        super().__init__(b"Workout")
        self.broken = 0
        self._pieces: list[bytes] = []
        self._size = self._elements = 0
        self._again = -1

    def _nest(self, at: int) -> None:
        self.broken += 1
        self._again = at

    def end(self, block: bytes, start: int, stop: int) -> int:
        """Give the place behind the closing tag as `Element.end`; keep the text up to there."""
        end = super().end(block, start, stop)
        if self._again >= 0:
            start, self._again = self._again, -1
            self._pieces.clear()
            self._size = self._elements = 0
        self.keep(block[start : end if end >= 0 else stop])
        return end

    def keep(self, piece: bytes) -> None:
        """Add text; raise Hostile when it is more than any workout has."""
        self._pieces.append(piece)
        self._size += len(piece)
        self._elements += piece.count(b"<") - piece.count(b"</")
        if self._size > _MAX_BYTES or self._elements > _MAX_ELEMENTS:
            raise Hostile("One workout in this export is larger than any workout can be.")

    @property
    def text(self) -> bytes:
        """Give the whole element as it was written."""
        return b"".join(self._pieces)


def _is_plain(block: bytes, start: int, stop: int) -> bool:
    """Tell that nothing hides markup here: two plain searches, ten times faster than a pattern."""
    return block.find(b"<!", start, stop) < 0 and block.find(b"<?", start, stop) < 0
