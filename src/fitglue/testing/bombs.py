"""Zips built by hand: entries that repeat a compressed block, overlap, or lie about themselves."""

import os
import stat
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from fitglue.testing.archive import Entry, directory, local_header

_LAST_BLOCK = b"\x03\x00"  # an empty deflate block that says it is the last
ENCRYPTED = 0x01
STORED = 0
LINK = stat.S_IFLNK | 0o777


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An entry to be: its content, and what its headers claim instead of the truth."""

    name: str
    content: bytes
    flags: int = 0
    method: int = 8
    mode: int = 0o100644
    claimed_size: int | None = None


def write_zip(path: Path, members: Sequence[Member]) -> Path:
    """Write members one after the other, each as it wants to be seen."""
    entries: list[Entry] = []
    with path.open("wb") as file:
        for member in members:
            packed = member.content if member.method == STORED else _deflated(member.content)
            entry = _entry(member, file.tell(), len(packed))
            file.write(local_header(entry) + packed)
            entries.append(entry)
        file.write(directory(entries, file.tell()))
    return path


def write_bomb(
    path: Path, name: str, parts: tuple[bytes, bytes, bytes], size: int, *, claimed_size: int = 0
) -> Path:
    """Write an entry of `size` bytes or a little more: a head, one block over and over, a tail.

    Its checksum is left at 0: whoever comes as far as to compare it has lost already.
    """
    head, block, tail = parts
    times = -(-size // len(block))
    packed_block = _flushed(block)
    with path.open("wb") as file:
        total = len(head) + times * len(block) + len(tail)
        packed = (
            len(_flushed(head)) + times * len(packed_block) + len(_flushed(tail)) + len(_LAST_BLOCK)
        )
        entry = Entry(name.encode(), 0, 0, packed, claimed_size or total, flags=0)
        file.write(local_header(entry) + _flushed(head))
        for _ in range(times):
            file.write(packed_block)
        file.write(_flushed(tail) + _LAST_BLOCK)
        file.write(directory([entry], file.tell()))
    return path


def write_overlapping(path: Path, good: Member, shared: Member, names: Sequence[str]) -> Path:
    """Write a good entry, and many names that all share the bytes of one other."""
    packed_good, packed = _deflated(good.content), _deflated(shared.content)
    first = _entry(good, 0, len(packed_good))
    with path.open("wb") as file:
        file.write(local_header(first) + packed_good)
        kernel = _entry(shared, file.tell(), len(packed))
        file.write(local_header(kernel) + packed)
        entries = [first, *(replace(kernel, name=name.encode()) for name in names)]
        file.write(directory(entries, file.tell()))
    return path


def write_sparse(path: Path, head: bytes, hole: int, tail: bytes) -> Path:
    """Write a bare file with `hole` NUL bytes in its middle that take no room on the disk."""
    with path.open("wb") as file:
        file.write(head)
        file.seek(hole, os.SEEK_CUR)
        file.write(tail)
    return path


def _entry(member: Member, offset: int, packed: int) -> Entry:
    size = len(member.content) if member.claimed_size is None else member.claimed_size
    return Entry(
        member.name.encode(), offset, zlib.crc32(member.content), packed, size,
        member.flags, member.method, member.mode,
    )  # fmt: skip


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


@cache
def _flushed(content: bytes) -> bytes:
    """Compress so that the result may be repeated: no byte of it looks back beyond itself."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)
