"""Real exports beside the checkout, held against what is known to be in them."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from fitglue.domain.arrival import Arrival, Findings, SetAside, SourceTools
from fitglue.domain.clock import ZoneKnownBy
from fitglue.domain.errors import Damaged
from fitglue.domain.measures import great_circle_m
from fitglue.domain.streams import Stream, StreamKind
from fitglue.domain.units import convert
from fitglue.domain.workout import LapKind, PauseKind, Workout
from fitglue.formats.apple_export import read_export
from fitglue.formats.apple_export.container.archive import open_export
from fitglue.formats.apple_export.scanning.scan import KEPT_TYPES, Scan, scan

pytestmark = pytest.mark.samples

# The lengths in the list were measured on a sphere of this radius.
ROUND_EARTH_M = 6_371_000 / 6_371_008.8


class Read:
    """Everything that came out of one real export."""

    def __init__(self, path: Path, *, lone_routes: bool = False, parallel: bool = False) -> None:
        tools = SourceTools(
            default_zone="Asia/Tokyo",
            zone_at=lambda _latitude, _longitude: "Europe/Paris",
            lone_routes=lone_routes,
        )
        reading = read_export(path, tools, parallel=parallel)
        items = list(reading)
        self.arrivals = [item for item in items if isinstance(item, Arrival)]
        self.set_aside = [item for item in items if isinstance(item, SetAside)]
        self.findings: Findings = reading.findings

    @property
    def workouts(self) -> list[Workout]:
        """Give the workouts alone."""
        return [arrival.workout for arrival in self.arrivals]


@pytest.fixture(scope="module")
def exports(samples: Path, language: str) -> Path:  # noqa: ARG001 - all of it in both languages
    """Give the folder of the real exports."""
    return samples / "apple_export"


@pytest.fixture(scope="module")
def six(exports: Path) -> Read:
    """Read the six workouts once."""
    return Read(exports / "six_workouts.zip")


def on(read: Read, day: str) -> Workout:
    """Give the workout of a day."""
    (found,) = [w for w in read.workouts if f"{w.start:%Y-%m-%d}" == day]
    return found


def route_of(workout: Workout) -> Stream:
    """Give a workout's route."""
    return workout.streams[StreamKind.ROUTE]


def length_m(route: Stream) -> float:
    """Measure a route as the list did."""
    steps = great_circle_m(route["latitude_deg"], route["longitude_deg"])
    return float(steps.sum()) * ROUND_EARTH_M


def pulse(workout: Workout) -> tuple[float | None, float | None, float | None]:
    """Give average, least and greatest heart rate."""
    return workout.avg_hr_bpm, workout.min_hr_bpm, workout.max_hr_bpm


def test_six_workouts_are_six_and_nothing_is_missing(six: Read) -> None:
    assert len(six.arrivals) == 6
    assert six.set_aside == []
    assert six.findings.warnings == []
    assert not six.findings.partial
    records = sum(n for kind, n in six.findings.found.items() if kind.startswith("Record "))
    assert records == 39
    assert len({arrival.source_id for arrival in six.arrivals}) == 6


@pytest.mark.parametrize(
    ("day", "points", "metres"),
    [
        ("2025-07-14", 4353, 18901.7),
        ("2025-09-26", 2301, 5995.7),
        ("2021-12-26", 4830, None),
        ("2025-09-16", 3654, 8999.5),
        ("2025-12-28", 814, 713.6),
        ("2018-06-11", 970, 1187.4),
    ],
)
def test_every_point_of_every_route_is_there(
    six: Read, day: str, points: int, metres: float | None
) -> None:
    route = route_of(on(six, day))
    assert len(route) == points
    if metres is not None:
        assert length_m(route) == pytest.approx(metres, abs=0.1)
    assert not [n for n in on(six, day).notes if n.code == "route-incomplete"]


def test_the_ride_has_its_own_figures(six: Read) -> None:
    ride = on(six, "2025-07-14")
    assert ride.sport.key == "cycling"
    assert ride.distance_m == pytest.approx(18989.5)
    assert ride.active_kcal == 540.846
    assert pulse(ride) == (133.592, 102, 170)
    assert ride.ascent_m == pytest.approx(231.78)
    assert ride.laps == (), "35 segments are no laps"
    assert ride.weather.humidity_percent == pytest.approx(61)
    assert ride.indoor is False


def test_the_ride_starts_at_its_own_local_time_and_not_at_that_of_the_export(six: Read) -> None:
    ride = on(six, "2025-07-14")
    assert ride.start == datetime(2025, 7, 14, 15, 39, 21, tzinfo=UTC)
    local = ride.zone.local(ride.start)
    assert f"{local:%H:%M %z}" == "17:39 +0200"
    assert ride.zone.known_by is ZoneKnownBy.RECORDING


def test_the_interval_steps_are_the_laps_of_the_intervals(six: Read) -> None:
    run = on(six, "2025-09-26")
    assert len(run.laps) == 17
    assert {lap.kind for lap in run.laps} == {LapKind.INTERVAL}
    assert (run.laps[0].label, run.laps[-1].label) == ("0.0.0", "2.0.0")
    assert sum(lap.distance_m or 0 for lap in run.laps) == pytest.approx(5963.38, rel=0.001)
    assert run.distance_m == pytest.approx(5963.38)
    assert run.timer_s == pytest.approx(2300.872, abs=0.001)


