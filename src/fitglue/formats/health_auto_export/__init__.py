"""The JSON of the Health Auto Export app, version 1 and 2: workouts and metrics."""

from fitglue.formats.health_auto_export.found import HealthAutoExport
from fitglue.formats.health_auto_export.metrics import MetricSeries
from fitglue.formats.health_auto_export.names import name_key
from fitglue.formats.health_auto_export.reading import read_health_auto_export
from fitglue.formats.health_auto_export.workout import NAME_IN_THE_APP

__all__ = [
    "NAME_IN_THE_APP", "HealthAutoExport", "MetricSeries", "name_key", "read_health_auto_export",
]  # fmt: skip
