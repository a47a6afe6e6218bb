"""When the gate opens, when it stays shut, and why."""

from typing import Any

import pytest

from fitglue.boosters.logic_gate import plugin
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.workout import Workout
from fitglue.testing.booster_tools import tools_for
from fitglue.testing.examples import example_activity, example_workout
from fitglue.testing.sport_examples import run_with_form

RUN = {"field": "sport", "op": "is", "value": "Run"}
RIDE = {"field": "sport", "op": "is", "value": "Ride"}
FAR = {"field": "distance", "op": "at_least", "value": "5 km"}
HARD = {"field": "effort", "op": "at_least", "value": "6"}


def gated(
    *conditions: dict[str, str], workout: Workout | None = None, units: str = "metric",
    **settings: Any,
) -> Boost:  # fmt: skip
    tools = tools_for(plugin, {"conditions": conditions, **settings}, units=units)
    return plugin.boost(example_activity(workout or run_with_form()), tools)


def test_without_conditions_everything_goes_on() -> None:
    boost = gated(on_match="halt", on_no_match="halt")
    assert (boost.outcome, boost.why) == (
        Outcome.UNCHANGED, "No condition is set, so everything goes on.",
    )  # fmt: skip


def test_as_it_comes_what_matches_goes_on_and_the_rest_does_not() -> None:
    assert gated(RUN).outcome is Outcome.UNCHANGED
    assert gated(RIDE).outcome is Outcome.HALT


@pytest.mark.parametrize(
    ("match", "conditions", "holds", "why"),
    [
        ("all", [RUN, HARD], True, "all conditions hold: its sport is Run and its effort is 7."),
        ("all", [RUN, FAR], False,
         "not all conditions hold: its distance is 1.8 km (asked: of at least 5 km)."),
        ("any", [FAR, HARD], True,
         "a condition holds: its effort is 7 (asked: with an effort of at least 6)."),
        ("any", [FAR, RIDE], False,
         ("no condition holds: its distance is 1.8 km (asked: of at least 5 km) and its sport is "
          "Run (asked: rides).")),
        ("none", [FAR, RIDE], True,
         ("no condition holds: its distance is 1.8 km (asked: of at least 5 km) and its sport is "
          "Run (asked: rides).")),
        ("none", [RIDE, RUN], False, "a condition holds: its sport is Run (asked: runs)."),
    ],
)  # fmt: skip
def test_all_any_and_none(match: str, conditions: list[Any], holds: bool, why: str) -> None:
    boost = gated(*conditions, match=match)
    assert boost.outcome is (Outcome.UNCHANGED if holds else Outcome.HALT)
    assert boost.why == f"{'It goes on' if holds else 'Held back'}, because {why}"
    turned = gated(*conditions, match=match, on_match="halt", on_no_match="continue")
    assert turned.outcome is (Outcome.HALT if holds else Outcome.UNCHANGED)


def test_a_single_condition_is_spoken_of_as_one() -> None:
    assert gated(RUN).why == "It goes on, because the condition holds: its sport is Run."
    assert gated(RIDE).why == (
        "Held back, because the condition does not hold: its sport is Run (asked: rides)."
    )


def test_both_ways_may_lead_on_or_end() -> None:
    for then, outcome in (("continue", Outcome.UNCHANGED), ("halt", Outcome.HALT)):
        for condition in (RUN, RIDE):
            assert gated(condition, on_match=then, on_no_match=then).outcome is outcome


def test_a_condition_that_cannot_be_told_says_so() -> None:
    bare = example_workout()
    assert gated(HARD, workout=bare).why == (
        "Held back, because the condition does not hold: it has no effort "
        "(asked: with an effort of at least 6)."
    )
    assert gated(FAR, HARD, workout=bare, match="any").why == (
        "Held back, because no condition holds: it has no distance (asked: of at least 5 km) and "
        "it has no effort (asked: with an effort of at least 6)."
    )


def test_the_other_name_of_a_setting_is_taken() -> None:
    assert gated(RIDE, RUN, match_mode="any").outcome is Outcome.UNCHANGED


def test_a_persons_units_are_spoken() -> None:
    assert "1.12 mi (asked: of at least 3.11 mi)" in gated(FAR, units="imperial").why
