"""Metrics of the app in the domain's words: days, as the store keeps them.

The app has merged devices before it sends, so its steps are of one source, whatever its label says,
and buckets of one start are one. A night comes as hours of each stage; its parts are that day's
totals. Stretches of sleep whose stage the series does not tell are passed over.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from fitglue.domain.clock import from_epoch
from fitglue.domain.metrics import (
    METRICS,
    DayRule,
    Metric,
    MetricDay,
    MetricKind,
    Sample,
    Stage,
    Way,
    day_of,
)
from fitglue.domain.metrics.days import LONGEST_SOURCE, in_order
from fitglue.domain.units import UnknownUnit, unit
from fitglue.formats.health_auto_export.metrics import MetricSeries

#: What merged sums are said to come from.
TOGETHER = "Health Auto Export"
_K = MetricKind
_KINDS: Mapping[str, MetricKind] = {
    "resting_heart_rate": _K.RESTING_HEART_RATE,
    "heart_rate_variability": _K.HEART_RATE_VARIABILITY,
    "vo2_max": _K.VO2_MAX,
    "vo2max": _K.VO2_MAX,
    "weight_body_mass": _K.WEIGHT,
    "body_mass": _K.WEIGHT,
    "body_fat_percentage": _K.BODY_FAT,
    "step_count": _K.STEPS,
    "respiratory_rate": _K.RESPIRATORY_RATE,
    "blood_oxygen_saturation": _K.BLOOD_OXYGEN,
}
_SLEEP = "sleep_analysis."
_STAGES = {
    "inbed": Stage.IN_BED, "awake": Stage.AWAKE, "core": Stage.CORE, "deep": Stage.DEEP,
    "rem": Stage.REM, "asleep": Stage.ASLEEP, "totalsleep": Stage.ASLEEP,
}  # fmt: skip
_DETAIL = frozenset({Stage.CORE, Stage.DEEP, Stage.REM})
_HOUR_S = 3600.0
#: Each has but one unit, whatever a language calls it; a weight may be in several.
_IN_OURS = frozenset({_K.VO2_MAX, _K.STEPS, _K.RESPIRATORY_RATE, _K.RESTING_HEART_RATE})
_Night = dict[Stage, float]


def metric_days(series: Iterable[MetricSeries], zone: str) -> list[MetricDay]:
    """Give the days of the metrics that are known; `zone` is where days begin."""
    there, found = ZoneInfo(zone), list[MetricDay]()
    nights: dict[tuple[date, str], _Night] = defaultdict(dict)
    for one in series:
        if one.name.startswith(_SLEEP):
            _gather(one, there, nights)
        elif one.name in _KINDS:
            found += _days(METRICS[_KINDS[one.name]], one, there)
    return found + [_night(*key, stages) for key, stages in sorted(nights.items())]


def _days(metric: Metric, series: MetricSeries, zone: ZoneInfo) -> Iterator[MetricDay]:
    samples: dict[tuple[date, str], list[Sample]] = defaultdict(list)
    for time_s, amount, source in zip(
        series.time_s.tolist(), series.value.tolist(), series.sources, strict=True
    ):
        value = _value(metric, amount, series.unit)
        if value is not None:
            told_by = TOGETHER if metric.rule is DayRule.SUM else source[:LONGEST_SOURCE]
            day = day_of(metric.kind, time_s, zone)
            samples[day, told_by].append(Sample(time_s, 0.0, value))
    for (day, source), some in sorted(samples.items()):
        yield MetricDay(
            kind=metric.kind, day=day, way=Way.AUTO_EXPORT, source=source, samples=in_order(some)
        )


def _value(metric: Metric, amount: float, spelling: str) -> float | None:
    try:
        unit(spelling)
    except UnknownUnit:
        ours = metric.kind in _IN_OURS and metric.plausible(amount)
        return amount if ours else None
    return metric.value(amount, spelling)


def _gather(
    series: MetricSeries, zone: ZoneInfo, nights: Mapping[tuple[date, str], _Night]
) -> None:
    """Note the lengths of one stage; the app dates a night by the day on which it ended."""
    stage = _STAGES.get(series.name.removeprefix(_SLEEP).casefold())
    if stage is None:
        return
    for time_s, hours, source in zip(
        series.time_s.tolist(), series.value.tolist(), series.sources, strict=True
    ):
        if 0 <= hours <= 24:  # noqa: PLR2004 - hours of a day
            day = from_epoch(time_s).astimezone(zone).date()
            nights[day, source[:LONGEST_SOURCE]][stage] = hours * _HOUR_S


def _night(day: date, source: str, stages: _Night) -> MetricDay:
    """Give a night as its totals; where stages are told apart, “asleep” is their sum again."""
    told_apart = any(stages.get(stage) for stage in _DETAIL)
    lengths = {
        stage: lasts_s
        for stage, lasts_s in stages.items()
        if not (told_apart and stage is Stage.ASLEEP)
    }
    samples = tuple(Sample(0.0, lengths[stage], float(stage)) for stage in sorted(lengths))
    return MetricDay(
        kind=MetricKind.SLEEP, day=day, way=Way.AUTO_EXPORT, source=source, samples=samples,
        is_total=True,
    )  # fmt: skip
