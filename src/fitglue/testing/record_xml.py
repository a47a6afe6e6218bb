"""`Record` elements, thousands at a time: one line each, with or without a child."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from fitglue.testing import rows
from fitglue.testing.plan import Samples, Writer

_CHILD = b'\n  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="%d"/>\n </Record>'
_CLOSINGS = (b"/>", *(b">" + _CHILD % context for context in range(3)))
_PER_BLOCK = 20_000


def written_by(writer: Writer, pointer: int = 0xC937F6FA0) -> str:
    """Write the attributes that say who wrote: name, version and, of hardware, the device.

    `pointer` is the address that an export prints of the phone's own memory: it means nothing.
    """
    wrote = writer.value
    text = f"sourceName={quoteattr(wrote.name)} sourceVersion={quoteattr(wrote.version)}"
    if not wrote.device:
        return text
    device = escape(f"<<HKDevice: 0x{pointer:x}>, {wrote.device}>")
    return f'{text} device="{device}"'


def record_rows(
    series: Samples, start_epoch_s: float, offset_min: int, *, pointer: int = 0xC937F6FA0
) -> bytes:
    """Write a series whose clock starts at `start_epoch_s`; heart rate carries its context."""
    wrote = f'{written_by(series.writer, pointer)} unit="{series.unit}"'
    head = f'type="HKQuantityTypeIdentifier{series.quantity}" {wrote}'
    begin = (series.at_s + start_epoch_s).astype(np.int64)
    end = (series.at_s + series.for_s + start_epoch_s).astype(np.int64)
    values = rows.decimals(series.values, series.places, strip=True)
    closings = rows.chosen(_closings(series), _CLOSINGS)
    return written_rows(head, (begin, end), offset_min, values, closings)


def written_rows(
    head: str, when: tuple[rows.Instants, rows.Instants], offset_min: int, values: rows.Bytes,
    closings: rows.Bytes,
) -> bytes:  # fmt: skip
    """Write records that share their first attributes and differ in dates, value and children."""
    begin, end = when
    created = end + 3 + begin % 7
    return rows.joined([
        f' <Record {head} creationDate="'.encode(), rows.dates(created, offset_min),
        b'" startDate="', rows.dates(begin, offset_min),
        b'" endDate="', rows.dates(end, offset_min),
        b'" value="', values, b'"', closings, b"\n",
    ])  # fmt: skip


def one_record(
    kind: str, unit: str, value: str, when: tuple[str, str], writer: Writer, *children: str
) -> str:
    """Write a single record of the full type `kind`, from and to `when`."""
    start, end = when
    head = f' <Record type="{kind}" {written_by(writer)}' + (f' unit="{unit}"' if unit else "")
    head += f' creationDate="{end}" startDate="{start}" endDate="{end}" value="{value}"'
    if not children:
        return head + "/>\n"
    return head + ">\n" + "".join(f"  {child}\n" for child in children) + " </Record>\n"


def blocks(series: Samples) -> Sequence[Samples]:
    """Split a long series, so that nobody holds all of its text."""
    cuts = range(0, len(series), _PER_BLOCK)
    return [_part(series, slice(first, first + _PER_BLOCK)) for first in cuts]


def _part(series: Samples, part: slice) -> Samples:
    s = series
    return Samples(
        s.quantity, s.unit, s.at_s[part], s.for_s[part], s.values[part], s.places, s.writer
    )


def _closings(series: Samples) -> np.ndarray:
    """Say how heart rate moved: active (3), at rest (2), not set (1); every fifth says nothing."""
    bpm = series.values
    if series.quantity != "HeartRate":
        return np.zeros(len(bpm), np.int64)
    context = np.where(bpm > 105, 3, np.where(bpm % 7 == 0, 1, 2))  # noqa: PLR2004 - beats a minute
    return np.where((series.at_s + bpm) % 5 < 1, 0, context)
