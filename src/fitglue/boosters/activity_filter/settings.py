"""The settings of the filter: one set of rules, twice over: to leave out, and to match."""

from collections.abc import Iterator, Mapping
from datetime import time
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, create_model, model_validator
from pydantic.fields import FieldInfo

from fitglue.domain.conditions import Condition, TextList, text_list
from fitglue.domain.sport_choice import CHOICE_LABELS, SportChoice
from fitglue.domain.spot import Spot

_DAYS: dict[str, Any] = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday",
    "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
_WITH: dict[str, Any] = {"any": "Does not matter", "with": "With", "without": "Without"}


Chosen = Annotated[list[SportChoice], BeforeValidator(text_list)]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Presence = Literal["any", "with", "without"]


class Rules(BaseModel):
    """What an activity is held against; what is empty asks nothing."""

    activity_types: Chosen = Field(
        default=[],
        title="Sports",
        description="Any of these sports or families.",
        json_schema_extra={"labels": CHOICE_LABELS},
    )
    title_contains: TextList = Field(
        default=[], max_length=50, title="Title", description="Any of these texts in the title."
    )
    description_contains: TextList = Field(
        default=[],
        max_length=50,
        title="Description",
        description="Any of these texts in the description, as it is at this point.",
    )
    tags: TextList = Field(
        default=[], max_length=50, title="Tags", description="Any of these tags."
    )
    apps: TextList = Field(
        default=[],
        max_length=50,
        title="Recording app",
        description="Any of these texts in the name of the app, such as Strava.",
    )
    devices: TextList = Field(
        default=[],
        max_length=50,
        title="Device",
        description="Any of these texts in the name of the device.",
    )
    minimum_distance_km: float | None = Field(
        default=None,
        ge=0,
        le=100_000,
        title="Minimum distance",
        description="This far or farther.",
        json_schema_extra={"unit": "km"},
    )
    maximum_distance_km: float | None = Field(
        default=None,
        ge=0,
        le=100_000,
        title="Maximum distance",
        description="This far or less.",
        json_schema_extra={"unit": "km"},
    )
    minimum_minutes: float | None = Field(
        default=None,
        ge=0,
        le=100_000,
        title="Minimum duration",
        description="This long or longer, pauses not counted.",
        json_schema_extra={"unit": "min"},
    )
    maximum_minutes: float | None = Field(
        default=None,
        ge=0,
        le=100_000,
        title="Maximum duration",
        description="This long or shorter, pauses not counted.",
        json_schema_extra={"unit": "min"},
    )
    minimum_heart_rate_bpm: float | None = Field(
        default=None,
        ge=20,
        le=300,
        title="Minimum average heart rate",
        description="On average this much or more.",
        json_schema_extra={"unit": "bpm"},
    )
    maximum_heart_rate_bpm: float | None = Field(
        default=None,
        ge=20,
        le=300,
        title="Maximum average heart rate",
        description="On average this much or less.",
        json_schema_extra={"unit": "bpm"},
    )
    where: Literal["any", "indoors", "outdoors"] = Field(
        default="any",
        title="Indoors or outdoors",
        description="Where it took place.",
        json_schema_extra={
            "labels": {"any": "Does not matter", "indoors": "Indoors", "outdoors": "Outdoors"}
        },
    )
    route: Presence = Field(
        default="any",
        title="Route",
        description="Whether it has a route.",
        json_schema_extra={"labels": _WITH},
    )
    heart_rate: Presence = Field(
        default="any",
        title="Heart rate",
        description="Whether it has a heart rate.",
        json_schema_extra={"labels": _WITH},
    )
    days: list[Day] = Field(
        default=[],
        title="Days",
        description="Any of these days of the week, where the activity was.",
        json_schema_extra={"labels": _DAYS},
    )
    from_time: time | None = Field(
        default=None,
        title="Starts from",
        description="The first time of day at which it starts, by the clock where it was.",
    )
    until_time: time | None = Field(
        default=None,
        title="Starts before",
        description="The time of day before which it starts; an earlier one is over midnight.",
    )
    place: Spot | None = Field(
        default=None, title="Place", description="Where it starts, and how far around."
    )
    place_name: str = Field(
        default="",
        max_length=100,
        title="Town, region or country",
        description="Where it starts, by name.",
    )
    conditions: list[Condition] = Field(
        default=[],
        max_length=30,
        title="Other conditions",
        description="Everything else that can be asked; each is a rule of its own.",
    )


