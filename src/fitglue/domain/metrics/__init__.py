"""Health metrics beside workouts: what of a body is kept by the day, when its owner wants it."""

from fitglue.domain.metrics.days import MetricDay, Sample, Way, day_of, joined
from fitglue.domain.metrics.history import MetricHistory
from fitglue.domain.metrics.kinds import BY_HEALTHKIT, METRICS, DayRule, Metric, MetricKind, Stage
from fitglue.domain.metrics.values import DayValue, day_value, day_values

__all__ = [
    "BY_HEALTHKIT",
    "METRICS",
    "DayRule",
    "DayValue",
    "Metric",
    "MetricDay",
    "MetricHistory",
    "MetricKind",
    "Sample",
    "Stage",
    "Way",
    "day_of",
    "day_value",
    "day_values",
    "joined",
]
