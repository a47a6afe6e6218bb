"""Type Mapper: gives an activity its sport by rules, the first that fits."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, Field, model_validator

from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, changed, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.conditions import (
    ASPECT_LABELS,
    HOW_LABELS,
    Aspect,
    Condition,
    Match,
    Op,
    Seen,
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

_WHERE: dict[str, Any] = {
    "keep": "As it was recorded",
    "indoors": "Indoors",
    "outdoors": "Outdoors",
}


class TypeRule(Condition):
    """A condition, and the sport of what it fits; most rules look for words in the title."""

    field: Aspect = Field(
        default=Aspect.TITLE,
        title="What",
        description="What is looked at.",
        json_schema_extra={"labels": ASPECT_LABELS},
    )
    op: Op = Field(
        default=Op.CONTAINS_ANY,
        title="How",
        description="How it is compared.",
        json_schema_extra={"labels": HOW_LABELS},
    )
    also: list[Condition] = Field(
        default=[],
        max_length=10,
        title="And",
        description="Further conditions that have to hold as well.",
    )
    sport: SportKey = Field(title="Sport", description="The sport that the activity becomes.")
    where: Literal["keep", "indoors", "outdoors"] = Field(
        default="keep",
        title="Where",
        description="Whether it is marked as indoors or outdoors too.",
        json_schema_extra={"labels": _WHERE},
    )

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Give all that has to hold."""
        return (self, *self.also)


class TypeMapperSettings(BaseModel):
    """The rules, in the order in which they are tried."""

    rules: list[TypeRule] = Field(
        default=[],
        max_length=100,
        title="Rules",
        description="Tried from the top; the first that fits gives the sport.",
    )

    @model_validator(mode="before")
    @classmethod
    def _takes_a_table(cls, settings: Any) -> Any:
        """Take `type_rules`, a table of text in the title and sport, as well."""
        if not isinstance(settings, Mapping) or not isinstance(settings.get("type_rules"), Mapping):
            return settings
        table = settings["type_rules"]
        rules = [{"value": f"{text};", "sport": sport} for text, sport in table.items()]
        return {"rules": [*settings.get("rules", ()), *rules]}


ABOUT = About(
    id="type_mapper",
    kind=PluginKind.BOOSTER,
    name="Type Mapper",
    summary="Gives an activity its sport by rules of yours, the first that fits.",
    description=(
        "Apps often record under the wrong sport, or under “Workout” when they know no better. A "
        "rule names what to look for (words in the title, the recording app, a weekday, any other "
        "condition) and the sport that the activity really is. Rules are tried from the top, and "
        "the first that fits decides. A title that nobody chose, such as “Morning Workout”, "
        "follows the sport."
    ),
    settings=TypeMapperSettings,
    category=Category.RULES,
    changes=frozenset({Part.TITLE, Part.SPORT}),
    examples=(
        Example(
            "What has “spin” in its title is an indoor ride, what has “run” or “jog” is a run.",
            {
                "rules": [
                    {"value": "spin", "sport": "cycling", "where": "indoors"},
                    {"value": "run, jog", "sport": "running"},
                ]
            },
        ),
        Example(
            "Short runs are walks; strength training on Thursdays and Fridays is cross training.",
            {
                "rules": [
                    {
                        "field": "sport",
                        "op": "is",
                        "value": "Run",
                        "also": [{"field": "distance", "op": "at_most", "value": "2 km"}],
                        "sport": "walking",
                    },
                    {
                        "field": "sport",
                        "op": "one_of",
                        "value": "Any strength training",
                        "also": [{"field": "weekday", "op": "one_of", "value": "Thu, Fri"}],
                        "sport": "cross_training",
                    },
                ]
            },
        ),
    ),
)


class TypeMapper:
    """Knows better what an activity was."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Give the sport of the first rule that fits."""
        settings: TypeMapperSettings = tools.settings
        if not settings.rules:
            return unchanged("No rule is set.")
        seen = seen_of(activity, tools.text, tools.places)
        for number, rule in enumerate(settings.rules, 1):
            judgement = judged_together(Match.ALL, rule.conditions, seen)
            if judgement.holds:
                told = f"rule {number} fits: {judgement_words(judgement, tools.units)}."
                return _mapped(activity, rule, told)
        return unchanged(_none_fits(settings, seen, tools.units))

    def asks(self, settings: TypeMapperSettings) -> Sequence[Condition]:
        """Give the conditions of every rule."""
        return [condition for rule in settings.rules for condition in rule.conditions]

    def takes(self, settings: TypeMapperSettings, seen: Seen) -> bool:
        """Tell whether a rule fits."""
        return any(
            judged_together(Match.ALL, rule.conditions, seen).holds for rule in settings.rules
        )


def _mapped(activity: Activity, rule: TypeRule, told: str) -> Boost:
    sport = by_key(rule.sport)
    if sport_is_persons(activity.workout) and sport is not activity.workout.sport:
        return unchanged(f"Its sport stays {activity.workout.sport.label}, for you chose it.")
    indoor = {"indoors": True, "outdoors": False}.get(rule.where)
    after = with_sport(activity, sport, by=ABOUT.name, indoor=indoor)
    if after is activity:
        return unchanged(f"Its sport is {sport.label} already; {told}")
    where = "" if rule.where == "keep" else f" {rule.where}"
    return changed(f"Its sport is {sport.label}{where} now, because {told}", activity=after)


def _none_fits(settings: TypeMapperSettings, seen: Seen, units: str) -> str:
    """Say why a lone rule did not fit; of several, that none did."""
    if len(settings.rules) > 1:
        return f"None of the {len(settings.rules)} rules fits."
    judgement = judged_together(Match.ALL, settings.rules[0].conditions, seen)
    return f"The rule does not fit: {judgement_words(judgement, units)}."


plugin = TypeMapper()
