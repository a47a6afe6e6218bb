"""Heart Rate from Recording: the best of what else was recorded, each sample at its instant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fitglue.boosters.heart_rate_from_recording import plugin
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.streams import Stream, StreamKind, scalar
from fitglue.domain.workout import App, Device, Workout
from fitglue.testing.booster_tools import FakeHistory, tools_for
from fitglue.testing.examples import START, example_activity, example_run, example_workout

HR = StreamKind.HEART_RATE
SECONDS = 1800


def recorded(
    app: str = "Polar Beat", first_s: float = 0, last_s: float = SECONDS, *, bpm: float = 130
) -> Workout:
    """Another recording from `first_s` to `last_s` of the activity's time; rates are rising."""
    start = START + timedelta(seconds=first_s)
    second = np.arange(0, last_s - first_s + 1, 1.0)
    stream = scalar(HR, second, bpm + (first_s + second) % 60)
    return example_workout(
        "running", last_s - first_s, start=start, end=START + timedelta(seconds=last_s),
        app=App(app), device=Device("H10", "Polar"), streams={HR: stream},
    )  # fmt: skip


def a_run(**fields: Any) -> Activity:
    return example_activity(example_workout("running", float(SECONDS), **fields))


def boosted(
    activity: Activity,
    recordings: Sequence[Workout] = (),
    settings: dict[str, Any] | None = None,
    others: Sequence[Activity] = (),
    **tools: Any,
) -> Boost:
    history = FakeHistory(others, {activity.id: recordings})
    known = {"now": activity.workout.end + timedelta(minutes=2), **tools}
    return plugin.boost(activity, tools_for(plugin, settings, history=history, **known))


def pulse(boost: Boost) -> Stream:
    assert boost.activity is not None, boost.why
    return boost.activity.workout.streams[HR]


def other_activity(workout: Workout) -> Activity:
    return replace(example_activity(workout), id="another")


def test_the_heart_rate_of_another_recording_is_taken() -> None:
    boost = boosted(a_run(), [recorded()])
    assert boost.why == "Heart rate for 100 % of the time, 1,801 samples from Polar Beat."
    assert boost.facts["heart_rate_source"] == "Polar Beat"
    assert boost.activity is not None
    assert boost.activity.workout.provenance["heart_rate"].source == "Polar Beat"
    assert not boost.look_again_s


def test_so_is_that_of_another_activity_of_the_same_time() -> None:
    boost = boosted(a_run(), others=[other_activity(recorded())])
    assert boost.outcome is Outcome.CHANGED


def test_an_activity_is_not_its_own_source() -> None:
    activity = a_run()
    itself = replace(activity, workout=recorded())
    boost = boosted(activity, others=[itself])
    assert boost.outcome is Outcome.UNCHANGED


def test_samples_stand_at_their_own_instants() -> None:
    boost = boosted(a_run(), [recorded(first_s=-120.25, last_s=900)])
    stream = pulse(boost)
    assert stream.time_s[0] == 0.75
    assert stream.time_s[-1] == 900.75
    assert boost.facts["heart_rate_coverage_percent"] == 50


@given(first_s=st.integers(-900, SECONDS), seconds=st.integers(1, SECONDS))
def test_none_is_moved_wherever_the_other_lies(first_s: int, seconds: int) -> None:
    one = recorded(first_s=first_s, last_s=first_s + seconds)
    boost = boosted(a_run(), [one], {"minimum_percent": 0})
    inside = {
        START + timedelta(seconds=first_s + second): value
        for second, value in enumerate(one.streams[HR].values.tolist())
        if 0 <= first_s + second <= SECONDS
    }
    if not inside:
        assert boost.outcome is Outcome.UNCHANGED
        return
    found = dict(zip(_instants(pulse(boost)), pulse(boost).values.tolist(), strict=True))
    assert found == inside


def _instants(stream: Stream) -> list[datetime]:
    return [START + timedelta(seconds=second) for second in stream.time_s.tolist()]


def test_the_one_that_covers_most_is_asked_first() -> None:
    boost = boosted(a_run(), [recorded("Half", last_s=900), recorded("Whole", bpm=150)])
    assert boost.facts["heart_rate_source"] == "Whole"
    assert pulse(boost).values.min() == 150


