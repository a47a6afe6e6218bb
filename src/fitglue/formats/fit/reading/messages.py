"""All messages of one kind, column by column, in the order of the file."""

from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from fitglue.domain.streams import FloatArray
from fitglue.formats.fit.reading.fields import TIMESTAMP, Field, Fields
from fitglue.formats.fit.reading.layout import TEXT, BaseType, Layout, Place
from fitglue.formats.fit.reading.walk import NO_TIME, Found

Row = dict[str, float]
Octets = npt.NDArray[np.uint8]
#: The longest field of several numbers that we read has a dozen.
_MOST_NUMBERS = 48
_NO_OCTET = 0xFF


class Chunk:
    """The messages of one layout as rows of bytes, and their places in the file."""

    def __init__(self, content: Octets, found: Found) -> None:
        self.layout: Layout = found.layout
        plain = np.frombuffer(found.positions, dtype=np.uint32)
        self.positions = np.concatenate((plain, np.frombuffer(found.compressed, dtype=np.uint32)))
        self.rows = _gathered(content, self.positions, self.layout.size)
        times = np.frombuffer(found.times, dtype=np.uint32)
        self._times: FloatArray = np.where(times == NO_TIME, np.nan, times.astype(np.float64))

    def __len__(self) -> int:
        """Count the messages."""
        return len(self.rows)

    def stored(self, place: Place, base: BaseType) -> npt.NDArray[Any] | None:
        """Give what is stored at a place, one row a message; None where the size does not fit."""
        each = np.dtype(self.layout.order + base.dtype)
        count = place.size // each.itemsize if base is not TEXT else 0
        if not count or not len(self):
            return None
        return np.ndarray(
            (len(self), count), each, self.rows, place.offset, (self.layout.size, each.itemsize)
        )

    def texts(self, place: Place) -> list[str]:
        """Give texts, each up to its closing NUL."""
        raw = (row[place.offset : place.offset + place.size].tobytes() for row in self.rows)
        return [text.split(b"\0", 1)[0].decode(errors="replace").strip() for text in raw]

    def octets(self, number: int) -> list[bytes]:
        """Give a field's bytes in each message; none where all of them say "missing"."""
        place = self.layout.places.get(number)
        if place is None:
            return [b""] * len(self)
        end = place.offset + min(place.size, _MOST_NUMBERS)
        found = (row.tobytes() for row in self.rows[:, place.offset : end])
        return [one if any(octet != _NO_OCTET for octet in one) else b"" for one in found]

    def as_rows(self, fields: Fields) -> list[Row]:
        """Give each message as the first numbers of its fields, those known."""
        unpacker, known = self.layout.unpacker(fields)
        rows: list[Row] = []
        for stored in unpacker.iter_unpack(self.rows.tobytes()):
            told = ((name, says(one)) for (name, says), one in zip(known, stored, strict=True))
            rows.append({name: value for name, value in told if value is not None})
        timed = rows[len(rows) - len(self._times) :]
        rows[len(rows) - len(self._times) :] = [
            row | {"timestamp": time} if isfinite(time) else row
            for row, time in zip(timed, self._times.tolist(), strict=True)
        ]
        return rows

    def column(self, field: Field) -> FloatArray:
        """Give a field's first number in each message; NaN where it is missing."""
        values = self.numbers(field, most=1)
        column = values[:, 0] if values.shape[1] else np.full(len(self), np.nan)
        if field.number == TIMESTAMP and len(self._times):
            column[-len(self._times) :] = self._times
        return column

    def numbers(self, field: Field, most: int = _MOST_NUMBERS) -> FloatArray:
        """Give the numbers of a field, one row a message; NaN where one is missing."""
        place = self.layout.places.get(field.number)
        stored = None if place is None else self.stored(place, place.base)
        if place is None or stored is None:
            return np.empty((len(self), 0))
        return scaled(stored[:, :most], place.base, field)


def scaled(stored: npt.NDArray[Any], base: BaseType, field: Field) -> FloatArray:
    """Turn stored numbers into values; what stands for "missing" becomes NaN."""
    values = stored.astype(np.float64)
    if base.missing is None:
        values[~np.isfinite(values)] = np.nan
    for absent in field.absent if base.missing is None else (base.missing, *field.absent):
        values[stored == absent] = np.nan
    if field.scale != 1:
        values /= field.scale
    return values - field.offset if field.offset else values


def _gathered(content: Octets, positions: npt.NDArray[np.uint32], size: int) -> Octets:
    """Copy the messages out of the file, one row each."""
    if not len(positions):
        return np.empty((0, size), dtype=np.uint8)
    windows = np.ndarray((len(content) - size + 1, size), np.uint8, content, strides=(1, 1))
    return windows[positions]


class Messages:
    """Every message of one kind. A column has one value a message, NaN where it is missing."""

    def __init__(self, fields: Fields, chunks: list[Chunk]) -> None:
        self.fields = fields
        self.chunks = [chunk for chunk in chunks if len(chunk)]
        positions = [chunk.positions for chunk in self.chunks]
        self._positions = np.concatenate(positions) if positions else np.empty(0, np.uint32)
        in_order = bool((self._positions[1:] > self._positions[:-1]).all())
        self._order = None if in_order else np.argsort(self._positions)

    def __len__(self) -> int:
        """Count the messages."""
        return len(self._positions)

    def column(self, name: str) -> FloatArray:
        """Give a field of every message."""
        return self.in_order([chunk.column(self.fields[name]) for chunk in self.chunks])

    def in_order(self, parts: list[FloatArray]) -> FloatArray:
        """Join what the chunks give, one part each, in the order of the file."""
        if not parts:
            return np.empty(0)
        joined = parts[0] if len(parts) == 1 else np.concatenate(parts)
        return joined if self._order is None else joined[self._order]

    def has(self, name: str) -> bool:
        """Tell whether any definition has a field."""
        number = self.fields[name].number
        timed = number == TIMESTAMP
        return any(timed or number in chunk.layout.places for chunk in self.chunks)

    def texts(self, name: str) -> list[str]:
        """Give a text of every message, "" where it is missing."""
        number = self.fields[name].number
        found: list[str] = []
        for chunk in self.chunks:
            place = chunk.layout.places.get(number)
            is_text = place is not None and place.base is TEXT
            found += chunk.texts(place) if place and is_text else [""] * len(chunk)
        return found if self._order is None else [found[index] for index in self._order]

    def numbers(self, name: str) -> list[list[float]]:
        """Give the known numbers of a field that has several, a list a message."""
        rows: list[list[float]] = []
        for chunk in self.chunks:
            numbers = chunk.numbers(self.fields[name])
            rows += [known[np.isfinite(known)].tolist() for known in numbers]
        return rows if self._order is None else [rows[index] for index in self._order]

    def octets(self, name: str) -> list[bytes]:
        """Give the bytes of a field that packs several numbers, or an id."""
        found = [one for chunk in self.chunks for one in chunk.octets(self.fields[name].number)]
        return found if self._order is None else [found[index] for index in self._order]

    @cached_property
    def rows(self) -> list[Row]:
        """Give each message as the numbers that are known in it."""
        rows = [row for chunk in self.chunks for row in chunk.as_rows(self.fields)]
        return rows if self._order is None else [rows[index] for index in self._order]
