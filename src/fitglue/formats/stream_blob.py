"""Streams as one compressed blob, and back.

zstd over MessagePack: ``{version, streams: [{kind, count, columns: [{name, resolution, first,
dtype, data, known}]}]}``. A column holds whole multiples of its resolution, as differences from
one sample to the next after `first`, little endian in the smallest `dtype` that holds them, its
bytes regrouped by significance. `known` is a packed bit per sample, absent when none is missing;
missing samples take no room in `data`. The clock is the column `time_s`. Nothing in here needs
Python: every part is an open format.
"""

import struct
from collections.abc import Collection, Iterator
from typing import Annotated, Literal

import msgspec
import numpy as np
import numpy.typing as npt
import zstandard

from fitglue.domain.errors import Damaged
from fitglue.domain.shape import Shape
from fitglue.domain.streams import (
    COLUMNS,
    TIME_RESOLUTION_S,
    FloatArray,
    Stream,
    StreamKind,
    Streams,
)

VERSION = 1
_LEVEL = 9
_MOST_BYTES = 1 << 30
_CLOCK = "time_s"
_WHOLE_TO = 2.0**53  # beyond it a float64 no longer holds every whole number
_MOST_IN = {width: 2 ** (8 * width - 1) - 1 for width in (1, 2, 4)}  # so many bytes
_MISSING = np.iinfo(np.int64).min  # in hashed bytes only; it never becomes a value
_RESTORE = "Restore the data folder from a backup, or import the recording again."

Ints = npt.NDArray[np.int64]


class _Column(msgspec.Struct, frozen=True, omit_defaults=True):
    name: str
    resolution: Annotated[float, msgspec.Meta(gt=0, le=1)]
    dtype: Literal["i1", "i2", "i4", "i8"]
    data: bytes
    first: int = 0
    known: bytes | None = None


class _Stream(msgspec.Struct, frozen=True):
    kind: StreamKind
    count: int
    columns: list[_Column]


class _Blob(msgspec.Struct, frozen=True):
    version: int
    streams: list[_Stream]


class _Version(msgspec.Struct, frozen=True):
    version: int


_BLOB, _VERSION = Shape(_Blob), Shape(_Version)


def pack(streams: Streams) -> bytes:
    """Compress streams; the same streams give the same bytes. Keeps what `quantised` keeps."""
    blob = _Blob(VERSION, [_packed(streams[kind]) for kind in sorted(streams)])
    plain = msgspec.msgpack.encode(blob)
    return zstandard.ZstdCompressor(_LEVEL, write_checksum=True).compress(plain)


def unpack(
    blob: bytes, kinds: Collection[StreamKind] = tuple(StreamKind)
) -> dict[StreamKind, Stream]:
    """Give the streams of a blob, or some kinds of them.

    Raises Damaged, also for a blob of a version we do not know.
    """
    plain = _decompressed(blob)
    try:
        version = _VERSION.from_msgpack(plain).version
        if version != VERSION:
            raise Damaged(
                f"These streams were kept in version {version}; this program knows {VERSION}.",
                "Start the newer FitGlue that wrote them.",
            )
        read = _BLOB.from_msgpack(plain)
        return {packed.kind: _unpacked(packed) for packed in read.streams if packed.kind in kinds}
    except (msgspec.MsgspecError, ValueError, KeyError, ArithmeticError) as problem:
        raise Damaged(f"Kept streams cannot be read: {problem}.", _RESTORE) from problem


def quantised(stream: Stream) -> Stream:
    """Give a stream as it comes back from a blob; doing it twice changes nothing more."""
    columns = {}
    for name, resolution, values in _columns(stream):
        multiples, known = _multiples(values, resolution)
        kept = _values(multiples, resolution)
        columns[name] = kept if known is None else np.where(known, kept, np.nan)
    return Stream(stream.kind, columns.pop(_CLOCK), columns)


def canonical_bytes(streams: Streams) -> bytes:
    """Give bytes that name the content of streams, whatever the packing; made for hashing.

    They must stay the same for ever: every recording is recognised by their hash.
    """
    parts = []
    for kind in sorted(streams):
        parts.append(struct.pack("<16sQ", kind.encode()[:16], len(streams[kind])))
        for _, resolution, values in _columns(streams[kind]):
            multiples, known = _multiples(values, resolution)
            named = multiples if known is None else np.where(known, multiples, _MISSING)
            parts.append(named.astype("<i8", copy=False).tobytes())
    return b"".join(parts)


