"""The list of contents of a zip file, read without trusting it.

Python's `zipfile` makes an object of every entry before anybody can count them; here the limits
come first, and only the entries that are wanted become objects. The format is PKWARE's
APPNOTE 6.3.10 (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT), sections 4.3 and 4.5.
"""

import stat
import struct
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from fitglue.domain.errors import Damaged, Hostile, TooBig
from fitglue.formats.apple_export.advice import EXPORT_AGAIN, OWN_EXPORT

MOST_ENTRIES = 200_000
MOST_DIRECTORY_BYTES = 16 << 20
_MOST_NAME_BYTES = 1024

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_IN_ZIP64 = 0xFFFFFFFF
_COUNT_IN_ZIP64 = 0xFFFF
_UNIX = 3
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a zip: where it lies and what the list says of it. None: nobody said."""

    name: str
    offset: int  # of its local header
    compression: int
    compressed_size: int
    size: int | None
    crc: int | None
    encrypted: bool = False

    @property
    def basename(self) -> str:
        """Give the file's name without its folders."""
        return self.name.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class _End:
    offset: int  # of the end record, so of the end of the directory
    entries: int
    size: int
    start: int  # of the directory, as stated


def is_zip(head: bytes) -> bool:
    """Tell a zip by its first bytes."""
    return head[:4] in {b"PK\x03\x04", b"PK\x05\x06"}


def has_directory(stream: BinaryIO) -> bool:
    """Tell whether a zip has its list of contents; a download cut short has none."""
    return _find_end(stream) is not None


def entries(stream: BinaryIO, wanted: Callable[[str], bool]) -> list[Entry]:
    """Give the entries with a wanted name, in the order of the list.

    Every entry is checked, wanted or not. Raises Damaged without a usable list, TooBig over the
    limits, Hostile for names that leave their folder, links, and entries that overlap.
    """
    end = _find_end(stream)
    if end is None:
        raise Damaged("This zip file has no list of its contents: it was cut short.", EXPORT_AGAIN)
    if end.entries > MOST_ENTRIES or end.size > MOST_DIRECTORY_BYTES:
        raise TooBig(
            f"This zip file lists {end.entries:,} files, more than any export.", OWN_EXPORT
        )
    shift = end.offset - end.size - end.start  # something was put in front of the zip
    if shift < 0:
        raise Damaged("The list of contents of this zip file is broken.", EXPORT_AGAIN)
    stream.seek(end.offset - end.size)
    directory = stream.read(end.size)
    return _read(directory, end, shift, wanted)


def _find_end(stream: BinaryIO) -> _End | None:
    length = stream.seek(0, 2)
    tail_at = max(length - _END.size - _LONGEST_COMMENT, 0)
    stream.seek(tail_at)
    tail = stream.read()
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or len(tail) - found < _END.size:
        return None
    _, _, _, _, entries_, size, start, _ = _END.unpack_from(tail, found)
    at = tail_at + found
    if entries_ == _COUNT_IN_ZIP64 or _IN_ZIP64 in (size, start):
        return _find_end_64(stream, at) or _End(at, entries_, size, start)
    return _End(at, entries_, size, start)


def _find_end_64(stream: BinaryIO, end_at: int) -> _End | None:
    if end_at < _LOCATOR_64.size:
        return None
    stream.seek(end_at - _LOCATOR_64.size)
    magic, _, at, _ = _LOCATOR_64.unpack(stream.read(_LOCATOR_64.size))
    if magic != b"PK\x06\x07" or at > end_at:
        return None
    stream.seek(at)
    record = stream.read(_END_64.size)
    if len(record) < _END_64.size or not record.startswith(b"PK\x06\x06"):
        return None
    *_, entries_, size, start = _END_64.unpack(record)
    return _End(at, entries_, size, start)


def _read(directory: bytes, end: _End, shift: int, wanted: Callable[[str], bool]) -> list[Entry]:
    found: list[Entry] = []
    spans = np.empty((end.entries, 2), dtype=np.int64)
    count = 0
    for entry, taken in _walk(directory, shift):
        if count == end.entries:
            break
        spans[count] = entry.offset, entry.offset + taken
        count += 1
        if wanted(entry.name):
            found.append(entry)
    if count != end.entries:
        raise Damaged("The list of contents of this zip file is broken.", EXPORT_AGAIN)
    _refuse_overlaps(spans, end.offset - end.size)
    return found


