"""FIT File Heart Rate: a file is asked for, read, and its clock is never bent."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.boosters.fit_file_heart_rate import plugin
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Answer, Boost, Outcome
from fitglue.domain.errors import NotAWorkout, Unreadable
from fitglue.domain.streams import FloatArray, Stream, StreamKind, scalar
from fitglue.domain.workout import App, Device, Workout
from fitglue.formats.fit import encode_activity
from fitglue.formats.gpx import encode_gpx
from fitglue.formats.tcx import encode_tcx
from fitglue.testing.booster_tools import tools_for
from fitglue.testing.examples import (
    START,
    example_activity,
    example_route,
    example_run,
    example_workout,
)

HR, SPEED = StreamKind.HEART_RATE, StreamKind.SPEED
HOUR_S, SECONDS = 3600.0, 1200


def hearts(seconds: int = SECONDS) -> Stream:
    """A rate that tells its own second for a while."""
    second = np.arange(seconds + 1.0)
    return scalar(HR, second, 100 + second % 97)


def strap(later_s: float = 0.0, seconds: int = SECONDS, **streams: Stream) -> Workout:
    """A strap's recording; it thinks that it began `later_s` after the activity."""
    start = START + timedelta(seconds=later_s)
    found = {StreamKind(name): stream for name, stream in streams.items()}
    return example_workout(
        "running", float(seconds), start=start, end=start + timedelta(seconds=seconds),
        app=App("Strap"), device=Device("H10", "Polar"), streams={HR: hearts(seconds), **found},
    )  # fmt: skip


def varied_speed(seconds: int = SECONDS, seed: int = 3) -> FloatArray:
    """The speed of a run with faster and slower parts, as nobody runs twice."""
    chance = np.random.default_rng(seed)
    corners = np.arange(0, seconds + 31, 30)
    return np.interp(np.arange(seconds + 1.0), corners, chance.uniform(1.5, 5.0, len(corners)))


def paced(speed: FloatArray) -> Stream:
    return scalar(SPEED, np.arange(float(len(speed))), speed)


def a_run(**fields: Any) -> Activity:
    return example_activity(example_workout("running", float(SECONDS), **fields))


def file_of(workout: Workout) -> bytes:
    return encode_activity(example_activity(workout))


def boosted(
    activity: Activity,
    content: bytes,
    settings: dict[str, Any] | None = None,
    name: str = "strap.fit",
    **values: str,
) -> Boost:
    answer = Answer({"file": name, **values}, content)
    return plugin.boost(activity, tools_for(plugin, settings, answer=answer))


def pulse(boost: Boost) -> Stream:
    assert boost.activity is not None, boost.why
    return boost.activity.workout.streams[HR]


def test_a_workout_without_heart_rate_asks_for_a_file() -> None:
    boost = plugin.boost(a_run(), tools_for(plugin))
    assert boost.outcome is Outcome.ASK
    assert boost.question is not None
    assert boost.question.title == "A heart rate for “Morning Run”?"
    assert boost.question.help.endswith("on 01 May 2026 from 09:00.")  # in Zurich
    file, shift = boost.question.fields
    assert (file.kind, file.accepts) == ("file", (".fit", ".fit.gz", ".gpx", ".tcx"))
    assert (shift.kind, shift.required) == ("number", False)
    assert boost.question.blocking
    assert boost.question.deadline is None


def test_it_goes_on_without_waiting_when_that_is_set() -> None:
    boost = plugin.boost(a_run(), tools_for(plugin, {"wait": False, "hours": 5}))
    assert boost.question is not None
    assert not boost.question.blocking
    assert boost.question.deadline == START + timedelta(seconds=SECONDS, hours=5)


def test_a_workout_with_heart_rate_asks_only_to_replace_or_to_fill() -> None:
    run = example_activity(example_run())
    boost = plugin.boost(run, tools_for(plugin))
    assert boost.why == "It has a heart rate already: 121 samples from Apple Watch."
    assert plugin.boost(run, tools_for(plugin, {"force": True})).outcome is Outcome.ASK
    boost = plugin.boost(run, tools_for(plugin, {"fill_gaps": True}))
    assert boost.why == "Its heart rate has no gap longer than 30 s."


def test_a_question_that_was_skipped_leaves_it_as_it_is() -> None:
    boost = plugin.boost(a_run(), tools_for(plugin, answer=Answer(None)))
    assert boost.why == "The question for a file was not answered."


def test_an_answer_without_a_file_leaves_it_as_it_is() -> None:
    assert boosted(a_run(), b"").why == "The answer came without a file."


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("strap.fit", encode_activity),
        ("strap.fit.gz", lambda activity: gzip.compress(encode_activity(activity))),
        ("strap.tcx", encode_tcx),
        ("strap.gpx", encode_gpx),
        ("no name at all", encode_activity),
    ],
)
def test_the_heart_rate_comes_out_of_every_kind_of_file(
    name: str, written: Callable[[Activity], bytes]
) -> None:
    routed = strap(route=example_route(np.arange(SECONDS + 1.0)))
    boost = boosted(a_run(), written(example_activity(routed)), name=name)
    assert boost.outcome is Outcome.CHANGED
    assert pulse(boost).values.tolist() == hearts().values.tolist()
    assert boost.facts["heart_rate_coverage_percent"] == 100


