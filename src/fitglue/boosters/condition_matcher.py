"""Condition Matcher: gives activities that match a title, text, tags, a sport or gear."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field

from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.boost import Boost, changed, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.conditions import (
    Condition,
    Match,
    Seen,
    TextList,
    joined,
    judged_together,
    judgement_words,
    seen_of,
)
from fitglue.domain.edits import sport_is_persons
from fitglue.domain.parts import Part
from fitglue.domain.plugins import About, Category, Example, PluginKind
from fitglue.domain.sport import by_key
from fitglue.domain.sport_change import with_sport
from fitglue.domain.sport_choice import SportKey


class Manner(StrEnum):
    """What becomes of what is there already."""

    ADD = "add"
    REPLACE = "replace"


_MANNERS: dict[str, Any] = {"add": "Is added", "replace": "Replaces what is there"}


class ConditionMatcherSettings(BaseModel):
    """Conditions, and what an activity gets that matches them."""

    conditions: list[Condition] = Field(
        default=[],
        max_length=30,
        title="Conditions",
        description="What is asked of an activity. Without any, nothing matches.",
    )
    match: Match = Field(
        default=Match.ALL,
        title="How many must hold",
        description="All of the conditions, any one of them, or none.",
        json_schema_extra={
            "labels": {"all": "All of them", "any": "Any of them", "none": "None of them"}
        },
    )
    title: str = Field(
        default="",
        max_length=200,
        title="Title",
        description="The title it gets, unless you typed one. Empty leaves the title alone.",
    )
    description: str = Field(
        default="",
        max_length=5000,
        title="Description",
        description="Text for its description. Empty leaves the description alone.",
        json_schema_extra={"kind": "long_text"},
    )
    description_goes: Manner = Field(
        default=Manner.ADD,
        title="This description",
        description="Whether the text is a paragraph more, or takes the place of its own text.",
        json_schema_extra={"labels": _MANNERS},
    )
    tags: TextList = Field(
        default=[], max_length=30, title="Tags", description="Tags that it gets."
    )
    tags_go: Manner = Field(
        default=Manner.ADD,
        title="These tags",
        description="Whether they are added to its tags, or take their place.",
        json_schema_extra={"labels": _MANNERS},
    )
    sport: SportKey | None = Field(
        default=None, title="Sport", description="The sport it becomes; none leaves it as it is."
    )
    gear: str = Field(
        default="", max_length=100, title="Gear", description="The shoes, bike or other gear used."
    )


ABOUT = About(
    id="condition_matcher",
    kind=PluginKind.BOOSTER,
    name="Condition Matcher",
    summary="Gives activities that match your conditions a title, text, tags, a sport or gear.",
    description=(
        "Asks each activity some questions (sport, day, time of day, place, distance and many "
        "more), and where they hold gives it what you wrote: a title, a description, tags, a "
        "sport, gear. A title that you typed yourself stays. Use it several times in a pipeline, "
        "once for each kind of activity."
    ),
    settings=ConditionMatcherSettings,
    category=Category.RULES,
    changes=frozenset({Part.TITLE, Part.DESCRIPTION, Part.TAGS, Part.SPORT, Part.GEAR}),
    examples=(
        Example(
            "Early runs on weekdays are called “Before work”, with a tag and shoes.",
            {
                "conditions": [
                    {"field": "sport", "op": "is", "value": "Run"},
                    {"field": "weekday", "op": "one_of", "value": "Mon-Fri"},
                    {"field": "starts_at", "op": "inside", "value": "05:00-09:30"},
                ],
                "title": "Before work",
                "tags": ["early"],
                "gear": "Blue shoes",
            },
        ),
        Example(
            "What the watch calls strength training is a class at the gym.",
            {
                "match": "any",
                "conditions": [
                    {"field": "sport", "op": "one_of", "value": "Any strength training"},
                    {"field": "title", "op": "contains_any", "value": "gym"},
                ],
                "description": "At the gym, with the Thursday group.",
                "sport": "cross_training",
            },
        ),
    ),
)  # fmt: skip


class ConditionMatcher:
    """Writes on what matches."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Hold the conditions against the activity, and give it what is set where they hold."""
        settings: ConditionMatcherSettings = tools.settings
        if not settings.conditions:
            return unchanged("No condition is set, so nothing matches.")
        seen = seen_of(activity, tools.text, tools.places)
        judgement = judged_together(settings.match, settings.conditions, seen)
        reason = judgement_words(judgement, tools.units)
        if not judgement.holds:
            return unchanged(f"It does not match: {reason}.")
        section = settings.description.strip() if settings.description_goes is Manner.ADD else ""
        after = _with_settings(activity, settings)
        given = [*_differences(activity, after), *(["a paragraph was added"] if section else [])]
        if not given:
            return unchanged(_nothing_new(activity, settings))
        why = f"{_capital(joined(given))}, because it matches: {reason}.{_kept(activity, settings)}"
        return changed(why, activity=after if after is not activity else None, section=section)

    def asks(self, settings: ConditionMatcherSettings) -> Sequence[Condition]:
        """Give the conditions."""
        return settings.conditions

    def takes(self, settings: ConditionMatcherSettings, seen: Seen) -> bool:
        """Tell whether an activity matches."""
        judgement = judged_together(settings.match, settings.conditions, seen)
        return bool(settings.conditions) and judgement.holds


def _with_settings(activity: Activity, settings: ConditionMatcherSettings) -> Activity:
    after = activity
    if settings.sport is not None and not sport_is_persons(activity.workout):
        after = with_sport(after, by_key(settings.sport), by=ABOUT.name)
    if settings.title.strip() and activity.title_is_free:
        after = replace(after, title=settings.title.strip(), title_set_by=TitleSetBy.BOOSTER)
    if settings.description.strip() and settings.description_goes is Manner.REPLACE:
        after = replace(after, description=settings.description.strip())
    if settings.tags:
        before = activity.tags if settings.tags_go is Manner.ADD else ()
        after = replace(after, tags=tuple(dict.fromkeys((*before, *settings.tags))))
    return replace(after, gear=settings.gear.strip()) if settings.gear.strip() else after


def _differences(before: Activity, after: Activity) -> Iterator[str]:
    if after.title != before.title:
        yield f"the title is “{after.title}” now"
    if after.description != before.description:
        yield "the description was replaced"
    if after.tags != before.tags:
        yield f"it is tagged {joined(f'“{tag}”' for tag in after.tags)}"
    if after.workout.sport is not before.workout.sport:
        yield f"the sport is {after.workout.sport.label} now"
    if after.gear != before.gear:
        yield f"the gear is “{after.gear}”"


def _nothing_new(activity: Activity, settings: ConditionMatcherSettings) -> str:
    return f"It matches, and there is nothing new to write on it.{_kept(activity, settings)}"


def _kept(activity: Activity, settings: ConditionMatcherSettings) -> str:
    told = ""
    if settings.title.strip() and not activity.title_is_free:
        told += " The title stays, for you typed it."
    if settings.sport is not None and sport_is_persons(activity.workout):
        told += " The sport stays, for you chose it."
    return told


def _capital(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}"


plugin = ConditionMatcher()