def test_motion_pauses_of_the_long_run_are_kept_and_not_subtracted(six: Read) -> None:
    run = on(six, "2021-12-26")
    assert run.timer_s == run.elapsed_s == pytest.approx(4832.577, abs=0.001)
    assert sum(pause.kind is PauseKind.MOTION for pause in run.pauses) == 18
    (final,) = run.manual_pauses
    assert final.start_s == final.end_s == run.elapsed_s
    assert run.moving_s is not None
    assert run.moving_s < run.timer_s


def test_the_long_run_has_no_heart_rate_and_ends_in_a_car(six: Read) -> None:
    run = on(six, "2021-12-26")
    assert pulse(run) == (None, None, None)
    assert run.distance_m == pytest.approx(8822.38)
    assert np.nanmax(route_of(run).columns["speed_m_per_s"][-600:]) == pytest.approx(11.6, abs=0.1)


def test_the_run_of_an_hour_and_its_overtime_is_one_run_without_laps(six: Read) -> None:
    run = on(six, "2025-09-16")
    assert run.distance_m == pytest.approx(8955.12)
    assert run.timer_s == pytest.approx(60.88754943410556 * 60)
    assert run.active_kcal == 655.465
    assert pulse(run) == (130.153, 87, 139)
    assert run.ascent_m == pytest.approx(65.75)
    assert run.laps == ()


def test_the_hike_has_its_own_figures(six: Read) -> None:
    hike = on(six, "2025-12-28")
    assert hike.sport.key == "hiking"
    assert hike.distance_m == pytest.approx(732.961)
    assert hike.ascent_m == pytest.approx(119.37)
    assert hike.active_kcal == 130.17
    assert pulse(hike) == (123.17, 105, 136)


def test_the_old_walk_is_read_with_what_it_has_and_its_route_by_another_source(six: Read) -> None:
    walk = on(six, "2018-06-11")
    assert walk.sport.key == "walking"
    assert walk.distance_m == pytest.approx(1215.51)
    assert walk.indoor is None
    assert pulse(walk) == (None, None, None)
    assert walk.weather.temperature_c == pytest.approx(convert(72, "degF", "degC"))
    assert walk.weather.humidity_percent == 80
    assert [note.code for note in walk.notes] == ["route-by-another-source"]


@pytest.mark.parametrize("name", ["control_char.zip", "exportacion_nfd.zip"])
def test_other_containers_of_the_six_give_the_same_without_routes(
    exports: Path, six: Read, name: str
) -> None:
    other = Read(exports / name)
    assert [a.source_id for a in other.arrivals] == [a.source_id for a in six.arrivals]
    assert [w.distance_m for w in other.workouts] == [w.distance_m for w in six.workouts]
    assert not any(w.has_route for w in other.workouts)
    (warning,) = other.findings.warnings
    assert "22 route files" in warning


RECORDS = ["records_ios16.zip", "records_ios16_capital_e.zip", "records_ios16_broken_dtd.zip"]


def scanned(path: Path) -> Scan:
    """Scan an export alone."""
    return scan(open_export(path).blocks(), keep=KEPT_TYPES)


@pytest.fixture(scope="module", params=RECORDS)
def records(exports: Path, request: pytest.FixtureRequest) -> Scan:
    """Scan the records in each of their containers."""
    return scanned(exports / request.param)


def test_the_records_are_all_there(records: Scan) -> None:
    assert records.complete
    assert records.lost == 0
    assert sum(n for kind, n in records.found.items() if kind.startswith("Record ")) == 8038
    assert (records.version, records.locale) == ("13", "en_FR")
    assert len(records.workouts) == 0


def test_the_records_add_up(records: Scan) -> None:
    beats = records.samples["HeartRate"].value
    assert (len(beats), beats.min(), beats.max()) == (400, 43, 116)
    assert beats.sum() == pytest.approx(23853.5765, abs=1e-3)
    steps = records.samples["StepCount"]
    assert (len(steps), steps.value.sum()) == (400, 22374)
    energy = records.samples["ActiveEnergyBurned"]
    assert len(energy) == 400
    assert energy.value.sum() == pytest.approx(1066.3634, abs=1e-3)
    assert {records.units[unit] for unit in set(energy.unit.tolist())} == {"kJ"}
    way = records.samples["DistanceWalkingRunning"].value.sum()
    assert way == pytest.approx(16.1743, abs=1e-3)


def test_two_routes_without_a_workout_are_said_and_come_on_request(exports: Path) -> None:
    path = exports / "records_ios16.zip"
    without = Read(path)
    assert without.arrivals == []
    assert any("2 routes belong to no workout" in warning for warning in without.findings.warnings)
    first, second = Read(path, lone_routes=True).workouts
    assert [w.route_points for w in (first, second)] == [2688, 2549]
    assert length_m(route_of(first)) == pytest.approx(8044.2, abs=0.1)
    assert length_m(route_of(second)) == pytest.approx(8181.1, abs=0.1)
    assert np.diff(route_of(first).time_s).max() == 25
    assert {w.sport.key for w in (first, second)} == {"running"}


