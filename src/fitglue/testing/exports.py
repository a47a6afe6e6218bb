"""Exports that are ready to be imported, with what a reader has to find in them."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fitglue.testing import athlete
from fitglue.testing import small_exports as small
from fitglue.testing.apple_export import Truth, write_export
from fitglue.testing.plan import Writer


@dataclass(frozen=True, slots=True)
class Export:
    """A file, and the truth about it."""

    path: Path
    truth: Truth

    @property
    def workouts(self) -> int:
        """Count the workouts in it, however many apps wrote each of them."""
        return sum(one.writer is not Writer.STRAVA for one in self.truth.workouts)

    @property
    def recordings(self) -> int:
        """Count them with the copies that an app wrote of some."""
        return len(self.truth.workouts)


def six_weeks(folder: Path) -> Export:
    """Write some six weeks of the athlete: thirty workouts of every kind."""
    path = folder / "export.zip"
    return Export(path, write_export(path, athlete.year(date(2026, 5, 1), workouts=30)))


def with_trouble(folder: Path) -> Path:
    """Write 3 MB of a run with its route, a workout without a start, and a clinical record."""
    files = {
        small.XML: small.export(
            small.workout(small.route("run.gpx")), small.workout(startDate="yesterday")
        ),
        f"{small.ROUTES}run.gpx": small.gpx(small.track(0, 600)),
        "apple_health_export/clinical-records/scan.json": os.urandom(3_000_000),
    }
    return small.zipped(folder, files)
