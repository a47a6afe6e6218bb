"""A trend as a small picture of lines, drawn here: the page needs no script for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fitglue.domain.metrics.trend import Trend

WIDTH, HEIGHT, _MARGIN = 600, 120, 8
_LEAST_SPREAD = 0.02  # of the value itself: a still line is drawn as one
_BAR_SHARE = 0.62
_GAP_DAYS = 21  # a longer pause breaks the line of means


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's bar, in the picture's units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """What a template draws: dots or bars for days, paths for the means; `low`, `high` name ends.

    Values are as kept; the view words them.
    """

    dots: tuple[tuple[float, float], ...]
    bars: tuple[Bar, ...]
    means: tuple[str, ...]
    low: float
    high: float


def chart_of(trend: Trend, *, from_zero: bool) -> Chart | None:
    """Draw a trend; amounts that gather are bars from zero. None without any day."""
    if not trend.days:
        return None
    values = [one.value for one in trend.days] + [value for _, value in trend.means]
    low, high = (0.0 if from_zero else min(values)), max(values)
    frame = _Frame(trend, *_spread(low, high))
    dots = tuple(frame.place(one.day, one.value) for one in trend.days)
    return Chart(
        dots=() if from_zero else dots,
        bars=tuple(frame.bar(*dot) for dot in dots) if from_zero else (),
        means=tuple(_path([frame.place(*mean) for mean in run]) for run in _runs(trend.means)),
        low=low,
        high=high,
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where days and values stand in the picture."""

    trend: Trend
    low: float
    high: float

    @property
    def _day_width(self) -> float:
        days = (self.trend.last - self.trend.first).days + 1
        return (WIDTH - 2 * _MARGIN) / days

    def place(self, day: date, value: float) -> tuple[float, float]:
        """Give the place of a value: the middle of its day."""
        x = _MARGIN + ((day - self.trend.first).days + 0.5) * self._day_width
        share = (value - self.low) / (self.high - self.low)
        return round(x, 1), round(HEIGHT - _MARGIN - share * (HEIGHT - 2 * _MARGIN), 1)

    def bar(self, x: float, y: float) -> Bar:
        """Give a bar from the ground up to a place."""
        width = max(self._day_width * _BAR_SHARE, 1.0)
        return Bar(round(x - width / 2, 1), y, round(width, 1), round(HEIGHT - _MARGIN - y, 1))


def _spread(low: float, high: float) -> tuple[float, float]:
    least = max(abs(high) * _LEAST_SPREAD, 1e-9)
    lacks = max(least - (high - low), 0.0)
    return low - (lacks / 2 if low else 0.0), high + (lacks / 2 if low else lacks)


def _runs(means: Sequence[tuple[date, float]]) -> list[list[tuple[date, float]]]:
    runs: list[list[tuple[date, float]]] = []
    for mean in means:
        if runs and (mean[0] - runs[-1][-1][0]).days <= _GAP_DAYS:
            runs[-1].append(mean)
        else:
            runs.append([mean])
    return runs


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
