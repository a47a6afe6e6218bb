"""Real GPX files beside the checkout, held against what is known to be in them."""

from pathlib import Path

import pytest

from fitglue.domain.arrival import SourceTools
from fitglue.domain.streams import StreamKind
from fitglue.formats.gpx import encode_gpx, layouts, read_gpx
from fitglue.formats.recorded_file import FileWorkouts
from fitglue.formats.tcx import encode_tcx, read_tcx
from fitglue.testing.examples import example_activity

pytestmark = pytest.mark.samples
TOOLS = SourceTools(default_zone="Asia/Tokyo", zone_at=lambda _latitude, _longitude: "Europe/Paris")


def read(path: Path) -> FileWorkouts:
    """Read one file."""
    return read_gpx(path.read_bytes(), path.name, TOOLS)


@pytest.mark.parametrize(
    ("name", "start"), [("1.gpx", "2021-05-04T11:25:35"), ("2.gpx", "2021-05-05T11:25:35")]
)
def test_a_route_of_apple_is_a_workout_of_its_own(samples: Path, name: str, start: str) -> None:
    found = read(samples / "gpx" / name)
    (workout,) = found.workouts
    assert workout.start.isoformat() == f"{start}+00:00"
    assert (workout.elapsed_s, workout.route_points) == (1_177.0, 2)
    assert workout.distance_m == pytest.approx(1_307.09, abs=0.01)
    assert workout.streams[StreamKind.ROUTE]["speed_m_per_s"].tolist() == [1.234567, 1.234567]
    assert workout.streams[StreamKind.ROUTE]["vertical_accuracy_m"].tolist() == [1.234567] * 2
    assert found.titles == ("",)
    assert "Export All Health Data" in found.warnings[0]


@pytest.mark.parametrize("by_layout", [True, False])
def test_a_run_of_garmin_connect_has_its_heart_rate(
    samples: Path, monkeypatch: pytest.MonkeyPatch, *, by_layout: bool
) -> None:
    monkeypatch.setattr(layouts, "WORTH_IT", 0 if by_layout else 1 << 30)
    found = read(samples / "gpx" / "run.gpx")
    (workout,) = found.workouts
    assert (workout.elapsed_s, workout.route_points, workout.sport.key) == (948.0, 206, "running")
    assert workout.distance_m == pytest.approx(3_098.53, abs=0.01)
    pulse = workout.streams[StreamKind.HEART_RATE]
    assert (len(pulse), pulse.values[0], pulse.values[-1]) == (206, 130.0, 186.0)
    assert (workout.min_hr_bpm, workout.max_hr_bpm) == (130.0, 203.0)
    assert (found.titles, found.warnings) == (("",), ())


def test_a_real_run_goes_through_both_formats_and_stays_what_it_was(samples: Path) -> None:
    (workout,) = read(samples / "gpx" / "run.gpx").workouts
    activity = example_activity(workout)
    for back in (
        read_gpx(encode_gpx(activity), "a.gpx", TOOLS),
        read_tcx(encode_tcx(activity), "a.tcx", TOOLS),
    ):
        (again,) = back.workouts
        assert (again.start, again.end) == (workout.start, workout.end)
        assert again.distance_m == pytest.approx(workout.distance_m, abs=0.01)
        assert again.max_hr_bpm == workout.max_hr_bpm
        assert again.ascent_m == pytest.approx(workout.ascent_m, abs=1)
