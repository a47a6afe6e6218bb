"""Logic Gate: lets an activity go on or holds it back, by any, all or none of some conditions."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, halt, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.conditions import (
    Condition,
    Judgement,
    Match,
    Seen,
    judged_together,
    judgement_words,
    seen_of,
)
from fitglue.domain.plugins import About, Category, Example, PluginKind, Stage


class Then(StrEnum):
    """What becomes of an activity."""

    CONTINUE = "continue"
    HALT = "halt"


_THEN: dict[str, Any] = {"continue": "It goes on", "halt": "It is held back"}


class LogicGateSettings(BaseModel):
    """Conditions, how many of them have to hold, and what follows."""

    model_config = ConfigDict(populate_by_name=True)

    conditions: list[Condition] = Field(
        default=[],
        max_length=30,
        title="Conditions",
        description="What is asked of an activity. Without any, everything goes on.",
    )
    match: Match = Field(
        default=Match.ALL,
        validation_alias=AliasChoices("match", "match_mode"),
        title="How many must hold",
        description="All of the conditions, any one of them, or none.",
        json_schema_extra={
            "labels": {"all": "All of them", "any": "Any of them", "none": "None of them"}
        },
    )
    on_match: Then = Field(
        default=Then.CONTINUE,
        title="When they hold",
        description="What becomes of an activity that matches.",
        json_schema_extra={"labels": _THEN},
    )
    on_no_match: Then = Field(
        default=Then.HALT,
        title="When they do not",
        description="What becomes of every other activity.",
        json_schema_extra={"labels": _THEN},
    )


ABOUT = About(
    id="logic_gate",
    kind=PluginKind.BOOSTER,
    name="Logic Gate",
    summary="Lets activities go on, or holds them back, by conditions of yours.",
    description=(
        "Asks each activity some questions: its sport, title, tags, app, device, distance, times, "
        "heart rate, effort, day, time of day, place and more. All, any or none of them have to "
        "hold; then the activity goes on or is held back, and the run says which one decided and "
        "what it saw. A figure that nobody measured matches nothing, and the run says that too."
    ),
    settings=LogicGateSettings,
    category=Category.RULES,
    stage=Stage.GATE,
    examples=(
        Example(
            "Only runs of at least 5 km go on.",
            {
                "conditions": [
                    {"field": "sport", "op": "is", "value": "Run"},
                    {"field": "distance", "op": "at_least", "value": "5 km"},
                ]
            },
        ),
        Example(
            "Commutes and walks stay here.",
            {
                "match": "any",
                "conditions": [
                    {"field": "title", "op": "contains_any", "value": "commute, to work"},
                    {"field": "sport", "op": "one_of", "value": "Any walk or hike"},
                ],
                "on_match": "halt",
                "on_no_match": "continue",
            },
        ),
        Example(
            "Nothing goes on that was indoors, at night, or had no effort to speak of.",
            {
                "match": "none",
                "conditions": [
                    {"field": "indoors", "op": "yes"},
                    {"field": "starts_at", "op": "inside", "value": "22:00-05:00"},
                    {"field": "effort", "op": "at_most", "value": "3"},
                ],
            },
        ),
    ),
)


class LogicGate:
    """Opens or stays shut."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Hold the conditions against the activity, and let it go on or not."""
        settings: LogicGateSettings = tools.settings
        if not settings.conditions:
            return unchanged("No condition is set, so everything goes on.")
        judgement, then = _decided(settings, seen_of(activity, tools.text, tools.places))
        why = f"{_told(judgement)}: {judgement_words(judgement, tools.units)}."
        if then is Then.HALT:
            return halt(f"Held back, because {why}")
        return unchanged(f"It goes on, because {why}")

    def asks(self, settings: LogicGateSettings) -> Sequence[Condition]:
        """Give the conditions."""
        return settings.conditions

    def takes(self, settings: LogicGateSettings, seen: Seen) -> bool:
        """Tell whether an activity goes on."""
        return not settings.conditions or _decided(settings, seen)[1] is Then.CONTINUE


def _decided(settings: LogicGateSettings, seen: Seen) -> tuple[Judgement, Then]:
    judgement = judged_together(settings.match, settings.conditions, seen)
    return judgement, settings.on_match if judgement.holds else settings.on_no_match


def _told(judgement: Judgement) -> str:
    one = judgement.verdicts[0]
    if len(judgement.verdicts) == 1:
        return "the condition holds" if one.holds else "the condition does not hold"
    return _TOLD[judgement.match, judgement.holds]


_TOLD = {
    (Match.ALL, True): "all conditions hold",
    (Match.ALL, False): "not all conditions hold",
    (Match.ANY, True): "a condition holds",
    (Match.ANY, False): "no condition holds",
    (Match.NONE, True): "no condition holds",
    (Match.NONE, False): "a condition holds",
}


plugin = LogicGate()
