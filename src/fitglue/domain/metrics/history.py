"""What a booster may ask about the person whose activity it works on."""

from datetime import date
from typing import Protocol

from fitglue.domain.metrics.kinds import MetricKind
from fitglue.domain.metrics.values import DayValue


class MetricHistory(Protocol):
    """A person's metrics as they were on a day; everything is None when it is not known.

    It is handed in by whoever runs boosters. What the person did not switch on is not known.
    """

    def latest(self, kind: MetricKind, day: date) -> DayValue | None:
        """Give the newest value of a day before `day`: what was known when it began."""
        ...

    def max_heart_rate_bpm(self, day: date) -> float | None:
        """Give the highest heart rate of any activity of the two years before `day`."""
        ...
