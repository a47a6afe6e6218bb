"""Which metrics there are, in which unit, how a day's value is made, and what nobody can have.

Bounds are far outside of what healthy and ill people have: they keep mistakes of units and broken
sensors out, and judge nobody.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from fitglue.domain.units import UnknownUnit, convert


class MetricKind(StrEnum):
    """What was measured."""

    RESTING_HEART_RATE = "resting_heart_rate"
    HEART_RATE_VARIABILITY = "heart_rate_variability"
    VO2_MAX = "vo2_max"
    WEIGHT = "weight"
    BODY_FAT = "body_fat"
    STEPS = "steps"
    SLEEP = "sleep"
    RESPIRATORY_RATE = "respiratory_rate"
    BLOOD_OXYGEN = "blood_oxygen"


class DayRule(StrEnum):
    """How a day's value is made of its samples."""

    LAST = "last"  # a state that is measured now and then
    MEAN = "mean"  # what goes up and down within the day
    SUM = "sum"  # what gathers, and several devices count at once
    SLEEP = "sleep"  # the time asleep, overlapping stretches counted once


class Stage(IntEnum):
    """HKCategoryValueSleepAnalysis."""

    IN_BED = 0
    ASLEEP = 1  # nobody knows how deeply
    AWAKE = 2
    CORE = 3
    DEEP = 4
    REM = 5


ASLEEP = frozenset({Stage.ASLEEP, Stage.CORE, Stage.DEEP, Stage.REM})
#: Stages that a watch tells apart.
TOLD_APART = frozenset({Stage.CORE, Stage.DEEP, Stage.REM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A kind of metric: values are in `unit`, those of samples from `least` to `most`.

    `healthkit` is the type's name without its prefix; `canonical * scale` is a value in `unit`.
    """

    kind: MetricKind
    label: str
    unit: str
    rule: DayRule
    healthkit: str
    canonical: str
    least: float
    most: float
    scale: float = 1.0

    def value(self, amount: float, spelling: str) -> float | None:
        """Give an amount of a sample in our unit; None when it is of another quantity or absurd.

        HealthKit's percentages are fractions of 1, other apps' are of 100; nobody has 1 % of fat.
        """
        try:
            value = convert(amount, spelling, self.canonical) * self.scale
        except UnknownUnit:
            return None
        if self.unit == "%" and 0 < value <= 1:
            value *= 100
        return value if self.plausible(value) else None

    def plausible(self, value: float) -> bool:
        """Tell whether a body can have this."""
        return math.isfinite(value) and self.least <= value <= self.most


_K, _R = MetricKind, DayRule
METRICS: Mapping[MetricKind, Metric] = {
    one.kind: one
    for one in (
        Metric(
            kind=_K.RESTING_HEART_RATE, label="Resting heart rate", unit="bpm", rule=_R.LAST,
            healthkit="RestingHeartRate", canonical="per min", least=20, most=180,
        ),
        Metric(
            kind=_K.HEART_RATE_VARIABILITY, label="Heart rate variability", unit="ms",
            rule=_R.MEAN, healthkit="HeartRateVariabilitySDNN", canonical="s", scale=1000,
            least=0.5, most=600,
        ),
        Metric(
            kind=_K.VO2_MAX, label="VO₂ max", unit="mL/min·kg", rule=_R.LAST,
            healthkit="VO2Max", canonical="mL/min·kg", least=5, most=110,
        ),
        Metric(
            kind=_K.WEIGHT, label="Weight", unit="kg", rule=_R.LAST,
            healthkit="BodyMass", canonical="kg", least=2, most=700,
        ),
        Metric(
            kind=_K.BODY_FAT, label="Body fat", unit="%", rule=_R.LAST,
            healthkit="BodyFatPercentage", canonical="%", least=1.5, most=80,
        ),
        Metric(
            kind=_K.STEPS, label="Steps", unit="steps", rule=_R.SUM,
            healthkit="StepCount", canonical="count", least=0, most=200_000,
        ),
        Metric(
            kind=_K.SLEEP, label="Sleep", unit="s", rule=_R.SLEEP,
            healthkit="SleepAnalysis", canonical="count", least=0, most=5,
        ),
        Metric(
            kind=_K.RESPIRATORY_RATE, label="Respiratory rate", unit="/min", rule=_R.MEAN,
            healthkit="RespiratoryRate", canonical="per min", least=2, most=100,
        ),
        Metric(
            kind=_K.BLOOD_OXYGEN, label="Blood oxygen", unit="%", rule=_R.MEAN,
            healthkit="OxygenSaturation", canonical="%", least=40, most=100,
        ),
    )
}  # fmt: skip
BY_HEALTHKIT: Mapping[str, Metric] = {one.healthkit: one for one in METRICS.values()}