def _walk(directory: bytes, shift: int) -> Iterator[tuple[Entry, int]]:
    """Give every entry with the least number of bytes it takes in the file."""
    at = 0
    while at + _ENTRY.size <= len(directory) and directory.startswith(b"PK\x01\x02", at):
        fields: tuple[int, ...] = _ENTRY.unpack_from(directory, at)
        name_length, extra_length, comment_length = fields[10:13]
        begin = at + _ENTRY.size
        raw_name = directory[begin : begin + name_length]
        extra = directory[begin + name_length : begin + name_length + extra_length]
        entry = _entry(fields, safe_name(raw_name), extra, shift)
        yield entry, _LOCAL.size + name_length + entry.compressed_size
        at = begin + name_length + extra_length + comment_length


def _entry(fields: tuple[int, ...], name: str, extra: bytes, shift: int) -> Entry:
    made_by, flags, method = fields[1], fields[3], fields[4]
    crc, sizes, offset, mode = fields[7], fields[8:10], fields[16], fields[15] >> 16
    if made_by >> 8 == _UNIX and stat.S_ISLNK(mode):
        raise Hostile(f"This zip file holds a link (“{name}”) where a file should be.", OWN_EXPORT)
    size, compressed_size, offset = _widened(extra, [sizes[1], sizes[0], offset])
    return Entry(name, offset + shift, method, compressed_size, size, crc, bool(flags & _ENCRYPTED))


def _widened(extra: bytes, values: list[int]) -> list[int]:
    """Replace what did not fit into 32 bits by the ZIP64 extra field, in its fixed order."""
    wide = [index for index, value in enumerate(values) if value == _IN_ZIP64]
    at = 0
    while wide and at + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, at)
        if tag == 1 and length >= 8 * len(wide) and at + 4 + 8 * len(wide) <= len(extra):
            for index, value in zip(
                wide, struct.unpack_from(f"<{len(wide)}Q", extra, at + 4), strict=True
            ):
                values[index] = value
            return values
        at += 4 + length
    return values


def composed(name: str) -> str:
    """Compose letters and their accents: a Mac writes them apart."""
    return unicodedata.normalize("NFC", name)


def safe_name(raw: bytes) -> str:
    """Read a name, composed; UTF-8 even where the flag for it is missing. Raises Hostile."""
    if len(raw) > _MOST_NAME_BYTES:
        raise Hostile("This zip file holds a name that is longer than any path.", OWN_EXPORT)
    try:
        name = raw.decode()
    except UnicodeDecodeError:
        name = raw.decode("cp437")
    name = composed(name).replace("\\", "/")
    drive = len(name) > 1 and name[1] == ":"
    if name.startswith("/") or drive or ".." in name.split("/") or "\0" in name:
        raise Hostile("This zip file holds a name that leads out of its folder.", OWN_EXPORT)
    return name


def _refuse_overlaps(spans: np.ndarray, directory_at: int) -> None:
    """Refuse entries that share bytes: that is how a small zip unpacks to a mountain."""
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    after = np.append(spans[1:, 0], directory_at)
    if len(spans) and ((spans[:, 1] > after).any() or (spans[:, 0] < 0).any()):
        raise Hostile("The files of this zip overlap each other.", OWN_EXPORT)


def data_offset(stream: BinaryIO, entry: Entry) -> int:
    """Find where an entry's bytes begin. Raises Damaged."""
    stream.seek(entry.offset)
    local = stream.read(_LOCAL.size)
    if len(local) < _LOCAL.size or not local.startswith(b"PK\x03\x04"):
        raise Damaged("A file inside this zip is not where its list says.", EXPORT_AGAIN)
    name_length, extra_length = _LOCAL.unpack(local)[-2:]
    return entry.offset + _LOCAL.size + name_length + extra_length
