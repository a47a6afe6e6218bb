"""Several sports in one FIT file: a session for each."""

from dataclasses import replace
from typing import Any

import pytest

from fitglue.domain.sport import by_key
from fitglue.domain.workout import Leg, SwimLocation, Workout
from fitglue.formats.fit import encode_activity
from fitglue.testing.examples import example_activity, example_run
from fitglue.testing.fit_checker import DecodedFit, check_fit
from fitglue.testing.sport_examples import HEALTHKIT_UUID, triathlon


def written(workout: Workout) -> DecodedFit:
    return check_fit(encode_activity(example_activity(workout)))


def test_a_triathlon_has_a_session_for_each_leg_and_transition() -> None:
    fit = written(triathlon())
    sports = fit.column("sport", "session")
    assert sports == ["swimming", "transition", "cycling", "transition", "running"]
    assert fit["session"][0]["sub_sport"] == "open_water"
    assert fit.column("num_laps", "session") == [1, 1, 2, 1, 1]
    assert fit.column("total_distance", "session")[::2] == [750, 10_000, 2000]
    assert fit.column("total_calories", "session") == [120, None, 250, None, 150]
    assert fit["activity"][0]["type"] == "auto_multi_sport"
    assert fit.column("trigger", "session") == ["auto_multi_sport"] * 5


def test_transitions_say_between_what() -> None:
    subs = written(triathlon()).column("sub_sport", "session")
    assert (subs[1], subs[3]) == ("swim_to_bike_transition", "bike_to_run_transition")


def test_a_transition_that_leads_nowhere_has_no_direction() -> None:
    legs = (Leg(0, 300, by_key("running")), Leg(300, 600, by_key("transition")))
    assert written(example_run(600, legs=legs)).column("sub_sport", "session")[1] == "generic"


def test_every_leg_has_healthkits_type_and_the_workouts_id() -> None:
    fit = written(triathlon())
    assert fit.developer_column("SESSION ACTIVITY TYPE") == [46, 83, 13, 83, 37]
    assert fit.developer_column("apple_health_uuid") == [HEALTHKIT_UUID] * 5


@pytest.mark.parametrize(
    ("location", "sub_sport"),
    [(SwimLocation.POOL, "lap_swimming"), (SwimLocation.OPEN_WATER, "open_water")],
)
def test_a_race_may_begin_in_a_pool(location: Any, sub_sport: str) -> None:
    fit = written(replace(triathlon(), swim_location=location))
    assert fit["session"][0]["sub_sport"] == sub_sport


def test_laps_of_a_leg_stay_in_its_session() -> None:
    fit = written(triathlon())
    assert fit.column("first_lap_index", "session") == [0, 1, 2, 4, 5]
    assert fit.column("sport", "lap")[2:4] == ["cycling", "cycling"]


def test_legs_that_leave_a_part_uncovered_make_one_session() -> None:
    legs = (Leg(0, 300, by_key("running")), Leg(900, 1000, by_key("cycling")))
    assert len(written(example_run(600, legs=legs))["session"]) == 1
