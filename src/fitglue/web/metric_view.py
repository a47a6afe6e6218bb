"""Health metrics in words: newest values, trends, and what did not come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from fitglue.domain.figures import KG_PER_LB, Figure, count
from fitglue.domain.metrics import METRICS, DayRule, DayValue, Metric, MetricKind, Stage
from fitglue.domain.metrics.days import Span
from fitglue.domain.metrics.trend import Trend, trend_of
from fitglue.store.metrics import Metrics
from fitglue.web.languages import gettext, marked
from fitglue.web.lines import Person, Units
from fitglue.web.metric_chart import Chart, chart_of
from fitglue.web.words import day_of_month, listed, plain_name, plural

_WEEK = timedelta(days=7)
_THIN = "\N{NO-BREAK SPACE}"
_K = MetricKind
_DECIMALS = {_K.VO2_MAX: 1, _K.BODY_FAT: 1, _K.RESPIRATORY_RATE: 1}
_TONES = {
    _K.RESTING_HEART_RATE: "heart", _K.HEART_RATE_VARIABILITY: "power", _K.VO2_MAX: "speed",
    _K.WEIGHT: "form", _K.BODY_FAT: "height", _K.STEPS: "cadence", _K.SLEEP: "speed",
    _K.RESPIRATORY_RATE: "cadence", _K.BLOOD_OXYGEN: "heart",
}  # fmt: skip
_STAGES = (
    (Stage.DEEP, marked("deep")),
    (Stage.CORE, marked("core")),
    (Stage.REM, marked("REM")),
    (Stage.AWAKE, marked("awake")),
    (Stage.IN_BED, marked("in bed")),
)


class Range(StrEnum):
    """How far back a trend goes."""

    WEEKS = "weeks"
    YEAR = "year"

    @property
    def label(self) -> str:
        """Name it on a button."""
        return gettext("4 weeks") if self is Range.WEEKS else gettext("A year")

    @property
    def days(self) -> int:
        """Count its days."""
        return 28 if self is Range.WEEKS else 365


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricCard:
    """A metric on the page. `about` tells a chart to those who do not see it."""

    key: str
    label: str
    tone: str
    figure: Figure
    when: str
    told: str
    change: str
    chart: Chart | None
    low: str
    high: str
    first: str
    last: str
    about: str


@dataclass(frozen=True, slots=True)
class HealthView:
    """The page: a card for each metric that there is, and the names of the others."""

    cards: tuple[MetricCard, ...]
    missing: tuple[str, ...]


def health_view(metrics: Metrics, person: Person, chosen: Range, today: date) -> HealthView:
    """Make the page of a person's metrics as they are today."""
    first = today - timedelta(days=chosen.days - 1)
    cards, missing = [], []
    for metric in METRICS.values():
        newest = metrics.latest(person.id, metric.kind, today + timedelta(days=2))
        if newest is None:
            missing.append(metric.label)
            continue
        span = Span(kind=metric.kind, first=first - _WEEK, last=today)
        grows = today if metric.rule is DayRule.SUM else None
        trend = trend_of(metrics.values(person.id, span), first, today, unfinished=grows)
        cards.append(_card(metric, newest, trend, person.units))
    return HealthView(tuple(cards), tuple(missing))


def kept_lines(counts: Mapping[MetricKind, int]) -> list[tuple[str, str]]:
    """Say of how many days there is something, by metric."""
    return [
        (metric.label, plural(counts[metric.kind], "day", "days"))
        for metric in METRICS.values()
        if counts.get(metric.kind)
    ]


def figure(kind: MetricKind, value: float, units: Units) -> Figure:
    """Write a metric's value as a person reads it."""
    if kind is MetricKind.SLEEP:
        return Figure(hours(value))
    if kind is MetricKind.STEPS:
        return Figure(count(value))
    if kind is MetricKind.WEIGHT:
        kilograms = units == "metric"
        return Figure(
            f"{value if kilograms else value / KG_PER_LB:.1f}", "kg" if kilograms else "lb"
        )
    return Figure(f"{value:.{_DECIMALS.get(kind, 0)}f}", METRICS[kind].unit)


def hours(seconds: float) -> str:
    """Write a length as hours and minutes: `7 h 34 min`."""
    whole, minutes = divmod(round(seconds / 60), 60)
    parts = [f"{whole}{_THIN}h"] if whole else []
    return _THIN.join([*parts, f"{minutes}{_THIN}min"])


def _card(metric: Metric, newest: DayValue, trend: Trend, units: Units) -> MetricCard:
    def text(value: float) -> str:
        return figure(metric.kind, value, units).number

    chart = chart_of(trend, from_zero=metric.rule in {DayRule.SUM, DayRule.SLEEP})
    low, high = (text(chart.low), text(chart.high)) if chart else ("", "")
    change = _change(metric.kind, trend, units)
    return MetricCard(
        key=metric.kind.value,
        label=metric.label,
        tone=_TONES[metric.kind],
        figure=figure(metric.kind, newest.value, units),
        when=_day(newest.day, trend.last),
        told=_told(newest),
        change=change,
        chart=chart,
        low=low,
        high=high,
        first=_dated(trend.first, trend.last),
        last=day_of_month(trend.last),
        about=gettext(
            "%(label)s, %(number)s: from %(low)s to %(high)s. %(change)s",
            label=metric.label,
            number=plural(len(trend.days), "day", "days"),
            low=low,
            high=high,
            change=change,
        ),
    )


def _day(day: date, today: date) -> str:
    ago = (today - day).days
    if ago in {0, 1}:
        return ("today", "yesterday")[ago]
    return _dated(day, today)


def _dated(day: date, today: date) -> str:
    return day_of_month(day) + (f" {day.year}" if day.year != today.year else "")


def _told(newest: DayValue) -> str:
    """Say what a day is made of: who measured, and a night's stages."""
    stages = [
        f"{hours(newest.stages[stage])} {gettext(name)}"
        for stage, name in _STAGES
        if newest.stages.get(stage)
    ]
    sources = listed([plain_name(one) for one in newest.sources if one])
    return " · ".join(part for part in (", ".join(stages), sources) if part)


def _change(kind: MetricKind, trend: Trend, units: Units) -> str:
    """Say how the mean of seven days moved, in words that judge nothing."""
    if trend.change is None:
        return gettext("Measured too seldom for a mean of seven days.")
    (_, first), (_, last) = trend.means[0], trend.means[-1]
    before, now = figure(kind, first, units).text, figure(kind, last, units).text
    if before == now:
        return gettext("7-day mean: %(now)s, as at the beginning.", now=now)
    return gettext("7-day mean: %(now)s, from %(before)s.", now=now, before=before)
