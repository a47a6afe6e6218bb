"""A picture as PNG (https://www.w3.org/TR/png-3/)."""

import struct
import zlib

import numpy as np
import numpy.typing as npt

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EIGHT_BITS, _TRUE_COLOUR = 8, 2
_UNFILTERED = 0  # flat colours need no filter


def png(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Write rows of red, green and blue."""
    height, width, _ = pixels.shape
    header = struct.pack(">IIBBBBB", width, height, _EIGHT_BITS, _TRUE_COLOUR, 0, 0, 0)
    rows = np.full((height, 1 + 3 * width), _UNFILTERED, dtype=np.uint8)
    rows[:, 1:] = pixels.reshape(height, 3 * width)
    return b"".join((
        _SIGNATURE, _chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows.tobytes(), 6)),
        _chunk(b"IEND", b""),
    ))  # fmt: skip


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))
