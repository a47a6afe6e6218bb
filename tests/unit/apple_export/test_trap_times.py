"""Traps of time: offsets, pauses, durations, zones."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fitglue.domain.clock import ZoneKnownBy
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Pause, PauseKind
from fitglue.testing.small_exports import (
    ROUTES,
    START,
    XML,
    at,
    date,
    event,
    export,
    gpx,
    metadata,
    read,
    read_xml,
    read_zip,
    record,
    route,
    statistic,
    track,
    workout,
    zipped,
)


def test_the_offset_of_the_dates_finds_the_instant_and_is_never_the_local_time(
    tmp_path: Path,
) -> None:
    read_ = read_xml(tmp_path, workout(metadata(HKTimeZone="Europe/Paris")))
    assert read_.only.start == datetime(2025, 7, 14, 15, 0, tzinfo=UTC)
    assert read_.only.zone.local(read_.only.start).hour == 17
    assert read_.only.zone.known_by is ZoneKnownBy.RECORDING


def test_offsets_may_differ_from_date_to_date_as_in_ios_9(tmp_path: Path) -> None:
    mixed = workout(startDate=date(START, 2), endDate=date(at(600), -7))
    assert read_xml(tmp_path, mixed).only.elapsed_s == 600


def test_without_a_named_zone_the_first_point_of_the_route_tells_it(tmp_path: Path) -> None:
    files = {
        XML: export(workout(route("a.gpx"))),
        ROUTES + "a.gpx": gpx(track(0, 600)),
    }
    asked: list[tuple[float, float]] = []

    def zone_at(latitude: float, longitude: float) -> str:
        asked.append((latitude, longitude))
        return "Europe/Berlin"

    only = read(zipped(tmp_path, files), zone_at=zone_at).only
    assert asked == [(48.0, 6.0)]
    assert (only.zone.name, only.zone.known_by) == ("Europe/Berlin", ZoneKnownBy.POSITION)


@pytest.mark.parametrize("said", ["", "Mars/Olympus_Mons", "../../etc/passwd"])
def test_without_zone_and_route_the_setting_decides_and_says_so(tmp_path: Path, said: str) -> None:
    only = read_xml(tmp_path, workout(metadata(HKTimeZone=said))).only
    assert (only.zone.name, only.zone.known_by) == ("Pacific/Auckland", ZoneKnownBy.SETTING)


def test_duration_excludes_pauses_and_the_dates_include_them(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        workout(event("Pause", 100), event("Resume", 160), duration=9, durationUnit="min"),
    ).only
    assert (only.elapsed_s, only.timer_s) == (600, 540)
    assert only.pauses == (Pause(100, 160),)
    assert not only.notes


def test_motion_pauses_are_kept_but_not_subtracted(tmp_path: Path) -> None:
    only = read_xml(
        tmp_path,
        workout(event("MotionPaused", 100), event("MotionResumed", 160)),
    ).only
    assert (only.elapsed_s, only.timer_s) == (600, 600)
    assert only.pauses == (Pause(100, 160, PauseKind.MOTION),)
    assert only.moving_s == pytest.approx(540)


def test_a_resume_that_nothing_paused_means_nothing(tmp_path: Path) -> None:
    only = read_xml(tmp_path, workout(event("MotionResumed", 3), event("Resume", 5))).only
    assert only.pauses == ()


def test_a_pause_that_never_resumes_ends_with_the_workout(tmp_path: Path) -> None:
    only = read_xml(tmp_path, workout(event("Pause", 540), duration=9)).only
    assert only.pauses == (Pause(540, 600),)


def test_a_final_pause_at_the_very_end_is_normal(tmp_path: Path) -> None:
    only = read_xml(tmp_path, workout(event("Pause", 600))).only
    assert only.pauses == (Pause(600, 600),)
    assert only.timer_s == 600
    assert not only.notes


def test_a_request_to_pause_is_no_pause(tmp_path: Path) -> None:
    assert read_xml(tmp_path, workout(event("PauseOrResumeRequest", 50))).only.pauses == ()


def test_events_by_raw_number_are_read_like_those_by_name(tmp_path: Path) -> None:
    stop = event("Pause", 60).replace("HKWorkoutEventTypePause", "1")
    go = event("Resume", 90).replace("HKWorkoutEventTypeResume", "2")
    assert read_xml(tmp_path, workout(stop, go, duration=9.5)).only.pauses == (Pause(60, 90),)


def test_an_event_written_twice_counts_once(tmp_path: Path) -> None:
    twice = [event("Pause", 60), event("Resume", 90)] * 2
    assert read_xml(tmp_path, workout(*twice, duration=9.5)).only.pauses == (Pause(60, 90),)


def test_pauses_that_do_not_explain_the_times_are_said(tmp_path: Path) -> None:
    outcome = read_xml(tmp_path, workout(event("Pause", 100), event("Resume", 160), duration=8))
    assert outcome.only.timer_s == 480
    assert "60 s" in outcome.note("pauses-disagree")


def test_a_duration_without_pauses_gives_the_fraction_that_dates_do_not_have(
    tmp_path: Path,
) -> None:
    only = read_xml(tmp_path, workout(duration=10.01)).only
    assert only.elapsed_s == only.timer_s == pytest.approx(600.6)


def test_without_a_duration_the_timer_is_what_the_pauses_leave(tmp_path: Path) -> None:
    said = workout(event("Pause", 100), event("Resume", 160), duration=None, durationUnit=None)
    assert read_xml(tmp_path, said).only.timer_s == 540


@pytest.mark.parametrize("duration", [-5, 900, "nan", "long"])
def test_a_duration_that_cannot_be_is_not_believed(tmp_path: Path, duration: object) -> None:
    only = read_xml(tmp_path, workout(duration=duration)).only
    assert (only.elapsed_s, only.timer_s) == (600, 600)


def test_a_duration_in_seconds_is_read_by_its_unit(tmp_path: Path) -> None:
    said = workout(event("Pause", 0), event("Resume", 10), duration=590, durationUnit="s")
    assert read_xml(tmp_path, said).only.timer_s == 590


def test_without_an_end_the_duration_gives_it(tmp_path: Path) -> None:
    only = read_xml(tmp_path, workout(endDate=None)).only
    assert only.end == at(600)


def test_a_workout_without_a_start_is_set_aside_with_what_to_do(tmp_path: Path) -> None:
    outcome = read_xml(tmp_path, workout(startDate="yesterday"), workout())
    (aside,) = outcome.set_aside
    assert len(outcome.arrivals) == 1
    assert "no start" in aside.why.sentence
    assert "Export All Health Data" in aside.why.next_step


def test_a_workout_that_ends_before_it_starts_is_set_aside(tmp_path: Path) -> None:
    outcome = read_xml(tmp_path, workout(endDate=date(at(-60))))
    assert not outcome.arrivals
    assert "ends before" in outcome.set_aside[0].why.sentence


def test_a_workout_of_the_future_is_imported_and_said(tmp_path: Path) -> None:
    late = workout(startDate=date(at(10 * 86400)), endDate=date(at(10 * 86400 + 600)))
    assert "clock" in read_xml(tmp_path, late).note("in-the-future")


def test_the_dates_of_ios_8_are_read(tmp_path: Path) -> None:
    old = workout(startDate="20140104084300-0800", endDate="20140104085300-0800")
    only = read_xml(tmp_path, old).only
    assert only.start == datetime(2014, 1, 4, 16, 43, tzinfo=UTC)
    assert only.elapsed_s == 600


def test_points_and_samples_within_a_pause_stay_in_their_streams(tmp_path: Path) -> None:
    outcome = read_zip(
        tmp_path,
        [
            record("HeartRate", 50, 100),
            record("HeartRate", 130, 60),
            record("HeartRate", 300, 100),
            workout(event("Pause", 100), event("Resume", 160), route("a.gpx"), duration=9),
        ],
        {"a.gpx": gpx(track(0, 600))},
    )
    only = outcome.only
    assert only.streams[StreamKind.HEART_RATE].values.tolist() == [100, 60, 100]
    assert only.route_points == 601
    assert only.min_hr_bpm == 100, "a sample inside a pause counts for no average or extreme"


def test_the_route_is_cut_to_the_workout_with_a_few_seconds_on_both_sides(tmp_path: Path) -> None:
    only = read_zip(tmp_path, [workout(route("a.gpx"))], {"a.gpx": gpx(track(-60, 700))}).only
    clock = only.streams[StreamKind.ROUTE].time_s
    assert (clock[0], clock[-1]) == (-5, 610)


def test_a_mark_of_the_user_is_kept(tmp_path: Path) -> None:
    only = read_xml(tmp_path, workout(event("Marker", 42))).only
    assert [mark.at_s for mark in only.marks] == [42]


def test_statistics_do_not_move_the_dates(tmp_path: Path) -> None:
    only = read_xml(tmp_path, workout(statistic("HeartRate", "count/min", average=130))).only
    assert (only.start, only.end) == (START, at(600))
