"""Calories: which way is gone, with what, and what stays."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.boosters.calories import plugin
from fitglue.boosters.calories.food import as_food
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.compendium import cost_of
from fitglue.domain.energy import Body, Sex, kcal_by_mets, kcal_by_work, kcal_per_h_by_heart_rate
from fitglue.domain.metrics import DayValue, MetricKind, Way
from fitglue.domain.sport import SPORTS, by_key
from fitglue.domain.streams import StreamKind, spans
from fitglue.domain.workout import Lap, LapKind, Leg, Pause, Statistic, Workout
from fitglue.testing.booster_tools import FakeHistory, tools_for
from fitglue.testing.examples import example_activity, example_run, example_workout
from fitglue.testing.sport_examples import (
    beating,
    gathered,
    pool_swim,
    ride,
    run_with_form,
    steady,
    strength,
    triathlon,
)

_K = StreamKind
SHE = {"weight_kg": 60, "born": 1986, "sex": "female"}
ALL_OF_IT = Body(weight_kg=60, age_years=40, sex=Sex.FEMALE)


def boosted(workout: Workout, settings: Mapping[str, Any] | None = None, **tools: Any) -> Boost:
    return plugin.boost(example_activity(workout), tools_for(plugin, settings or {}, **tools))


def after(boost: Boost) -> Workout:
    assert boost.activity is not None, boost.why
    return boost.activity.workout


def measured(kind: MetricKind, value: float) -> DayValue:
    return DayValue(kind, date(2026, 4, 20), value, next(iter(Way)), ("Scales",))


def test_what_was_measured_stays() -> None:
    boost = boosted(run_with_form(), SHE)
    assert (boost.outcome, boost.why) == (
        Outcome.UNCHANGED, "It has its active energy already.",
    )  # fmt: skip


def test_what_was_measured_is_replaced_only_on_wish() -> None:
    boost = boosted(run_with_form(), SHE | {"replace": True})
    assert boost.facts["way"] == "heart_rate"
    assert after(boost).active_kcal != 120.0


def test_nothing_to_work_with_leaves_what_was_measured() -> None:
    boost = boosted(run_with_form(), {"replace": True})
    assert boost.outcome is Outcome.UNCHANGED
    assert boost.why.startswith("It cannot be worked out. By heart rate: weight, year of birth")


def test_measured_samples_are_added_up() -> None:
    run = example_run(600)
    run = replace(run, streams={**run.streams, **gathered(_K.ACTIVE_ENERGY, 600, 0.2)})
    boost = boosted(run)
    assert after(boost).active_kcal == pytest.approx(120, abs=0.1)
    assert boost.why == "Measured, by its samples of energy."


def test_a_total_of_the_source_comes_before_its_samples() -> None:
    total = Statistic("ActiveEnergyBurned", "kcal", total=99.0)
    run = replace(example_run(600), statistics=(total,))
    assert after(boosted(run)).active_kcal == 99.0


def test_laps_are_added_up_when_all_of_them_have_energy() -> None:
    laps = (Lap(0, 300, LapKind.MANUAL, active_kcal=40), Lap(300, 600, LapKind.MANUAL))
    run = replace(example_run(600), laps=laps)
    assert boosted(run).outcome is Outcome.UNCHANGED
    run = replace(run, laps=(laps[0], replace(laps[1], active_kcal=45)))
    assert after(boosted(run)).active_kcal == 85.0


def test_a_sample_of_one_minute_is_not_the_energy_of_an_hour() -> None:
    minute = gathered(_K.ACTIVE_ENERGY, 60, 10 / 60)
    run = example_run(3600)
    run = replace(run, streams={**run.streams, **steady(_K.HEART_RATE, 3600, 140), **minute})
    boost = boosted(run, SHE)
    left = {kind: one for kind, one in run.streams.items() if kind is not _K.ACTIVE_ENERGY}
    estimate = after(boosted(replace(run, streams=left), SHE))
    assert after(boost).active_kcal == estimate.active_kcal
    assert boost.facts["way"] == "heart_rate"
    assert boost.why.endswith("and sex. Its samples of energy cover only 2% of it.")
    nothing = boosted(run)
    assert nothing.outcome is Outcome.UNCHANGED
    assert nothing.why.endswith("Its samples of energy cover only 2% of it.")


@pytest.mark.parametrize(("covered_s", "is_measured"), [(2790, False), (2890, True)])
def test_four_fifths_of_the_timer_are_enough(covered_s: int, *, is_measured: bool) -> None:
    run = example_run(3600)
    energy = gathered(_K.ACTIVE_ENERGY, covered_s, 0.2)
    boost = boosted(replace(run, streams={**run.streams, **energy}))
    assert (boost.why == "Measured, by its samples of energy.") is is_measured


def test_samples_that_overlap_cover_their_time_once_and_pauses_need_no_energy() -> None:
    run = example_run(3600)
    starts = np.array([0.0, 0.0, 100.0, 700.0])
    stream = spans(_K.ACTIVE_ENERGY, starts, np.array([600.0, 600, 900, 700]), np.full(4, 30.0))
    run = replace(run, streams={**run.streams, _K.ACTIVE_ENERGY: stream})
    assert "cover only 39% of it." in boosted(run).why
    paused = replace(run, pauses=(Pause(1400, 3500),), timer_s=1500.0)
    assert after(boosted(paused)).active_kcal == pytest.approx(120)


def test_laps_and_legs_of_a_part_are_not_the_whole() -> None:
    laps = (Lap(0, 300, LapKind.MANUAL, active_kcal=40),)
    boost = boosted(replace(example_run(600), laps=laps))
    assert boost.outcome is Outcome.UNCHANGED
    assert boost.why.endswith("Its laps cover only 50% of it.")
    legs = (Leg(0, 300, by_key("running"), 900, 40),)
    boost = boosted(replace(example_run(600), legs=legs), SHE)
    assert after(boost).active_kcal == after(boosted(example_run(600), SHE)).active_kcal
    assert boost.why.endswith("Its legs cover only 50% of it.")
    assert after(boost).legs == legs


def test_heart_rate_comes_first() -> None:
    run = replace(example_run(3600), streams=steady(_K.HEART_RATE, 3600, 140))
    boost = boosted(run, SHE)
    whole = (-20.4022 + 0.4472 * 140 - 0.1263 * 60 + 0.074 * 40) * 60 / 4.184
    assert after(boost).active_kcal == pytest.approx(whole - 60, abs=0.5)
    assert boost.why == "Worked out by heart rate: from heart rate, weight, age and sex."


def test_vo2_max_of_the_health_data_makes_the_formula_better() -> None:
    run = replace(example_run(3600), streams=steady(_K.HEART_RATE, 3600, 140))
    known = {
        MetricKind.WEIGHT: [measured(MetricKind.WEIGHT, 60.0)],
        MetricKind.VO2_MAX: [measured(MetricKind.VO2_MAX, 42.0)],
    }
    boost = boosted(run, {"born": 1986, "sex": "female"}, history=FakeHistory(metrics=known))
    whole = (-59.3954 + 0.450 * 140 + 0.380 * 42 + 0.103 * 60 + 0.274 * 40) * 60 / 4.184
    assert after(boost).active_kcal == pytest.approx(whole - 60, abs=0.5)
    assert boost.facts["inputs"]["VO₂ max"] == boost.facts["inputs"]["weight"] == "health data"


def test_what_is_typed_comes_before_the_health_data() -> None:
    known = {MetricKind.WEIGHT: [measured(MetricKind.WEIGHT, 90.0)]}
    history = FakeHistory(metrics=known)
    typed = boosted(pool_swim(), {"weight_kg": 60, "way": "mets"}, history=history)
    assert after(typed).active_kcal == pytest.approx((6 - 1) * 60 * 300 / 3600)


def test_a_year_of_birth_that_nobody_has_is_not_known() -> None:
    boost = boosted(example_run(3600), SHE | {"born": 86, "way": "heart_rate"})
    assert boost.why == "It cannot be worked out. By heart rate: year of birth not known."


def test_an_average_alone_is_enough_for_the_whole() -> None:
    run = replace(example_run(3600), streams={}, avg_hr_bpm=140.0)
    assert boosted(run, SHE).facts["way"] == "heart_rate"


def test_a_heart_rate_with_large_holes_is_not_enough() -> None:
    run = replace(example_run(3600), streams=beating(600))
    boost = boosted(run, SHE | {"way": "heart_rate"})
    assert boost.outcome is Outcome.UNCHANGED
    assert "heart rate covers only 18% of it" in boost.why
    assert boosted(run, SHE).facts["way"] == "mets"


def test_power_is_worked_with_where_nobody_knows_age_and_sex() -> None:
    boost = boosted(ride(), {"weight_kg": 70})
    assert boost.facts["way"] == "power"
    assert boost.facts["work_kj"] == pytest.approx(180, abs=20)


def test_the_power_of_a_run_tells_no_energy() -> None:
    boost = boosted(example_run(600), {"weight_kg": 70, "way": "power"})
    assert "on a bike or a rowing machine alone" in boost.why


def test_a_better_rider_burns_less_for_the_same_work() -> None:
    less = after(boosted(ride(), {"weight_kg": 70, "efficiency_percent": 26})).active_kcal
    more = after(boosted(ride(), {"weight_kg": 70, "efficiency_percent": 20})).active_kcal
    assert less is not None
    assert more is not None
    assert less < more


def test_without_all_that_the_sport_and_the_speed_tell() -> None:
    run = replace(example_run(3600), streams={})
    boost = boosted(run, {"weight_kg": 60})
    assert after(boost).active_kcal == pytest.approx((10.5 - 1) * 60)
    assert (boost.facts["mets"], boost.facts["compendium_code"]) == (10.5, "12060")
    assert boost.why == "Worked out by sport: from sport, time, speed and weight."


def test_only_time_moving_counts() -> None:
    run = replace(example_run(3600), streams={}, moving_s=1800.0, distance_m=5400.0)
    assert after(boosted(run, {"weight_kg": 60})).active_kcal == pytest.approx(9.5 * 30)


def test_a_sport_that_no_table_has_is_not_guessed() -> None:
    roll = example_workout("wheelchair_run_pace", 3600.0)
    boost = boosted(roll, {"weight_kg": 60})
    assert "the Compendium has no value for “Wheelchair Run”" in boost.why


def test_basal_energy_and_streams_are_left_alone() -> None:
    run = replace(strength(), basal_kcal=14.0)
    better = after(boosted(run, {"weight_kg": 60, "way": "mets", "replace": True}))
    assert better.basal_kcal == 14.0
    assert better.streams is run.streams


def test_a_triathlon_gets_its_energy_leg_by_leg() -> None:
    race = triathlon()
    boost = boosted(race, {"weight_kg": 60, "way": "mets", "replace": True})
    better = after(boost)
    assert all(leg.active_kcal is not None for leg in better.legs)
    assert better.active_kcal == pytest.approx(sum(leg.active_kcal or 0 for leg in better.legs))
    assert [leg["sport"] for leg in boost.facts["legs"]] == [leg.sport.key for leg in race.legs]
    assert boost.why == "Worked out leg by leg."


def test_a_measured_leg_stays() -> None:
    legs = (
        Leg(0, 600, by_key("swimming"), 700, 120), Leg(600, 2400, by_key("cycling"), 12_000),
    )  # fmt: skip
    race = replace(triathlon(), legs=legs)
    boost = boosted(race, {"weight_kg": 60, "way": "mets"})
    assert after(boost).legs[0] == legs[0]
    assert boost.facts["legs"][0] == {"sport": "swimming", "way": "measured"}


def test_legs_that_were_all_measured_are_added_up() -> None:
    legs = tuple(replace(leg, active_kcal=leg.active_kcal or 5.0) for leg in triathlon().legs)
    boost = boosted(replace(triathlon(), legs=legs))
    assert after(boost).active_kcal == 530.0
    assert after(boost).legs == legs


def test_the_energy_can_be_written() -> None:
    settings = {"weight_kg": 60, "way": "mets", "text": "plain"}
    assert boosted(pool_swim(), settings).section == "Burned 25 kcal."
    assert boosted(pool_swim(), settings | {"text": "none"}).section == ""


def test_measured_energy_can_be_written_too() -> None:
    boost = boosted(run_with_form(), {"text": "fun"})
    assert boost.outcome is Outcome.CHANGED
    assert boost.activity is None
    assert boost.section.startswith("Burned 120 kcal: about ")
    assert boost.facts["food_portions"] >= 0.5


def test_food_is_counted_in_halves() -> None:
    eaten = {str(as_food(570, b"seed", str(number))) for number in range(60)}
    assert "2 slices of pizza" in eaten
    assert "2½ doughnuts" in eaten
    assert as_food(30, b"seed", "x") is None


@given(st.floats(50, 20_000), st.text(max_size=20))
def test_some_food_always_fits_and_is_about_right(kcal: float, name: str) -> None:
    portions = as_food(kcal, b"seed", name)
    assert portions is not None
    assert portions.count >= 0.5
    assert abs(portions.count * portions.food.kcal - kcal) <= portions.food.kcal / 4 + 1e-6


def test_keytel_s_men_and_women_differ() -> None:
    bpm = np.array([120.0, 150.0])
    women = kcal_per_h_by_heart_rate(bpm, ALL_OF_IT)
    men = kcal_per_h_by_heart_rate(bpm, replace(ALL_OF_IT, sex=Sex.MALE))
    assert men[1] > women[1] > women[0] > 0


@given(st.floats(30, 230), st.floats(30, 250), st.floats(10, 95), st.sampled_from(list(Sex)))
def test_no_heart_rate_gives_less_than_nothing(
    bpm: float, weight_kg: float, age_years: float, sex: Sex
) -> None:
    body = Body(weight_kg=weight_kg, age_years=age_years, sex=sex)
    assert kcal_per_h_by_heart_rate(np.array([bpm]), body)[0] >= 0


def test_sitting_still_and_idle_pedals_take_no_active_energy() -> None:
    assert kcal_by_mets(1.0, 70, 3600) == 0
    assert kcal_by_work(0.0, 0.24, 70, 3600) == 0
    assert kcal_by_work(720, 0.24, 70, 3600) == pytest.approx(720 / 0.24 / 4.184 - 70)


@pytest.mark.parametrize("sport", ["walking", "running", "cycling"])
def test_faster_costs_more(sport: str) -> None:
    costs = [cost_of(sport, speed / 10) for speed in range(1, 120)]
    mets = [cost.mets for cost in costs if cost is not None]
    assert mets == sorted(mets)
    assert len(mets) == len(costs)


def test_every_sport_but_a_few_has_its_cost() -> None:
    without = {sport.key for sport in SPORTS if cost_of(sport.key) is None}
    assert without == {
        "hand_cycling", "pickleball", "swim_bike_run", "wheelchair_run_pace",
        "wheelchair_walk_pace",
    }  # fmt: skip


def test_a_ride_indoors_has_no_speed_that_means_anything() -> None:
    cost = cost_of("cycling", 20.0, indoor=True)
    assert cost is not None
    assert (cost.mets, cost.by_speed) == (6.8, False)
