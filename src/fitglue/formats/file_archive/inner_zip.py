"""A zip inside a zip, as a file that can be read from any place, without unpacking it to a disk.

Going forward unpacks and forgets; going back begins again from the front. Whoever reads the
entries in the order in which they lie unpacks the inner zip three times: twice for its list of
contents, which lies at its end, and once for the entries.
"""

import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, cast

Blocks = Callable[[], Iterator[bytes]]
_BUFFER = 1 << 18


def as_file(blocks: Blocks, length: int | None) -> BinaryIO:
    """Give what `blocks` yields, each time anew, as a file for reading, `length` bytes if known."""
    return cast("BinaryIO", io.BufferedReader(_Rewinding(blocks, length), _BUFFER))


class _Rewinding(io.RawIOBase):
    def __init__(self, blocks: Blocks, length: int | None) -> None:
        self._begin = blocks
        self._length = length
        self._rewind()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        wanted = offset + self._place(whence)
        if wanted < self._at:
            self._rewind()
        while self._at < wanted and self._fill():
            self._skip(min(len(self._block), wanted - self._at))
        return self._at

    def readinto(self, buffer: Any) -> int:
        if not self._fill():
            return 0
        count = min(len(self._block), len(buffer))
        buffer[:count] = self._block[:count]
        self._skip(count)
        return count

    def _rewind(self) -> None:
        self._blocks, self._block, self._at = self._begin(), memoryview(b""), 0

    def _place(self, whence: int) -> int:
        if whence == io.SEEK_SET:
            return 0
        if whence == io.SEEK_CUR:
            return self._at
        if self._length is None:
            self._length = sum(map(len, self._begin()))
            self._rewind()  # the blocks from now on come from where that left the outer file
        return self._length

    def _fill(self) -> bool:
        while not self._block:
            block = next(self._blocks, None)
            if block is None:
                return False
            self._block = memoryview(block)
        return True

    def _skip(self, count: int) -> None:
        self._block = self._block[count:]
        self._at += count
