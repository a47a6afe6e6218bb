"""Treadmill Calibration: what is corrected, by whose word, and what never is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.boosters.treadmill_calibration import TreadmillCalibrationSettings, plugin
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Answer, Boost, Outcome
from fitglue.domain.distance import cumulative_distance
from fitglue.domain.sport import by_key
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Lap, LapKind, Pause, Workout
from fitglue.testing.booster_tools import FakeHistory, tools_for
from fitglue.testing.examples import START, example_activity, example_run
from fitglue.testing.sport_examples import (
    gathered,
    pool_swim,
    ride,
    run_with_form,
    steady,
    strength,
    treadmill,
    without,
)

_K = StreamKind


def boosted(workout: Workout, settings: Mapping[str, Any], **tools: Any) -> Boost:
    return plugin.boost(example_activity(workout), tools_for(plugin, settings, **tools))


def after(boost: Boost) -> Workout:
    assert boost.activity is not None, boost.why
    return boost.activity.workout


def indoors(steps_per_s: float = 2.8, seconds: int = 1200, m_per_s: float = 3.0) -> Workout:
    """Run on a treadmill at an even cadence; the watch guesses an even speed."""
    run = example_run(seconds, distance_m=m_per_s * seconds)
    streams = (
        gathered(_K.STEPS, seconds, steps_per_s)
        | gathered(_K.DISTANCE, seconds, m_per_s)
        | steady(_K.SPEED, seconds, m_per_s)
    )
    return replace(run, streams=streams, indoor=True)


def outdoors(number: int, steps_per_s: float = 2.8, m_per_s: float = 3.36) -> Activity:
    """Run outdoors some days before, each step `m_per_s / steps_per_s` long."""
    seconds = 1500
    run = example_run(seconds, distance_m=m_per_s * seconds)
    streams = {
        **run.streams, **gathered(_K.STEPS, seconds, steps_per_s),
        **gathered(_K.DISTANCE, seconds, m_per_s),
    }  # fmt: skip
    begun = START - timedelta(days=number)
    run = replace(run, streams=streams, start=begun, end=begun + timedelta(seconds=seconds))
    return replace(example_activity(run), id=f"outdoors-{number}")


def answered(**values: str) -> dict[str, Any]:
    return {"answer": Answer(values)}


def test_a_percentage_makes_everything_longer_alike() -> None:
    laps = (Lap(0, 600, LapKind.MANUAL, distance_m=1800.0), Lap(600, 1200, LapKind.MANUAL))
    run = replace(indoors(), laps=laps)
    boost = boosted(run, {"way": "percent", "percent": 110})
    longer = after(boost)
    assert longer.distance_m == pytest.approx(3960)
    assert longer.streams[_K.DISTANCE].values.sum() == pytest.approx(3960)
    assert longer.streams[_K.SPEED].values.mean() == pytest.approx(3.3)
    assert [lap.distance_m for lap in longer.laps] == [pytest.approx(1980), None]
    assert boost.facts["factor"] == 1.1
    assert {"distance_m", "distance", "speed"} <= longer.provenance.keys()


def test_other_streams_stay_the_very_same() -> None:
    run = treadmill()
    longer = after(boosted(run, {"way": "percent", "percent": 110}))
    for kind in (_K.STEPS, _K.HEART_RATE, _K.POWER):
        assert longer.streams[kind] is run.streams[kind]


def test_a_factor_is_as_good_as_a_percentage() -> None:
    assert TreadmillCalibrationSettings(percent=1.04).percent == 104
    assert TreadmillCalibrationSettings(percent=96).percent == 96
    with pytest.raises(ValueError, match="greater than or equal"):
        TreadmillCalibrationSettings(percent=5)


def test_a_hundred_percent_changes_nothing() -> None:
    boost = boosted(treadmill(), {"way": "percent"})
    assert boost.outcome is Outcome.UNCHANGED
    assert "right already" in boost.why


def test_without_a_distance_a_percentage_of_it_is_nothing() -> None:
    run = replace(treadmill(), distance_m=None)
    assert boosted(run, {"way": "percent", "percent": 104}).why == "It has no distance to correct."


@pytest.mark.parametrize("workout", [run_with_form(), example_run(), ride(indoor=True)])
def test_what_was_measured_on_the_ground_is_never_touched(workout: Workout) -> None:
    assert boosted(workout, {"way": "percent", "percent": 104}).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("workout", [pool_swim(indoor=True), strength(), replace(strength())])
def test_other_sports_are_never_touched(workout: Workout) -> None:
    boost = boosted(workout, {"way": "percent", "percent": 104})
    assert boost.why == f"Runs and walks are calibrated, and this is “{workout.sport.label}”."


def test_an_outdoor_run_without_a_route_is_never_touched() -> None:
    run = replace(without(_K.ROUTE), indoor=False)
    assert boosted(run, {}).why == "Nothing says that it took place indoors."


def test_a_drawn_route_is_drawn_for_the_old_distance() -> None:
    run = replace(example_run(), indoor=True, virtual_route=True)
    assert "drawn" in boosted(run, {"way": "percent", "percent": 104}).why


def test_walks_can_be_left_out() -> None:
    walk = replace(treadmill(), sport=by_key("walking"))
    settings = {"way": "percent", "percent": 104}
    assert boosted(walk, settings).outcome is Outcome.CHANGED
    assert boosted(walk, settings | {"walks": False}).outcome is Outcome.UNCHANGED


def test_the_question_waits_for_nobody_by_default() -> None:
    boost = boosted(treadmill(), {})
    assert boost.outcome is Outcome.ASK
    assert boost.question is not None
    assert not boost.question.blocking
    assert boost.question.deadline is None
    (field,) = boost.question.fields
    assert (field.name, field.kind) == ("distance_km", "number")
    assert field.help == "The recording says 1.80 km."


def test_the_question_can_wait_for_a_while() -> None:
    run = treadmill()
    question = boosted(run, {"wait": True, "hours": 24}).question
    assert question is not None
    assert question.blocking
    assert question.deadline == run.end + timedelta(hours=24)


def test_an_answer_is_the_new_distance() -> None:
    boost = boosted(treadmill(), {}, **answered(distance_km="2,05"))
    assert after(boost).distance_m == pytest.approx(2050)
    assert boost.why == "By your answer it is 2.05 km instead of 1.80 km."


def test_miles_are_asked_of_those_who_run_them() -> None:
    boost = boosted(treadmill(), {}, units="imperial")
    assert boost.question is not None
    assert boost.question.fields[0].name == "distance_mi"
    longer = boosted(treadmill(), {}, units="imperial", **answered(distance_mi="1.2"))
    assert after(longer).distance_m == pytest.approx(1931.2, abs=0.1)


def test_an_answer_counts_in_the_unit_it_was_asked_in() -> None:
    boost = boosted(treadmill(), {}, units="imperial", **answered(distance_km="2"))
    assert after(boost).distance_m == pytest.approx(2000)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The answer was empty: the distance stays."),
        ("far", "What was answered is no distance."),
        ("-3", "A distance is more than nothing: it stays as it was."),
        ("0", "A distance is more than nothing: it stays as it was."),
        ("18", "By your answer it would be 18.00 km instead of 1.80 km: too far apart to be true."),
    ],
)
def test_an_answer_that_cannot_be_true_changes_nothing(text: str, said: str) -> None:
    boost = boosted(treadmill(), {}, **answered(distance_km=text))
    assert (boost.outcome, boost.why) == (Outcome.UNCHANGED, said)


def test_a_skipped_question_is_not_asked_again() -> None:
    boost = boosted(treadmill(), {}, answer=Answer(None))
    assert boost.why == "Nobody said what the treadmill showed."


def test_a_run_without_any_distance_gets_the_total_alone() -> None:
    run = replace(treadmill(), distance_m=None, streams={})
    longer = after(boosted(run, {}, **answered(distance_km="5")))
    assert longer.distance_m == 5000
    assert longer.streams == {}


def test_steps_outdoors_tell_the_distance_indoors() -> None:
    past = FakeHistory([outdoors(number) for number in range(1, 5)])
    boost = boosted(indoors(), {"way": "learn"}, history=past)
    assert after(boost).distance_m == pytest.approx(1.2 * 2.8 * 1200, rel=0.01)
    assert boost.facts["outdoor_runs"] == 4
    assert boost.facts["outdoor_minutes"] == 100


def test_a_run_without_distance_learns_by_cadence_alone() -> None:
    run = indoors()
    run = replace(run, distance_m=None, streams={_K.STEPS: run.streams[_K.STEPS]})
    past = FakeHistory([outdoors(number) for number in range(1, 4)])
    boost = boosted(run, {"way": "learn"}, history=past)
    assert after(boost).distance_m == pytest.approx(4032, rel=0.01)


def test_too_few_outdoor_runs_teach_nothing() -> None:
    past = FakeHistory([outdoors(1)])
    boost = boosted(indoors(), {"way": "learn"}, history=past)
    assert boost.why == ("You have 1 outdoor run with a route and steps to learn from; it takes 3.")
    assert "no outdoor run" in boosted(indoors(), {"way": "learn"}).why


def test_outdoor_runs_at_another_cadence_teach_nothing() -> None:
    past = FakeHistory([outdoors(number, steps_per_s=3.2) for number in range(1, 5)])
    boost = boosted(indoors(), {"way": "learn"}, history=past)
    assert boost.outcome is Outcome.UNCHANGED
    assert "Too few minutes" in boost.why


def test_outdoor_runs_at_another_pace_teach_nothing() -> None:
    past = FakeHistory([outdoors(number, m_per_s=5.5) for number in range(1, 5)])
    assert "Too few minutes" in boosted(indoors(), {"way": "learn"}, history=past).why


def test_drawn_routes_later_runs_and_other_sports_are_no_witnesses() -> None:
    drawn = [outdoors(number) for number in range(1, 4)]
    drawn = [replace(one, workout=replace(one.workout, virtual_route=True)) for one in drawn]
    later = [outdoors(-number) for number in range(1, 4)]
    walks = [outdoors(number) for number in range(5, 9)]
    walks = [replace(one, workout=replace(one.workout, sport=by_key("walking"))) for one in walks]
    past = FakeHistory([*drawn, *later, *walks])
    assert "no outdoor run" in boosted(indoors(), {"way": "learn"}, history=past).why


def test_without_steps_there_is_nothing_to_learn_by() -> None:
    run = indoors()
    run = replace(run, streams={_K.DISTANCE: run.streams[_K.DISTANCE]})
    assert "no count of steps" in boosted(run, {"way": "learn"}).why


def test_less_than_a_minute_is_too_short_to_learn_for() -> None:
    assert "no whole minute" in boosted(indoors(seconds=50), {"way": "learn"}).why


def test_minutes_with_a_pause_in_them_are_no_witnesses() -> None:
    run = replace(indoors(), pauses=(Pause(90, 150), Pause(400, 410)))
    past = FakeHistory([outdoors(number) for number in range(1, 5)])
    boost = boosted(run, {"way": "learn"}, history=past)
    assert boost.outcome is Outcome.CHANGED
    assert boost.facts["distance_m"] == pytest.approx(1.2 * 2.8 * 1130, rel=0.01)


@given(st.floats(50, 200).filter(lambda percent: abs(percent - 100) > 0.2))
def test_the_curve_of_distance_ends_at_the_new_total(percent: float) -> None:
    longer = after(boosted(treadmill(), {"way": "percent", "percent": percent}))
    curve = cumulative_distance(longer)
    assert curve is not None
    assert curve[1][-1] == pytest.approx(longer.distance_m)
    assert longer.streams[_K.DISTANCE].values.sum() == pytest.approx(longer.distance_m)
    assert np.all(np.diff(curve[1]) >= 0)