def test_the_device_of_the_file_is_named() -> None:
    boost = boosted(a_run(), file_of(strap()))
    assert boost.activity is not None
    source = boost.activity.workout.provenance["heart_rate"].source
    assert source in boost.why
    assert source == boost.facts["heart_rate_source"]


def test_samples_stand_at_their_own_instants_and_nothing_is_stretched() -> None:
    boost = boosted(a_run(), file_of(strap(later_s=300, seconds=600)))
    stream = pulse(boost)
    assert stream.time_s[[0, -1]].tolist() == [300, 900]
    assert stream.values.tolist() == hearts(600).values.tolist()
    assert boost.facts["heart_rate_coverage_percent"] == 50
    assert "clock_shift_s" not in boost.facts


@pytest.mark.parametrize("later_s", [-150.0, 400.0])
def test_what_lies_outside_the_workout_is_left_out(later_s: float) -> None:
    boost = boosted(a_run(), file_of(strap(later_s=later_s, seconds=1000)))
    stream = pulse(boost)
    first = max(later_s, 0)
    assert stream.time_s[0] == first
    assert stream.values[0] == 100 + (first - later_s) % 97
    assert stream.time_s[-1] <= SECONDS


def test_a_file_of_another_day_is_refused_with_its_time() -> None:
    boost = boosted(a_run(), file_of(strap(later_s=26.2 * HOUR_S)))
    assert boost.outcome is Outcome.UNCHANGED
    assert boost.why == (
        "The file strap.fit has no heart rate of this time: it begins on 02 May 2026 at 11:12, and "
        "nothing shows that its clock was off."
    )


@pytest.mark.parametrize("hours", [-7, -1, 2, 5.5])
def test_a_clock_of_another_zone_is_found_by_length_and_start(hours: float) -> None:
    boost = boosted(a_run(), file_of(strap(later_s=hours * HOUR_S + 20)))
    assert boost.facts["clock_shift_s"] == -hours * HOUR_S
    assert pulse(boost).time_s[0] == 20  # its seconds are its own
    assert "found by its length and start." in boost.why


def test_a_zone_is_not_guessed_for_a_file_of_another_length() -> None:
    boost = boosted(a_run(), file_of(strap(later_s=HOUR_S, seconds=700)))
    assert boost.outcome is Outcome.UNCHANGED


def test_a_clock_some_minutes_off_is_found_by_the_same_length() -> None:
    boost = boosted(a_run(), file_of(strap(later_s=-187)))
    assert boost.facts["clock_shift_s"] == 187
    assert boost.why.endswith("The clock of the file was moved by 3 min 7 s forward, found by its "
                              "length.")  # fmt: skip


def test_the_clock_is_left_alone_when_that_is_set() -> None:
    boost = boosted(a_run(), file_of(strap(later_s=-187)), {"find_shift": False})
    assert "clock_shift_s" not in boost.facts
    assert pulse(boost).time_s[-1] == SECONDS - 187


@pytest.mark.parametrize("off_s", [-2 * HOUR_S - 45, -95, 33, HOUR_S / 2, 5 * HOUR_S + 240])
def test_speed_that_both_recorded_tells_the_shift(off_s: float) -> None:
    speed = varied_speed()
    activity = a_run(streams={SPEED: paced(speed)})
    noise = np.random.default_rng(1).normal(0, 0.3, 801)
    part = paced(np.maximum(speed[200:1001] + noise, 0.6))
    boost = boosted(activity, file_of(strap(200 + off_s, 800, speed=part)))
    assert boost.facts["clock_shift_s"] == pytest.approx(-off_s, abs=2)
    assert pulse(boost).time_s[0] == pytest.approx(200, abs=2)
    assert "found by its speed." in boost.why


def test_a_right_clock_is_not_moved_by_a_speed_that_comes_a_little_late() -> None:
    speed = varied_speed()
    activity = a_run(streams={SPEED: paced(speed)})
    late = paced(np.concatenate((speed[:1], speed[:1], speed[:1], speed[:-3])))
    boost = boosted(activity, file_of(strap(speed=late)))
    assert "clock_shift_s" not in boost.facts
    assert pulse(boost).time_s[0] == 0


def test_a_speed_of_another_run_is_no_evidence() -> None:
    activity = a_run(streams={SPEED: paced(varied_speed())})
    other = strap(later_s=2 * HOUR_S, speed=paced(varied_speed(seed=4)))
    boost = boosted(activity, file_of(other))
    assert boost.outcome is Outcome.UNCHANGED
    assert "nothing shows that its clock was off" in boost.why


