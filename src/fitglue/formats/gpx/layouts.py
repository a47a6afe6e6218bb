"""Points of GPX files by their layout, all points of one layout at once.

A program writes its points alike: the same tags in the same order, only the numbers differ. So
the places of `<` and `"` of the points of one layout form a table, every tag is compared down its
column, and every number is read by its column. What is left of the document, with a mark where
points were, is small and goes to expat, as does all of a file that is written in another way.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fitglue.domain.streams import FloatArray
from fitglue.formats.apple_export.routes.gpx import canonical
from fitglue.formats.apple_export.scanning.digits import (
    Bools,
    Ints,
    clock_s,
    days_s,
    decimals,
    places_of,
    words_of,
)
from fitglue.formats.gpx.document import COLUMN_OF, READ_POINTS
from fitglue.formats.xml_tracks.points import instant_s, number

#: In a smaller file there is nothing to gain.
WORTH_IT = 16 << 10
_PIECE = 1 << 20
_MOST_LAYOUTS = 64
_LONGEST_TAG = 64
_OPENING, _CLOSING = b"<trkpt ", b"</trkpt>"
_PLACE = re.compile(rb'<trkpt (lat|lon)="[^"<>&]*" (lat|lon)="[^"<>&]*">')
_TAG = re.compile(rb'<(/?)([\w:.-]+)((?: [\w:.-]+="[^"<>&]*")*)(/?)>')
_COORDINATES = {b"lat": "latitude_deg", b"lon": "longitude_deg"}
_SECONDS, _MILLISECONDS = len("2019-09-24T10:22:37Z"), len("2019-09-24T10:22:37.000Z")
_MINUTE_S = 60
_LONGEST_NUMBER = 64
_DIGITS = re.compile(rb"[-0-9. ]*")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a point is written: the text at each of its marks, and where its values are.

    A value is a column, the number of the mark that it follows, and the length of that mark.
    """

    marks: tuple[bytes, ...]
    values: tuple[tuple[str, int, int], ...]


def without_points(xml: bytes) -> tuple[bytes, dict[str, FloatArray] | None]:
    """Take the points out of a document: what is left of it, and their columns.

    An element `READ_POINTS` stands where points were. The document as it is, and None, where
    its points are written in ways that only a real parser can judge.
    """
    first, after = xml.find(_OPENING), xml.rfind(_CLOSING) + len(_CLOSING)
    if len(xml) < WORTH_IT or not 0 <= first < after or not _is_plain(xml, first, after):
        return xml, None
    apples = canonical(xml)
    if apples is not None:
        return xml[:first] + _mark(0, len(apples["time_s"])) + xml[after:], apples
    if READ_POINTS.encode() in xml:  # a slow search, which Apple's points, known in full, need not
        return xml, None
    padded = xml if len(xml) - after >= _LONGEST_TAG else xml + b" " * _LONGEST_TAG
    taken = _Taken(padded)
    for start, stop in _stretches(padded, first, after):
        if not taken.take(start, stop):
            return xml, None
    return b"".join((xml[:first], *taken.left, xml[after:])), taken.columns()


def _is_plain(xml: bytes, first: int, after: int) -> bool:
    """Look for what may hide tags or digits: comments, CDATA, instructions, entities.

    Single characters are sought first: of `<` there are too many to look behind each.
    """
    for character, hiding in ((b"!", b"<!"), (b"?", b"<?")):
        if xml.find(hiding, 2, first) >= 0:
            return False
        if xml.find(character, first, after) >= 0 and xml.find(hiding, first, after) >= 0:
            return False
    around = xml[:first] + xml[after:]
    return xml.find(b"&", first, after) < 0 and READ_POINTS.encode() not in around


def _mark(first: int, after: int) -> bytes:
    return f'<{READ_POINTS} first="{first}" after="{after}"/>'.encode()


