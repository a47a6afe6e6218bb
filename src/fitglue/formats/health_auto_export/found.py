"""What one request of the app gives."""

from dataclasses import dataclass

from fitglue.domain.arrival import Arrival, Findings, SetAside
from fitglue.formats.health_auto_export.metrics import MetricSeries


@dataclass(frozen=True, eq=False, slots=True)
class HealthAutoExport:
    """The workouts and metrics of one request or file, and what reading it found.

    `source` names whose they are: whatever posts, most of it posts what Apple Health holds. A
    workout that is not in here is not deleted: the app leaves out workouts, routes and series as
    it likes, and sends them again later.
    """

    arrivals: tuple[Arrival | SetAside, ...]
    metrics: tuple[MetricSeries, ...]
    findings: Findings
    source: str = "apple_health"
