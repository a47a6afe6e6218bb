"""Health metrics in version 1 of the wire format: samples, sums of days, deletions."""

from collections.abc import Iterator, Sequence

from fitglue_phone.core.metric import DaySums, MetricSamples
from fitglue_phone.core.saying import (
    LONGEST_NAME,
    LONGEST_UNIT,
    Item,
    device,
    item,
    number,
    text,
    writer,
)
from fitglue_phone.core.wire import SAMPLES_IN_PIECE, is_moment

#: In the place of a workout's UUID: a metric belongs to none.
OF_NO_WORKOUT = ""
_MONTH = len("2026-11")


def sample_items(samples: MetricSamples, time_zone: str, platform: str) -> Iterator[Item]:
    """Give samples in pieces; one whose times or value are none is left out."""
    columns = zip(samples.uuids, samples.start_s, samples.end_s, samples.value, strict=True)
    sound = [one for one in columns if all(map(is_moment, one[1:3])) and number(one[3]) is not None]
    for start in range(0, len(sound), SAMPLES_IN_PIECE):
        piece = sound[start : start + SAMPLES_IN_PIECE]
        told = {
            "kind": "metric", "quantity": text(samples.quantity, LONGEST_NAME),
            "unit": text(samples.unit, LONGEST_UNIT), "app": writer(samples.app),
            "device": device(samples.device), "time_zone": text(time_zone),
            "uuid": [uuid.upper() for uuid, *_ in piece],
            "start_s": [start_s for _, start_s, *_ in piece],
            "end_s": [end_s for _, _, end_s, _ in piece],
            "value": [value for *_, value in piece],
        }  # fmt: skip
        yield _named(item(told, (OF_NO_WORKOUT, "", len(piece)), platform, None), samples.quantity)


def deleted_items(quantity: str, uuids: Sequence[str], platform: str) -> Iterator[Item]:
    """Say that samples are not in Health any more."""
    for start in range(0, len(uuids), SAMPLES_IN_PIECE):
        piece = [one.upper() for one in uuids[start : start + SAMPLES_IN_PIECE]]
        told = {"kind": "metric_deleted", "quantity": quantity, "uuid": piece}
        yield _named(item(told, (OF_NO_WORKOUT, "", len(piece)), platform, None), quantity)


def sum_items(quantity: str, sums: DaySums, platform: str, revision: int) -> Iterator[Item]:
    """Give the sums of days, an item for each month: it is sent again when a sum is another."""
    told = [one for one in zip(sums.days, sums.values, strict=True) if number(one[1]) is not None]
    for month in sorted({day[:_MONTH] for day, _ in told}):
        days = [one for one in told if one[0].startswith(month)]
        said = {
            "kind": "metric_sums", "quantity": quantity, "unit": sums.unit,
            "day": [day for day, _ in days], "value": [value for _, value in days],
        }  # fmt: skip
        place = OF_NO_WORKOUT, f"metric:{quantity}:{month}", len(days)
        yield item(said, place, platform, revision)


def _named(one: Item, quantity: str) -> Item:
    """Name an item by what it says: it adds to others, and takes the place of none."""
    name = f"metric:{text(quantity, LONGEST_NAME)}:{one.content_hash}"
    return Item(one.workout, name, one.samples, one.packed, one.size, one.content_hash)
