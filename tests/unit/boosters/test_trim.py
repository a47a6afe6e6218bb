"""Trim cuts what was named, then what does not belong, and says what it cut."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from fitglue.boosters.trim import plugin
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.measures import timer_s
from fitglue.domain.streams import StreamKind, scalar, spans
from fitglue.domain.workout import Pause, Workout
from fitglue.formats.fit import encode_activity
from fitglue.testing import sport_examples
from fitglue.testing.booster_tools import tools_for
from fitglue.testing.examples import (
    example_activity,
    example_route,
    example_run,
    example_workout,
)
from fitglue.testing.fit_checker import check_fit

_K = StreamKind


def going(*parts: tuple[float, float], sport: str = "running", **fields: Any) -> Workout:
    """A workout of some minutes at some speeds, one after the other."""
    speed = np.concatenate([np.full(round(minutes * 12), pace) for minutes, pace in parts])
    start = np.arange(0.0, len(speed) * 5.0, 5.0)
    way = spans(_K.DISTANCE, start, np.full(len(speed), 5.0), speed * 5.0)
    pulse = scalar(_K.HEART_RATE, start, np.where(speed > 2, 150.0, 90.0))
    stated: dict[str, Any] = {
        "distance_m": float(speed.sum() * 5), "streams": {_K.DISTANCE: way, _K.HEART_RATE: pulse},
        "avg_hr_bpm": 130.0,
    }  # fmt: skip
    return example_workout(sport, len(speed) * 5.0, **(stated | fields))


def boost(workout: Workout, **settings: Any) -> Boost:
    return plugin.boost(example_activity(workout), tools_for(plugin, settings))


def cut(workout: Workout, **settings: Any) -> tuple[Workout, str]:
    boosted = boost(workout, **settings)
    assert boosted.outcome is Outcome.CHANGED, boosted.why
    assert boosted.activity is not None
    check_fit(encode_activity(boosted.activity))
    return boosted.activity.workout, boosted.why


def left_alone(workout: Workout, **settings: Any) -> str:
    boosted = boost(workout, **settings)
    assert boosted.outcome is Outcome.UNCHANGED, boosted.why
    return boosted.why


def test_minutes_are_cut_off_both_ends() -> None:
    part, why = cut(going((30, 3)), start_min=2, end_min=3)
    assert part.elapsed_s == 25 * 60
    assert part.distance_m == pytest.approx(25 * 60 * 3)
    assert why.startswith("Cut off the first 2:00 min and the last 3:00 min.")
    assert "4.50 km are left of 5.40 km." in why


def test_metres_are_cut_off_both_ends() -> None:
    part, _ = cut(going((10, 1), (20, 3)), start_m=300, end_m=900)
    assert part.elapsed_s == pytest.approx((30 - 5 - 5) * 60, abs=0.01)
    assert part.distance_m == pytest.approx(4200 - 1200, abs=0.1)


def test_of_minutes_and_metres_what_cuts_more_counts() -> None:
    part, _ = cut(going((30, 3)), start_min=10, start_m=360, end_min=1, end_m=900)
    assert part.elapsed_s == pytest.approx((30 - 10 - 5) * 60, abs=0.01)


def test_metres_off_the_start_leave_out_the_standing_before_them() -> None:
    part, _ = cut(going((4, 0), (20, 3)), start_m=180)
    assert part.elapsed_s == pytest.approx(19 * 60, abs=0.01)


def by_the_minute(metres: list[float]) -> Workout:
    """A run of which a watch told the distance of each minute."""
    start = np.arange(0.0, len(metres) * 60.0, 60.0)
    way = spans(_K.DISTANCE, start, np.full(len(metres), 60.0), np.array(metres, dtype=float))
    stated: dict[str, Any] = {"distance_m": float(sum(metres)), "streams": {_K.DISTANCE: way}}
    return example_workout("running", len(metres) * 60.0, **stated)


def test_a_stop_on_the_way_does_not_change_how_many_metres_are_cut() -> None:
    run = by_the_minute([180] * 10 + [0] * 10 + [180] * 10)
    for wanted in ({"start_m": 1900}, {"end_m": 1700}):
        part, _ = cut(run, standing=False, **wanted)
        assert part.distance_m == pytest.approx(3600 - sum(wanted.values()), abs=0.1)


minutes = st.lists(st.one_of(st.just(0.0), st.floats(20, 400)), min_size=4, max_size=40).filter(
    lambda metres: sum(metres) > 200
)


@limits(max_examples=150)
@given(metres=minutes, share=st.floats(0.05, 0.6), at_end=st.booleans())
def test_what_is_cut_by_metres_is_what_was_asked_to_a_sample(
    metres: list[float], share: float, *, at_end: bool
) -> None:
    whole_m = sum(metres)
    wanted = {"end_m" if at_end else "start_m": share * whole_m}
    boosted = boost(by_the_minute(metres), standing=False, driving=False, **wanted)
    if boosted.activity is None:
        assert boosted.why == "It is too short: next to nothing would be left of it."
        return
    left_m = boosted.activity.workout.distance_m
    assert left_m is not None
    assert abs((whole_m - left_m) - share * whole_m) <= 0.02


def test_metres_need_to_know_when_they_were_covered() -> None:
    assert left_alone(example_workout("yoga"), start_m=100) == (
        "Nobody measured when its distance was covered, so none can be cut."
    )


@pytest.mark.parametrize("settings", [
    {"start_min": 40}, {"start_min": 20, "end_min": 15}, {"start_m": 9000}, {"end_m": 9000},
])  # fmt: skip
def test_an_activity_that_would_vanish_stays_whole(settings: dict[str, float]) -> None:
    why = left_alone(going((30, 3)), **settings)
    assert why == "It is too short: next to nothing would be left of it."


def test_standing_at_the_end_is_cut_off_and_named() -> None:
    part, why = cut(going((30, 3), (12, 0)))
    assert part.elapsed_s == 30 * 60
    assert "12:00 min of standing still at the end" in why


def test_standing_at_the_start_is_cut_off() -> None:
    part, why = cut(going((7, 0), (30, 3)))
    assert part.elapsed_s == 30 * 60
    assert "7:00 min of standing still at the start" in why


def test_a_pause_that_was_never_ended_is_standing_still() -> None:
    pauses = (Pause(1800, 2700),)
    part, _ = cut(going((30, 3), (15, 0), pauses=pauses, timer_s=timer_s(2700, pauses)))
    assert part.elapsed_s == part.timer_s == 1800
    assert part.pauses == ()


def test_a_short_stand_is_part_of_it() -> None:
    why = left_alone(going((30, 3), (3, 0)))
    assert why == "There is nothing at its start or end that does not belong."
    part, _ = cut(going((30, 3), (3, 0)), least_min=2)
    assert part.elapsed_s == 30 * 60


def test_a_stop_in_the_middle_is_left_alone() -> None:
    left_alone(going((30, 3), (20, 0), (10, 3)))


def test_the_drive_home_goes_with_the_lights_and_the_way_to_the_car() -> None:
    drive = ((1, 0), (2, 15), (1, 0), (4, 12), (1, 0.2), (6, 22), (4, 0))
    part, why = cut(going((40, 3), *drive))
    assert part.elapsed_s == pytest.approx(40 * 60, abs=60)
    assert part.distance_m == pytest.approx(40 * 60 * 3, abs=200)
    assert "in a car at the end" in why


def test_the_drive_to_the_start_is_cut_off() -> None:
    part, why = cut(going((10, 17), (1, 0), (40, 3)))
    assert part.distance_m == pytest.approx(40 * 60 * 3, abs=200)
    assert "in a car at the start" in why


def test_a_fast_ride_is_no_drive() -> None:
    left_alone(going((40, 8), (3, 20), (10, 11), sport="cycling"))


def test_a_sprint_is_no_drive() -> None:
    left_alone(going((40, 3), (0.5, 8.5), (8, 3)))


def test_the_walk_home_is_cut_off_only_when_asked_for() -> None:
    workout = going((30, 3), (40, 1.4))
    left_alone(workout)
    part, why = cut(workout, walking=True)
    assert part.elapsed_s == 30 * 60
    assert "40:00 min of walking at the end" in why
    assert part.avg_hr_bpm == pytest.approx(150, abs=1)


def test_running_across_a_road_does_not_end_the_walk() -> None:
    part, _ = cut(going((30, 3), (20, 1.4), (0.5, 3), (20, 1.4)), walking=True)
    assert part.elapsed_s == 30 * 60


def test_a_walk_is_not_cut_out_of_a_walk() -> None:
    left_alone(going((60, 1.4), sport="walking"), walking=True)
    left_alone(going((60, 1.4), sport="running"), walking=True)


def test_what_is_found_can_be_left_in() -> None:
    left_alone(going((30, 3), (12, 0)), standing=False)
    left_alone(going((30, 3), (20, 20), (1, 3)), driving=False, standing=False)


def test_several_sports_are_cut_by_the_clock_only() -> None:
    triathlon = sport_examples.triathlon()
    left_alone(triathlon, walking=True)
    part, _ = cut(triathlon, end_min=5)
    assert part.legs[-1].distance_m == pytest.approx(2000 * 270 / 570, abs=5)


def test_the_note_says_what_was_cut_and_the_facts_how_much() -> None:
    boosted = boost(going((30, 3), (12, 0)))
    assert boosted.activity is not None
    assert boosted.activity.workout.notes[-1].sentence == (
        "Cut off 12:00 min of standing still at the end."
    )
    assert boosted.facts == {"cut_start_s": 0.0, "cut_end_s": 720.0, "left_s": 1800.0}


def test_energy_by_share_and_a_lost_heart_rate_are_said() -> None:
    run = replace(example_run(1200), active_kcal=200.0, avg_hr_bpm=140.0)
    bare = replace(run, streams={_K.DISTANCE: run.streams[_K.DISTANCE]})
    part, why = cut(bare, end_min=5)
    assert part.active_kcal == pytest.approx(150)
    assert "Energy went down by the share of time" in why
    assert "heart rate was known only for the whole" in why


def test_miles_are_spoken_to_who_thinks_in_them() -> None:
    tools = tools_for(plugin, {"end_min": 5}, units="imperial")
    assert (
        "2.80 mi are left of 3.36 mi." in plugin.boost(example_activity(going((30, 3))), tools).why
    )


def test_a_watch_that_only_has_a_route_tells_standing_too() -> None:
    clock = np.arange(0.0, 2401)
    way_m = np.minimum(clock, 1800) * 3
    route = example_route(clock, latitude_deg=47 + way_m / 111_195)
    part, _ = cut(example_workout("running", 2400.0, distance_m=5400.0, streams={_K.ROUTE: route}))
    assert part.elapsed_s == 1800
    assert part.distance_m == pytest.approx(5400)


def test_short_times_and_ways_are_said_in_seconds_and_metres() -> None:
    _, why = cut(sport_examples.pool_swim(), end_min=0.5, standing=False)
    assert why == "Cut off the last 30 s. 175 m are left of 200 m."
