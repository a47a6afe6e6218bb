"""What can be filled into a title."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fitglue.domain.activity import Activity
from fitglue.domain.booster_tools import Place
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.placeholders import ALSO_CALLED, CATALOGUE, NAMES, value_of
from fitglue.domain.scene import Scene
from fitglue.domain.workout import App, Device, Workout
from fitglue.testing.booster_tools import FakeHistory, FakePlaces
from fitglue.testing.examples import START, example_activity, example_workout
from fitglue.testing.sport_examples import (
    indoor_row,
    intervals,
    open_water_swim,
    pool_swim,
    ride,
    run_with_form,
    strength,
    triathlon,
)


def scene(workout: Workout, **fields: Any) -> Scene:
    activity = replace(example_activity(workout), gear="Red shoes")
    return Scene(activity, places=FakePlaces(), **fields)


def earlier(days: float, **fields: Any) -> Activity:
    run = example_workout("running", distance_m=5000.0)
    moved = replace(run, start=run.start - timedelta(days=days), end=run.end - timedelta(days=days))
    return replace(example_activity(replace(moved, **fields)), id=f"{days} days before")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("sport", "Run"), ("full_sport", "Run"), ("time_of_day", "Morning"), ("name", ""),
        ("title", "Morning Run"), ("place", "Lyon"), ("region", "Auvergne-Rhône-Alpes"),
        ("country", "France"), ("start", "Lyon"), ("end", "Lyon"), ("distance", "1.80 km"),
        ("round_distance", "2 km"), ("duration", "10:00"), ("moving_time", "9:50"),
        ("elapsed_time", "10:00"), ("pace", "5:33/km"), ("speed", "10.8 km/h"),
        ("rate", "5:33/km"), ("heart_rate", ""), ("ascent", "24 m"), ("descent", "21 m"),
        ("calories", "120 kcal"), ("power", "250 W"), ("effort", "7"), ("temperature", "21 °C"),
        ("humidity", "64 %"), ("laps", ""), ("sets", ""), ("weekday", "Friday"),
        ("date", "1 May 2026"), ("iso_date", "2026-05-01"), ("day", "1"), ("month", "May"),
        ("year", "2026"), ("week", "18"), ("time", "09:00"), ("app", "Apple Watch"),
        ("device", "Apple Watch"), ("gear", "Red shoes"), ("activity_type", "Run"),
        ("location", "Lyon"), ("number_this_year", ""), ("distance_this_week", ""),
    ],
)  # fmt: skip
def test_a_run_has_its_words(name: str, says: str) -> None:
    assert value_of(name, scene(run_with_form())) == says


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("distance", "1.12 mi"), ("round_distance", "1 mi"), ("pace", "8:56/mi"),
        ("speed", "6.7 mph"), ("ascent", "79 ft"), ("temperature", "71 °F"),
    ],
)  # fmt: skip
def test_figures_are_in_the_persons_units(name: str, says: str) -> None:
    assert value_of(name, scene(run_with_form(), units="imperial")) == says


@pytest.mark.parametrize(
    ("workout", "name", "says"),
    [
        (ride(), "pace", ""), (ride(), "rate", "28.8 km/h"), (ride(), "power", "205 W"),
        (ride(indoor=True), "full_sport", "Indoor Ride"),
        (pool_swim(), "full_sport", "Pool Swim"), (pool_swim(), "distance", "200 m"),
        (pool_swim(), "pace", "2:30/100 m"), (pool_swim(), "round_distance", "200 m"),
        (pool_swim(), "place", ""),
        (open_water_swim(), "full_sport", "Open-Water Swim"),
        (open_water_swim(), "distance", "600 m"),
        (indoor_row(), "rate", "2:05/500 m"), (strength(), "sets", "4"),
        (strength(), "distance", ""), (strength(), "rate", ""), (triathlon(), "rate", ""),
        (triathlon(), "laps", "2"), (intervals(), "name", "Short Hills"),
        (ride(virtual_route=True), "place", ""),
        (example_workout(avg_hr_bpm=142.4, max_hr_bpm=171.0), "heart_rate", "142 bpm"),
        (example_workout(avg_hr_bpm=142.4, max_hr_bpm=171.0), "max_heart_rate", "171 bpm"),
        (example_workout(distance_m=21_097.5), "round_distance", "21 km"),
        (example_workout(distance_m=0.0), "distance", ""),
        (example_workout(app=App("Nike\N{NO-BREAK SPACE}Run")), "app", "Nike Run"),
        (example_workout(device=Device("")), "device", ""),
        (example_workout(timer_s=0.0, distance_m=10.0), "rate", ""),
    ],
)  # fmt: skip
def test_every_sport_has_its_words(workout: Workout, name: str, says: str) -> None:
    assert value_of(name, scene(workout)) == says


def test_the_clock_is_the_one_where_you_were() -> None:
    there = example_workout(zone=Zone("America/Los_Angeles", ZoneKnownBy.RECORDING))
    assert value_of("time", scene(there)) == "00:00"
    assert value_of("time_of_day", scene(there)) == "Night"


def test_a_workout_is_counted_among_those_of_its_sport() -> None:
    past = [
        earlier(1), earlier(3), earlier(20), earlier(100), earlier(200), earlier(400),
        earlier(2, sport=ride().sport),
    ]  # fmt: skip
    counted = scene(example_workout(distance_m=10_000.0), history=FakeHistory(past))
    told = {
        name: value_of(name, counted)
        for name in NAMES
        if name.startswith(("number", "nth", "distance_this"))
    }
    assert told == {
        "number_this_week": "3", "number_this_month": "1", "number_this_year": "5",
        "number_ever": "7", "nth_this_week": "3rd", "nth_this_month": "1st",
        "nth_this_year": "5th", "nth_ever": "7th", "distance_this_week": "20.00 km",
        "distance_this_month": "10.00 km", "distance_this_year": "30.00 km",
    }  # fmt: skip


def test_without_any_past_nobody_knows_which_one_it_is() -> None:
    assert value_of("nth_ever", scene(example_workout(), history=FakeHistory())) == ""


def test_a_workout_is_not_counted_twice() -> None:
    itself = replace(example_activity(example_workout()), workout=earlier(1).workout)
    assert value_of("number_ever", scene(example_workout(), history=FakeHistory([itself]))) == "1"


def test_what_a_template_does_not_name_is_not_looked_up() -> None:
    class Untouchable(FakePlaces):
        def at(self, latitude_deg: float, longitude_deg: float) -> Place | None:
            raise AssertionError((latitude_deg, longitude_deg))

    untouched = Scene(example_activity(run_with_form()), places=Untouchable())
    assert value_of("distance", untouched) == "1.80 km"


def test_names_are_there_once_with_words_and_an_example() -> None:
    assert len(set(NAMES)) == len(CATALOGUE) + len(ALSO_CALLED)
    assert START.year == 2026
    for one in CATALOGUE:
        assert one.says[0].islower()
        assert not one.says.endswith(".")
        assert one.example


@pytest.mark.parametrize("name", NAMES)
def test_a_workout_that_is_nothing_but_its_times_has_words_or_none(name: str) -> None:
    assert value_of(name, Scene(example_activity(example_workout()))) is not None
