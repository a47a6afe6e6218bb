"""Works out the energy of a stretch of a workout: by heart rate, by power, by what was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fitglue.boosters.calories.person import Person
from fitglue.domain.compendium import cost_of
from fitglue.domain.energy import (
    kcal_by_mets,
    kcal_by_work,
    kcal_per_h_by_heart_rate,
)
from fitglue.domain.measures import in_pause, timer_at
from fitglue.domain.sport import Sport
from fitglue.domain.streams import FloatArray, StreamKind, held
from fitglue.domain.workout import Leg, Workout

_SECONDS_PER_H = 3_600.0
_HELD_S = 30.0
_LEAST_COVERED = 0.6
_PEDALLED = ("cycling", "hand_cycling", "rowing")
WAYS = ("heart_rate", "power", "mets")
_RECORDING = "recording"
_NAMES = {"heart_rate": "By heart rate", "power": "By power", "mets": "By sport"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of a workout in one sport; `moving_s` are the seconds in which something was done."""

    workout: Workout
    sport: Sport
    start_s: float
    end_s: float
    moving_s: float
    distance_m: float | None

    @property
    def seconds(self) -> FloatArray:
        """Give every second of it in which the timer ran."""
        clock: FloatArray = np.arange(self.start_s, max(self.end_s, self.start_s + 1.0), 1.0)
        return clock[~in_pause(clock, self.workout.pauses)]


@dataclass(frozen=True, slots=True)
class Found:
    """Energy, the way to it, and what went into it by name, with who told it."""

    kcal: float
    way: str
    inputs: Mapping[str, str]
    facts: Mapping[str, Any] = field(default_factory=dict)


Lacking = str
"""Why a way cannot be gone, in a few words."""


def whole(workout: Workout) -> Stretch:
    """Take a workout as one stretch."""
    return Stretch(
        workout=workout,
        sport=workout.sport,
        start_s=0.0,
        end_s=workout.elapsed_s,
        moving_s=workout.moving_s or workout.timer_s,
        distance_m=workout.distance_m,
    )


def of_leg(workout: Workout, leg: Leg) -> Stretch:
    """Take a leg of a workout."""
    begun_s, over_s = timer_at(np.array([leg.start_s, leg.end_s]), workout.pauses)
    return Stretch(
        workout=workout,
        sport=leg.sport,
        start_s=leg.start_s,
        end_s=leg.end_s,
        moving_s=float(over_s - begun_s),
        distance_m=leg.distance_m,
    )


def estimated(
    stretch: Stretch, person: Person, ways: tuple[str, ...], efficiency: float
) -> Found | Lacking:
    """Go the first way that can be gone, or say what each of them lacks."""
    tries: Mapping[str, Callable[[], Found | Lacking]] = {
        "heart_rate": lambda: _by_heart_rate(stretch, person),
        "power": lambda: _by_power(stretch, person, efficiency),
        "mets": lambda: _by_mets(stretch, person),
    }
    lacking = []
    for way in ways:
        found = tries[way]()
        if isinstance(found, Found):
            return found
        if way != "power" or len(ways) == 1 or stretch.sport.key in _PEDALLED:
            lacking.append(f"{_NAMES[way]}: {found}.")
    return " ".join(lacking)


def _by_heart_rate(stretch: Stretch, person: Person) -> Found | Lacking:
    body = person.body
    if body is None:
        return f"{person.lacks} not known"
    bpm = _heart_rate(stretch)
    if isinstance(bpm, Lacking):
        return bpm
    per_h = kcal_per_h_by_heart_rate(bpm, body)
    kcal = float(per_h.mean()) * len(stretch.seconds) / _SECONDS_PER_H
    names = ["weight", "age", "sex"] + ["VO₂ max"] * (person.vo2_max is not None)
    return Found(kcal, "heart_rate", {"heart rate": _RECORDING, **_named(person, names)})


def _by_power(stretch: Stretch, person: Person, efficiency: float) -> Found | Lacking:
    if stretch.sport.key not in _PEDALLED:
        return "power tells energy on a bike or a rowing machine alone"
    if person.weight_kg is None:
        return "weight not known"
    watts = _over(stretch, StreamKind.POWER)
    if isinstance(watts, Lacking):
        return watts
    seconds = len(stretch.seconds)
    work_kj = float(watts.mean()) * seconds / 1000
    kcal = kcal_by_work(work_kj, efficiency, person.weight_kg, seconds)
    inputs = {"power": _RECORDING, "efficiency": "settings", **_named(person, ["weight"])}
    return Found(kcal, "power", inputs, {"work_kj": round(work_kj, 1)})


def _by_mets(stretch: Stretch, person: Person) -> Found | Lacking:
    if person.weight_kg is None:
        return "weight not known"
    speed = None
    if stretch.distance_m and stretch.moving_s > 0:
        speed = stretch.distance_m / stretch.moving_s
    cost = cost_of(stretch.sport.key, speed, indoor=stretch.workout.indoor is True)
    if cost is None:
        return f"the Compendium has no value for “{stretch.sport.label}”"
    kcal = kcal_by_mets(cost.mets, person.weight_kg, stretch.moving_s)
    names = ["sport", "time"] + ["speed"] * cost.by_speed
    inputs = {**dict.fromkeys(names, _RECORDING), **_named(person, ["weight"])}
    return Found(kcal, "mets", inputs, {"mets": cost.mets, "compendium_code": cost.code})


def _named(person: Person, names: list[str]) -> dict[str, str]:
    return {name: person.told_by[name] for name in names}


def _heart_rate(stretch: Stretch) -> FloatArray | Lacking:
    """Give the heart rate of each second, or of the whole its average where there is no more."""
    workout = stretch.workout
    is_whole = stretch.start_s <= 0 and stretch.end_s >= workout.elapsed_s
    average = workout.avg_hr_bpm
    if StreamKind.HEART_RATE not in workout.streams and is_whole and average is not None:
        return np.array([average])
    return _over(stretch, StreamKind.HEART_RATE)


def _over(stretch: Stretch, kind: StreamKind) -> FloatArray | Lacking:
    """Give what was measured in each second, if it was for most of them."""
    word = kind.value.replace("_", " ")
    stream, seconds = stretch.workout.streams.get(kind), stretch.seconds
    if stream is None or not len(seconds):
        return f"it has no {word}"
    values = held(stream.time_s, stream.values, seconds, _HELD_S)
    known = values[np.isfinite(values)]
    if len(known) < _LEAST_COVERED * len(seconds):
        return f"{word} covers only {len(known) / len(seconds):.0%} of it"
    return known
