"""Real workouts as FIT files: both decoders read them, and every rule holds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fitglue.domain.arrival import Arrival, SourceTools
from fitglue.domain.workout import LapKind, Workout
from fitglue.formats.apple_export import read_export
from fitglue.formats.fit import encode_activity
from fitglue.testing.examples import example_activity
from fitglue.testing.fit_checker import check_fit

pytestmark = pytest.mark.samples

_FILES = ("six_workouts.zip", "ios12_inline_route.xml", "ios18_pause_duplicate_reference.xml")


def workouts(samples: Path, name: str) -> Iterator[Workout]:
    tools = SourceTools(
        default_zone="Europe/Paris",
        zone_at=lambda _latitude, _longitude: "Europe/Paris",
        lone_routes=False,
    )
    for item in read_export(samples / "apple_export" / name, tools, parallel=False):
        if isinstance(item, Arrival):
            yield item.workout


@pytest.mark.parametrize("name", _FILES)
def test_every_real_workout_is_written(samples: Path, name: str) -> None:
    written = [
        check_fit(encode_activity(example_activity(workout))) for workout in workouts(samples, name)
    ]
    assert written
    assert all(fit.developer_column("SESSION ACTIVITY TYPE") != [None] for fit in written)


def test_real_interval_steps_are_laps_that_know_their_step(samples: Path) -> None:
    (structured,) = [
        workout
        for workout in workouts(samples, "six_workouts.zip")
        if any(lap.kind is LapKind.INTERVAL for lap in workout.laps)
    ]
    fit = check_fit(encode_activity(example_activity(structured)))
    assert fit.column("wkt_step_index", "lap") == list(range(17))
    purposes = fit.column("intensity", "lap")
    assert (purposes[0], purposes[-1], set(purposes[1:-1])) == ("warmup", "cooldown", {None})
