"""A booster that does nothing, with every kind of setting: for forms, help and the catalogue."""

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, SecretStr

from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.plugins import About, Category, Example, PluginKind, Stage
from fitglue.domain.sport import SPORTS
from fitglue.domain.spot import Spot

_MARK = "words:"


class Weather(StrEnum):
    """A choice of few."""

    SUN = "sun"
    LIGHT_RAIN = "light_rain"


class Rule(BaseModel):
    """Rows of these."""

    word: str = Field(default="", title="Word", description="What a title has in it.", max_length=9)
    least_km: float | None = Field(
        default=None, ge=0, le=500, title="At least", json_schema_extra={"unit": "km"}
    )
    then: Literal["keep", "drop"] = Field(default="keep", title="Then")


class Pause(BaseModel):
    """A group."""

    minutes: int = Field(
        default=5, ge=1, le=60, title="Longest pause", json_schema_extra={"unit": "min"}
    )
    spot: Spot | None = Field(default=None, title="Only near")


def _words(text: Any) -> Any:
    """Keep the words of a file, and what was kept already as it is."""
    if not isinstance(text, str) or not text or text.startswith(_MARK):
        return text
    if "<" in text:
        raise ValueError("This file has brackets in it.")
    return _MARK + " ".join(text.split())


class ManySettings(BaseModel):
    """Every kind of setting."""

    name: str = Field(default="", title="Its name", description="Whatever you like.")
    text: str = Field(default="", title="Text", json_schema_extra={"kind": "long_text"})
    hours: float = Field(
        default=1.5, ge=0, le=24, title="Hours", description="How long.",
        json_schema_extra={"unit": "h"},
    )  # fmt: skip
    count: int = Field(default=3, ge=0, title="Count")
    maybe: int | None = Field(default=None, title="Maybe")
    wait: bool = Field(default=True, title="Wait")
    indoor: bool | None = Field(default=None, title="Indoors", description="Open is either.")
    weather: Weather = Field(
        default=Weather.SUN, title="Weather",
        json_schema_extra={"labels": {"sun": "Sunny", "light_rain": "A little rain"}},
    )  # fmt: skip
    grade: Literal[1, 2, 3] = Field(default=2, title="Grade")
    sports: list[str] = Field(
        default=[], title="Sports", description="None chosen is all of them.",
        json_schema_extra={"labels": {sport.key: sport.label for sport in SPORTS}},
    )  # fmt: skip
    words: list[str] = Field(default=[], title="Words")
    day: date | None = Field(default=None, title="Since")
    hour: time = Field(default=time(7, 30), title="Not before")
    key: SecretStr = Field(default=SecretStr(""), title="Key")
    home: Spot | None = Field(default=None, title="Home")
    spots: list[Spot] = Field(default=[], title="Spots", max_length=3)
    pause: Pause = Field(default_factory=Pause, title="Pauses")
    second: Pause | None = Field(default=None, title="A second pause")
    rules: list[Rule] = Field(default=[], title="Rules", description="The first that fits counts.")
    story: Annotated[str, BeforeValidator(_words)] = Field(
        default="", title="Story", description="A text file.",
        json_schema_extra={"kind": "file", "accepts": [".txt"]},
    )  # fmt: skip

    @classmethod
    def file_in_words(cls, name: str, value: str) -> str:
        """Say what is stored."""
        del name
        return f"A story of {len(value.removeprefix(_MARK).split())} words."


class ManyBooster:
    """Takes all of it, and does nothing."""

    about = About(
        id="many_settings",
        kind=PluginKind.BOOSTER,
        name="Many Settings",
        summary="A booster for tests with every kind of setting.",
        description="It is there so that forms can be looked at. It does nothing.",
        settings=ManySettings,
        category=Category.TEXT,
        stage=Stage.LAST,
        connection="weather_station",
        tier="athlete",
        examples=(Example("Nothing for two hours.", {"hours": 2}),),
    )

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Do nothing."""
        del activity, tools
        return unchanged("It never does anything.")


class GateBooster(ManyBooster):
    """The same, as a filter."""

    about = About(
        id="fake_gate",
        kind=PluginKind.BOOSTER,
        name="Fake Gate",
        summary="A filter for tests that lets everything through.",
        description="It is there for advice about the order.",
        category=Category.RULES,
        stage=Stage.GATE,
    )


booster = ManyBooster()
gate = GateBooster()
