"""Unpack one entry of a zip in bounded blocks, checked while it flows.

Two things decide the speed. Igzip (the `isal` wheel) inflates twice as fast as zlib, and blocks
of a bounded size keep the memory where it is: an unbounded call hands out pieces of many
megabytes, and the kernel then spends more time on fresh pages than igzip on inflating.
"""

import ctypes
import queue
import threading
import zlib
from collections.abc import Generator, Iterator
from typing import Any, BinaryIO

from fitglue.domain.errors import Damaged, Hostile

try:
    from isal import isal_zlib
except ImportError:  # no wheel for this machine: zlib reads the same bytes, only slower
    isal_zlib = None

STORED, DEFLATED = 0, 8
_PACKED_READ = 1 << 18
_MADE_AHEAD = 2
_SALVAGE_BLOCK = 1 << 10
#: https://www.gnu.org/software/libc/manual/html_node/Malloc-Tunable-Parameters.html
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
# Blocks and temporaries are smaller than the first, and together fit into the second.
_FROM_KERNEL, _KEPT_FREE = 8 << 20, 16 << 20


def quiet_allocator() -> None:
    """Tell glibc to keep freed blocks for the next ones; does nothing elsewhere.

    Blocks and numpy's temporaries come and go by the megabyte. By default glibc gives each back
    to the kernel and asks for it again, page fault by page fault, which costs more than the
    work itself. At most 16 MB of free memory stay with the process.
    """
    try:
        libc = ctypes.CDLL(None)
        libc.gnu_get_libc_version  # noqa: B018 - only glibc has it
    except (AttributeError, OSError, TypeError):
        return
    libc.mallopt(_M_MMAP_THRESHOLD, _FROM_KERNEL)
    libc.mallopt(_M_TRIM_THRESHOLD, _KEPT_FREE)
    libc.mallopt(_M_ARENA_MAX, 1)  # else every thread keeps as much for itself


def read_ahead(blocks: Iterator[bytes]) -> Generator[bytes]:
    """Give blocks while a thread makes the next one; errors come where they belong.

    Igzip works outside of Python's lock, so on a second core its time costs nothing.
    """
    made: queue.SimpleQueue[bytes | BaseException | None] = queue.SimpleQueue()
    wanted = threading.Semaphore(_MADE_AHEAD)
    ended = threading.Event()
    thread = threading.Thread(target=_make, args=(blocks, made, wanted, ended), daemon=True)
    thread.start()
    try:
        while (block := made.get()) is not None:
            if isinstance(block, BaseException):
                raise block
            yield block
            wanted.release()
    finally:
        ended.set()
        wanted.release()
        thread.join()


def _make(
    blocks: Iterator[bytes],
    made: "queue.SimpleQueue[bytes | BaseException | None]",
    wanted: threading.Semaphore,
    ended: threading.Event,
) -> None:
    """Put blocks, then None or what went wrong, into `made` as they are wanted."""
    last: BaseException | None = None
    try:
        while wanted.acquire() and not ended.is_set() and (block := next(blocks, None)) is not None:
            made.put(block)
    except BaseException as error:  # noqa: BLE001 - it is raised where the blocks are read
        last = error
    made.put(last)


def inflated(  # noqa: PLR0913 - what a zip says about one entry, named at the call
    stream: BinaryIO,
    *,
    compression: int,
    compressed_size: int,
    expected_size: int | None,
    expected_crc: int | None,
    block_size: int = 2 << 20,
) -> Iterator[bytes]:
    """Yield the content of the entry whose packed bytes begin at the stream's position.

    `compression` is the zip's method: 8, or 0 for a stored entry or a bare file. No block is
    longer than `block_size`. Raises Hostile as soon as more comes out than `expected_size`, and
    Damaged when the bytes are cut short, broken, or fail their checksum; before that it has
    yielded everything that could be read.
    """
    size, crc = 0, 0
    for block in _unpacked(stream, compression, compressed_size, block_size):
        size += len(block)
        if expected_size is not None and size > expected_size:
            raise Hostile("A file in this zip is larger than the zip says.")
        crc = _crc32(block, crc)
        yield block
    if expected_size is not None and size < expected_size:
        raise _cut_short()
    if expected_crc is not None and crc != expected_crc:
        raise Damaged("A file in this zip fails its checksum: some of its bytes have changed.")


def _crc32(block: bytes, crc: int) -> int:
    return isal_zlib.crc32(block, crc) if isal_zlib else zlib.crc32(block, crc)


def _unpacked(
    stream: BinaryIO, compression: int, packed_size: int, block_size: int
) -> Iterator[bytes]:
    if compression == STORED:
        return _stored(stream, packed_size, block_size)
    if compression == DEFLATED:
        return _deflated(stream, packed_size, block_size)
    raise Damaged(
        f"This zip packs its files in a way that FitGlue does not read (method {compression}).",
        "Unpack it and make a usual zip of the folder, or choose export.xml itself.",
    )


def _stored(stream: BinaryIO, size: int, block_size: int) -> Iterator[bytes]:
    while size:
        block = stream.read(min(size, block_size))
        if not block:
            raise _cut_short()
        size -= len(block)
        yield block


def _deflated(stream: BinaryIO, packed_size: int, block_size: int) -> Iterator[bytes]:
    begin = stream.tell()
    given = 0
    try:
        for block in _drained(_inflater(), stream, packed_size, block_size):
            given += len(block)
            yield block
    except _errors() as error:
        stream.seek(begin)
        yield from _salvaged(stream, packed_size, given)
        raise Damaged("A file in this zip is broken in the middle.") from error


def _inflater() -> Any:
    return (isal_zlib or zlib).decompressobj(-zlib.MAX_WBITS)


def _errors() -> tuple[type[Exception], ...]:
    # Any: the wheel's stub calls its exception class an exception.
    igzip: Any = isal_zlib.error if isal_zlib else zlib.error
    return zlib.error, igzip


def _drained(inflater: Any, stream: BinaryIO, packed_size: int, block_size: int) -> Iterator[bytes]:
    """Feed the packed bytes and give out what they hold, never more than a block at once."""
    while not inflater.eof:
        packed = inflater.unconsumed_tail or stream.read(min(packed_size, _PACKED_READ))
        if not inflater.unconsumed_tail:
            packed_size -= len(packed)
        block: bytes = inflater.decompress(packed, block_size)
        if block:
            yield block
        elif not packed and not inflater.eof:
            raise _cut_short()


def _salvaged(stream: BinaryIO, packed_size: int, given: int) -> Iterator[bytes]:
    """Inflate again in small steps up to the broken place; the first `given` bytes are known.

    An inflater that fails keeps what it had unpacked in that call to itself.
    """
    skip = given
    small = _drained(zlib.decompressobj(-zlib.MAX_WBITS), stream, packed_size, _SALVAGE_BLOCK)
    try:
        for block in small:
            if skip < len(block):
                yield block[skip:]
            skip = max(0, skip - len(block))
    except zlib.error:
        return


def _cut_short() -> Damaged:
    return Damaged(
        "The file ends too early: it was cut short while it was copied or uploaded.",
        "Export again on the iPhone (Health, your picture, Export All Health Data) and copy the "
        "whole file.",
    )
