"""What the matcher writes on what matches, and what it leaves alone."""

from dataclasses import replace
from typing import Any

from fitglue.boosters.condition_matcher import plugin
from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.workout import How
from fitglue.testing.booster_tools import tools_for
from fitglue.testing.examples import example_activity
from fitglue.testing.sport_examples import run_with_form, strength

RUN = {"field": "sport", "op": "is", "value": "Run"}
RIDE = {"field": "sport", "op": "is", "value": "Ride"}


def a_run(**changes: Any) -> Activity:
    return replace(example_activity(run_with_form()), **changes)


def matched(activity: Activity | None = None, /, **settings: Any) -> Boost:
    tools = tools_for(plugin, {"conditions": [RUN], **settings})
    return plugin.boost(activity or a_run(), tools)


def after(activity: Activity | None = None, /, **settings: Any) -> Activity:
    boost = matched(activity, **settings)
    assert boost.outcome is Outcome.CHANGED
    assert boost.activity is not None
    return boost.activity


def test_without_conditions_nothing_matches() -> None:
    boost = matched(conditions=[], title="Mine")
    assert (boost.outcome, boost.why) == (
        Outcome.UNCHANGED, "No condition is set, so nothing matches.",
    )  # fmt: skip


def test_what_does_not_match_is_left_alone_and_told_why() -> None:
    boost = matched(conditions=[RIDE], title="Mine")
    assert (boost.outcome, boost.why) == (
        Outcome.UNCHANGED, "It does not match: its sport is Run (asked: rides).",
    )  # fmt: skip


def test_any_of_the_conditions_may_be_enough() -> None:
    boost = matched(conditions=[RIDE, RUN], match="any", gear="Blue shoes")
    assert boost.why == (
        "The gear is “Blue shoes”, because it matches: its sport is Run (asked: runs)."
    )


def test_a_title_is_written_as_a_boosters() -> None:
    boost = matched(title=" Before work ")
    assert boost.why == ("The title is “Before work” now, because it matches: its sport is Run.")
    assert boost.activity is not None
    assert (boost.activity.title, boost.activity.title_set_by) == (
        "Before work", TitleSetBy.BOOSTER,
    )  # fmt: skip


def test_a_title_that_you_typed_stays() -> None:
    mine = a_run(title="Mine", title_set_by=TitleSetBy.PERSON)
    alone = matched(mine, title="Before work")
    assert (alone.outcome, alone.why) == (
        Outcome.UNCHANGED,
        "It matches, and there is nothing new to write on it. The title stays, for you typed it.",
    )
    also = matched(mine, title="Before work", tags="early")
    assert also.activity is not None
    assert also.activity.title == "Mine"
    assert also.why.endswith("its sport is Run. The title stays, for you typed it.")


def test_a_description_is_a_paragraph_more() -> None:
    boost = matched(a_run(description="Felt good."), description=" With the group. ")
    assert (boost.section, boost.activity) == ("With the group.", None)
    assert boost.why.startswith("A paragraph was added, because it matches")


def test_a_description_takes_the_place_of_the_activitys_own_when_asked() -> None:
    boost = matched(
        a_run(description="Felt good."), description="With the group.", description_goes="replace"
    )
    assert boost.section == ""
    assert boost.activity is not None
    assert boost.activity.description == "With the group."


def test_tags_are_added_once_or_take_the_place_of_others() -> None:
    tagged = a_run(tags=("wet", "early"))
    assert after(tagged, tags="early, commute").tags == ("wet", "early", "commute")
    assert after(tagged, tags=["commute"], tags_go="replace").tags == ("commute",)
    assert matched(tagged, tags=["wet"]).why == (
        "It matches, and there is nothing new to write on it."
    )


def test_a_sport_is_set_with_its_origin_and_a_title_that_nobody_chose_follows() -> None:
    changed = after(sport="walking")
    assert changed.workout.sport.key == "walking"
    assert changed.workout.provenance["sport"].source == "Condition Matcher"
    assert changed.workout.provenance["sport"].how is How.STATED
    assert (changed.title, changed.title_set_by) == ("Morning Walk", TitleSetBy.DEFAULT)
    assert after(a_run(title_set_by=TitleSetBy.RECORDING), sport="walking").title == "Morning Run"


def test_a_title_of_its_own_comes_before_the_one_that_follows_the_sport() -> None:
    changed = after(sport="walking", title="To the shops")
    assert changed.title == "To the shops"


def test_streams_and_figures_stay() -> None:
    before = a_run()
    changed = after(before, sport="walking", gear="Boots", tags=["x"])
    assert changed.workout.streams is before.workout.streams
    assert changed.workout.distance_m == before.workout.distance_m


def test_a_match_with_nothing_to_write_says_so() -> None:
    assert matched().why == "It matches, and there is nothing new to write on it."


def test_the_examples_do_what_they_say() -> None:
    gym = plugin.about.examples[1].settings
    boost = plugin.boost(example_activity(strength()), tools_for(plugin, gym))
    assert boost.activity is not None
    assert boost.activity.workout.sport.key == "cross_training"
    assert boost.section == "At the gym, with the Thursday group."
