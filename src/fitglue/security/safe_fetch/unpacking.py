"""Unpacks gzip in small pieces, so that a bomb is noticed before it has gone off."""

import zlib
from collections.abc import Generator

import httpx2

_GZIP = 16 + zlib.MAX_WBITS
_PIECE = 1 << 16


class Unpacking:
    """Turns pieces of gzip (RFC 1952, one member or several) into pieces of at most 64 KiB."""

    def __init__(self) -> None:
        self._inflating = zlib.decompressobj(_GZIP)
        self._begun = False

    def pieces(self, packed: bytes) -> Generator[bytes]:
        """Give what a piece holds. Raises httpx2.DecodingError for what is no gzip."""
        self._begun |= bool(packed)
        while packed:
            if self._inflating.eof:
                self._inflating = zlib.decompressobj(_GZIP)
            try:
                piece = self._inflating.decompress(packed, _PIECE)
            except zlib.error as problem:
                raise httpx2.DecodingError("The answer is packed, and damaged.") from problem
            packed = self._inflating.unconsumed_tail or self._inflating.unused_data
            if piece:
                yield piece

    def check_end(self) -> None:
        """Raise httpx2.DecodingError when the packed text ended before its end."""
        if self._begun and not self._inflating.eof:
            raise httpx2.DecodingError("The answer is packed, and cut short.")
