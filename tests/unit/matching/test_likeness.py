"""Two recordings of one workout are known as such, and the reasons can be read by a person."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.domain import sport
from fitglue.domain.streams import COLUMNS, Stream, StreamKind, spans
from fitglue.domain.workout import Device
from fitglue.matching.likeness import Verdict, likeness
from fitglue.testing.arrivals import SPRING, a_heart_rate, a_recording, a_route
from fitglue.testing.pairs import Pair, pairs
from fitglue.testing.recorders import off_by

HOUR = timedelta(hours=1)


def test_one_uuid_is_one_workout_whatever_else_is_said() -> None:
    one = a_recording(healthkit_uuid="0C6E9F2A-7E55-4A0B-8B57-0DF6B6D1A111")
    other = a_recording(
        "HealthFit", healthkit_uuid="0c6e9f2a-7e55-4a0b-8b57-0df6b6d1a111", days=3, distance_m=1.0
    )
    found = likeness(one, other)
    assert (found.score, found.verdict) == (1.0, Verdict.SAME)
    assert found.reasons == ("They carry the same identifier.",)


def test_an_id_that_another_app_left_names_the_workout_too() -> None:
    one = a_recording(external_id="0C6E9F2A-7E55-4A0B-8B57-0DF6B6D1A111")
    other = a_recording("Other", healthkit_uuid="0C6E9F2A-7E55-4A0B-8B57-0DF6B6D1A111")
    assert likeness(one, other).verdict is Verdict.SAME


def test_a_short_id_names_nothing() -> None:
    found = likeness(a_recording(external_id="17"), a_recording("Other", external_id="17", days=9))
    assert found.verdict is Verdict.DIFFERENT


def test_the_same_recording_by_another_way_in_is_known_without_an_id() -> None:
    exported = a_recording("Léa\u2019s Apple\u00a0Watch")
    live = a_recording(
        "Léa's Apple Watch",
        healthkit_uuid="0C6E9F2A-7E55-4A0B-8B57-0DF6B6D1A111",
        start=SPRING + timedelta(seconds=0.7),
    )
    assert likeness(exported, live).verdict is Verdict.SAME


def test_one_app_does_not_record_one_workout_twice() -> None:
    found = likeness(a_recording(), a_recording(minutes=31, start=SPRING + timedelta(seconds=20)))
    assert found.verdict is Verdict.DIFFERENT
    assert found.reasons == (
        "The same app on the same device recorded both: it records a workout once.",
    )


def test_one_app_on_two_devices_may_record_one_workout() -> None:
    one = a_recording("Strava", device=Device("iPhone"))
    other = a_recording("Strava", device=Device("Edge 530"), minutes=31)
    assert likeness(one, other).verdict is Verdict.SAME


def test_reasons_are_sentences_for_a_person() -> None:
    found = likeness(a_recording(), a_recording("Strava", minutes=29, start=SPRING))
    assert found.verdict is Verdict.SAME
    assert "They overlap for 29 of 29 minutes." in found.reasons
    assert "Both call it Run." in found.reasons
    assert "The routes lie within 5 m of each other." in found.reasons
    assert all(reason.endswith(".") and reason[0].isupper() for reason in found.reasons)


def test_no_reason_names_a_place() -> None:
    found = likeness(a_recording(), a_recording("Strava", start=SPRING + timedelta(minutes=1)))
    assert not any("45." in reason or "4.8" in reason for reason in found.reasons)


@pytest.mark.parametrize("minutes", [30, 31, 40])
def test_the_next_session_is_another(minutes: int) -> None:
    later = a_recording("Strava", start=SPRING + timedelta(minutes=minutes))
    assert likeness(a_recording(), later).verdict is not Verdict.SAME


def test_a_session_in_a_row_says_so() -> None:
    before, after = a_recording(route=False), a_recording("Strava", route=False, days=31 / 1440)
    assert likeness(before, after).reasons == (
        "One begins where the other ends: two sessions in a row.",
    )


def test_what_lies_days_apart_does_not_overlap() -> None:
    found = likeness(a_recording(), a_recording("Strava", days=2))
    assert (found.score, found.reasons) == (0.0, ("They do not overlap.",))


def test_a_zone_explains_a_copy_that_is_hours_off() -> None:
    found = likeness(a_recording(), a_recording("Copier", start=SPRING + HOUR))
    assert found.verdict is Verdict.SAME
    assert found.offset_s == -3600
    assert any("1 hour, as far as Europe/Paris is from UTC" in reason for reason in found.reasons)


def test_different_things_at_one_time_are_two() -> None:
    later = SPRING + timedelta(minutes=5)
    yoga = a_recording(
        "Yoga App", sport=sport.by_key("yoga"), minutes=20, start=later, streams={},
        distance_m=None, avg_hr_bpm=None,
    )  # fmt: skip
    assert likeness(a_recording(), yoga).verdict is Verdict.DIFFERENT


def test_different_names_of_what_begins_and_ends_as_one_are_a_question() -> None:
    yoga = a_recording("Yoga App", sport=sport.by_key("yoga"), streams={}, distance_m=None)
    assert likeness(a_recording(), yoga).verdict is Verdict.ASK


def test_the_clock_is_set_by_the_route() -> None:
    found = likeness(a_recording(), a_recording("Strava", start=SPRING + timedelta(seconds=95)))
    assert found.offset_s == pytest.approx(-95, abs=1)


def test_hearts_that_beat_otherwise_do_not_part_what_overlaps() -> None:
    odd = a_heart_rate(30)
    shuffled = {StreamKind.HEART_RATE: odd.take(slice(None, None, 2))}
    assert likeness(a_recording(), a_recording("Band", streams=shuffled)).verdict is Verdict.SAME


def test_a_leg_of_a_triathlon_is_a_piece_of_it() -> None:
    race = a_recording(sport=sport.by_key("swim_bike_run"), minutes=90, distance_m=32_000.0)
    leg = a_recording("Strava", minutes=28, start=SPRING, streams={})
    assert likeness(race, leg).verdict is Verdict.SAME


def test_workouts_with_next_to_nothing_in_them_are_compared_all_the_same() -> None:
    nowhere = {name: np.full(1800, np.nan) for name in COLUMNS[StreamKind.ROUTE]}
    nothing: dict[StreamKind, Stream] = {
        StreamKind.ROUTE: Stream(StreamKind.ROUTE, a_route(30).time_s, nowhere),
        StreamKind.HEART_RATE: a_heart_rate(30).take(slice(0, 0)),
        StreamKind.DISTANCE: spans(StreamKind.DISTANCE, *(np.zeros(1),) * 3),
    }
    moment = a_recording("Other", minutes=0, streams=nothing, distance_m=0.0)
    empty = a_recording("Third", streams=nothing)
    for one, other in ((moment, empty), (empty, a_recording()), (moment, a_recording())):
        assert likeness(one, other).verdict in Verdict


@given(st.sampled_from(list(pairs(5, 60))), st.floats(-50_000, 50_000))
def test_which_comes_first_makes_no_difference(pair: Pair, seconds: float) -> None:
    other = pair.other if pair.same else off_by(pair.other, seconds)
    there, back = likeness(pair.one, other), likeness(other, pair.one)
    assert (there.score, there.verdict, there.reasons) == (back.score, back.verdict, back.reasons)
    assert there.offset_s == -back.offset_s
