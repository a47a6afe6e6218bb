"""Activities as FIT files: both decoders read each of them, and every rule holds."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.sport import SPORTS, Sport, by_key
from fitglue.domain.streams import Stream, StreamKind, scalar, spans
from fitglue.domain.workout import (
    App,
    Device,
    Lap,
    LapKind,
    Leg,
    Mark,
    Pause,
    PauseKind,
    Workout,
)
from fitglue.formats.fit import encode_activity
from fitglue.testing.examples import (
    START,
    example_activity,
    example_route,
    example_run,
    example_workout,
)
from fitglue.testing.fit_checker import DecodedFit, check_fit


def written(workout: Workout) -> DecodedFit:
    return check_fit(encode_activity(example_activity(workout)))


def heart_rate(time_s: Any, bpm: float = 140) -> dict[StreamKind, Stream]:
    clock = np.asarray(time_s, dtype=float)
    return {StreamKind.HEART_RATE: scalar(StreamKind.HEART_RATE, clock, np.full(len(clock), bpm))}


def offset(at: Any) -> float:
    return (at - START).total_seconds()


def test_a_run_has_everything_that_the_watch_gave() -> None:
    fit = written(example_run(600))
    assert len(fit["record"]) == 601
    at = fit["record"][300]
    assert (at["heart_rate"], at["power"], at["enhanced_speed"]) == (136, 250, 3.0)
    assert at["position_lat"] == round((47 + 900 / 111_195) * 2**31 / 180)
    assert at["distance"] == 900
    assert at["enhanced_altitude"] == pytest.approx(400 + 20 * np.sin(1), abs=0.1)


def test_the_same_activity_gives_the_same_bytes() -> None:
    one = encode_activity(example_activity(example_run(600)))
    assert encode_activity(example_activity(example_run(600))) == one


def test_running_cadence_is_strides_a_minute_in_two_fields() -> None:
    fit = written(example_run(600))  # 14 steps in 5 s: 168 a minute
    assert fit["record"][100]["cadence"] + fit["record"][100]["fractional_cadence"] == 84
    assert fit.session["avg_cadence"] == 84
    assert fit.session["total_cycles"] == 840


def test_half_a_stride_is_kept_in_the_fraction() -> None:
    start = np.arange(0.0, 600, 60)
    steps = spans(StreamKind.STEPS, start, np.full(10, 60.0), np.full(10, 165.0))
    found = written(example_workout(streams={StreamKind.STEPS: steps}))["record"][3]
    assert (found["cadence"], found["fractional_cadence"]) == (82, 0.5)


def test_cycling_cadence_is_turns_of_the_pedals() -> None:
    clock = np.arange(0.0, 600, 2)
    cadence = scalar(StreamKind.CADENCE, clock, np.full(len(clock), 87.25))
    fit = written(example_workout("cycling", streams={StreamKind.CADENCE: cadence}))
    assert fit["record"][5]["cadence"] + fit["record"][5]["fractional_cadence"] == 87.25


def test_running_form_is_in_fits_units() -> None:
    clock = np.arange(0.0, 600, 5)
    values = {
        StreamKind.STRIDE_LENGTH: 1.13, StreamKind.VERTICAL_OSCILLATION: 91.5,
        StreamKind.GROUND_CONTACT_TIME: 243.5, StreamKind.WATER_TEMPERATURE: 18.2,
    }  # fmt: skip
    form = {kind: scalar(kind, clock, np.full(len(clock), value)) for kind, value in values.items()}
    fit = written(example_workout(streams=form))
    record = fit["record"][9]
    assert record["step_length"] == 1130
    assert record["vertical_oscillation"] == 91.5
    assert record["stance_time"] == 243.5
    assert record["temperature"] == 18
    assert fit.session["avg_step_length"] == 1130
    assert fit.session["avg_stance_time"] == 243.5


def test_what_the_workout_states_wins_over_what_samples_make() -> None:
    stated = example_run(
        600, distance_m=1850.5, ascent_m=65.75, descent_m=61.2, avg_hr_bpm=133.6, max_hr_bpm=171,
        min_hr_bpm=101, active_kcal=540.8, basal_kcal=20.4, moving_s=590.5, effort=7,
    )  # fmt: skip
    session = written(stated).session
    assert session["total_distance"] == 1850.5
    assert (session["total_ascent"], session["total_descent"]) == (66, 61)
    assert [session[f"{name}_heart_rate"] for name in ("avg", "min", "max")] == [134, 101, 171]
    assert (session["total_calories"], session["metabolic_calories"]) == (561, 20)
    assert session["total_moving_time"] == 590.5
    assert session["workout_rpe"] == 70
    assert session["enhanced_avg_speed"] == pytest.approx(1850.5 / 600, abs=0.001)


def test_without_resting_calories_the_total_is_the_active_ones() -> None:
    session = written(example_run(600, active_kcal=540.8)).session
    assert session["total_calories"] == 541
    assert "metabolic_calories" not in session


def test_a_lone_lap_has_the_sessions_figures() -> None:
    fit = written(example_run(600, ascent_m=65.75, active_kcal=540))
    (lap,) = fit["lap"]
    shared = ("total_distance", "total_ascent", "total_calories", "avg_heart_rate", "avg_power")
    assert all(lap[name] == fit.session[name] for name in shared)
    assert lap["lap_trigger"] == "session_end"


def test_a_workout_without_streams_has_no_records() -> None:
    fit = written(example_workout("traditional_strength_training", active_kcal=200, avg_hr_bpm=110))
    assert fit["record"] == []
    session = fit.session
    assert (session["sport"], session["sub_sport"]) == ("training", "strength_training")
    assert (session["avg_heart_rate"], session["total_calories"]) == (110, 200)
    assert session["total_elapsed_time"] == 600


def test_a_distance_known_only_as_a_whole_is_spread_over_the_timer() -> None:
    paused = example_workout(
        distance_m=5000, pauses=(Pause(100, 200),), streams=heart_rate([90, 300])
    )
    fit = written(paused)
    assert [(offset(row["timestamp"]), row["distance"]) for row in fit["record"]] == [
        (0, 0), (90, 900), (300, 2000), (600, 5000)
    ]  # fmt: skip
    assert "enhanced_speed" not in fit["record"][1]


def test_one_sample_makes_a_file() -> None:
    records = written(example_workout(streams=heart_rate([300])))["record"]
    assert [(offset(row["timestamp"]), row.get("heart_rate")) for row in records] == [
        (0, None), (300, 140), (600, None)
    ]  # fmt: skip


def test_heart_rate_alone_makes_a_file_without_positions() -> None:
    fit = written(example_workout("yoga", streams=heart_rate(range(0, 600, 5))))
    assert fit.session["avg_heart_rate"] == 140
    assert all("position_lat" not in row and "distance" not in row for row in fit["record"])


def test_a_heart_rate_gap_is_a_gap() -> None:
    streams = heart_rate([0, 5, 100, 105]) | {StreamKind.ROUTE: example_route(np.arange(0.0, 200))}
    rates = written(example_workout(streams=streams)).column("heart_rate")
    assert rates[15] == 140
    assert rates[16:100] == [None] * 84


def test_a_day_long_workout_is_written() -> None:
    fit = written(example_workout("hiking", 86_400, streams=heart_rate(range(0, 86_400, 60))))
    assert fit.session["total_elapsed_time"] == 86_400


def test_a_paused_walk_stops_and_starts_the_timer() -> None:
    pauses = (Pause(100, 137), Pause(200, 215), Pause(300, 400, PauseKind.MOTION))
    fit = written(example_run(600, pauses=pauses, timer_s=548.512))
    told = [(event["event_type"], offset(event["timestamp"])) for event in fit["event"]]
    assert told == [
        ("start", 0), ("stop_all", 100), ("start", 137), ("stop_all", 200), ("start", 215),
        ("stop_all", 600),
    ]  # fmt: skip
    times = [offset(time) for time in fit.column("timestamp")]
    assert not [time for time in times if 100 < time < 137 or 200 < time < 215]
    assert {100, 137, 200, 215, 350} <= set(times)
    assert fit.session["total_timer_time"] == 548.512
    assert fit["activity"][0]["total_timer_time"] == 548.512


def test_a_pause_that_never_resumes_ends_with_the_workout() -> None:
    fit = written(example_run(600, pauses=(Pause(550, 600),), timer_s=550))
    told = [(event["event_type"], offset(event["timestamp"])) for event in fit["event"]]
    assert told == [("start", 0), ("stop_all", 550)]
    assert offset(fit["record"][-1]["timestamp"]) == 550
    assert fit["record"][-1]["distance"] == 1800
    assert fit.session["total_elapsed_time"] == 600


def test_a_pause_at_the_very_end_is_no_second_stop() -> None:
    events = written(example_run(600, pauses=(Pause(600, 600),)))["event"]
    assert [event["event_type"] for event in events] == ["start", "stop_all"]


def test_a_sub_second_start_keeps_all_sums() -> None:
    workout = example_run(600, start=START + timedelta(milliseconds=640))
    fit = written(replace(workout, elapsed_s=599.9, timer_s=599.9))
    assert fit.session["total_elapsed_time"] == 600
    assert fit.session["total_timer_time"] == 599.9
    assert fit["record"][-1]["distance"] == 1800


def test_timer_time_a_little_longer_than_the_whole_seconds_is_cut_to_them() -> None:
    assert written(example_run(600, timer_s=600.4)).session["total_timer_time"] == 600


def test_moving_time_is_never_more_than_the_files_timer_time() -> None:
    session = written(example_run(600, timer_s=600.4, moving_s=600.4)).session
    assert session["total_moving_time"] == 600


def test_samples_before_the_start_leave_no_record_there() -> None:
    fit = written(example_workout(streams=heart_rate([-4, 300])))
    assert offset(fit["record"][0]["timestamp"]) == 0
    assert fit["record"][0]["heart_rate"] == 140


def test_a_climb_that_no_field_can_hold_is_left_out() -> None:
    assert "total_ascent" not in written(example_run(600, ascent_m=70_000)).session


def test_interval_steps_become_laps_with_their_own_figures() -> None:
    steps = (
        Lap(0, 300, LapKind.INTERVAL, distance_m=900, active_kcal=50, avg_hr_bpm=131.6),
        Lap(300, 360, LapKind.INTERVAL),
        Lap(361, 540, LapKind.INTERVAL),
        Lap(0, 600, LapKind.MANUAL),
    )
    laps = written(example_run(600, laps=steps, pauses=(Pause(310, 320),)))["lap"]
    assert [lap["total_elapsed_time"] for lap in laps] == [300, 60, 180, 60]
    assert [lap["total_timer_time"] for lap in laps] == [300, 50, 180, 60]
    assert [lap["lap_trigger"] for lap in laps] == ["manual", "manual", "manual", "session_end"]
    assert (laps[0]["avg_heart_rate"], laps[0]["total_calories"]) == (132, 50)
    assert laps[1]["total_distance"] == pytest.approx(50 * 1800 / 590, abs=0.5)


def test_manual_laps_cover_the_session_with_what_lies_between() -> None:
    pressed = (Lap(100, 200, LapKind.MANUAL), Lap(300, 400, LapKind.MANUAL))
    laps = written(example_run(600, laps=pressed))["lap"]
    assert [lap["total_elapsed_time"] for lap in laps] == [100, 100, 100, 100, 200]


def test_laps_outside_the_workout_or_without_length_are_left_out() -> None:
    odd = (
        Lap(-50, -10, LapKind.MANUAL),
        Lap(50, 50, LapKind.MANUAL),
        Lap(700, 800, LapKind.MANUAL),
    )
    assert len(written(example_run(600, laps=odd))["lap"]) == 1


def test_legs_that_leave_a_part_uncovered_make_one_session() -> None:
    legs = (Leg(0, 300, by_key("running")), Leg(900, 1000, by_key("cycling")))
    assert len(written(example_run(600, legs=legs))["session"]) == 1


def test_marks_of_the_person_are_in_the_file() -> None:
    events = written(example_run(600, marks=(Mark(0), Mark(120.2), Mark(600), Mark(900))))["event"]
    marked = [offset(event["timestamp"]) for event in events if event["event"] == "user_marker"]
    assert marked == [0, 120, 600]


def test_the_device_has_its_real_name_and_poses_as_nobody() -> None:
    fit = written(example_run(60))
    file_id = fit["file_id"][0]
    assert file_id["product_name"] == "Apple Watch (Watch7,2)"
    assert file_id["manufacturer"] == "development"
    creator, watch = fit["device_info"]
    assert (creator["device_index"], creator["product_name"]) == ("creator", "FitGlue")
    assert (watch["product_name"], watch["software_version"]) == ("Apple Watch (Watch7,2)", 11.6)
    assert watch["serial_number"] == file_id["serial_number"]


def test_without_a_device_the_app_gives_the_name_and_without_both_we_do() -> None:
    by_app = written(example_workout(device=Device(), app=App("Strava")))
    assert by_app["file_id"][0]["product_name"] == "Strava"
    by_us = written(example_workout(device=Device(), app=App("")))
    assert by_us["file_id"][0]["product_name"] == "FitGlue"
    assert len(by_us["device_info"]) == 1


@pytest.mark.parametrize(
    ("zone", "ahead_h"),
    [("Europe/Zurich", 2), ("America/St_Johns", -2.5), ("Asia/Kathmandu", 5.75)],
)
def test_local_time_is_that_of_the_workouts_zone(zone: str, ahead_h: float) -> None:
    fit = written(example_run(60, zone=Zone(zone, ZoneKnownBy.RECORDING)))
    local = fit["activity"][0]["local_timestamp"] + 631_065_600
    assert local - (START.timestamp() + 60) == ahead_h * 3600


@pytest.mark.parametrize("one", SPORTS, ids=lambda one: one.key)
def test_every_sport_can_be_written(one: Sport) -> None:
    for indoor in (True, False):
        workout = replace(example_workout(indoor=indoor), sport=one)
        session = check_fit(encode_activity(example_activity(workout))).session
        assert session["sport"] is not None


def test_treadmill_and_road_are_told_apart() -> None:
    assert written(example_run(60, indoor=True)).session["sub_sport"] == "treadmill"
    assert written(example_run(60, indoor=False)).session["sub_sport"] == "generic"
