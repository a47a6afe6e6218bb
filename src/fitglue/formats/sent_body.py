"""The body of a request, packed and named while it comes, so that memory never holds it whole.

Health Auto Export sends up to a hundred megabytes at once, and counts on an answer at once.
"""

import hashlib
import zlib
from dataclasses import dataclass
from typing import Any

from fitglue.domain.errors import Damaged, NotAWorkout, TooBig
from fitglue.formats.health_auto_export.json_document import LARGEST

#: As it is sent; packed it may be smaller, unpacked it is never larger.
LARGEST_SENT = LARGEST
_AT_ONCE = 1 << 20
_HEAD = 64
_BEGINS = (b"{", b"[")
_LEVEL = 3
_SMALLER = "In the app, shorten the automation's period or switch “Batch Requests” on."
_JSON = "Send JSON: in Health Auto Export choose JSON as the automation's export format."


@dataclass(frozen=True, slots=True)
class PackedBody:
    """A body as it is kept: packed with zstd, named by the SHA-256 of its plain bytes."""

    zstd: bytes
    content_hash: str
    size_bytes: int


class SentBody:
    """Takes a body piece by piece. Raises TooBig, Damaged and NotAWorkout as soon as it can."""

    def __init__(self, encoding: str = "") -> None:
        import zstandard  # noqa: PLC0415 - as in formats.packing

        self._unpacking: Any = _unpacking(encoding.strip().lower())
        self._packing = zstandard.ZstdCompressor(level=_LEVEL).compressobj()
        self._hash = hashlib.sha256()
        self._head, self._size, self._packed = b"", 0, bytearray()

    def take(self, piece: bytes) -> None:
        """Take the next piece, of any length."""
        if self._unpacking is None:
            self._keep(piece)
            return
        try:
            while not self._unpacking.eof:
                plain = self._unpacking.decompress(piece, _AT_ONCE)
                self._keep(plain)
                piece = self._unpacking.unconsumed_tail
                if not piece and len(plain) < _AT_ONCE:
                    return
        except zlib.error as problem:
            raise _broken() from problem

    def end(self) -> PackedBody:
        """Give the whole of it."""
        if self._unpacking is not None and not self._unpacking.eof:
            raise _broken()
        self._check_beginning(complete=True)
        self._packed += self._packing.flush()
        return PackedBody(bytes(self._packed), self._hash.hexdigest(), self._size)

    def _keep(self, plain: bytes) -> None:
        self._size += len(plain)
        if self._size > LARGEST_SENT:
            raise TooBig(f"This is larger than {LARGEST_SENT >> 20} MB.", _SMALLER)
        if len(self._head) < _HEAD:
            self._head += plain[:_HEAD]
            self._check_beginning(complete=False)
        self._hash.update(plain)
        self._packed += self._packing.compress(plain)

    def _check_beginning(self, *, complete: bool) -> None:
        """Turn away what is no JSON, such as a form with CSV, before the rest of it comes."""
        begins = self._head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if (begins or complete) and not begins.startswith(_BEGINS):
            raise NotAWorkout("This is no JSON.", _JSON)


def _unpacking(encoding: str) -> Any:
    if encoding in {"", "identity"}:
        return None
    if encoding == "gzip":
        return zlib.decompressobj(wbits=31)
    raise NotAWorkout("This may be packed with gzip only.", "Send it plain, or packed with gzip.")


def _broken() -> Damaged:
    return Damaged("This is no whole gzip: it was cut short.", "Send it again.")
