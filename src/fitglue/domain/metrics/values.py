"""From what several devices and ways in told of a day to the one value that is shown.

Nothing is added up that was measured twice. Of several ways in the one that knows most of the day
speaks; within it:

* states: the last sample of any source; what goes up and down: the mean of all samples;
* steps: HealthKit's own day sum where a phone sent it, for that is counted once. Elsewhere watch
  and phone stand side by side, and for each hour the source that counted most is taken: the watch
  on a walk, the phone while the watch charges, and never both for one hour;
* sleep: the source that tells stages apart, else that of the longest night, overlapping stretches
  counted once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fitglue.domain.metrics.days import MetricDay, Sample, Way
from fitglue.domain.metrics.kinds import (
    ASLEEP,
    METRICS,
    TOLD_APART,
    DayRule,
    Metric,
    MetricKind,
    Stage,
)

_HOUR_S = 3600.0
_LONGEST_NIGHT_S = 24 * _HOUR_S


@dataclass(frozen=True, slots=True)
class DayValue:
    """A day's value in the metric's unit, who measured it, and of a night its stages in seconds."""

    kind: MetricKind
    day: date
    value: float
    way: Way
    sources: tuple[str, ...]
    stages: Mapping[Stage, float] = field(default_factory=dict)


def day_values(days: Iterable[MetricDay]) -> list[DayValue]:
    """Give the values of the days of one kind, oldest first; days without one are left out."""
    by_day: dict[date, list[MetricDay]] = defaultdict(list)
    for one in days:
        by_day[one.day].append(one)
    values = (day_value(by_day[day]) for day in sorted(by_day))
    return [one for one in values if one is not None]


def day_value(told: Sequence[MetricDay]) -> DayValue | None:
    """Give the value of a day of which `told` is everything that came of one kind."""
    told = [one for one in told if one.samples]
    if not told:
        return None
    metric = METRICS[told[0].kind]
    made = [_of_way(metric, [one for one in told if one.way is way]) for way in Way]
    candidates = [one for one in made if one is not None]
    if not candidates:
        return None
    _, best = max(candidates, key=lambda pair: pair[0])
    return best


_Weight = tuple[bool, float, int]


def _of_way(metric: Metric, told: Sequence[MetricDay]) -> tuple[_Weight, DayValue] | None:
    """Give a way's value, and how much the way knows of the day."""
    if not told:
        return None
    if metric.rule is DayRule.SUM:
        return _sum(metric, told)
    if metric.rule is DayRule.SLEEP:
        return _night(told)
    samples = sorted(
        (sample.start_s, one.source, sample.value) for one in told for sample in one.samples
    )
    if metric.rule is DayRule.LAST:
        _, source, value = samples[-1]
        return _weighed(told, float(len(samples)), value, (source,))
    value = sum(value for _, _, value in samples) / len(samples)
    return _weighed(told, float(len(samples)), value, _sources(told))


def _weighed(
    told: Sequence[MetricDay], knows: float, value: float, sources: tuple[str, ...]
) -> tuple[_Weight, DayValue]:
    first = told[0]
    rank = -list(Way).index(first.way)
    made = DayValue(first.kind, first.day, value, first.way, sources)
    return (False, knows, rank), made


def _sources(told: Iterable[MetricDay]) -> tuple[str, ...]:
    return tuple(sorted({one.source for one in told}))


def _sum(metric: Metric, told: Sequence[MetricDay]) -> tuple[_Weight, DayValue] | None:
    totals = [one for one in told if one.is_total]
    if totals:
        best = max(totals, key=lambda one: one.samples[0].value)
        value, sources = best.samples[0].value, (best.source,)
    else:
        value, sources = float(round(_largest_by_the_hour(told))), _sources(told)
    if not metric.plausible(value):
        return None
    (_, knows, rank), made = _weighed(told, value, value, sources)
    return (bool(totals), knows, rank), made


def _largest_by_the_hour(told: Sequence[MetricDay]) -> float:
    hours: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one in told:
        for sample in one.samples:
            hours[int(sample.start_s // _HOUR_S)][one.source] += sample.value
    return sum(max(counted.values()) for counted in hours.values())


def _night(told: Sequence[MetricDay]) -> tuple[_Weight, DayValue] | None:
    nights = []
    for one in told:
        stages = _lengths(one)
        asleep_s = _asleep_s(one, stages)
        if 0 < asleep_s <= _LONGEST_NIGHT_S:
            detail = len(TOLD_APART & stages.keys())
            made = DayValue(one.kind, one.day, asleep_s, one.way, (one.source,), stages)
            nights.append(((detail > 0, asleep_s, -list(Way).index(one.way)), made))
    return max(nights, key=lambda pair: (pair[0], pair[1].sources)) if nights else None


def _asleep_s(one: MetricDay, stages: Mapping[Stage, float]) -> float:
    if one.is_total:
        return sum(length for stage, length in stages.items() if stage in ASLEEP)
    return union_s(sample for sample in one.samples if _stage(sample) in ASLEEP)


def _lengths(one: MetricDay) -> dict[Stage, float]:
    by_stage: dict[Stage, list[Sample]] = defaultdict(list)
    for sample in one.samples:
        by_stage[_stage(sample)].append(sample)
    measure = total_s if one.is_total else union_s
    return {stage: measure(by_stage[stage]) for stage in Stage if stage in by_stage}


def _stage(sample: Sample) -> Stage:
    return Stage(int(sample.value))


def total_s(samples: Iterable[Sample]) -> float:
    """Add lengths up."""
    return sum(sample.lasts_s for sample in samples)


def union_s(samples: Iterable[Sample]) -> float:
    """Measure the time that any of the samples covers."""
    covered, until = 0.0, float("-inf")
    for sample in sorted(samples, key=lambda one: one.start_s):
        covered += max(sample.end_s - max(sample.start_s, until), 0.0)
        until = max(until, sample.end_s)
    return covered
