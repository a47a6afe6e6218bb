"""The samples of one local day, kind, way in and source: the piece that is kept, and its joining.

Samples that come again, in any order and through any number of batches, files and requests, lead to
the same day.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from fitglue.domain.clock import from_epoch
from fitglue.domain.metrics.kinds import METRICS, DayRule, MetricKind

#: A night belongs to the day on which one wakes: from six in the evening on it is the next one's.
_SLEEP_EARLIER = timedelta(hours=6)
LONGEST_SOURCE = 200


class Way(StrEnum):
    """How samples came in, best first where two tell the same day."""

    PHONE = "phone"
    EXPORT = "export"
    AUTO_EXPORT = "health_auto_export"


#: Kind, day, way in and source: where a day is kept.
Place = tuple[MetricKind, date, Way, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A value of a moment, or of the span from `start_s` (Unix seconds) on.

    For sleep the value is a `Stage`. `uuid` are HealthKit's 16 bytes, empty where a way in has
    none.
    """

    start_s: float
    lasts_s: float
    value: float
    uuid: bytes = b""

    @property
    def end_s(self) -> float:
        """Give the end."""
        return self.start_s + self.lasts_s


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricDay:
    """What one source told of one day through one way in.

    With `is_total` a way has added the day up itself: HealthKit, which knows how to count a step
    once that watch and phone both felt, or an app. `revision` orders such totals.
    """

    kind: MetricKind
    day: date
    way: Way
    source: str
    samples: tuple[Sample, ...]
    is_total: bool = False
    revision: int = 0

    @property
    def place(self) -> Place:
        """Name the day's row."""
        return self.kind, self.day, self.way, self.source

    def without(self, uuids: Collection[bytes]) -> "MetricDay":
        """Leave out samples that were deleted."""
        kept = tuple(one for one in self.samples if not one.uuid or one.uuid not in uuids)
        return self if len(kept) == len(self.samples) else replace(self, samples=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days of one kind, both ends included; None is as far as there is."""

    kind: MetricKind
    first: date | None = None
    last: date | None = None


def day_of(kind: MetricKind, start_s: float, zone: ZoneInfo) -> date:
    """Give the local day that a sample belongs to."""
    local = from_epoch(start_s).astimezone(zone).replace(tzinfo=None)
    return (local + _SLEEP_EARLIER if kind is MetricKind.SLEEP else local).date()


def joined(before: MetricDay, after: MetricDay) -> MetricDay:
    """Join two tellings of the same place: of totals the later, of samples all.

    A sample that comes again with another value (an app's hour that was not over) is replaced;
    sums only grow.
    """
    if before.is_total or after.is_total:
        return max(before, after, key=_rank)
    grows = METRICS[after.kind].rule is DayRule.SUM
    kept = {_name(before.kind, one): one for one in before.samples}
    for one in after.samples:
        known = kept.get(name := _name(after.kind, one))
        if known is None or not grows or one.value > known.value:
            kept[name] = one
    return replace(after, samples=in_order(kept.values()))


def in_order(samples: Collection[Sample]) -> tuple[Sample, ...]:
    """Put samples in order of time, the same order whatever they came in."""
    return tuple(sorted(samples, key=lambda one: (one.start_s, one.lasts_s, one.uuid, one.value)))


def _name(kind: MetricKind, one: Sample) -> tuple[float, ...] | bytes:
    """Tell what makes two samples of one source the same one."""
    stage = (one.value,) if kind is MetricKind.SLEEP else ()  # in bed and asleep at once
    return one.uuid or (one.start_s, one.lasts_s, *stage)


def _rank(told: MetricDay) -> tuple[bool, int, float, tuple[float, ...]]:
    together = sum(one.value for one in told.samples) + sum(one.lasts_s for one in told.samples)
    order = tuple(number for one in told.samples for number in (one.start_s, one.value))
    return told.is_total, told.revision, together, order