def test_two_halves_make_a_whole() -> None:
    halves = [recorded("First", last_s=900), recorded("Second", first_s=901, bpm=150)]
    boost = boosted(a_run(), halves)
    assert boost.facts["heart_rate_source"] == "First and Second"
    assert boost.facts["heart_rate_coverage_percent"] == 100


def test_only_those_that_are_named_are_taken_the_first_named_first() -> None:
    recordings = [recorded("Whole"), recorded("Old strap", last_s=600), recorded("New strap")]
    boost = boosted(a_run(), recordings, {"only_from": ["strap"]})
    assert boost.facts["heart_rate_source"] == "New strap"
    boost = boosted(a_run(), recordings, {"only_from": ["old", "whole"], "minimum_percent": 0})
    assert boost.facts["heart_rate_source"] == "Old strap and Whole"
    boost = boosted(a_run(), recordings, {"only_from": ["Garmin"], "hours": 0})
    assert boost.why == "There is no other heart rate of this time."


def test_a_device_is_as_good_a_name_as_an_app() -> None:
    boost = boosted(a_run(), [recorded("Some app")], {"only_from": ["h10"]})
    assert boost.outcome is Outcome.CHANGED


def test_a_heart_rate_that_is_there_stays() -> None:
    boost = boosted(example_activity(example_run()), [recorded()])
    assert boost.why == "It has a heart rate already: 121 samples from Apple Watch."


def test_the_recording_that_the_heart_rate_came_from_brings_nothing_new() -> None:
    run = example_run()
    boost = boosted(example_activity(run), [run], {"force": True, "hours": 0})
    assert boost.why == "There is no other heart rate of this time."


def test_nor_does_a_longer_recording_of_the_same_heart_rate() -> None:
    run = example_run()
    longer = replace(example_run(900), start=START)
    activity = example_activity(replace(run, streams={HR: longer.streams[HR].between(0, 600)}))
    boost = boosted(activity, [longer], {"force": True, "hours": 0})
    assert boost.why == "There is no other heart rate of this time."


def test_told_to_replace_it_takes_the_other() -> None:
    run = example_run()
    boost = boosted(example_activity(run), [run, recorded(bpm=170)], {"force": True})
    assert boost.why.endswith("601 samples from Polar Beat, in place of 121 from Apple Watch.")


def test_gaps_are_filled_when_that_is_set() -> None:
    run = example_run()
    stream = run.streams[HR]
    holed = stream.take((stream.time_s <= 100) | (stream.time_s >= 400))
    activity = example_activity(replace(run, streams={**run.streams, HR: holed}))
    boost = boosted(activity, [recorded()], {"fill_gaps": True})
    assert boost.facts["heart_rate_way"] == "filled"
    assert boost.activity is not None
    source = boost.activity.workout.provenance["heart_rate"].source
    assert source == "Apple Watch and Polar Beat"


def test_while_there_is_none_it_looks_again() -> None:
    boost = boosted(a_run(), attempt=3)
    assert boost.outcome is Outcome.UNCHANGED
    assert boost.why == (
        "There is no other heart rate of this time yet; the next look is in 15 minutes."
    )
    assert boost.look_again_s == 900


def test_told_to_wait_it_holds_the_run() -> None:
    boost = boosted(a_run(), settings={"wait": True})
    assert boost.outcome is Outcome.RETRY_LATER
    assert boost.retry_after_s == 60


def test_a_day_later_it_does_not_look_again() -> None:
    activity = a_run()
    boost = boosted(activity, now=activity.workout.end + timedelta(hours=24))
    assert boost.why == "There is no other heart rate of this time."
    assert not boost.look_again_s


def test_a_recording_without_a_heart_rate_or_beside_the_time_is_none() -> None:
    beside = recorded(first_s=SECONDS + 60, last_s=SECONDS + 600)
    silent = replace(recorded(), streams={})
    assert boosted(a_run(), [beside, silent], {"hours": 0}).outcome is Outcome.UNCHANGED
