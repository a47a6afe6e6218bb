"""The entries of a zip that was cut short and has lost its list of contents.

Every entry repeats its name before its bytes, so what came before the cut can still be found.
Sizes may be missing there (the phone writes them behind the bytes): an entry then reaches to the
next one. PKWARE's APPNOTE 6.3.10, section 4.3.7.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from fitglue.domain.errors import TooBig
from fitglue.formats.apple_export.advice import OWN_EXPORT
from fitglue.formats.apple_export.container.inflate import DEFLATED, STORED
from fitglue.formats.apple_export.container.zip_directory import MOST_ENTRIES, Entry, safe_name

_LOCAL = struct.Struct("<4s5H3L2H")
_MAGIC = b"PK\x03\x04"
_SIZES_FOLLOW, _ENCRYPTED = 0x8, 0x1
_IN_ZIP64 = 0xFFFFFFFF
_NEWEST_VERSION = 63
_BLOCK = 1 << 20


def entries(stream: BinaryIO, wanted: Callable[[str], bool]) -> list[Entry]:
    """Give the wanted entries that begin before the cut. Raises TooBig, Hostile."""
    found: list[Entry] = []
    for count, entry in enumerate(_walk(stream)):
        if count >= MOST_ENTRIES:
            raise TooBig("This zip file holds more files than any export.", OWN_EXPORT)
        if wanted(entry.name):
            found.append(entry)
    return found


def _walk(stream: BinaryIO) -> Iterator[Entry]:
    length = stream.seek(0, 2)
    at: int | None = 0
    while at is not None:
        head = _header(stream, at)
        if head is None:
            at = _next_magic(stream, at + 1, length)
            continue
        follows = head.ends_at if head.ends_at is not None else head.data_at
        at = _next_magic(stream, follows, length) if follows < length else None
        yield _as_entry(head, length if at is None else at)


@dataclass(frozen=True, slots=True)
class _Header:
    name: str
    at: int
    data_at: int
    method: int
    encrypted: bool
    ends_at: int | None  # None: the sizes follow the bytes
    size: int | None
    crc: int | None


def _header(stream: BinaryIO, at: int) -> _Header | None:
    """Read the header at `at`; None when the four bytes were there by chance."""
    stream.seek(at)
    head = stream.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(_MAGIC):
        return None
    _, version, flags, method, _, _, crc, packed, size, name_length, extra = _LOCAL.unpack(head)
    name = stream.read(name_length)
    if version & 0xFF > _NEWEST_VERSION or method not in {STORED, DEFLATED} or not name:
        return None
    data_at = at + _LOCAL.size + name_length + extra
    known = not flags & _SIZES_FOLLOW and _IN_ZIP64 not in (packed, size)
    return _Header(
        safe_name(name), at, data_at, method, bool(flags & _ENCRYPTED),
        data_at + packed if known else None, size if known else None, crc if known else None,
    )  # fmt: skip


def _as_entry(head: _Header, next_at: int) -> Entry:
    end = head.ends_at if head.ends_at is not None else next_at
    return Entry(
        head.name, head.at, head.method, end - head.data_at, head.size, head.crc, head.encrypted
    )


def _next_magic(stream: BinaryIO, at: int, length: int) -> int | None:
    """Find the next place that looks like a header, a block at a time."""
    overlap = len(_MAGIC) - 1
    while at < length:
        stream.seek(at)
        found = stream.read(_BLOCK + overlap).find(_MAGIC)
        if found >= 0:
            return at + found
        at += _BLOCK
    return None
