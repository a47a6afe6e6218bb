"""FIT files read as tests read them: at home in Tokyo, with every position in Zurich."""

from fitglue.domain.arrival import SourceTools
from fitglue.domain.workout import Workout
from fitglue.formats.fit.reading import read_fit
from fitglue.formats.recorded_file import FileWorkouts
from fitglue.testing.fit_files import FitFile

HOME, THERE = "Asia/Tokyo", "Europe/Zurich"
TOOLS = SourceTools(default_zone=HOME, zone_at=lambda _latitude, _longitude: THERE)


def read_all(file: FitFile | bytes) -> FileWorkouts:
    """Read a file, given as bytes or in the making."""
    content = file if isinstance(file, bytes) else file.content()
    return read_fit(content, "evening.fit", TOOLS)


def read_one(file: FitFile | bytes) -> Workout:
    """Read the only workout of a file. Raises AssertionError when there is a word about it."""
    found = read_all(file)
    if found.warnings or len(found.workouts) != 1:
        raise AssertionError(f"{len(found.workouts)} workouts, {found.warnings}")
    return found.workouts[0]
