"""The booster that writes titles after a template."""

import re
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fitglue.boosters.title import TitleSettings, plugin, preview
from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.booster_tools import Nowhere
from fitglue.domain.placeholders import CATALOGUE, NAMES
from fitglue.domain.template import BadTemplate
from fitglue.testing.booster_tools import FakeHistory, FakePlaces, tools_for
from fitglue.testing.examples import example_activity, example_workout
from fitglue.testing.sport_examples import (
    SPORT_EXAMPLES,
    pool_swim,
    ride,
    run_with_form,
    treadmill,
)


def an_activity(set_by: TitleSetBy = TitleSetBy.DEFAULT) -> Activity:
    return replace(example_activity(run_with_form()), title_set_by=set_by)


def boosted(activity: Activity, settings: dict[str, Any] | None = None, **tools: Any) -> Boost:
    return plugin.boost(activity, tools_for(plugin, settings, **tools))


def title_of(activity: Activity, settings: dict[str, Any] | None = None, **tools: Any) -> str:
    boost = boosted(activity, settings, **tools)
    assert boost.activity is not None, boost.why
    return boost.activity.title


def test_a_title_says_when_what_and_where() -> None:
    boost = boosted(an_activity())
    assert boost.activity is not None
    assert boost.activity.title == "Morning Run in Lyon"
    assert boost.activity.title_set_by is TitleSetBy.BOOSTER
    assert boost.facts == {"title": "Morning Run in Lyon"}


def test_what_is_not_known_takes_its_words_along() -> None:
    assert title_of(example_activity(treadmill())) == "Morning Indoor Run"
    assert title_of(
        example_activity(run_with_form()), {"template": "{sport}[ at {heart_rate}]"}
    ) == ("Run")


def test_a_typed_title_stays() -> None:
    boost = boosted(an_activity(TitleSetBy.PERSON), {"template": "Other", "keep_own_name": False})
    assert (boost.outcome, boost.why) == (Outcome.UNCHANGED, "You typed this title yourself.")


def test_a_recordings_own_name_stays_unless_it_is_to_go() -> None:
    named = an_activity(TitleSetBy.RECORDING)
    assert boosted(named).why == "The recording has a name of its own."
    assert title_of(named, {"keep_own_name": False}) == "Morning Run in Lyon"


def test_a_title_of_another_booster_goes_unless_only_plain_ones_do() -> None:
    named = an_activity(TitleSetBy.BOOSTER)
    assert title_of(named) == "Morning Run in Lyon"
    assert boosted(named, {"only_default": True}).why == "It is not FitGlue's own title."
    assert title_of(an_activity(), {"only_default": True}) == "Morning Run in Lyon"


def test_a_sport_can_have_its_own_template_and_the_first_that_fits_counts() -> None:
    settings = {
        "template": "{sport}",
        "sports": [
            {"sport": "cycling", "template": "{round_distance} ride"},
            {"sport": "cycling", "template": "never"},
            {"sport": "swimming", "template": "{distance} in the pool"},
        ],
    }
    assert title_of(example_activity(ride()), settings) == "7 km ride"
    assert title_of(example_activity(pool_swim()), settings) == "200 m in the pool"
    assert title_of(an_activity(), settings) == "Run"


def test_figures_are_in_the_persons_units() -> None:
    assert title_of(an_activity(), {"template": "{distance}"}, units="imperial") == "1.12 mi"


def test_a_workout_can_be_counted() -> None:
    before = replace(
        example_activity(example_workout(start=example_workout().start.replace(day=2, month=4))),
        id="b",
    )
    past = FakeHistory([before])
    assert title_of(an_activity(), {"template": "Run no. {number_this_year}"}, history=past) == (
        "Run no. 2"
    )


def test_nothing_to_say_is_no_title() -> None:
    boost = boosted(example_activity(example_workout()), {"template": "[{distance}]"})
    assert boost.why == "Nothing of the template is known of this workout."


def test_the_title_that_is_there_already_is_no_change() -> None:
    assert boosted(an_activity(), {"template": "Morning Run"}).why == "It has that title already."


def test_a_title_has_an_end() -> None:
    assert len(title_of(an_activity(), {"template": "x" * 500})) == 200


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{plase}", "Did you mean {place}?"), ("{distanse}", "Did you mean {distance}?"),
        ("{sport", "has no “}” after it"), ("[{sport}", "has no “]” after it"),
        ("", "at least 1 character"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_filled_in_is_refused_with_a_hint(
    template: str, says: str
) -> None:
    for settings in (
        {"template": template},
        {"sports": [{"sport": "running", "template": template}]},
    ):
        with pytest.raises(ValidationError, match=re.escape(says)):
            TitleSettings.model_validate(settings)


def test_a_sport_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="No sport is called “quidditch”"):
        TitleSettings.model_validate({"sports": [{"sport": "quidditch", "template": "x"}]})


def test_the_form_offers_all_sports_by_their_words() -> None:
    sport = TitleSettings.model_json_schema()["$defs"]["SportTitle"]["properties"]["sport"]
    assert sport["labels"]["cycling"] == "Ride"
    assert set(sport["enum"]) == set(sport["labels"])


def test_a_template_can_be_tried_before_it_is_saved() -> None:
    activity = an_activity()
    assert preview("{sport}[ in {place}]", activity) == "Run"
    assert preview("{sport}[ in {place}]", activity, places=FakePlaces()) == "Run in Lyon"
    assert preview("{distance}", activity, "imperial") == "1.12 mi"
    with pytest.raises(BadTemplate, match="Did you mean"):
        preview("{sprot}", activity)


@given(
    st.lists(st.sampled_from([*(f"{{{name}}}" for name in NAMES), " · ", "[", "]"]), max_size=12),
    st.sampled_from(sorted(SPORT_EXAMPLES)),
)
def test_every_template_gives_a_tidy_title_or_a_sentence(pieces: list[str], name: str) -> None:
    said = title_or_sentence("".join(pieces), example_activity(SPORT_EXAMPLES[name]()))
    assert said == said.strip()
    assert "  " not in said


def title_or_sentence(pattern: str, activity: Activity) -> str:
    try:
        return preview(pattern, activity, places=Nowhere())
    except BadTemplate as problem:
        return str(problem)


def test_the_article_lists_everything_that_can_be_filled_in() -> None:
    article = (files("fitglue") / "help" / "boosters" / "title.md").read_text()
    listed = re.findall(r"^\* `\{(\w+)\}`: (.*), such as “(.*)”\.$", article, re.MULTILINE)
    assert listed == [(one.name, one.says, one.example) for one in CATALOGUE]
