"""What is written as GPX comes back as it was, within the precision of each field."""

import numpy as np
from hypothesis import given, settings

from fitglue.domain.activity import Activity
from fitglue.domain.arrival import SourceTools
from fitglue.domain.distance import cumulative_distance
from fitglue.domain.streams import FloatArray, StreamKind
from fitglue.domain.timeline import Timeline, timeline
from fitglue.domain.workout import Workout
from fitglue.formats.fit.records import revolutions_per_min
from fitglue.formats.gpx import encode_gpx, read_gpx
from fitglue.testing.recorded_activities import recorded_activities

TOOLS = SourceTools(default_zone="Europe/Zurich", zone_at=lambda _lat, _lon: None)
PRECISION = {
    "latitude_deg": 5.1e-8, "longitude_deg": 5.1e-8, "altitude_m": 5.1e-4, "course_deg": 5.1e-3,
}  # fmt: skip


def reread(activity: Activity) -> Workout:
    (workout,) = read_gpx(encode_gpx(activity), "a.gpx", TOOLS).workouts
    return workout


def at_rows(workout: Workout, kind: StreamKind, name: str, rows: FloatArray) -> FloatArray:
    """Give a stream's values at exactly these moments, NaN where it has none."""
    stream = workout.streams.get(kind)
    if stream is None:
        return np.full(len(rows), np.nan)
    place = np.searchsorted(stream.time_s, rows - 0.01).clip(max=len(stream) - 1)
    there = np.abs(stream.time_s[place] - rows) < 0.01
    return np.where(there, stream[name][place], np.nan)


def placed_rows(workout: Workout) -> tuple[Timeline, np.ndarray]:
    rows = timeline(workout)
    return rows, np.isfinite(rows.columns["latitude_deg"])


@settings(max_examples=40)
@given(recorded_activities(routed=True))
def test_positions_and_what_was_measured_there_come_back(activity: Activity) -> None:
    rows, placed = placed_rows(activity.workout)
    back = reread(activity)
    time_s = rows.time_s[placed]
    for name in ("latitude_deg", "longitude_deg", "altitude_m"):
        expected = rows.columns.get(name, np.full(len(rows), np.nan))[placed]
        found = at_rows(back, StreamKind.ROUTE, name, time_s)
        assert np.allclose(found, expected, rtol=0, atol=PRECISION[name], equal_nan=True), name
    for kind, name, resolution in (
        (StreamKind.HEART_RATE, "heart_rate_bpm", 1.0),
        (StreamKind.POWER, "power_w", 1.0),
        (StreamKind.AIR_TEMPERATURE, "air_temperature_deg_c", 0.01),
        (StreamKind.WATER_TEMPERATURE, "water_temperature_deg_c", 0.01),
        (StreamKind.UNDERWATER_DEPTH, "underwater_depth_m", 0.001),
    ):
        expected = rows.columns.get(name, np.full(len(rows), np.nan))[placed]
        found = at_rows(back, kind, name, time_s)
        assert np.allclose(found, expected, 0, resolution / 2 + 1e-9, equal_nan=True), name


@settings(max_examples=40)
@given(recorded_activities(routed=True))
def test_cadence_comes_back_as_whole_turns(activity: Activity) -> None:
    rows, placed = placed_rows(activity.workout)
    turns = revolutions_per_min(activity.workout, rows.columns)
    expected = np.full(len(rows), np.nan) if turns is None else turns
    found = at_rows(reread(activity), StreamKind.CADENCE, "cadence_per_min", rows.time_s[placed])
    assert np.allclose(found, np.rint(expected[placed]), equal_nan=True)


@settings(max_examples=40)
@given(recorded_activities(routed=True))
def test_the_frame_of_the_workout_comes_back(activity: Activity) -> None:
    workout, back = activity.workout, reread(activity)
    assert (back.start, back.end) == (workout.start, workout.end)
    assert back.sport is workout.sport
    assert back.indoor is workout.indoor
    assert back.pauses == workout.pauses
    assert (back.elapsed_s, back.timer_s) == (workout.elapsed_s, workout.timer_s)
    assert (back.active_kcal, back.basal_kcal) == (workout.active_kcal, workout.basal_kcal)
    assert [leg.sport for leg in back.legs] == [leg.sport for leg in workout.legs]
    assert np.allclose(
        [leg.start_s for leg in back.legs], [leg.start_s for leg in workout.legs], atol=5
    )


@settings(max_examples=40)
@given(recorded_activities(routed=True))
def test_the_distance_grows_as_it_did(activity: Activity) -> None:
    rows, placed = placed_rows(activity.workout)
    time_s = rows.time_s[placed][:-1]  # the last row also has what came after its second
    ours, theirs = cumulative_distance(activity.workout), cumulative_distance(reread(activity))
    assert ours is not None
    assert theirs is not None
    expected, found = np.interp(time_s, *ours), np.interp(time_s, *theirs)
    assert np.allclose(found - found[0], expected - expected[0], rtol=1e-4, atol=0.01)


@settings(max_examples=40)
@given(recorded_activities(routed=True))
def test_a_title_comes_back_without_what_xml_cannot_hold(activity: Activity) -> None:
    found = read_gpx(encode_gpx(activity), "a.gpx", TOOLS)
    printable = "".join(letter if letter.isprintable() else " " for letter in activity.title)
    if printable == activity.title and printable.lower() not in ("untitled", "unnamed"):
        assert found.titles == (" ".join(activity.title.split()),)
    assert len(found.titles) == 1


@settings(max_examples=30)
@given(recorded_activities(routed=True))
def test_the_same_activity_gives_the_same_bytes_and_the_same_name(activity: Activity) -> None:
    first, second = encode_gpx(activity), encode_gpx(activity)
    assert first == second
    ids = read_gpx(first, "a.gpx", TOOLS).source_ids
    assert ids == read_gpx(second, "another name.gpx", TOOLS).source_ids
