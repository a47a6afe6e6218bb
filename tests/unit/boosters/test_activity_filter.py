"""What the filter lets through and what it holds back, rule by rule."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from fitglue.boosters.activity_filter import plugin
from fitglue.boosters.activity_filter.compiling import conditions_of
from fitglue.boosters.activity_filter.settings import Rules, rules_of
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.booster_tools import Place
from fitglue.domain.workout import App, Workout
from fitglue.testing.booster_tools import FakePlaces, tools_for
from fitglue.testing.examples import example_activity, example_run, example_workout
from fitglue.testing.sport_examples import SPORT_EXAMPLES, ride, run_with_form, strength, treadmill


def filtered(settings: dict[str, Any], workout: Workout | None = None, **tools: Any) -> Boost:
    return filtered_activity(settings, example_activity(workout or run_with_form()), **tools)


def filtered_activity(settings: dict[str, Any], activity: Activity, **tools: Any) -> Boost:
    return plugin.boost(activity, tools_for(plugin, settings, **tools))


def goes_on(settings: dict[str, Any], workout: Workout | None = None, **tools: Any) -> bool:
    boost = filtered(settings, workout, **tools)
    assert boost.outcome in {Outcome.HALT, Outcome.UNCHANGED}
    return boost.outcome is Outcome.UNCHANGED


def test_without_rules_everything_goes_on() -> None:
    assert filtered({}).why == "No rule is set, so everything goes on."
    assert filtered({"mode": "block"}).outcome is Outcome.UNCHANGED


def test_what_is_left_out_comes_first_and_says_what_it_saw() -> None:
    boost = filtered({
        "exclude_title_contains": ["Morning"],
        "match_activity_types": ["running"],
    })  # fmt: skip
    assert boost.outcome is Outcome.HALT
    assert boost.why == (
        "Held back: its title is “Morning Run” (left out: with “Morning” in the title)."
    )


def test_any_rule_to_leave_out_is_enough() -> None:
    rules = {"exclude_activity_types": ["yoga"], "exclude_minimum_distance_km": 1}
    assert filtered(rules).why == (
        "Held back: its distance is 1.8 km (left out: of at least 1 km)."
    )
    assert filtered(rules, example_run(60)).why == (
        "It goes on: none of the 2 rules to leave out fits."
    )
    assert filtered({"exclude_activity_types": ["yoga"]}).why == (
        "It goes on: the rule to leave out does not fit."
    )


def test_every_rule_that_is_set_has_to_match() -> None:
    rules = {"match_activity_types": ["any_run", "any_ride"], "match_minimum_distance_km": 5}
    assert filtered(rules, ride()).why == (
        "It goes on: its sport is Ride and its distance is 7.2 km."
    )
    assert filtered(rules).why == ("Held back: its distance is 1.8 km (wanted: of at least 5 km).")
    assert filtered(rules, strength()).why == (
        "Held back: its sport is Strength Training (wanted: runs of any kind or rides of any "
        "kind) and it has no distance (wanted: of at least 5 km)."
    )


def test_turned_round_it_holds_back_what_matches_every_rule() -> None:
    rules = {
        "mode": "block", "match_activity_types": ["running"], "match_maximum_distance_km": 2,
    }  # fmt: skip
    assert filtered(rules).why == (
        "Held back: its sport is Run (to be held back: runs) and its distance is 1.8 km "
        "(to be held back: of at most 2 km)."
    )
    assert filtered(rules, example_run(1200)).why == (
        "It goes on: its distance is 3.6 km (to be held back: of at most 2 km)."
    )


def test_what_is_left_out_is_left_out_in_either_mode() -> None:
    for mode in ("allow", "block"):
        assert not goes_on({"mode": mode, "exclude_where": "outdoors"})


def test_what_nobody_measured_does_not_match_unless_the_rule_is_passed_over() -> None:
    bare = example_workout()
    rules = {"match_minimum_heart_rate_bpm": 120}
    assert filtered(rules, bare).why == (
        "Held back: it has no average heart rate "
        "(wanted: with an average heart rate of at least 120 bpm)."
    )
    assert filtered(rules | {"missing": "passed_over"}, bare).why == (
        "It goes on: nothing that the rules ask about was measured."
    )
    assert goes_on(rules | {"missing": "passed_over", "mode": "block"}, bare)
    assert goes_on({"exclude_maximum_heart_rate_bpm": 120}, bare)


@pytest.mark.parametrize("half", ["exclude", "match"])
@pytest.mark.parametrize(
    ("rule", "fits", "other"),
    [
        ({"activity_types": ["any_run"]}, {}, {"sport": "yoga"}),
        ({"activity_types": "Run, Walk"}, {}, {"sport": "yoga"}),
        ({"apps": ["strava"]}, {"app": App("Strava")}, {"app": App("Garmin")}),
        ({"devices": "apple"}, {}, None),
        ({"minimum_distance_km": 1.5}, {"distance_m": 1500.0}, {"distance_m": 1499.0}),
        ({"maximum_distance_km": 1.5}, {"distance_m": 1500.0}, {"distance_m": 1501.0}),
        ({"minimum_minutes": 10}, {}, {"timer_s": 599.0}),
        ({"maximum_minutes": 10}, {}, {"timer_s": 601.0}),
        ({"minimum_heart_rate_bpm": 140}, {"avg_hr_bpm": 140.0}, {"avg_hr_bpm": 139.0}),
        ({"maximum_heart_rate_bpm": 140}, {"avg_hr_bpm": 140.0}, {"avg_hr_bpm": 141.0}),
        ({"where": "outdoors"}, {"indoor": False}, {"indoor": True}),
        ({"where": "indoors"}, {"indoor": True}, {"indoor": None}),
        ({"route": "with"}, {}, {"streams": {}}),
        ({"route": "without"}, {"streams": {}}, {}),
        ({"heart_rate": "with"}, {}, {"streams": {}}),
        ({"heart_rate": "without"}, {"streams": {}}, {}),
        ({"days": ["fri"]}, {}, None),
        ({"from_time": "09:00", "until_time": "09:30"}, {}, None),
        ({"from_time": "22:00", "until_time": "09:01"}, {}, None),
        ({"from_time": "08:00"}, {}, None),
        ({"until_time": "09:01"}, {}, None),
        ({"place": {"latitude_deg": 47, "longitude_deg": 8}}, {}, {"streams": {}}),
        ({"place_name": "Lyon"}, {}, {"streams": {}}),
        ({"title_contains": "quick, morning"}, {}, None),
        (
            {"conditions": [{"field": "effort", "op": "at_least", "value": "7"}]},
            {},
            {"effort": 6.0},
        ),
    ],
)
def test_each_rule_fits_what_it_says(
    half: str, rule: dict[str, Any], fits: dict[str, Any], other: dict[str, Any] | None
) -> None:
    settings = {f"{half}_{name}": value for name, value in rule.items()}
    assert goes_on(settings, replace(run_with_form(), **fits)) is (half == "match")
    if other is not None:
        workout = example_workout("yoga") if "sport" in other else None
        missed = workout or replace(run_with_form(), **other)
        assert goes_on(settings, missed) is (half == "exclude")


def test_to_leave_out_a_minimum_and_a_maximum_are_one_span() -> None:
    rules = {"exclude_minimum_distance_km": 1, "exclude_maximum_distance_km": 2}
    assert filtered(rules).why == ("Held back: its distance is 1.8 km (left out: of 1 km to 2 km).")
    assert goes_on(rules, example_run(1200))
    assert goes_on(rules, example_run(60))


def test_to_leave_out_the_wrong_way_round_is_all_outside_the_span() -> None:
    rules = {"exclude_minimum_distance_km": 3, "exclude_maximum_distance_km": 1}
    assert goes_on(rules)
    assert not goes_on(rules, example_run(1200))
    assert not goes_on(rules, example_run(60))


def test_the_time_of_day_is_the_clock_of_the_place() -> None:
    assert goes_on({"match_from_time": "09:00", "match_until_time": "09:01"})  # 07:00 in UTC


def test_a_town_that_nobody_knows_matches_nothing() -> None:
    assert not goes_on({"match_place_name": "Lyon"}, places=FakePlaces(None))
    assert goes_on({"match_place_name": "lyon"}, places=FakePlaces(Place("Lyon")))


def test_title_and_description_are_read_as_boosters_left_them() -> None:
    activity = replace(example_activity(example_run(60)), title="Race day", description="Hot.")
    assert filtered_activity({"exclude_title_contains": ["race"]}, activity).outcome is Outcome.HALT
    rules = {"match_description_contains": ["rain"]}
    assert filtered_activity(rules, activity).outcome is Outcome.HALT
    told = filtered_activity(rules, activity, text=("Weather: rain.",))
    assert told.why == "It goes on: its description contains “rain”."
    tagged = replace(activity, tags=("private",))
    assert filtered_activity({"exclude_tags": ["Private"]}, tagged).outcome is Outcome.HALT


def test_a_persons_units_are_spoken() -> None:
    assert filtered({"match_minimum_distance_km": 5}, units="imperial").why == (
        "Held back: its distance is 1.12 mi (wanted: of at least 3.11 mi)."
    )


def test_the_names_that_others_use_for_the_settings_are_taken() -> None:
    settings = {"mode": "block", "activity_types": ["RUN", "WEIGHT_TRAINING"], "min_distance": 1500}
    checked = plugin.about.settings.model_validate(settings)
    match = rules_of(checked, "match")
    assert match.activity_types == ["running", "traditional_strength_training"]
    assert match.minimum_distance_km == 1.5
    assert not goes_on(settings)
    assert not goes_on({"include_title_contains": "evening, night"})
    assert goes_on({"title_keywords": "morning"})


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"match_minimum_distance_km": 5, "match_maximum_distance_km": 3},
         "The minimum of 5 is more than the maximum of 3."),
        ({"exclude_from_time": "06:00", "exclude_until_time": "06:00"},
         "The span of the day begins and ends at the same time."),
        ({"match_activity_types": ["VIRTUAL_RIDE"]},
         "“VIRTUAL_RIDE” is no sport that FitGlue knows."),
    ],
)  # fmt: skip
def test_rules_that_nothing_can_meet_are_refused(settings: Any, sentence: str) -> None:
    with pytest.raises(ValidationError) as problem:
        plugin.about.settings.model_validate(settings)
    assert [error["msg"] for error in problem.value.errors()] == [f"Value error, {sentence}"]


def test_settings_come_back_as_they_were_kept() -> None:
    for example in plugin.about.examples:
        checked = plugin.about.settings.model_validate(example.settings)
        again = plugin.about.settings.model_validate(checked.model_dump(mode="json"))
        assert again == checked


def test_it_reads_a_treadmill_as_indoors() -> None:
    assert not goes_on({"exclude_where": "indoors"}, treadmill())


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(SPORT_EXAMPLES)),
    st.fixed_dictionaries(
        {
            "minimum_distance_km": st.none() | st.floats(0, 10),
            "maximum_minutes": st.none() | st.floats(0, 60),
            "route": st.sampled_from(("any", "with", "without")),
            "days": st.lists(st.sampled_from(("mon", "fri")), unique=True),
        }
    ),
)
def test_what_is_allowed_is_not_blocked(name: str, rules: dict[str, Any]) -> None:
    match = {f"match_{rule}": value for rule, value in rules.items()}
    if not conditions_of(Rules.model_validate(rules)):
        return
    workout = SPORT_EXAMPLES[name]()
    assert goes_on(match, workout) is not goes_on(match | {"mode": "block"}, workout)
