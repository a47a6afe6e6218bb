"""A zip written as a phone writes it: streamed, every size after its data (flag bit 3).

Only what exports need: deflate, UTF-8 names, zip64 where four gigabytes are not enough, bounded
memory. Python's zipfile would compress at a third of the speed and knows no data descriptors on
files that can seek. Format: PKWARE's APPNOTE 6.3.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from isal import isal_zlib

# 2026-01-01 00:00: files of equal content are equal, whenever they are made.
_DOS_DATE, _DOS_TIME = (2026 - 1980) << 9 | 1 << 5 | 1, 0
_SIZES_FOLLOW, _UTF8 = 0x08, 0x800
_DEFLATED, _UNIX = 8, 3
_REGULAR_FILE = 0o100644
_TOO_BIG = 0xFFFFFFFF
_TOO_MANY = 0xFFFF


@dataclass(frozen=True, slots=True)
class Entry:
    """What the central directory says of a file; a lie if somebody wants one."""

    name: bytes
    offset: int
    crc: int
    packed: int
    size: int
    flags: int = _SIZES_FOLLOW | _UTF8
    method: int = _DEFLATED
    mode: int = _REGULAR_FILE


class ZipWriter:
    """Writes entries one after the other; the directory follows on closing."""

    def __init__(self, path: Path, level: int = 3) -> None:
        self._file: BinaryIO = path.open("wb")
        self._level = level
        self._entries: list[Entry] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if kind is None:
            self._file.write(directory(self._entries, self._file.tell()))
        self._file.close()

    def add(self, name: str, chunks: Iterable[bytes]) -> int:
        """Compress `chunks` into an entry and give its uncompressed size in bytes."""
        offset = self._file.tell()
        self._file.write(local_header(Entry(name.encode(), offset, 0, 0, 0)))
        packer = isal_zlib.compressobj(self._level, isal_zlib.DEFLATED, -15)
        crc = size = packed = 0
        for chunk in chunks:
            crc, size = isal_zlib.crc32(chunk, crc), size + len(chunk)
            packed += self._file.write(packer.compress(chunk))
        packed += self._file.write(packer.flush())
        entry = Entry(name.encode(), offset, crc, packed, size)
        self._file.write(descriptor(entry))
        self._entries.append(entry)
        return size


def local_header(entry: Entry) -> bytes:
    """Write what stands before an entry's data."""
    later = bool(entry.flags & _SIZES_FOLLOW)
    crc, packed, size = (0, 0, 0) if later else (entry.crc, entry.packed, entry.size)
    fields = (20, entry.flags, entry.method, _DOS_TIME, _DOS_DATE, crc, _cut(packed), _cut(size))
    return struct.pack("<4s5H3I2H", b"PK\3\4", *fields, len(entry.name), 0) + entry.name


def descriptor(entry: Entry) -> bytes:
    """Write what stands behind an entry's data when its sizes were not known before."""
    wide = max(entry.packed, entry.size) >= _TOO_BIG
    layout = "<4sI2Q" if wide else "<4s3I"
    return struct.pack(layout, b"PK\7\x08", entry.crc, entry.packed, entry.size)


def directory(entries: Iterable[Entry], offset: int) -> bytes:
    """Write the central directory that begins at `offset`, and the end of the zip."""
    rows = [_directory_row(entry) for entry in entries]
    body = b"".join(rows)
    count, end = len(rows), offset + len(body)
    wide = count >= _TOO_MANY or end >= _TOO_BIG
    zip64 = _zip64_end(count, len(body), offset) if wide else b""
    fields = (0, 0, min(count, _TOO_MANY), min(count, _TOO_MANY))
    return body + zip64 + struct.pack(
        "<4s4H2IH", b"PK\5\6", *fields, _cut(len(body)), _cut(offset), 0
    )  # fmt: skip


def _directory_row(entry: Entry) -> bytes:
    wide = [size for size in (entry.size, entry.packed, entry.offset) if size >= _TOO_BIG]
    extra = struct.pack(f"<2H{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    fields = (_UNIX << 8 | 45, 45 if wide else 20, entry.flags, entry.method, _DOS_TIME, _DOS_DATE)
    sizes = (entry.crc, _cut(entry.packed), _cut(entry.size))
    return struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", *fields, *sizes,
        len(entry.name), len(extra), 0, 0, 0, entry.mode << 16, _cut(entry.offset),
    ) + entry.name + extra  # fmt: skip


def _zip64_end(count: int, length: int, offset: int) -> bytes:
    end = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, length, offset)
    return end + struct.pack("<4sIQI", b"PK\6\7", 0, offset + length, 1)


def _cut(number: int) -> int:
    return min(number, _TOO_BIG)
