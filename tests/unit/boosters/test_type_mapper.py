"""Which rule gives the sport, and what follows from it."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from fitglue.boosters.type_mapper import TypeMapperSettings, plugin
from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.sport import SPORTS
from fitglue.testing.booster_tools import tools_for
from fitglue.testing.examples import example_activity, example_workout
from fitglue.testing.sport_examples import run_with_form


def a_run(title: str = "Morning Run", **changes: Any) -> Activity:
    return replace(example_activity(run_with_form()), title=title, **changes)


def mapped(activity: Activity, *rules: dict[str, Any], **settings: Any) -> Boost:
    return plugin.boost(activity, tools_for(plugin, {"rules": rules, **settings}))


def sport_after(activity: Activity, *rules: dict[str, Any]) -> str:
    boost = mapped(activity, *rules)
    return (boost.activity or activity).workout.sport.key


def test_without_rules_nothing_changes() -> None:
    assert mapped(a_run()).why == "No rule is set."


def test_a_rule_looks_for_words_in_the_title() -> None:
    boost = mapped(a_run("Lunch SPIN class"), {"value": "spin, peloton", "sport": "Ride"})
    assert boost.outcome is Outcome.CHANGED
    assert (
        boost.why == "Its sport is Ride now, because rule 1 fits: its title is “Lunch SPIN class”."
    )
    assert boost.activity is not None
    assert boost.activity.workout.provenance["sport"].source == "Type Mapper"


def test_the_first_rule_that_fits_decides() -> None:
    walk, hike = {"value": "walk", "sport": "walking"}, {"value": "long", "sport": "hiking"}
    assert sport_after(a_run("Long walk"), walk, hike) == "walking"
    assert sport_after(a_run("Long walk"), hike, walk) == "hiking"


def test_a_rule_may_ask_anything_and_more_than_one_thing() -> None:
    rule = {
        "field": "sport", "op": "is", "value": "Run", "sport": "walking",
        "also": [{"field": "distance", "op": "at_most", "value": "2 km"}],
    }  # fmt: skip
    assert mapped(a_run(), rule).why == (
        "Its sport is Walk now, because rule 1 fits: its sport is Run and its distance is 1.8 km."
    )
    rule["also"] = [{"field": "distance", "op": "at_most", "value": "1 km"}]
    assert mapped(a_run(), rule).why == (
        "The rule does not fit: its distance is 1.8 km (asked: of at most 1 km)."
    )


def test_of_several_rules_none_fits() -> None:
    rules = [{"value": text, "sport": "walking"} for text in ("stroll", "dog")]
    assert mapped(a_run(), *rules).why == "None of the 2 rules fits."


def test_a_sport_that_it_has_already_is_no_change() -> None:
    boost = mapped(a_run(), {"value": "run", "sport": "running"})
    assert (boost.outcome, boost.activity) == (Outcome.UNCHANGED, None)
    assert boost.why == "Its sport is Run already; rule 1 fits: its title is “Morning Run”."


def test_where_it_was_can_be_set_too() -> None:
    boost = mapped(a_run("Spin"), {"value": "spin", "sport": "cycling", "where": "indoors"})
    assert boost.activity is not None
    assert boost.activity.workout.indoor is True
    assert set(boost.activity.workout.provenance) >= {"sport", "indoor"}
    assert boost.why.startswith("Its sport is Ride indoors now")
    kept = mapped(a_run("Spin"), {"value": "spin", "sport": "cycling"})
    assert kept.activity is not None
    assert kept.activity.workout.indoor is False


def test_only_a_title_that_nobody_chose_follows() -> None:
    rule = {"field": "sport", "op": "is", "value": "Run", "sport": "hiking"}
    assert (mapped(a_run(), rule).activity or a_run()).title == "Morning Hike"
    for who in (TitleSetBy.PERSON, TitleSetBy.RECORDING, TitleSetBy.BOOSTER):
        boost = mapped(a_run("Up the hill", title_set_by=who), rule)
        assert boost.activity is not None
        assert boost.activity.title == "Up the hill"


def test_a_workout_without_anything_can_be_mapped() -> None:
    rule = {"field": "sport", "op": "is", "value": "Workout", "sport": "yoga"}
    assert sport_after(example_activity(example_workout("other")), rule) == "yoga"


def test_a_table_of_texts_and_sports_is_taken_in_its_order() -> None:
    table = {"type_rules": {"walk, the dog": "WALK", "walk": "TRAIL_RUN"}}
    checked = TypeMapperSettings.model_validate(table)
    assert [rule.value for rule in checked.rules] == ["walk, the dog;", "walk"]
    assert [rule.sport for rule in checked.rules] == ["walking", "running"]


@pytest.mark.parametrize("one", SPORTS, ids=lambda one: one.key)
def test_every_sport_can_be_chosen_by_every_name(one: Any) -> None:
    for name in (one.key, one.label, one.healthkit_name):
        rules = {"rules": [{"value": "x", "sport": name}]}
        assert TypeMapperSettings.model_validate(rules).rules[0].sport == one.key


def test_a_family_is_no_sport_to_become() -> None:
    with pytest.raises(ValidationError, match="“Any run” is more than one sport"):
        TypeMapperSettings.model_validate({"rules": [{"value": "x", "sport": "any run"}]})


def test_a_form_is_told_every_sport_with_its_label() -> None:
    schema = plugin.about.settings.model_json_schema()["$defs"]["TypeRule"]["properties"]["sport"]
    assert schema["enum"]
    assert schema["labels"]["cycling"] == "Ride"
    assert len(schema["enum"]) == len(SPORTS)
