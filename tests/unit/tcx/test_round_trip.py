"""What is written as TCX comes back as it was, within the precision of each field."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitglue.domain.activity import Activity
from fitglue.domain.arrival import SourceTools
from fitglue.domain.distance import cumulative_distance
from fitglue.domain.streams import FloatArray, StreamKind
from fitglue.domain.timeline import timeline
from fitglue.domain.workout import Lap, Workout
from fitglue.formats.fit.records import revolutions_per_min
from fitglue.formats.tcx import encode_tcx, read_tcx
from fitglue.testing.recorded_activities import recorded_activities

TOOLS = SourceTools(default_zone="Europe/Zurich", zone_at=lambda _lat, _lon: None)
ANY = st.booleans().flatmap(lambda routed: recorded_activities(routed=routed))


def reread(activity: Activity) -> Workout:
    (workout,) = read_tcx(encode_tcx(activity), "a.tcx", TOOLS).workouts
    return workout


def at_rows(workout: Workout, kind: StreamKind, name: str, rows: FloatArray) -> FloatArray:
    """Give a stream's values at exactly these moments, NaN where it has none."""
    stream = workout.streams.get(kind)
    if stream is None:
        return np.full(len(rows), np.nan)
    place = np.searchsorted(stream.time_s, rows - 0.01).clip(max=len(stream) - 1)
    there = np.abs(stream.time_s[place] - rows) < 0.01
    return np.where(there, stream[name][place], np.nan)


@settings(max_examples=40)
@given(ANY)
def test_what_was_measured_comes_back(activity: Activity) -> None:
    rows, back = timeline(activity.workout), reread(activity)
    nothing = np.full(len(rows), np.nan)
    placed = np.isfinite(rows.columns.get("latitude_deg", nothing))
    for kind, name, resolution, where in (
        (StreamKind.ROUTE, "latitude_deg", 1e-7, placed),
        (StreamKind.ROUTE, "longitude_deg", 1e-7, placed),
        (StreamKind.ROUTE, "altitude_m", 1e-3, placed),
        (StreamKind.HEART_RATE, "heart_rate_bpm", 1.0, ~np.isnan(rows.time_s)),
        (StreamKind.POWER, "power_w", 1.0, ~np.isnan(rows.time_s)),
    ):
        expected = rows.columns.get(name, nothing)[where]
        found = at_rows(back, kind, name, rows.time_s[where])
        assert np.allclose(found, expected, 0, 0.5001 * resolution, equal_nan=True), name


@settings(max_examples=40)
@given(ANY)
def test_cadence_comes_back_as_whole_turns(activity: Activity) -> None:
    rows = timeline(activity.workout)
    turns = revolutions_per_min(activity.workout, rows.columns)
    expected = np.full(len(rows), np.nan) if turns is None else np.rint(turns)
    found = at_rows(reread(activity), StreamKind.CADENCE, "cadence_per_min", rows.time_s)
    assert np.allclose(found, expected, equal_nan=True)


@settings(max_examples=40)
@given(ANY)
def test_the_frame_of_the_workout_comes_back(activity: Activity) -> None:
    workout, back = activity.workout, reread(activity)
    assert (back.start, back.end) == (workout.start, workout.end)
    assert back.sport is workout.sport
    assert back.indoor is workout.indoor
    assert back.pauses == workout.pauses
    assert (back.elapsed_s, back.timer_s) == (workout.elapsed_s, workout.timer_s)
    assert (back.active_kcal, back.basal_kcal) == (workout.active_kcal, workout.basal_kcal)
    assert [leg.sport for leg in back.legs] == [leg.sport for leg in workout.legs]
    for ours, theirs in zip(workout.legs, back.legs, strict=True):
        assert (theirs.start_s, theirs.end_s) == pytest.approx((ours.start_s, ours.end_s), abs=1)


@settings(max_examples=40)
@given(ANY)
def test_laps_come_back_to_the_second(activity: Activity) -> None:
    back = reread(activity).laps

    def frame(lap: Lap) -> list[float]:
        return [lap.start_s, lap.end_s]

    assert [lap.kind for lap in back] == [lap.kind for lap in activity.workout.laps]
    for ours, theirs in zip(activity.workout.laps, back, strict=True):
        assert frame(theirs) == pytest.approx(frame(ours), abs=1)


@settings(max_examples=40)
@given(ANY)
def test_the_distance_grows_as_it_did(activity: Activity) -> None:
    ours, theirs = cumulative_distance(activity.workout), cumulative_distance(reread(activity))
    assert (ours is None) == (theirs is None)
    if ours is not None and theirs is not None:
        time_s = timeline(activity.workout).time_s[:-1]
        assert theirs[1][-1] == pytest.approx(ours[1][-1], abs=0.01)
        expected, found = np.interp(time_s, *ours), np.interp(time_s, *theirs)
        assert np.allclose(found, expected, rtol=1e-4, atol=0.01)


@settings(max_examples=30)
@given(ANY)
def test_the_same_activity_gives_the_same_bytes_and_the_same_name(activity: Activity) -> None:
    first, second = encode_tcx(activity), encode_tcx(activity)
    assert first == second
    ids = read_tcx(first, "a.tcx", TOOLS).source_ids
    assert ids == read_tcx(second, "another name.tcx", TOOLS).source_ids
