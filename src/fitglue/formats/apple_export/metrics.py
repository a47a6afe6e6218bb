"""Health metrics out of an export's records, as days.

An export has hundreds of thousands of records of steps a year, and workouts read them anyway: they
stand in the scan's columns. They are reduced to an amount for each local hour and source, for watch
and phone count the same steps, and only side by side can they be told apart later
(`domain.metrics.values`). Everything else is kept as it was measured.

Local days are those of the zone that is handed in: an export's own offset is the phone's on the day
of the export.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby, islice
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from fitglue.domain.metrics import (
    METRICS,
    DayRule,
    Metric,
    MetricDay,
    MetricKind,
    Sample,
    Way,
    day_of,
)
from fitglue.domain.metrics.days import LONGEST_SOURCE, in_order
from fitglue.formats.apple_export.hour_sums import HOUR_S, Hours, HourSums
from fitglue.formats.apple_export.scanning.kinds import KEPT_TYPES
from fitglue.formats.apple_export.scanning.samples import Samples
from fitglue.formats.apple_export.scanning.scan import Scan
from fitglue.formats.apple_export.workouts.spelling import device
from fitglue.formats.healthkit.sources import SampleWriter, Sources

Take = Callable[[Sequence[MetricDay]], None]
_ROWS, _DAYS = 1 << 15, 400  # that are held and handed over at once
_LONGEST_S = 7 * 86_400.0
_HOURS = 24
_COUNTS = frozenset({"count", ""})
_EPOCH = date(1970, 1, 1)


def hand_over(scanned: Scan, zone: str, take: Take) -> None:
    """Hand the days of every metric over, and forget the records that no workout needs."""
    writers = [SampleWriter(one.name, device(one.device)) for one in scanned.sources]
    reading = _Reading(Sources(writers), scanned.units, ZoneInfo(zone))
    for metric in METRICS.values():
        samples = scanned.samples.get(metric.healthkit)
        if samples is not None and len(samples):
            days = iter(reading.days(metric, samples))
            while some := list(islice(days, _DAYS)):
                take(some)
        if metric.healthkit not in KEPT_TYPES:
            scanned.samples.pop(metric.healthkit, None)


class _Reading:
    """What is the same for all metrics of an export."""

    def __init__(self, sources: Sources, units: Sequence[str], zone: ZoneInfo) -> None:
        self._sources = sources
        self._units = units
        self._zone = zone

    def days(self, metric: Metric, samples: Samples) -> Iterable[MetricDay]:
        """Give the days of one metric; those of a long series may come in pieces."""
        if metric.rule is DayRule.SUM:
            return self._summed(metric, samples)
        return self._measured(metric, samples)

    def _measured(self, metric: Metric, samples: Samples) -> Iterator[MetricDay]:
        for rows in _parts(len(samples)):
            part = samples.take(rows)
            found: dict[tuple[date, int], set[Sample]] = defaultdict(set)
            columns = (part.start_s, part.end_s - part.start_s, part.value, part.unit)
            groups = self._sources.groups(part.source).tolist()
            for group, start_s, lasts_s, amount, unit in zip(
                groups, *(column.tolist() for column in columns), strict=True
            ):
                value = self._value(metric, amount, unit)
                if value is not None and lasts_s <= _LONGEST_S:
                    day = day_of(metric.kind, start_s, self._zone)
                    found[day, group].add(Sample(start_s, lasts_s, value))
            for (day, group), some in sorted(found.items(), key=lambda item: item[0]):
                yield self._day(metric, day, group, in_order(some))

    def _value(self, metric: Metric, amount: float, unit: int) -> float | None:
        if metric.kind is MetricKind.SLEEP:
            return amount if metric.plausible(amount) and amount == int(amount) else None
        return metric.value(amount, self._units[unit])

    def _day(self, metric: Metric, day: date, group: int, samples: tuple[Sample, ...]) -> MetricDay:
        source = self._sources.nice(group)[:LONGEST_SOURCE]
        return MetricDay(kind=metric.kind, day=day, way=Way.EXPORT, source=source, samples=samples)

    def _summed(self, metric: Metric, samples: Samples) -> Iterator[MetricDay]:
        for number, rows in groupby(self._by_hour(samples), key=lambda row: row[0] // _HOURS):
            day = _EPOCH + timedelta(days=number)
            midnight_s = datetime.combine(day, time(), self._zone).timestamp()
            found: dict[int, list[Sample]] = defaultdict(list)
            for hour, group, amount in rows:
                start_s = midnight_s + hour % _HOURS * HOUR_S
                found[group].append(Sample(start_s, HOUR_S, round(amount, 2)))
            for group, some in sorted(found.items()):
                yield self._day(metric, day, group, tuple(some))

    def _by_hour(self, samples: Samples) -> Hours:
        counted = np.array([unit in _COUNTS for unit in self._units], np.bool_)
        hours = HourSums(self._zone)
        for rows in _parts(len(samples)):
            part = samples.take(rows)
            known = counted[np.asarray(part.unit, np.intp)]
            groups = self._sources.groups(part.source)
            hours.add(part.start_s[known], part.end_s[known], part.value[known], groups[known])
        return hours.finish()


def _parts(count: int) -> Iterator[npt.NDArray[np.int64]]:
    return (np.arange(at, min(at + _ROWS, count)) for at in range(0, count, _ROWS))
