"""Fitbit Heart Rate: samples at their own instants, late trackers, and a service with its moods."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.boosters.fitbit_heart_rate import plugin
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.errors import NeedsUser, Transient
from fitglue.domain.measures import heart_rate_summary
from fitglue.domain.streams import Stream, StreamKind, scalar
from fitglue.domain.workout import How, Lap, LapKind, Origin, Pause
from fitglue.testing.booster_tools import FakeConnection, tools_for
from fitglue.testing.examples import START, example_activity, example_run, example_workout
from fitglue.testing.services.google_health import Beat, GoogleHealth, Reply, trouble

HOUR_S = 3600
HR = StreamKind.HEART_RATE


def a_workout(start: datetime = START, seconds: float = HOUR_S, **fields: Any) -> Activity:
    """An hour on a treadmill without a heart rate."""
    end = start + timedelta(seconds=seconds)
    plain = example_workout("running", seconds, start=start, end=end, indoor=True)
    return example_activity(replace(plain, **fields))


def beats(
    first: datetime, last: datetime, every_s: float = 5, *, by_tracker: bool = True
) -> list[Beat]:
    """Samples that name their own second, so that a moved one is found out."""
    count = int((last - first).total_seconds() // every_s) + 1
    instants = [first + timedelta(seconds=every_s * index) for index in range(count)]
    return [Beat(at, rate_at(at), by_tracker) for at in instants]


def rate_at(at: datetime) -> int:
    return 100 + int(at.timestamp()) % 89


def worn(activity: Activity, **script: Any) -> GoogleHealth:
    """A tracker worn from ten minutes before to twenty minutes after a workout."""
    workout = activity.workout
    first, last = workout.start - timedelta(minutes=10), workout.end + timedelta(minutes=20)
    return GoogleHealth(beats(first, last), **script)


def boosted(
    activity: Activity,
    service: GoogleHealth,
    settings: dict[str, Any] | None = None,
    *,
    attempt: int = 1,
    after_s: float = 120,
) -> Boost:
    now = activity.workout.end + timedelta(seconds=after_s)
    tools = tools_for(plugin, settings, connection=service.connected, now=now, attempt=attempt)
    return plugin.boost(activity, tools)


def pulse(boost: Boost) -> Stream:
    assert boost.activity is not None, boost.why
    return boost.activity.workout.streams[HR]


def every_sample_is_at_its_own_instant(boost: Boost, start: datetime) -> bool:
    stream = pulse(boost)
    instants = [start + timedelta(seconds=float(second)) for second in stream.time_s]
    return stream.values.tolist() == [rate_at(at) for at in instants]


def test_a_workout_gets_the_samples_of_its_own_time() -> None:
    activity = a_workout()
    boost = boosted(activity, worn(activity))
    assert boost.outcome is Outcome.CHANGED
    assert boost.why == "Heart rate for 100 % of the time, 721 samples from Fitbit."
    assert pulse(boost).time_s[[0, -1]].tolist() == [0, HOUR_S]
    assert every_sample_is_at_its_own_instant(boost, START)
    assert not boost.look_again_s


def test_figures_follow_and_say_where_they_come_from() -> None:
    activity = a_workout()
    boost = boosted(activity, worn(activity))
    assert boost.activity is not None
    workout = boost.activity.workout
    expected = heart_rate_summary(pulse(boost), ())
    assert expected is not None
    assert (workout.avg_hr_bpm, workout.min_hr_bpm, workout.max_hr_bpm) == (
        expected.avg_bpm, expected.min_bpm, expected.max_bpm,
    )  # fmt: skip
    (statistic,) = workout.statistics
    assert (statistic.kind, statistic.average) == ("HeartRate", expected.avg_bpm)
    assert workout.provenance["heart_rate"] == Origin("Fitbit", How.SAMPLED, 721)
    assert workout.provenance["avg_hr_bpm"] == Origin("Fitbit", How.COMPUTED, 721)
    assert boost.facts == {
        "heart_rate_source": "Fitbit", "heart_rate_way": "added", "heart_rate_samples": 721,
        "heart_rate_coverage_percent": 100, "heart_rate_longest_gap_s": 0.0,
    }  # fmt: skip


def test_half_coverage_stays_half_and_is_said() -> None:
    activity = a_workout()
    first, last = START + timedelta(minutes=30), activity.workout.end + timedelta(minutes=5)
    boost = boosted(activity, GoogleHealth(beats(first, last)))
    assert boost.why == "Heart rate for 50 % of the time, 361 samples from Fitbit."
    assert pulse(boost).time_s[0] == HOUR_S / 2
    assert every_sample_is_at_its_own_instant(boost, START)
    assert boost.facts["heart_rate_coverage_percent"] == 50
    assert boost.facts["heart_rate_longest_gap_s"] == 1800
    assert boost.activity is not None
    (note,) = boost.activity.workout.notes
    assert note.sentence == "The heart rate from Fitbit covers 50 % of the time."


def test_a_clock_change_during_the_workout_moves_nothing() -> None:
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in Paris; at 03:00 it is 02:00 again
    activity = a_workout(start)
    boost = boosted(activity, worn(activity))
    assert len(pulse(boost)) == 721
    assert every_sample_is_at_its_own_instant(boost, start)


def test_midnight_parts_nothing() -> None:
    start = datetime(2026, 6, 30, 21, 30, tzinfo=UTC)  # 23:30 in Paris
    activity = a_workout(start)
    service = worn(activity)
    assert every_sample_is_at_its_own_instant(boosted(activity, service), start)
    assert len(service.asked) == 1


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati"])
def test_another_zone_of_tracker_and_workout_moves_nothing(zone: str) -> None:
    activity = a_workout(zone=Zone("America/Lima", ZoneKnownBy.POSITION))
    boost = boosted(activity, worn(activity, zone=zone))
    assert len(pulse(boost)) == 721
    assert every_sample_is_at_its_own_instant(boost, START)


def test_the_service_is_asked_by_instants_to_the_microsecond() -> None:
    start = START + timedelta(milliseconds=250)
    activity = a_workout(start)
    service = worn(activity)
    boosted(activity, service)
    (asked,) = service.asked
    assert '>= "2026-05-01T07:00:00.250000Z"' in asked["filter"]
    assert asked["dataSourceFamily"].endswith("google-wearables")


def test_samples_between_the_seconds_stay_there() -> None:
    activity = a_workout(START + timedelta(milliseconds=250))
    boost = boosted(activity, worn(a_workout()))
    assert pulse(boost).time_s[:2].tolist() == [4.75, 9.75]


def test_pages_are_turned_to_the_last() -> None:
    activity = a_workout()
    service = worn(activity, page_limit=100)
    boost = boosted(activity, service)
    assert len(pulse(boost)) == 721
    assert every_sample_is_at_its_own_instant(boost, START)
    assert len(service.asked) > 8


def test_pages_that_lead_in_a_circle_are_not_turned_for_ever() -> None:
    round_and_round = FakeConnection({"": {"dataPoints": [], "nextPageToken": "again"}})
    tools = tools_for(plugin, connection=round_and_round)
    with pytest.raises(Transient, match="does not understand"):
        plugin.boost(a_workout(), tools)


@pytest.mark.parametrize(
    "garbage", [[], "no", None, {"dataPoints": 7}, {"dataPoints": [], "nextPageToken": 1}]
)
def test_an_answer_of_another_shape_is_an_error_of_the_service(garbage: Any) -> None:
    service = GoogleHealth(next_replies=[Reply(200, garbage)])
    with pytest.raises(Transient, match="does not understand"):
        boosted(a_workout(), service)


def test_points_that_make_no_sense_are_left_out_and_counted() -> None:
    at = "2026-05-01T07:10:00Z"
    senseless: Iterable[Any] = (
        7, None, {}, {"heartRate": {}}, {"heartRate": {"beatsPerMinute": "120"}},
        {"heartRate": {"beatsPerMinute": "120", "sampleTime": {"physicalTime": "noon"}}},
        {"heartRate": {"beatsPerMinute": "120", "sampleTime": {"physicalTime": at[:-1]}}},
        {"heartRate": {"beatsPerMinute": "nan", "sampleTime": {"physicalTime": at}}},
        {"heartRate": {"beatsPerMinute": "0", "sampleTime": {"physicalTime": at}}},
        {"heartRate": {"beatsPerMinute": "300", "sampleTime": {"physicalTime": at}}},
    )  # fmt: skip
    one = {"heartRate": {"beatsPerMinute": "120", "sampleTime": {"physicalTime": at}}}
    service = GoogleHealth(next_replies=[Reply(200, {"dataPoints": [*senseless, one]})])
    boost = boosted(a_workout(), service, {"minimum_percent": 0, "hours": 0})
    assert pulse(boost).time_s.tolist() == [600]
    assert "10 values could not be used." in boost.why


def test_nanoseconds_and_offsets_are_read() -> None:
    told = ("2026-05-01T07:10:00.123456789Z", "2026-05-01T09:20:00+02:00")
    points = [
        {"heartRate": {"beatsPerMinute": "120", "sampleTime": {"physicalTime": at}}} for at in told
    ]
    service = GoogleHealth(next_replies=[Reply(200, {"dataPoints": points})])
    boost = boosted(a_workout(), service, {"minimum_percent": 0})
    assert pulse(boost).time_s.tolist() == [600.123456, 1200]


def test_a_tracker_that_has_not_synced_gives_what_it_has_and_is_asked_again() -> None:
    activity = a_workout()
    service = worn(activity, synced_until=START + timedelta(minutes=15))
    boost = boosted(activity, service)
    assert boost.outcome is Outcome.CHANGED
    assert "Heart rate for 25 % of the time, 181 samples from Fitbit." in boost.why
    assert boost.why.endswith("The tracker may not have synced yet; the next look is in 1 minute.")
    assert boost.look_again_s == 60
    assert boost.facts["heart_rate_may_grow"] is True
    service.synced_until = None
    again = boosted(activity, service, attempt=2)
    assert again.why == "Heart rate for 100 % of the time, 721 samples from Fitbit."
    assert not again.look_again_s


def test_nothing_yet_changes_nothing_and_is_asked_again() -> None:
    boost = boosted(a_workout(), GoogleHealth())
    assert boost.outcome is Outcome.UNCHANGED
    assert boost.why == (
        "There is no heart rate of this time from Fitbit. The tracker may not have synced yet; the "
        "next look is in 1 minute."
    )
    assert boost.look_again_s == 60


def test_looks_come_after_1_5_15_and_60_minutes_then_hourly_up_to_a_day_after_the_end() -> None:
    activity, after_s, looks = a_workout(), 120.0, []
    for attempt in range(1, 100):
        boost = boosted(activity, GoogleHealth(), attempt=attempt, after_s=after_s)
        if not boost.look_again_s:
            break
        looks.append(boost.look_again_s / 60)
        after_s += boost.look_again_s
    assert looks[:6] == [1, 5, 15, 60, 60, 60]
    assert after_s == 24 * HOUR_S
    assert boost.why == (
        "There is no heart rate of this time from Fitbit. Nothing more came within 24 h of the "
        "workout."
    )


def test_a_workout_of_last_week_is_not_waited_for() -> None:
    activity = a_workout()
    service = worn(activity, synced_until=START + timedelta(minutes=30))
    boost = boosted(activity, service, after_s=7 * 24 * HOUR_S)
    assert boost.outcome is Outcome.CHANGED
    assert not boost.look_again_s
    assert boost.why.endswith("Nothing more came within 24 h of the workout.")


def test_told_to_wait_it_holds_the_run_until_the_tracker_has_synced() -> None:
    activity = a_workout()
    service = worn(activity, synced_until=START + timedelta(minutes=15))
    boost = boosted(activity, service, {"wait": True}, attempt=2)
    assert boost.outcome is Outcome.RETRY_LATER
    assert boost.retry_after_s == 300
    late = boosted(activity, service, {"wait": True, "hours": 2}, attempt=6, after_s=2 * HOUR_S)
    assert late.outcome is Outcome.CHANGED
    assert late.why.endswith("Nothing more came within 2 h of the workout.")


def test_with_no_hours_to_look_again_it_takes_what_is_there() -> None:
    boost = boosted(a_workout(), GoogleHealth(), {"hours": 0, "wait": True})
    assert boost.outcome is Outcome.UNCHANGED
    assert boost.why == (
        "There is no heart rate of this time from Fitbit. It did not wait for more."
    )


def test_a_tracker_taken_off_early_is_not_waited_for_once_it_has_synced() -> None:
    activity = a_workout()
    workout = activity.workout
    worn_again = workout.end + timedelta(minutes=10)
    service = GoogleHealth(
        beats(START, START + timedelta(minutes=20))
        + beats(worn_again, worn_again + timedelta(minutes=5))
    )
    boost = boosted(activity, service)
    assert not boost.look_again_s
    assert boost.facts["heart_rate_coverage_percent"] == 33


def test_too_many_requests_come_through_with_googles_own_time() -> None:
    busy = trouble(429, "Quota exceeded.", "RATE_LIMIT_EXCEEDED", retry_after_s=37)
    with pytest.raises(Transient) as problem:
        boosted(a_workout(), GoogleHealth(next_replies=[busy]))
    assert problem.value.retry_after_s == 37


def test_a_revoked_token_needs_its_person() -> None:
    activity = a_workout()
    with pytest.raises(NeedsUser):
        boosted(activity, worn(activity, is_revoked=True))


def test_a_heart_rate_that_is_there_stays_and_nobody_is_asked() -> None:
    activity, service = example_activity(example_run()), GoogleHealth()
    boost = boosted(activity, service)
    assert boost.outcome is Outcome.UNCHANGED
    assert boost.why == "It has a heart rate already: 121 samples from Apple Watch."
    assert not service.asked


def test_told_to_replace_it_replaces_and_says_so() -> None:
    activity = example_activity(example_run())
    boost = boosted(activity, worn(activity), {"force": True})
    assert boost.why == (
        "Heart rate for 100 % of the time, 121 samples from Fitbit, in place of 121 from "
        "Apple Watch."
    )
    assert every_sample_is_at_its_own_instant(boost, START)


def test_a_replaced_heart_rate_changes_the_figures_of_laps_that_had_any() -> None:
    laps = (
        Lap(0, 300, LapKind.MANUAL, avg_hr_bpm=1, max_hr_bpm=2),
        Lap(300, 600, LapKind.MANUAL),
    )
    activity = example_activity(example_run(laps=laps))
    boost = boosted(activity, worn(activity), {"force": True})
    assert boost.activity is not None
    first, second = boost.activity.workout.laps
    assert first.max_hr_bpm == pulse(boost).between(0, 300).values.max()
    assert second == laps[1]


def test_a_few_samples_do_not_replace_a_whole_heart_rate() -> None:
    activity = example_activity(example_run())
    few = GoogleHealth(beats(activity.workout.end - timedelta(seconds=40), activity.workout.end))
    boost = boosted(activity, few, {"force": True})
    assert boost.outcome is Outcome.UNCHANGED
    assert boost.why == (
        "The heart rate from Fitbit covers 7 % of the time, less than the 10 % asked for."
    )


def with_hole(first_s: float, last_s: float) -> Activity:
    run = example_run()
    stream = run.streams[HR]
    kept = stream.take((stream.time_s <= first_s) | (stream.time_s >= last_s))
    return example_activity(replace(run, streams={**run.streams, HR: kept}))


def test_only_gaps_are_filled_when_that_is_asked_for() -> None:
    activity = with_hole(100, 400)
    own = activity.workout.streams[HR]
    boost = boosted(activity, worn(activity), {"fill_gaps": True})
    assert boost.why == (
        "Gaps filled with 59 samples from Fitbit: heart rate for 100 % of the time, 50 % before."
    )
    stream = pulse(boost)
    kept = stream.take(np.isin(stream.time_s, own.time_s))
    assert kept.values.tolist() == own.values.tolist()
    assert boost.facts["heart_rate_way"] == "filled"
    assert boost.activity is not None
    assert boost.activity.workout.provenance["heart_rate"].source == "Apple Watch and Fitbit"


def test_without_a_gap_there_is_nothing_to_fill() -> None:
    boost = boosted(example_activity(example_run()), GoogleHealth(), {"fill_gaps": True})
    assert boost.why == "Its heart rate has no gap longer than 30 s."


def test_gaps_that_the_tracker_has_too_stay_gaps() -> None:
    activity = with_hole(100, 400)
    first, last = START + timedelta(seconds=500), START + timedelta(seconds=700)
    boost = boosted(activity, GoogleHealth(beats(first, last)), {"fill_gaps": True})
    assert boost.why == "Nothing from Fitbit fills the gaps of its heart rate."


def test_a_pause_is_no_gap() -> None:
    activity = with_hole(100, 400)
    paused = replace(activity.workout, pauses=(Pause(100, 400),))
    boost = boosted(replace(activity, workout=paused), GoogleHealth(), {"fill_gaps": True})
    assert boost.why == "Its heart rate has no gap longer than 30 s."


def test_what_other_devices_wrote_counts_only_when_it_is_asked_for() -> None:
    activity = a_workout()
    last = activity.workout.end + timedelta(minutes=5)
    service = GoogleHealth(beats(START, last, by_tracker=False))
    assert boosted(activity, service).outcome is Outcome.UNCHANGED
    boost = boosted(activity, service, {"trackers_only": False})
    assert boost.why == "Heart rate for 100 % of the time, 721 samples from Google Health."


def test_the_description_names_the_source_when_it_is_asked_to() -> None:
    activity = a_workout()
    assert not boosted(activity, worn(activity)).section
    boost = boosted(activity, worn(activity), {"mention": True})
    assert boost.section == "Heart rate from Fitbit."
    half = GoogleHealth(beats(START + timedelta(minutes=30), activity.workout.end))
    boost = boosted(activity, half, {"mention": True})
    assert boost.section == "Heart rate from Fitbit, for 50 % of the time."


def test_a_workout_without_any_time_is_not_asked_about() -> None:
    service = GoogleHealth()
    assert boosted(a_workout(seconds=0), service).outcome is Outcome.UNCHANGED
    assert not service.asked


def test_streams_of_others_stay_the_same_objects() -> None:
    activity = example_activity(example_run())
    boost = boosted(activity, worn(activity), {"force": True})
    assert boost.activity is not None
    for kind, stream in activity.workout.streams.items():
        if kind is not HR:
            assert boost.activity.workout.streams[kind] is stream


@pytest.mark.long
@given(
    offset_ms=st.integers(0, 86_400_000),
    seconds=st.integers(60, 7200),
    worn_s=st.tuples(st.integers(-600, 7200), st.integers(0, 7200)),
    zone=st.sampled_from(("UTC", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe")),
    page_limit=st.sampled_from((50, 1440)),
)
def test_no_sample_is_ever_moved_and_none_of_the_workouts_is_lost(
    offset_ms: int, seconds: int, worn_s: tuple[int, int], zone: str, page_limit: int
) -> None:
    """Whatever the time, the zone and what of it the tracker was worn for."""
    start = datetime(2026, 3, 28, 12, tzinfo=UTC) + timedelta(milliseconds=offset_ms)
    first = start.replace(microsecond=0) + timedelta(seconds=worn_s[0])
    measured = beats(first, first + timedelta(seconds=worn_s[1]))
    activity = a_workout(start, float(seconds))
    service = GoogleHealth(measured, zone=zone, page_limit=page_limit)
    boost = boosted(activity, service, {"minimum_percent": 0})
    end = start + timedelta(seconds=seconds)
    expected = [beat for beat in measured if start <= beat.at <= end]
    if not expected:
        assert boost.outcome is Outcome.UNCHANGED
        return
    stream = pulse(boost)
    assert stream.values.tolist() == [beat.bpm for beat in expected]
    own_s = [(beat.at - start).total_seconds() for beat in expected]
    assert stream.time_s.tolist() == pytest.approx(own_s, abs=1e-6)


def test_a_stream_of_nothing_but_missing_values_is_no_heart_rate() -> None:
    empty = scalar(HR, np.arange(3.0), np.full(3, np.nan))
    activity = a_workout(streams={HR: empty})
    assert boosted(activity, worn(activity)).outcome is Outcome.CHANGED