def test_ios_12_with_positions_inside_the_workout(exports: Path) -> None:
    (run,) = Read(exports / "ios12_inline_route.xml").workouts
    assert run.distance_m == pytest.approx(convert(0.4971749504535062, "mi", "m"))
    assert run.active_kcal == pytest.approx(48.745)
    assert run.timer_s == pytest.approx(311.6, abs=0.1)
    assert run.route_points == 2
    assert run.weather.humidity_percent == 96
    assert run.zone.name == "America/Los_Angeles"


def test_ios_9_with_totals_as_attributes(exports: Path) -> None:
    read = Read(exports / "ios9_en_GB.xml")
    (workout,) = read.workouts
    assert workout.sport.key == "other"
    assert workout.timer_s == pytest.approx(1904.2, abs=0.1)
    assert workout.distance_m == 0
    assert workout.active_kcal == pytest.approx(139.317)
    assert workout.app.name == "NJR Apple\u00a0Watch"
    assert workout.provenance["timer_s"].source == "NJR Apple Watch"
    records = sum(n for kind, n in read.findings.found.items() if kind.startswith("Record "))
    assert records == 15


@pytest.mark.parametrize(
    ("name", "count", "kinds", "version"),
    [
        ("ios12_fr_FR.xml", 13, 13, "8"),
        ("ios17_en_NL_appledouble.zip", 8, 5, ""),
        ("ru_RU_reordered_attributes.xml", 2, 2, ""),
        ("ios18_pause_duplicate_reference.xml", 26, 19, ""),  # and two more in a Correlation
        ("2015_pounds.xml", 12, 5, "8"),
    ],
)
def test_records_of_other_phones_and_tools_are_counted(
    exports: Path, name: str, count: int, kinds: int, version: str
) -> None:
    found = scanned(exports / name)
    by_kind = {kind: n for kind, n in found.found.items() if kind.startswith("Record ")}
    assert (sum(by_kind.values()), len(by_kind)) == (count, kinds)
    assert found.complete
    assert not version or found.version == version


def test_heart_rate_between_appledouble_noise_is_found(exports: Path) -> None:
    assert len(scanned(exports / "ios17_en_NL_appledouble.zip").samples["HeartRate"]) == 2


def test_pounds_of_2015_keep_their_unit(exports: Path) -> None:
    found = scanned(exports / "2015_pounds.xml")
    weight = found.samples["BodyMass"]
    written = zip(weight.value.tolist(), weight.unit.tolist(), strict=True)
    kilograms = [convert(value, found.units[unit], "kg") for value, unit in written]
    assert max(kilograms) == pytest.approx(86.286, abs=0.01)


def test_a_walk_with_a_pause_and_a_route_named_twice(exports: Path) -> None:
    read = Read(exports / "ios18_pause_duplicate_reference.xml")
    ride, walk = read.workouts
    assert (walk.sport.key, ride.sport.key) == ("walking", "cycling")
    assert walk.timer_s == pytest.approx(5294, abs=0.1)
    assert walk.elapsed_s == 5463
    assert len(walk.manual_pauses) == 1
    assert walk.active_kcal == 342.5
    assert walk.distance_m == pytest.approx(5234)
    assert [note.code for note in walk.notes].count("route-missing") == 1
    assert ride.active_kcal == 289.3
    assert pulse(ride) == (115.2, 88, 145)


def test_a_description_without_data_is_refused_with_a_sentence(exports: Path) -> None:
    files = sorted((exports / "dtd").iterdir())
    assert files
    for file in files:
        with pytest.raises(Damaged) as caught:
            Read(file)
        assert caught.value.sentence.endswith(".")
        assert "Export All Health Data" in caught.value.next_step


def test_every_file_of_the_folder_is_read_or_refused_with_a_sentence(exports: Path) -> None:
    files = [file for file in sorted(exports.iterdir()) if file.is_file()]
    assert len(files) == 13
    assert sum(len(Read(file).arrivals) for file in files) == 6 * 3 + 1 + 1 + 2


def laid_out(workout: Workout) -> dict[str, object]:
    """Lay a workout out so that two can be compared, streams included."""
    said = {name: getattr(workout, name) for name in Workout.__slots__ if name != "streams"}
    for kind, stream in workout.streams.items():
        said[kind] = (stream.time_s.tobytes(), [c.tobytes() for c in stream.columns.values()])
    return said


@pytest.mark.parametrize("parallel", [False, True])
def test_reading_again_gives_identical_arrivals(
    exports: Path, six: Read, *, parallel: bool
) -> None:
    again = Read(exports / "six_workouts.zip", parallel=parallel)
    assert [a.source_id for a in again.arrivals] == [a.source_id for a in six.arrivals]
    assert [a.originals for a in again.arrivals] == [a.originals for a in six.arrivals]
    assert [laid_out(w) for w in again.workouts] == [laid_out(w) for w in six.workouts]