def test_an_even_speed_is_no_evidence() -> None:
    activity = a_run(streams={SPEED: paced(np.full(SECONDS + 1, 3.0))})
    even = strap(later_s=120, seconds=900, speed=paced(np.full(901, 3.0)))
    boost = boosted(activity, file_of(even))
    assert "clock_shift_s" not in boost.facts


def test_a_shift_that_is_set_wins_over_what_could_be_found() -> None:
    boost = boosted(a_run(), file_of(strap(later_s=-187)), {"shift_min": 2})
    assert boost.facts["clock_shift_s"] == 120
    assert boost.why.endswith("The clock of the file was moved by 2 min forward, as you said.")
    assert pulse(boost).time_s[-1] == SECONDS - 67


def test_a_shift_told_with_the_file_wins_over_the_setting() -> None:
    content = file_of(strap(later_s=HOUR_S, seconds=600))
    boost = boosted(a_run(), content, {"shift_min": 5}, shift_min=" -60 ")
    assert boost.facts["clock_shift_s"] == -HOUR_S
    boost = boosted(a_run(), file_of(strap(later_s=-187)), {"shift_min": 2}, shift_min="0")
    assert "clock_shift_s" not in boost.facts


@pytest.mark.parametrize("told", ["later", "nan", "1e9"])
def test_a_shift_that_is_no_time_is_passed_over(told: str) -> None:
    boost = boosted(a_run(), file_of(strap()), shift_min=told)
    assert boost.outcome is Outcome.CHANGED
    assert pulse(boost).time_s[0] == 0


def test_a_file_without_heart_rate_says_so() -> None:
    silent = replace(strap(), streams={SPEED: paced(varied_speed())})
    boost = boosted(a_run(), file_of(silent))
    assert boost.why == "The file strap.fit holds no heart rate."


def test_what_is_no_recording_is_an_error_with_a_sentence() -> None:
    with pytest.raises(NotAWorkout, match=r"The file holiday\.jpg is no FIT, TCX or GPX file\."):
        boosted(a_run(), b"\xff\xd8\xff", name="holiday.jpg")


def test_a_broken_file_is_an_error_with_a_sentence() -> None:
    with pytest.raises(Unreadable):
        boosted(a_run(), file_of(strap())[:20])
    with pytest.raises(Unreadable):
        boosted(a_run(), b"\x1f\x8bnothing", name="strap.fit.gz")


def test_a_file_that_breaks_off_gives_what_it_had_and_says_so() -> None:
    content = file_of(strap())
    boost = boosted(a_run(), content[: len(content) // 2])
    assert boost.outcome is Outcome.CHANGED
    assert "strap.fit was not closed properly" in boost.why


def test_even_speeds_leave_it_to_length_and_start() -> None:
    even = paced(np.full(SECONDS + 1, 3.0))
    activity = a_run(streams={SPEED: even})
    boost = boosted(activity, file_of(strap(later_s=HOUR_S, speed=even)))
    assert boost.facts["clock_shift_s"] == -HOUR_S


def test_another_workout_of_the_file_does_not_move_the_right_one() -> None:
    earlier = file_of(strap(later_s=-2 * HOUR_S))
    boost = boosted(a_run(), earlier + file_of(strap(later_s=60, seconds=1000)))
    assert pulse(boost).time_s[[0, -1]].tolist() == [60, 1060]
    assert "clock_shift_s" not in boost.facts


@given(
    later_s=st.integers(-4 * 3600, 4 * 3600),
    seconds=st.integers(30, SECONDS),
    told=st.none() | st.integers(-300, 300),
)
def test_all_samples_move_alike_and_none_is_made_up(
    later_s: int, seconds: int, told: int | None
) -> None:
    """Whatever was found or told: a moved sample is one of the file, all by one shift."""
    shift = {} if told is None else {"shift_min": str(told)}
    content = file_of(strap(later_s=later_s, seconds=seconds))
    boost = boosted(a_run(), content, {"minimum_percent": 0}, **shift)
    if boost.activity is None:
        return
    stream, moved_s = pulse(boost), float(boost.facts.get("clock_shift_s", 0))
    own_s = np.round(stream.time_s - later_s - moved_s, 6)
    assert ((own_s >= 0) & (own_s <= seconds)).all()
    assert stream.values.tolist() == (100 + own_s % 97).tolist()


def test_a_file_fills_gaps_only_when_that_is_set() -> None:
    run = example_run()
    stream = run.streams[HR]
    holed = stream.take((stream.time_s <= 100) | (stream.time_s >= 400))
    activity = example_activity(replace(run, streams={**run.streams, HR: holed}))
    boost = boosted(activity, file_of(strap(seconds=600)), {"fill_gaps": True})
    assert boost.facts["heart_rate_way"] == "filled"
    assert len(pulse(boost)) == len(holed) + 299
