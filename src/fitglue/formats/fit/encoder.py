"""FIT's container: definitions, rows, header and checksum. Columns in, bytes out.

https://developer.garmin.com/fit/protocol/. Every kind of message keeps one local number, shared
when there are more than sixteen kinds; a change of layout writes the definition again.
"""

import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
from fastcrc import crc16

from fitglue.formats.fit.profile import (
    BYTE,
    PROFILE_VERSION,
    PROTOCOL_VERSION,
    STRING,
    Field,
    Message,
)

_HEADER_SIZE = 14
_DEFINITION, _WITH_DEVELOPER_FIELDS = 0x40, 0x20
_DEVELOPER_INDEX = 0
_LOCAL_NUMBERS = 16
_LOCAL = "local number"
_LONGEST_TEXT = 63  # bytes; Garmin's own devices show fewer

Value = float | str | bytes | None
Column = npt.NDArray[np.generic]


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """Rows of one kind of message, packed as they stand in the file.

    The first byte of a row is left for the local number that the file gives to the message.
    """

    message: Message
    layout: bytes  # FIT's (number, size, type) of every field
    developer: bytes  # FIT's (number, size, index of the developer) of every field of our own
    rows: npt.NDArray[Any]

    def __len__(self) -> int:
        """Count the messages."""
        return len(self.rows)

    def __getitem__(self, rows: slice) -> "Table":
        """Take some of the messages."""
        return Table(self.message, self.layout, self.developer, self.rows[rows])


def table_of(message: Message, rows: Sequence[Mapping[str, Value]]) -> Table:
    """Make a table from messages given one by one; a name that one lacks is missing there.

    Follows the rules of `table`.
    """
    names = dict.fromkeys(name for row in rows for name in row)
    stored = {name: _gathered(message[name], [row.get(name) for row in rows]) for name in names}
    return _assembled(message, stored, len(rows))


def tables_of(message: Message, rows: Sequence[Mapping[str, Value]]) -> Iterator[Table]:
    """Make tables from messages, a new one where other fields of our own are there.

    Readers do not agree that a developer field can be missing by a number, Garmin's among them:
    one that a message lacks has to lack in its definition.
    """

    def ours(row: Mapping[str, Value]) -> list[str]:
        return [name for name in message.developer if row.get(name) is not None]

    for _, alike in groupby(rows, ours):
        yield table_of(message, list(alike))


def table(message: Message, columns: Mapping[str, Column]) -> Table:
    """Make a table from columns of one length, in real units; NaN is missing.

    A column that is missing in every row is left out. A value that its field cannot hold is
    missing too: a wrong number would be worse. Raises KeyError for a name not in the profile.
    """
    stored = {name: _stored(message[name], values) for name, values in columns.items()}
    return _assembled(message, stored, len(next(iter(columns.values()))))


def _assembled(message: Message, stored: Mapping[str, Column | None], count: int) -> Table:
    kept = {name: column for name, column in stored.items() if column is not None}
    # Developer fields stand after all others.
    kept = dict(sorted(kept.items(), key=lambda item: item[0] in message.developer))
    dtype = np.dtype([(_LOCAL, "u1"), *((name, column.dtype) for name, column in kept.items())])
    rows: npt.NDArray[Any] = np.empty(count, dtype)
    for name, column in kept.items():
        rows[name] = column
    layout, developer = bytearray(), bytearray()
    for name, column in kept.items():
        field, size = message[name], column.dtype.itemsize
        if name in message.developer:
            developer += bytes((field.number, size, _DEVELOPER_INDEX))
        else:
            layout += bytes((field.number, size, field.type.code))
    return Table(message, bytes(layout), bytes(developer), rows)


def _gathered(field: Field, values: Sequence[Value]) -> Column | None:
    """Store a few values one by one: for a handful, numpy's own start costs more than the work."""
    if field.type is STRING:
        return _texts([str(value or "") for value in values])
    if field.type is BYTE:
        return np.array(values, dtype=np.bytes_)
    whole = [_whole(field, value) for value in values]
    if all(value == field.type.invalid for value in whole):
        return None
    return np.array(whole, dtype=field.type.dtype)


def _whole(field: Field, value: Value) -> int:
    kind = field.type
    if value is None or isinstance(value, str | bytes) or not math.isfinite(value):
        return kind.invalid
    scaled = round((value + field.offset) * field.scale)
    return scaled if kind.lowest <= scaled <= kind.highest else kind.invalid


def _stored(field: Field, values: Column) -> Column | None:
    """Turn real values into stored ones; None when all are missing."""
    kind = field.type
    scaled = np.rint((values.astype(np.float64, copy=False) + field.offset) * field.scale)
    fits = (scaled >= kind.lowest) & (scaled <= kind.highest)
    if fits.all():
        return scaled.astype(kind.dtype)
    return np.where(fits, scaled, kind.invalid).astype(kind.dtype) if fits.any() else None


def _texts(values: list[str]) -> Column | None:
    """Encode texts as UTF-8 with their closing NUL, cut between characters."""
    cut = [
        value.replace("\0", "").encode()[:_LONGEST_TEXT].decode(errors="ignore").encode()
        for value in values
    ]
    longest = max(len(text) for text in cut)
    return np.array(cut, dtype=f"S{longest + 1}") if longest else None


def file_bytes(tables: Sequence[Table]) -> bytes:
    """Put tables into a FIT file, in the order given."""
    local_numbers: dict[int, int] = {}
    defined: dict[int, bytes] = {}
    parts: list[bytes] = []
    for part in tables:
        number = part.message.number
        local = local_numbers.setdefault(number, len(local_numbers) % _LOCAL_NUMBERS)
        definition = _definition(local, part)
        if defined.get(local) != definition:
            defined[local] = definition
            parts.append(definition)
        part.rows[_LOCAL] = local
        parts.append(part.rows.tobytes())
    return _framed(b"".join(parts))


def _definition(local: int, part: Table) -> bytes:
    kind = _DEFINITION | local | (_WITH_DEVELOPER_FIELDS if part.developer else 0)
    head = struct.pack("<BBBHB", kind, 0, 0, part.message.number, len(part.layout) // 3)
    ours = bytes([len(part.developer) // 3]) + part.developer if part.developer else b""
    return head + part.layout + ours


def _framed(content: bytes) -> bytes:
    """Add FIT's header, and the CRC-16 (ARC) that it names, of header and of file."""
    head = struct.pack(
        "<BBHI4s", _HEADER_SIZE, PROTOCOL_VERSION, PROFILE_VERSION, len(content), b".FIT"
    )
    whole = head + struct.pack("<H", crc16.arc(head)) + content
    return whole + struct.pack("<H", crc16.arc(whole))