class Mode(StrEnum):
    """What becomes of what matches."""

    ALLOW = "allow"
    BLOCK = "block"


class Missing(StrEnum):
    """What a rule makes of something that nobody measured."""

    NO_MATCH = "no_match"
    PASSED_OVER = "passed_over"


_DOCUMENTED = {
    "activity_types": "match_activity_types",
    "title_keywords": "match_title_contains",
    "include_activity_types": "match_activity_types",
    "include_title_contains": "match_title_contains",
    "include_description_contains": "match_description_contains",
}


class _Whole(BaseModel):
    """What the two sets of rules have in common."""

    mode: Mode = Field(
        default=Mode.ALLOW,
        title="What matches",
        description=(
            "Whether only those activities go on that match every rule that is set, or those are "
            "held back."
        ),
        json_schema_extra={
            "labels": {"allow": "Goes on, and nothing else does", "block": "Is held back"}
        },
    )
    missing: Missing = Field(
        default=Missing.NO_MATCH,
        title="What nobody measured",
        description="What a rule says of an activity that has no such figure.",
        json_schema_extra={
            "labels": {"no_match": "Does not match", "passed_over": "The rule is passed over"}
        },
    )

    @model_validator(mode="before")
    @classmethod
    def _takes_other_names(cls, settings: Any) -> Any:
        """Take the names that other descriptions of this filter have for the same settings."""
        if not isinstance(settings, Mapping):
            return settings
        plain = {_DOCUMENTED.get(name, name): value for name, value in settings.items()}
        if plain.get("min_distance") is not None:
            plain["match_minimum_distance_km"] = float(plain.pop("min_distance")) / 1000
        return plain

    @model_validator(mode="after")
    def _can_be_met(self) -> "_Whole":
        least_and_most = rules_of(self, MATCH)
        for name in FIGURES:
            least, most = ends_of(least_and_most, name)
            if least is not None and most is not None and least > most:
                raise ValueError(f"The minimum of {least:g} is more than the maximum of {most:g}.")
        for rules in (rules_of(self, half) for half in (EXCLUDE, MATCH)):
            if rules.from_time is not None and rules.from_time == rules.until_time:
                raise ValueError("The span of the day begins and ends at the same time.")
        return self


EXCLUDE, MATCH = "exclude", "match"
FIGURES = ("distance_km", "minutes", "heart_rate_bpm")
_LEADS = {EXCLUDE: "Leave out", MATCH: "Match"}


def rules_of(settings: BaseModel, half: str) -> Rules:
    """Give one of the two sets of rules."""
    return Rules.model_validate({
        name: getattr(settings, f"{half}_{name}") for name in Rules.model_fields
    })  # fmt: skip


def ends_of(rules: Rules, name: str) -> tuple[float | None, float | None]:
    """Give the minimum and the maximum of a figure."""
    return getattr(rules, f"minimum_{name}"), getattr(rules, f"maximum_{name}")


def _fields() -> Iterator[tuple[str, Any]]:
    for half, lead in _LEADS.items():
        for name, field in Rules.model_fields.items():
            yield f"{half}_{name}", _led(lead, field)


def _led(lead: str, field: FieldInfo) -> tuple[Any, Any]:
    """Give a field of one half: the same, with the half's name before its own."""
    title = str(field.title)
    told = Field(
        default=field.default,
        title=f"{lead}: {title[0].lower()}{title[1:]}",
        description=field.description,
        json_schema_extra=field.json_schema_extra,
    )
    if not field.metadata:
        return field.annotation, told
    annotated: Any = Annotated  # with what only this moment knows
    return annotated[(field.annotation, *field.metadata)], told


ActivityFilterSettings = create_model(
    "ActivityFilterSettings",
    __base__=_Whole,
    __doc__="Rules to leave activities out, and rules that they have to match.",
    **dict(_fields()),
)