def _columns(stream: Stream) -> Iterator[tuple[str, float, FloatArray]]:
    yield _CLOCK, TIME_RESOLUTION_S, stream.time_s
    for name, resolution in COLUMNS[stream.kind].items():
        yield name, resolution, stream[name]


def _multiples(values: FloatArray, resolution: float) -> tuple[Ints, npt.NDArray[np.bool_] | None]:
    """Count resolutions; tell which values are known, None when all are.

    What no count can hold is missing.
    """
    scaled = np.rint(values * round(1 / resolution))
    known = np.abs(scaled) < _WHOLE_TO
    if known.all():
        return scaled.astype(np.int64), None
    return np.where(known, scaled, 0.0).astype(np.int64), known


def _values(multiples: Ints, resolution: float) -> FloatArray:
    # Dividing by a whole number gives the float nearest to the decimal; multiplying does not.
    return multiples / round(1 / resolution)


def _packed(stream: Stream) -> _Stream:
    return _Stream(
        stream.kind,
        len(stream),
        [_packed_column(*column) for column in _columns(stream)],
    )


def _packed_column(name: str, resolution: float, values: FloatArray) -> _Column:
    multiples, known = _multiples(values, resolution)
    mask = None if known is None else np.packbits(known).tobytes()
    kept = multiples if known is None else multiples[known]
    steps = kept[1:] - kept[:-1]
    dtype = _smallest(steps)
    first = int(kept[0]) if len(kept) else 0
    return _Column(name, resolution, dtype, _regrouped(steps.astype(f"<{dtype}")), first, mask)


def _smallest(steps: Ints) -> Literal["i1", "i2", "i4", "i8"]:
    largest = int(np.abs(steps).max(initial=0))
    if largest <= _MOST_IN[1]:
        return "i1"
    if largest <= _MOST_IN[2]:
        return "i2"
    return "i4" if largest <= _MOST_IN[4] else "i8"


def _regrouped(steps: npt.NDArray[np.signedinteger]) -> bytes:
    """Put all low bytes first, then the next: high bytes repeat, so they compress away."""
    return steps.view(np.uint8).reshape(len(steps), steps.itemsize).T.tobytes()


def _unpacked(packed: _Stream) -> Stream:
    columns = {column.name: _unpacked_column(column, packed.count) for column in packed.columns}
    time_s = columns.pop(_CLOCK)
    return Stream(packed.kind, time_s, columns)


def _unpacked_column(column: _Column, count: int) -> FloatArray:
    width = int(column.dtype[1])
    low_bytes_first = np.frombuffer(column.data, np.uint8).reshape(width, -1)
    steps = np.ascontiguousarray(low_bytes_first.T).view(f"<{column.dtype}").ravel()
    if column.known is None:
        return _values(_summed(column.first, steps, count), column.resolution)
    if len(column.known) != (count + 7) // 8:
        raise ValueError(f"{len(column.known)} bytes do not mark {count} samples")
    known = np.unpackbits(np.frombuffer(column.known, np.uint8), count=count).astype(np.bool_)
    values = np.full(count, np.nan)
    values[known] = _values(_summed(column.first, steps, int(known.sum())), column.resolution)
    return values


def _summed(first: int, steps: npt.NDArray[np.signedinteger], count: int) -> Ints:
    if len(steps) != max(count - 1, 0):
        raise ValueError(f"{len(steps)} steps do not make {count} samples")
    multiples = np.empty(count, dtype=np.int64)
    multiples[:1] = first
    np.cumsum(steps, dtype=np.int64, out=multiples[1:])
    multiples[1:] += first
    return multiples


def _decompressed(blob: bytes) -> bytes:
    try:
        size = zstandard.frame_content_size(blob)
        if not 0 <= size <= _MOST_BYTES:
            raise Damaged(f"Kept streams claim {size} bytes.", _RESTORE)
        return zstandard.ZstdDecompressor().decompress(blob)
    except zstandard.ZstdError as problem:
        raise Damaged("Kept streams are broken or cut short.", _RESTORE) from problem
