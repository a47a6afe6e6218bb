"""Real FIT files beside the checkout, held against what is known to be in them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fitglue.domain.clock import ZoneKnownBy
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Pause, PauseKind, SwimLocation, Weather, Workout
from fitglue.formats.fit.reading import read_fit
from fitglue.testing.fit_reading import THERE, TOOLS

pytestmark = pytest.mark.samples


def only(path: Path) -> Workout:
    found = read_fit(path.read_bytes(), path.name, TOOLS)
    assert found.warnings == ()
    (workout,) = found.workouts
    return workout


@pytest.fixture(scope="module")
def swim(samples: Path) -> Workout:
    """A pool swim of an Apple Watch, written by HealthFit."""
    return only(samples / "fit" / "healthfit_pool_swim.fit")


@pytest.fixture(scope="module")
def ride(samples: Path) -> Workout:
    """A ride of an Apple Watch, written by Strava's app."""
    return only(samples / "fit" / "strava_ios_apple_watch_ride.fit")


def test_the_swim_has_its_distance_lengths_and_laps(swim: Workout) -> None:
    assert swim.sport.key == "swimming"
    assert (swim.swim_location, swim.pool_length_m) == (SwimLocation.POOL, 25)
    assert swim.distance_m == 3000
    assert len(swim.lengths) == 130
    assert sum(length.active for length in swim.lengths) == 120
    assert len(swim.laps) == 22


def test_the_swim_keeps_its_three_times_apart(swim: Workout) -> None:
    assert swim.timer_s == 3140.756
    assert swim.moving_s == 2704.644
    assert swim.elapsed_s == 3256.963


def test_the_swim_pauses_once(swim: Workout) -> None:
    (pause,) = swim.pauses
    stood = [swim.start + timedelta(seconds=at) for at in (pause.start_s, pause.end_s)]
    assert [f"{moment:%H:%M:%S}" for moment in stood] == ["08:43:53", "08:45:49"]
    assert pause.kind is PauseKind.MANUAL


def test_the_swim_has_heart_rate_energy_and_effort(swim: Workout) -> None:
    assert (swim.avg_hr_bpm, swim.max_hr_bpm, swim.min_hr_bpm) == (120, 134, 95)
    assert len(swim.streams[StreamKind.HEART_RATE]) == 2_495
    assert (swim.active_kcal, swim.effort) == (569, 3.0)


def test_the_swim_knows_who_recorded_it_and_where(swim: Workout) -> None:
    assert swim.device.hardware == "Watch6,18"
    assert swim.device.name == "Apple Watch"
    assert len(swim.healthkit_uuid) == 36
    assert swim.weather == Weather(19, 51)
    assert swim.zone.known_by is ZoneKnownBy.RECORDING
    assert swim.zone.local(swim.start).utcoffset() == timedelta(hours=2)
    assert swim.start == datetime(2024, 10, 20, 8, 43, 52, tzinfo=UTC)


def test_the_ride_has_its_id_times_and_distance(ride: Workout) -> None:
    assert ride.healthkit_uuid == "8E94A1DE-39EF-4C4C-A625-FFC12024DB02"
    assert ride.sport.key == "cycling"
    assert (ride.distance_m, ride.active_kcal) == (1200.94, 32)
    assert (ride.elapsed_s, ride.timer_s) == (334.313, 277)
    assert ride.app.name == "Strava"


def test_the_ride_has_its_samples(ride: Workout) -> None:
    assert len(ride.streams[StreamKind.ROUTE]) == 336
    assert len(ride.streams[StreamKind.HEART_RATE]) == 67
    assert ride.streams[StreamKind.DISTANCE].values.sum() == pytest.approx(1200.94, abs=0.01)
    assert ride.zone.name == THERE


def test_the_ten_timer_events_of_the_ride_are_four_pauses_three_of_them_automatic(
    ride: Workout,
) -> None:
    kinds = [pause.kind for pause in ride.pauses]
    assert kinds == [PauseKind.MANUAL, *[PauseKind.MOTION] * 3]
    assert ride.pauses[1] == Pause(60, 86, PauseKind.MOTION)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_part_of_a_real_file_gives_a_part_of_its_samples(samples: Path, share: float) -> None:
    content = (samples / "fit" / "healthfit_pool_swim.fit").read_bytes()
    found = read_fit(content[: int(share * len(content))], "swim.fit", TOOLS)
    (workout,) = found.workouts
    assert found.warnings
    assert workout.sport.key == "swimming"
    assert 0 < len(workout.streams[StreamKind.SPEED]) <= 2_856
