"""How a metric moves: its days, and the mean of the seven days up to each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fitglue.domain.metrics.values import DayValue

_WEEK_DAYS = 7
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Trend:
    """Days with values, and means by day where a week has enough of them; oldest first."""

    first: date
    last: date
    days: tuple[DayValue, ...]
    means: tuple[tuple[date, float], ...]

    @property
    def change(self) -> float | None:
        """Give how far the mean moved from the first to the last; None without two."""
        return self.means[-1][1] - self.means[0][1] if len(self.means) > 1 else None


def trend_of(
    values: Sequence[DayValue], first: date, last: date, *, unfinished: date | None = None
) -> Trend:
    """Give the trend from `first` to `last`; `values`, oldest first, may begin a week earlier.

    A mean stands on days that have a value and is made of at least two; days without one are no
    zeros, and a sum that still grows on the `unfinished` day is in no mean.
    """
    shown = tuple(one for one in values if first <= one.day <= last)
    finished = [one for one in values if one.day != unfinished]
    means, begin = [], 0
    for at, one in enumerate(finished):
        since = one.day - timedelta(days=_WEEK_DAYS - 1)
        while finished[begin].day < since:
            begin += 1
        week = [other.value for other in finished[begin : at + 1]]
        if len(week) >= _FEWEST and first <= one.day <= last:
            means.append((one.day, sum(week) / len(week)))
    return Trend(first, last, shown, tuple(means))
