"""What is known of the person: typed into the settings, else from their health data."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.energy import Body, Sex
from fitglue.domain.metrics import MetricKind

_SETTINGS, _HEALTH, _PROFILE = "settings", "health data", "your profile"
_YOUNGEST, _OLDEST = 5, 120


class CaloriesSettings(BaseModel):
    """Who burns, how it is worked out, and whether it is told."""

    weight_kg: float = Field(
        default=0,
        ge=0,
        le=300,
        title="Weight",
        description="0 takes the newest of your health data, where you keep it, else that of your "
        "settings.",
        json_schema_extra={"unit": "kg"},
    )
    born: int = Field(
        default=0,
        ge=0,
        le=2100,
        title="Year of birth",
        description="For the formula by heart rate; 0 takes that of your settings.",
    )
    sex: Literal["not_said", "female", "male"] = Field(
        default="not_said",
        title="Sex",
        description="The formula by heart rate was found for women and for men apart.",
        json_schema_extra={"labels": {"not_said": "Not said", "female": "Female", "male": "Male"}},
    )
    vo2_max: float = Field(
        default=0,
        ge=0,
        le=100,
        title="VO₂ max",
        description="Makes the formula by heart rate better; 0 takes the newest of your health "
        "data.",
        json_schema_extra={"unit": "mL/min·kg"},
    )
    way: Literal["automatic", "heart_rate", "power", "mets"] = Field(
        default="automatic",
        title="Way",
        description="How energy is worked out that nobody measured.",
        json_schema_extra={
            "labels": {
                "automatic": "The best that is possible",
                "heart_rate": "By heart rate",
                "power": "By a power meter",
                "mets": "By sport, speed and weight",
            }
        },
    )
    efficiency_percent: float = Field(
        default=24,
        ge=15,
        le=30,
        title="Efficiency",
        description="How much of your energy reaches the pedals; most riders have 20 to 25.",
        json_schema_extra={"unit": "%"},
    )
    replace: bool = Field(
        default=False,
        title="Replace what was measured",
        description="Work it out even where the recording has a figure of its own.",
    )
    text: Literal["none", "plain", "fun"] = Field(
        default="none",
        title="In the description",
        description="Whether the energy is written there.",
        json_schema_extra={
            "labels": {"none": "Nothing", "plain": "The energy", "fun": "The energy, and as food"}
        },
    )


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of the person on a day; `told_by` says of each value who told it."""

    weight_kg: float | None
    age_years: float | None
    sex: Sex | None
    vo2_max: float | None
    told_by: dict[str, str]

    @property
    def body(self) -> Body | None:
        """Give the body of the formula by heart rate; None when something is not known."""
        if self.weight_kg is None or self.age_years is None or self.sex is None:
            return None
        return Body(
            weight_kg=self.weight_kg,
            age_years=self.age_years,
            sex=self.sex,
            vo2_max_ml_per_kg_min=self.vo2_max,
        )

    @property
    def lacks(self) -> str:
        """Name what the formula by heart rate lacks."""
        known = {"weight": self.weight_kg, "year of birth": self.age_years, "sex": self.sex}
        return ", ".join(name for name, value in known.items() if value is None)


def person_on(day: date, tools: BoosterTools) -> Person:
    """Gather what is known of the person on the morning of a day."""
    settings: CaloriesSettings = tools.settings
    weight_kg, weight_by = _value(settings.weight_kg, MetricKind.WEIGHT, day, tools)
    vo2_max, vo2_by = _value(settings.vo2_max, MetricKind.VO2_MAX, day, tools)
    if weight_kg is None:
        weight_kg, weight_by = tools.athlete.weight_kg, _PROFILE
    age = day.year - (settings.born or tools.athlete.born or 0)
    sex = tools.athlete.sex if settings.sex == "not_said" else settings.sex
    told_by = {
        "weight": weight_by, "VO₂ max": vo2_by, "age": _SETTINGS if settings.born else _PROFILE,
        "sex": _PROFILE if settings.sex == "not_said" else _SETTINGS,
    }  # fmt: skip
    return Person(
        weight_kg=weight_kg,
        age_years=age if _YOUNGEST <= age <= _OLDEST else None,
        sex=Sex(sex) if sex else None,
        vo2_max=vo2_max,
        told_by=told_by,
    )


def _value(
    typed: float, kind: MetricKind, day: date, tools: BoosterTools
) -> tuple[float | None, str]:
    """Give what was typed, else the newest of the health data, and where it is from."""
    if typed > 0:
        return typed, _SETTINGS
    known = tools.history.latest(kind, day)
    return (None, "nobody") if known is None else (known.value, _HEALTH)
