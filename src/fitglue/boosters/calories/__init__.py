"""Calories: gives an activity its active energy where no device measured it."""

from dataclasses import dataclass, replace
from typing import Any

from fitglue.boosters.calories.estimating import WAYS, Found, Lacking, estimated, of_leg, whole
from fitglue.boosters.calories.food import as_food
from fitglue.boosters.calories.measuring import LEAST_COVERED, covers, measured
from fitglue.boosters.calories.person import CaloriesSettings, Person, person_on
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, changed, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.energy import resting_kcal
from fitglue.domain.parts import Part
from fitglue.domain.plugins import About, Category, Example, PluginKind
from fitglue.domain.workout import How, Leg, Origin, Workout

ABOUT = About(
    id="calories",
    kind=PluginKind.BOOSTER,
    name="Calories",
    summary="Works out the active energy that no device measured.",
    description=(
        "What a device measured stays, and is added up where only its samples or legs were given. "
        "Else the energy is worked out: by heart rate (with weight, age and sex), by the work on a "
        "power meter, or by what the sport costs at that speed and weight. It is the active "
        "energy: what sitting still would have taken is left out, as your watch does, so that "
        "nothing counts twice. A multi-sport workout gets it leg by leg. These are estimates: "
        "people differ from any formula by a fifth."
    ),
    settings=CaloriesSettings,
    category=Category.DATA,
    changes=frozenset({Part.FIGURES, Part.TIMES}),
    examples=(
        Example("By heart rate, for a woman of 62 kg.", {
            "weight_kg": 62, "born": 1990, "sex": "female",
        }),
        Example("By sport and weight alone, and written as food.", {
            "weight_kg": 75, "way": "mets", "replace": True, "text": "fun",
        }),
        Example("By the power meter of a rider of 70 kg.", {
            "weight_kg": 70, "way": "power", "replace": True, "text": "plain",
        }),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Energy:
    """A workout's energy, that of its legs, and how it came about."""

    kcal: float
    why: str
    legs: tuple[Leg, ...]
    facts: dict[str, Any]


class Calories:
    """Takes what was measured, else the best estimate that can be made."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Give the activity its active energy."""
        workout, settings = activity.workout, tools.settings
        if workout.timer_s <= 0:
            return unchanged("It took no time, and no energy.")
        if workout.active_kcal is not None and not settings.replace:
            return _has_it(activity, workout.active_kcal, tools)
        energy = None if settings.replace else _measured(workout)
        if energy is not None:
            return _given(activity, energy, tools)
        person = person_on(workout.zone.local(workout.start).date(), tools)
        energy = _worked_out(workout, person, settings)
        passed_over = "" if settings.replace else _too_little(workout)
        if isinstance(energy, Lacking):
            return unchanged(f"It cannot be worked out. {energy}{passed_over}")
        return _given(activity, replace(energy, why=f"{energy.why}{passed_over}"), tools)


def _has_it(activity: Activity, kcal: float, tools: BoosterTools) -> Boost:
    section, eaten = _text(activity, kcal, tools)
    if not section:
        return unchanged("It has its active energy already.")
    facts = {"active_kcal": round(kcal, 1), "way": "measured", **eaten}
    return changed("It has its active energy already.", section=section, facts=facts)


def _measured(workout: Workout) -> _Energy | None:
    """Take what was measured of the whole; None when nothing was."""
    one = next((one for one in measured(workout) if one.is_whole), None)
    if one is None:
        return None
    return _Energy(one.kcal, f"Measured, by {one.by}.", workout.legs, {"way": "measured"})


def _too_little(workout: Workout) -> str:
    """Say what was measured of a part only, and was not taken."""
    one = next((one for one in measured(workout) if not one.is_whole), None)
    if one is None:
        return ""
    return f" {one.by.capitalize()} cover only {one.covered:.0%} of it."


def _worked_out(workout: Workout, person: Person, settings: CaloriesSettings) -> _Energy | Lacking:
    """Work it out as a whole, or leg by leg; what was measured of a leg stays."""
    ways = WAYS if settings.way == "automatic" else (settings.way,)
    efficiency = settings.efficiency_percent / 100
    rest = {}
    if person.weight_kg is not None:
        rest = {"resting_kcal": round(resting_kcal(person.weight_kg, workout.timer_s), 1)}
    if covers(workout, workout.legs) < LEAST_COVERED:  # legs tell a part of it, or there are none
        found = estimated(whole(workout), person, ways, efficiency)
        if isinstance(found, Lacking):
            return found
        return _Energy(found.kcal, _how(found), workout.legs, {**_told(found), **rest})
    legs, told = [], []
    for leg in workout.legs:
        kept = leg.active_kcal is not None and not settings.replace
        found = None if kept else estimated(of_leg(workout, leg), person, ways, efficiency)
        if isinstance(found, Lacking):
            return found
        legs.append(leg if found is None else replace(leg, active_kcal=round(found.kcal, 1)))
        told.append({"sport": leg.sport.key, **(_told(found) if found else {"way": "measured"})})
    kcal = sum(leg.active_kcal or 0.0 for leg in legs)
    facts = {"way": "legs", "legs": told, **rest}
    return _Energy(kcal, "Worked out leg by leg.", tuple(legs), facts)


def _how(found: Found) -> str:
    word = {"heart_rate": "heart rate", "power": "power", "mets": "sport"}[found.way]
    *most, last = found.inputs
    return f"Worked out by {word}: from {', '.join(most)} and {last}."


def _told(found: Found) -> dict[str, Any]:
    return {
        "active_kcal": round(found.kcal, 1), "way": found.way, "inputs": dict(found.inputs),
        **found.facts,
    }  # fmt: skip


def _given(activity: Activity, energy: _Energy, tools: BoosterTools) -> Boost:
    workout, kcal = activity.workout, round(energy.kcal, 1)
    section, eaten = _text(activity, kcal, tools)
    origins = {**workout.provenance, "active_kcal": Origin(ABOUT.name, How.COMPUTED)}
    better = replace(workout, active_kcal=kcal, legs=energy.legs, provenance=origins)
    return changed(
        energy.why,
        activity=replace(activity, workout=better),
        section=section,
        facts={**energy.facts, "active_kcal": kcal, **eaten},
    )


def _text(activity: Activity, kcal: float, tools: BoosterTools) -> tuple[str, dict[str, Any]]:
    """Write the energy, with some food if that is wanted, and the food as facts."""
    settings: CaloriesSettings = tools.settings
    if settings.text == "none":
        return "", {}
    said = f"Burned {kcal:.0f} kcal"
    portions = as_food(kcal, tools.seed, activity.id) if settings.text == "fun" else None
    if portions is None:
        return f"{said}.", {}
    facts = {"food": portions.food.one, "food_portions": portions.count}
    return f"{said}: about {portions}.", facts


plugin = Calories()
