"""Reads a QR code from a picture, as a phone's camera does, but a straight and clean one.

The way back through ISO/IEC 18004: find the modules, take the mask off, collect the code words in
their zigzag, undo the interleaving. Nothing is corrected: a clean picture has no errors.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Modules = npt.NDArray[np.bool_]
_QUIET = 4  # modules of white around
_LARGEST = 9  # version: beyond it, counts are longer
_FORMAT_MASK = 0x5412
_BYTES = 4  # the mode
_FINDER = np.pad(np.pad(np.ones((3, 3), np.bool_), 1), 1, constant_values=True)


def text_of(greys: npt.NDArray[np.uint8]) -> str:
    """Read the text of a picture of a code with its quiet zone. Raises ValueError without one."""
    modules = _modules(greys)
    size = len(modules)
    level, mask = _format(modules)
    row, column = np.indices(modules.shape)
    plain = modules ^ _MASKS[mask](row, column)
    bits = [bool(plain[at]) for at in _zigzag(_reserved(size), size)]
    words = np.packbits(np.array(bits[: len(bits) // 8 * 8])).tolist()
    return _text(_straightened(words, _version(size), level))


def _version(size: int) -> int:
    return (size - 17) // 4


def _modules(greys: npt.NDArray[np.uint8]) -> Modules:
    for version in range(1, _LARGEST + 1):
        size = 17 + 4 * version
        step = len(greys) / (size + 2 * _QUIET)
        at = ((np.arange(size) + _QUIET + 0.5) * step).astype(int)
        modules = greys[np.ix_(at, at)] < 128  # noqa: PLR2004 - half way to white
        corners = modules[:7, :7], modules[:7, -7:], modules[-7:, :7]
        if all(np.array_equal(corner, _FINDER) for corner in corners):
            return modules
    raise ValueError("there is no QR code in this picture")


def _format(modules: Modules) -> tuple[int, int]:
    """Give the level of correction, and which mask lies over the data."""
    places = [(8, column) for column in (0, 1, 2, 3, 4, 5, 7)]
    bits = 0
    for place in places:
        bits = bits << 1 | int(modules[place])
    bits ^= _FORMAT_MASK >> 8
    return bits >> 5, bits >> 2 & 7


def _reserved(size: int) -> Modules:
    """Mark what holds no data: finders, timing, alignment, format and version."""
    from segno import consts  # noqa: PLC0415 - only where a code was drawn

    held, version = np.zeros((size, size), np.bool_), _version(size)
    held[:9, :9] = held[:9, -8:] = held[-8:, :9] = True
    held[6, :] = held[:, 6] = True
    centres = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    for row in centres:
        for column in centres:
            if (row, column) not in {(6, 6), (6, size - 7), (size - 7, 6)}:
                held[row - 2 : row + 3, column - 2 : column + 3] = True
    if version >= 7:  # noqa: PLR2004 - from this one on the code names its version
        held[:6, -11:-8] = held[-11:-8, :6] = True
    return held


def _zigzag(reserved: Modules, size: int) -> Iterator[tuple[int, int]]:
    rows, upward = range(size), True
    for right in [*range(size - 1, 6, -2), 5, 3, 1]:
        for row in reversed(rows) if upward else rows:
            for column in (right, right - 1):
                if not reserved[row, column]:
                    yield row, column
        upward = not upward


def _straightened(words: Sequence[int], version: int, level: int) -> bytes:
    """Undo the interleaving of blocks, and leave the words for correction out."""
    from segno import consts  # noqa: PLC0415 - only where a code was drawn

    kinds = consts.ECC[version][level]
    assert isinstance(kinds, tuple)  # noqa: S101 - of all but the micro codes
    lengths = [kind.num_data for kind in kinds for _ in range(kind.num_blocks)]
    blocks: list[list[int]] = [[] for _ in lengths]
    left = iter(words)
    for at in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if at < length:
                block.append(next(left))
    return bytes(word for block in blocks for word in block)


def _text(content: bytes) -> str:
    bits = "".join(f"{one:08b}" for one in content)
    mode, length = int(bits[:4], 2), int(bits[4:12], 2)
    if mode != _BYTES:
        raise ValueError("this code holds no bytes")
    return int(bits[12 : 12 + 8 * length], 2).to_bytes(length, "big").decode()


_MASKS = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, _: row % 2 == 0,
    lambda _, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)
