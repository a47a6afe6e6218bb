"""What a body burns, by heart rate, by power, or by what it does.

All three give the *active* energy: what a workout takes beyond sitting still. Formulas that give
the whole are freed of one MET, 1 kcal per kilogram and hour, so that nothing is counted twice
beside the basal energy that a watch keeps.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from fitglue.domain.streams import FloatArray

#: The thermochemical calorie, as HealthKit counts.
KJ_PER_KCAL = 4.184
_MINUTES_PER_H, _SECONDS_PER_H = 60.0, 3_600.0


class Sex(StrEnum):
    """Whose formula fits."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Whose energy it is. `vo2_max_ml_per_kg_min` makes the heart rate's formula better."""

    weight_kg: float
    age_years: float
    sex: Sex
    vo2_max_ml_per_kg_min: float | None = None


def resting_kcal(weight_kg: float, seconds: float) -> float:
    """Give what sitting still would have taken: one MET."""
    return weight_kg * seconds / _SECONDS_PER_H


def kcal_by_mets(mets: float, weight_kg: float, seconds: float) -> float:
    """Give the active energy of an activity of so many METs: MET · kg · h, less the one at rest."""
    return max(mets - 1.0, 0.0) * resting_kcal(weight_kg, seconds)


def kcal_per_h_by_heart_rate(heart_rate_bpm: FloatArray, body: Body) -> FloatArray:
    """Give the active energy per hour at each heart rate, never less than none.

    Keytel LR, Goedecke JH, Noakes TD, et al., "Prediction of energy expenditure from heart rate
    monitoring during submaximal exercise", J Sports Sci 2005;23(3):289-97,
    doi:10.1080/02640410470001730089: the whole energy in kJ per minute, with and without a
    measured fitness; found on exercise of 90 to 150 beats, and rough outside of it.
    """
    kj_per_min = _keytel_kj_per_min(heart_rate_bpm, body)
    whole = kj_per_min * _MINUTES_PER_H / KJ_PER_KCAL
    return np.maximum(whole - body.weight_kg, 0.0)


def _keytel_kj_per_min(bpm: FloatArray, body: Body) -> FloatArray:
    kg, years, vo2 = body.weight_kg, body.age_years, body.vo2_max_ml_per_kg_min
    if vo2 is not None and body.sex is Sex.MALE:
        return -95.7735 + 0.634 * bpm + 0.404 * vo2 + 0.394 * kg + 0.271 * years
    if vo2 is not None:
        return -59.3954 + 0.450 * bpm + 0.380 * vo2 + 0.103 * kg + 0.274 * years
    if body.sex is Sex.MALE:
        return -55.0969 + 0.6309 * bpm + 0.1988 * kg + 0.2017 * years
    return -20.4022 + 0.4472 * bpm - 0.1263 * kg + 0.074 * years


def kcal_by_work(work_kj: float, efficiency: float, weight_kg: float, seconds: float) -> float:
    """Give the active energy behind work on a crank or handle.

    Gross efficiency is work by the whole energy spent, 0.18 to 0.25 in riders (Coyle EF et al.,
    "Cycling efficiency is related to the percentage of type I muscle fibers", Med Sci Sports Exerc
    1992;24(7):782-8).
    """
    whole = work_kj / efficiency / KJ_PER_KCAL
    return max(whole - resting_kcal(weight_kg, seconds), 0.0)