def _stretches(xml: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut before a point about every megabyte, so that a stretch stays in the cache."""
    while start < end:
        stop = xml.rfind(_OPENING, start + 1, start + _PIECE) if end - start > _PIECE else end
        stop = stop if stop > start else end
        yield start, stop
        start = stop


class _Taken:
    """The points taken so far, and what is left of the document between them."""

    def __init__(self, xml: bytes) -> None:
        self._xml = xml
        self._words = words_of(xml)
        self._layouts: list[Layout] = []
        self._blocks: list[dict[str, FloatArray]] = []
        self._count = 0
        self.left: list[bytes] = []

    def columns(self) -> dict[str, FloatArray]:
        """Give all points; NaN where one has no such value."""
        names = dict.fromkeys(name for block in self._blocks for name in block)
        return {
            name: np.concatenate([
                block.get(name, np.full(len(block["time_s"]), np.nan)) for block in self._blocks
            ])
            for name in names
        }  # fmt: skip

    def take(self, start: int, stop: int) -> bool:
        """Take the points of a stretch that begins with one; False when one is odd."""
        marks = places_of((ord("<"), ord('"')), self._xml, start, stop)
        opening = np.flatnonzero(self._stands(marks, _OPENING))
        closing = np.flatnonzero(self._stands(marks, _CLOSING))
        if len(opening) != len(closing) or not len(opening):
            return False
        if (closing < opening).any() or (opening[1:] < closing[:-1]).any():
            return False
        if not self._take_points(marks, opening, closing):
            return False
        self._leave(marks, opening, closing, stop)
        return True

    def _stands(self, at: Ints, text: bytes) -> Bools:
        """Tell at which of the places a text stands."""
        found = np.ones(len(at), dtype=np.bool_)
        for offset in range(0, len(text), 8):
            word = text[offset : offset + 8]
            bits = (1 << 8 * len(word)) - 1
            found &= (self._words[at + offset] & bits) == int.from_bytes(word, "little")
        return found

    def _take_points(self, marks: Ints, opening: Ints, closing: Ints) -> bool:
        width = closing - opening + 1
        block = {"time_s": np.full(len(opening), np.nan)}
        left = np.ones(len(opening), dtype=np.bool_)
        for layout in self._known_layouts(marks, opening, closing, left):
            rows = np.flatnonzero(left & (width == len(layout.marks)))
            at = marks[opening[rows] + np.arange(len(layout.marks))[:, np.newaxis]]
            alike = np.ones(len(rows), dtype=np.bool_)
            for places, text in zip(at, layout.marks, strict=True):
                alike &= self._stands(places, text)
            self._read(layout, at if alike.all() else at[:, alike], rows[alike], block)
            left[rows[alike]] = False
        self._blocks.append(block)
        return not left.any()

    def _known_layouts(
        self, marks: Ints, opening: Ints, closing: Ints, left: Bools
    ) -> Iterator[Layout]:
        """Give the layouts met so far and then, while points are left, that of the first."""
        yield from tuple(self._layouts)
        while left.any() and len(self._layouts) < _MOST_LAYOUTS:
            odd = int(np.argmax(left))
            first, last = int(marks[opening[odd]]), int(marks[closing[odd]])
            found = layout_of(self._xml[first : last + len(_CLOSING)])
            if found is None:
                return
            self._layouts.append(found)
            yield found

    def _read(self, layout: Layout, at: Ints, rows: Ints, block: dict[str, FloatArray]) -> None:
        for name, mark, length in layout.values:
            if name not in block:
                block[name] = np.full(len(block["time_s"]), np.nan)
            start, end = at[mark] + length, at[mark + 1]
            read = _instants if name == "time_s" else _numbers
            before = block[name][rows]
            # Of two elements of one meaning the first that is a number counts.
            block[name][rows] = np.where(np.isnan(before), read(self._xml, start, end), before)

    def _leave(self, marks: Ints, opening: Ints, closing: Ints, stop: int) -> None:
        """Leave a mark for each run of points, and what stands between the runs."""
        after = np.append(opening[1:], len(marks))
        ends = np.flatnonzero(after - closing > 1).tolist()
        if not ends or ends[-1] != len(opening) - 1:
            ends.append(len(opening) - 1)
        first = 0
        for last in ends:
            behind = int(marks[closing[last]]) + len(_CLOSING)
            until = stop if last == len(opening) - 1 else int(marks[opening[last + 1]])
            self.left.append(_mark(self._count + first, self._count + last + 1))
            self.left.append(self._xml[behind:until])
            first = last + 1
        self._count += len(opening)


def layout_of(point: bytes) -> Layout | None:
    """Learn how a point is written; None for one that only a real parser can judge."""
    place = _PLACE.match(point)
    if place is None or place[1] == place[2]:
        return None
    first, second = place[1], place[2]
    marks = [b"<trkpt " + first + b'="', b'"', b'" ' + second + b'="', b'"', b'">']
    values = [(_COORDINATES[first], 1, 1), (_COORDINATES[second], 3, 1)]
    tags = list(_TAG.finditer(point, place.end()))
    if not _are_all(tags, point) or not _nests(tags):
        return None
    for tag, following in pairwise(tags):
        marks += _marks_of(tag)
        column = COLUMN_OF.get(tag[2].rpartition(b":")[2].decode(errors="replace"))
        if column and not tag[1] and not tag[4] and following[1]:
            values.append((column, len(marks) - 1, len(marks[-1])))
    marks.append(_CLOSING)
    short = max(map(len, marks)) <= _LONGEST_TAG
    return Layout(tuple(marks), tuple(values)) if short else None


def _are_all(tags: list[re.Match[bytes]], point: bytes) -> bool:
    """Tell whether tags are all that a point has besides text."""
    quotes = 4 + sum(tag[3].count(b'"') for tag in tags)
    return len(tags) == point.count(b"<") - 1 and quotes == point.count(b'"')


def _marks_of(tag: re.Match[bytes]) -> list[bytes]:
    """Give the text at the marks of a tag: the whole of it, and at its last quote what is left."""
    quotes = tag[3].count(b'"')
    if not quotes:
        return [tag[0]]
    return [tag[0], *[b'"'] * (quotes - 1), tag[0][tag[0].rindex(b'"') :]]


def _nests(tags: list[re.Match[bytes]]) -> bool:
    """Tell whether every tag is closed by its own, the point last, and no point is in another."""
    stack = [b"trkpt"]
    for tag in tags:
        if tag[1] and (not stack or stack.pop() != tag[2] or tag[3] or tag[4]):
            return False
        if not tag[1] and not tag[4]:
            stack.append(tag[2])
        if tag[2].rpartition(b":")[2] in (b"trkpt", b"rtept") and tag is not tags[-1]:
            return False
    return not stack


def _numbers(xml: bytes, start: Ints, end: Ints) -> FloatArray:
    values, read = decimals(xml, start, end)
    if not read.all():
        left = np.flatnonzero(~read)
        values[left] = _long_numbers([
            xml[first:after]
            for first, after in zip(start[left].tolist(), end[left].tolist(), strict=True)
        ])  # fmt: skip
    return values


def _long_numbers(texts: list[bytes]) -> list[float]:
    """Read numbers of more digits than a float holds, such as `25.600000381469727`, or odd ones."""
    usual = max(map(len, texts)) <= _LONGEST_NUMBER and _DIGITS.fullmatch(b" ".join(texts))
    if usual:
        with suppress(ValueError):  # one of them is no number: each by itself
            return list(map(float, texts))
    return [number(text.decode(errors="replace")) for text in texts]


def _instants(xml: bytes, start: Ints, end: Ints) -> FloatArray:
    """Read `2019-09-24T10:22:37Z`, with milliseconds or without; the rest one by one."""
    words = words_of(xml)
    months, hours, seconds = words[start], words[start + 8], words[start + 17]
    clock, read = clock_s(hours, seconds)
    day = days_s(months, hours)
    read &= (months & _word(b"\0\0\0\0\xff\0\0\xff")) == _word(b"\0\0\0\0-\0\0-")
    read &= (hours & _word(b"\0\0\xff\0\0\xff")) == _word(b"\0\0T\0\0:")
    read &= (hours & _word(b"\0\0\0\xf0\xf0\0\xf0\xf0")) == _word(b"\0\0\x0000\x0000")
    read &= (seconds & _word(b"\xf0\xf0")) == _word(b"00")
    read &= (words[start + 16] & 0xFF) == ord(":")
    read &= (clock % _MINUTE_S == (seconds & 0xF) * 10 + ((seconds >> 8) & 0xF)) & (day >= 0)
    read &= (words[end - 1] & 0xFF) == ord("Z")
    moments = (day + clock).astype(np.float64)
    fine = end - start == _MILLISECONDS
    if fine.any():
        part, plain = decimals(xml, start + 20, end - 1)
        read &= ~fine | (plain & ((words[start + 19] & 0xFF) == ord(".")))
        moments += np.where(fine, part / 1000, 0.0)
    read &= fine | (end - start == _SECONDS)
    for row in np.flatnonzero(~read).tolist():
        moments[row] = instant_s(xml[start[row] : end[row]].decode(errors="replace"))
    return moments


def _word(text: bytes) -> int:
    return int.from_bytes(text, "little")
