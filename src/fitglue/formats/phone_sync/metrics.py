"""Health metrics of a phone, as days: what an item says in the domain's words."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from fitglue.domain.clock import is_zone
from fitglue.domain.errors import Damaged
from fitglue.domain.metrics import (
    BY_HEALTHKIT,
    DayRule,
    Metric,
    MetricDay,
    MetricKind,
    Sample,
    Way,
    day_of,
)
from fitglue.domain.metrics.days import LONGEST_SOURCE, in_order
from fitglue.formats.healthkit.names import spelled_nicely
from fitglue.formats.phone_sync import wire

#: HealthKit's merged sums come from no single device.
TOGETHER = "Apple Health"
_LONGEST_S = 7 * 86400.0
_SEAL = 16
_UPDATE = "Update the FitGlue app, then sync again."


def days_of(item: wire.Metric | wire.MetricSums, default_zone: str) -> list[MetricDay]:
    """Give the days of an item; values that no body can have are left out.

    Raises Damaged for a sum that came as samples or the other way round, and for a day that is
    none.
    """
    metric = BY_HEALTHKIT[item.quantity]
    is_sum = metric.rule is DayRule.SUM
    if is_sum != isinstance(item, wire.MetricSums):
        sent, wanted = ("samples", "day sums") if is_sum else ("day sums", "samples")
        raise Damaged(f"{metric.label} came as {sent}, and is known as {wanted}.", _UPDATE)
    if isinstance(item, wire.MetricSums):
        return _sums(metric, item)
    return _samples(metric, item, item.time_zone if is_zone(item.time_zone) else default_zone)


def seal_of_samples(uuids: Iterable[bytes]) -> str:
    """Seal samples by their UUIDs, as `wire.Digest` says."""
    lines = "".join(f"{one}\n" for one in sorted(str(UUID(bytes=uuid)).upper() for uuid in uuids))
    return hashlib.sha256(lines.encode()).hexdigest()[:_SEAL]


def uuids_of(item: wire.MetricDeleted) -> frozenset[bytes]:
    """Give the UUIDs of deleted samples as their bytes."""
    return frozenset(UUID(one).bytes for one in item.uuid)


def _sums(metric: Metric, item: wire.MetricSums) -> list[MetricDay]:
    found = []
    for day, amount in zip(item.day, item.value, strict=True):
        value = metric.value(amount, item.unit)
        if value is not None:
            told = MetricDay(
                kind=metric.kind, day=_day(day), way=Way.PHONE, source=TOGETHER,
                samples=(Sample(0.0, 0.0, value),), is_total=True, revision=item.revision,
            )  # fmt: skip
            found.append(told)
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise Damaged("A day in this part is in no calendar.", _UPDATE) from problem


def _samples(metric: Metric, item: wire.Metric, zone_name: str) -> list[MetricDay]:
    zone, source = ZoneInfo(zone_name), spelled_nicely(item.app.name)[:LONGEST_SOURCE]
    ends = item.end_s if item.end_s is not None else item.start_s
    days: dict[date, list[Sample]] = defaultdict(list)
    for uuid, start_s, end_s, amount in zip(item.uuid, item.start_s, ends, item.value, strict=True):
        value = _value(metric, amount, item.unit)
        if value is not None and 0 <= end_s - start_s <= _LONGEST_S:
            sample = Sample(start_s, end_s - start_s, value, UUID(uuid).bytes)
            days[day_of(metric.kind, start_s, zone)].append(sample)
    return [
        MetricDay(
            kind=metric.kind, day=day, way=Way.PHONE, source=source, samples=in_order(samples)
        )
        for day, samples in sorted(days.items())
    ]


def _value(metric: Metric, amount: float, unit: str) -> float | None:
    if metric.kind is MetricKind.SLEEP:
        return amount if metric.plausible(amount) and amount == int(amount) else None
    return metric.value(amount, unit)
