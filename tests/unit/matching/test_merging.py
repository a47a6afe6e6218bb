"""A merged workout has the best of each recording, says whose it is, and comes apart again."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitglue.domain import sport
from fitglue.domain.activity import Recording
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.streams import StreamKind, scalar
from fitglue.domain.workout import Device, How, Lap, LapKind, Origin, Pause, PauseKind, Workout
from fitglue.formats.workout_document import content_hash
from fitglue.matching.merging import merged
from fitglue.testing.arrivals import SPRING, a_heart_rate, a_recording, a_route
from fitglue.testing.pairs import Pair, pairs

HEART, ROUTE = StreamKind.HEART_RATE, StreamKind.ROUTE
PAIRS = list(pairs(5, 60))


def without(recording: Recording, *kinds: StreamKind) -> Recording:
    workout = recording.workout
    kept = {kind: stream for kind, stream in workout.streams.items() if kind not in kinds}
    return changed(recording, streams=kept)


def changed(recording: Recording, **changes: object) -> Recording:
    workout = replace(recording.workout, **changes)
    return replace(recording, workout=workout, content_hash=content_hash(workout))


def test_one_recording_comes_back_as_it_is() -> None:
    recording = a_recording()
    assert merged([recording]) is recording.workout


def test_an_activity_without_recordings_is_none() -> None:
    with pytest.raises(ValueError, match="at least one"):
        merged([])


def test_a_route_of_one_and_a_heart_rate_of_another_are_both_there() -> None:
    whole = merged([without(a_recording("Watch"), ROUTE), without(a_recording("Phone"), HEART)])
    assert set(whole.streams) == {HEART, ROUTE}
    assert whole.provenance["route"] == Origin("Phone", How.SAMPLED, 1800)
    assert whole.provenance["heart_rate"].samples == 360


def test_every_figure_says_whose_it_is() -> None:
    watch = changed(a_recording("Watch"), ascent_m=None)
    whole = merged([watch, without(a_recording("Phone", effort=6.0), HEART)])
    assert whole.effort == 6.0
    assert whole.provenance["effort"] == Origin("Phone", How.STATED)
    assert whole.provenance["ascent_m"] == Origin("Phone", How.STATED)
    assert whole.provenance["avg_hr_bpm"] == Origin("Watch", How.STATED)


def test_the_stream_that_covers_more_is_taken() -> None:
    half = a_heart_rate(14)
    watch = a_recording("Watch", streams={HEART: half, ROUTE: a_route(30)})
    whole = merged([watch, a_recording("Band", route=False)])
    assert len(whole.streams[HEART]) == 360
    assert whole.provenance["route"].source == "Watch"


def test_of_routes_that_cover_as_much_the_more_exact_is_taken() -> None:
    exact, rough = a_route(30), a_route(30)
    columns = {**rough.columns, "horizontal_accuracy_m": np.full(1800, 12.0)}
    vague = a_recording("Phone", streams={ROUTE: replace(rough, columns=columns)})
    whole = merged([vague, a_recording("Watch", streams={ROUTE: exact})], order=["Phone"])
    assert whole.streams[ROUTE]["horizontal_accuracy_m"][0] == 4.0


def test_of_streams_that_are_as_good_the_preferred_device_has_its_way() -> None:
    slow = scalar(HEART, a_heart_rate(30).time_s, a_heart_rate(30).values + 3)
    strap = a_recording("Gym App", device=Device("Strap"), streams={HEART: slow})
    watch = a_recording("Watch", route=False)
    for order, beats in ((["strap"], 3.0), (["watch"], 0.0)):
        first = merged([watch, strap], order).streams[HEART].values[0]
        assert first == pytest.approx(a_heart_rate(30).values[0] + beats)


def test_a_drawn_route_never_replaces_a_measured_one() -> None:
    drawn = changed(a_recording("Trainer"), virtual_route=True)
    measured = a_recording("Watch", streams={ROUTE: a_route(25), HEART: a_heart_rate(30)})
    whole = merged([drawn, measured], order=["Trainer"])
    assert whole.provenance["route"].source == "Watch"
    assert not whole.virtual_route


def test_a_clock_that_is_off_is_set_right() -> None:
    watch = a_recording("Watch", streams={ROUTE: a_route(30)})
    late = a_recording("Phone", start=SPRING + timedelta(seconds=95))
    rough = {**late.workout.streams, ROUTE: late.workout.streams[ROUTE].take(slice(None, None, 9))}
    whole = merged([watch, changed(late, streams=rough)], order=["Watch"])
    assert whole.start == SPRING
    assert whole.streams[HEART].time_s[0] == pytest.approx(0.0, abs=1.5)


def test_an_hour_that_a_zone_adds_is_taken_away() -> None:
    sure = a_recording("Watch", streams={ROUTE: a_route(30)})
    unsure = a_recording(
        "Copier",
        start=SPRING + timedelta(hours=1),
        zone=Zone("Europe/Paris", ZoneKnownBy.SETTING),
    )
    whole = merged([unsure, sure])
    assert whole.start == SPRING
    assert whole.streams[HEART].time_s[0] == 0.0
    assert whole.zone.known_by is ZoneKnownBy.RECORDING


def test_laps_and_pauses_come_from_whoever_tells_most() -> None:
    laps = tuple(Lap(at * 600.0, at * 600.0 + 600, LapKind.MANUAL) for at in range(3))
    watch = a_recording("Watch", laps=laps[:1])
    phone = a_recording("Phone", laps=laps, pauses=(Pause(100.0, 160.0),), route=False)
    whole = merged([watch, phone])
    assert len(whole.laps) == 3
    assert whole.pauses == (Pause(100.0, 160.0, PauseKind.MANUAL),)
    assert whole.timer_s == 30 * 60 - 60
    assert whole.provenance["laps"].source == "Phone"


def test_a_sport_is_better_than_none() -> None:
    nameless = a_recording("Watch", sport=sport.OTHER)
    whole = merged([nameless, a_recording("Phone", route=False)], order=["Watch"])
    assert whole.sport.key == "running"


def test_pieces_give_a_whole_its_heart_rate() -> None:
    whole = a_recording("Phone", minutes=60, streams={ROUTE: a_route(60)}, avg_hr_bpm=None)
    first = a_recording("Watch", minutes=29, route=False)
    second = a_recording("Watch", minutes=30, route=False, start=SPRING + timedelta(minutes=30))
    joined = merged([second, whole, first])
    assert joined.elapsed_s == 3600
    assert joined.streams[HEART].time_s[-1] > 3500
    assert joined.provenance["heart_rate"] == Origin("Apple Watch", How.SAMPLED, 708)
    assert joined.avg_hr_bpm == pytest.approx(142, abs=5)


def test_pieces_alone_are_one_workout_with_a_pause() -> None:
    first = a_recording("Watch", minutes=29)
    second = a_recording("Watch", minutes=30, start=SPRING + timedelta(minutes=30))
    whole = merged([first, second])
    assert whole.elapsed_s == 3600
    assert whole.timer_s == 59 * 60
    assert whole.distance_m == pytest.approx(59 * 170)
    assert whole.pauses == (Pause(29 * 60.0, 30 * 60.0),)


@pytest.mark.long
@settings(max_examples=25)
@given(st.sampled_from(PAIRS), st.sampled_from(PAIRS))
def test_the_order_of_arrival_makes_no_difference(pair: Pair, stranger: Pair) -> None:
    three = (pair.one, pair.other, _at_the_time_of(pair, stranger.one))
    hashes = {content_hash(merged(each)) for each in permutations(three)}
    assert len(hashes) == 1


@given(st.sampled_from(PAIRS))
def test_what_is_there_twice_changes_nothing(pair: Pair) -> None:
    once = merged([pair.one, pair.other])
    assert content_hash(merged([pair.other, pair.one, pair.other])) == content_hash(once)
    assert merged([pair.one, pair.one]) is pair.one.workout


@settings(max_examples=25)
@given(st.sampled_from(PAIRS), st.sampled_from(PAIRS))
def test_a_merge_is_undone_without_a_trace(pair: Pair, stranger: Pair) -> None:
    third = _at_the_time_of(pair, stranger.one)
    before = content_hash(merged([pair.one, pair.other]))
    originals = [content_hash(each.workout) for each in (pair.one, pair.other, third)]
    merged([pair.one, pair.other, third])
    assert content_hash(merged([pair.other, pair.one])) == before
    assert [content_hash(each.workout) for each in (pair.one, pair.other, third)] == originals


@given(st.sampled_from(PAIRS))
def test_a_merged_workout_is_a_sound_one(pair: Pair) -> None:
    whole = merged([pair.one, pair.other])
    assert _has_all(whole, pair)
    for kind, stream in whole.streams.items():
        assert -5 <= stream.time_s[0] <= stream.time_s[-1] <= whole.elapsed_s + 10
        assert whole.provenance[kind.value].samples == len(stream)
    for pause in whole.pauses:
        assert 0 <= pause.start_s < pause.end_s <= whole.elapsed_s
    assert 0 < whole.timer_s <= whole.elapsed_s


def _has_all(whole: Workout, pair: Pair) -> bool:
    kinds = {*pair.one.workout.streams, *pair.other.workout.streams}
    return set(whole.streams) <= kinds and (not pair.same or set(whole.streams) == kinds)


def _at_the_time_of(pair: Pair, stranger: Recording) -> Recording:
    start = pair.one.workout.start
    end = start + timedelta(seconds=stranger.workout.elapsed_s)
    return changed(stranger, start=start, end=end)
