"""The samples of a metric's day as a few bytes: columns in MessagePack, packed with zstd.

A night of thirty stretches is some 700 bytes, most of them HealthKit's UUIDs, which are as good as
random; a day of steps, an amount for each hour, is some 100. Times are kept to the millisecond.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

import msgspec

from fitglue.domain.metrics import MetricDay, Sample
from fitglue.domain.shape import Shape
from fitglue.formats.packing import packed, unpacked

_UUID_BYTES = 16


class _Columns(msgspec.Struct, frozen=True, array_like=True):
    """Starts as differences in ms, lengths in ms, values, and all UUIDs in a row or none."""

    start_ms: list[int]
    lasts_ms: list[int]
    value: list[float]
    uuids: bytes


_COLUMNS = Shape(_Columns)


def as_kept(day: MetricDay) -> MetricDay:
    """Give a day at the resolution at which its samples are kept."""
    samples = tuple(
        replace(one, start_s=_to_ms(one.start_s), lasts_s=_to_ms(one.lasts_s))
        for one in day.samples
    )
    return day if samples == day.samples else replace(day, samples=samples)


def _to_ms(seconds: float) -> float:
    return round(seconds * 1000) / 1000


def pack(samples: Sequence[Sample]) -> bytes:
    """Pack samples, in the order in which they are."""
    starts = [round(one.start_s * 1000) for one in samples]
    columns = _Columns(
        [*starts[:1], *(after - before for before, after in pairwise(starts))],
        [round(one.lasts_s * 1000) for one in samples],
        [one.value for one in samples],
        b"".join(one.uuid for one in samples),
    )
    return packed(msgspec.msgpack.encode(columns))


def unpack(blob: bytes) -> tuple[Sample, ...]:
    """Give samples as they were packed."""
    columns = _COLUMNS.from_msgpack(unpacked(blob))
    uuids = [
        columns.uuids[at : at + _UUID_BYTES] for at in range(0, len(columns.uuids), _UUID_BYTES)
    ] or [b""] * len(columns.value)
    return tuple(
        Sample(start / 1000, lasts / 1000, value, uuid)
        for start, lasts, value, uuid in zip(
            accumulate(columns.start_ms), columns.lasts_ms, columns.value, uuids, strict=True
        )
    )


def may_hold(blob: bytes, uuids: Iterable[bytes]) -> bool:
    """Tell whether any of some UUIDs stands in a blob, without making samples of it."""
    content = unpacked(blob)
    return any(uuid in content for uuid in uuids)
