"""The large figures of an activity page, and where each came from."""

from dataclasses import dataclass

import numpy as np

from fitglue.domain import figures
from fitglue.domain.figures import Figure
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Workout
from fitglue.web.languages import gettext
from fitglue.web.lines import Units

_AVERAGED = ((StreamKind.POWER, "W", "power"), (StreamKind.CADENCE, "rpm", "cadence"))
_SAME_S = 1.0  # durations closer than this are one


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure and the words under it."""

    figure: Figure
    label: str


def facts_of(workout: Workout, units: Units) -> list[Fact]:
    """Give the figures that everybody asks for, those that exist."""
    offered = [
        _distance(workout, units),
        _time(workout),
        _rate(workout, units),
        _heart_rate(workout),
        _climb(workout, units),
        _energy(workout),
    ]
    return [fact for fact in offered if fact is not None]


def more_facts_of(workout: Workout, units: Units) -> list[Fact]:
    """Give the figures that some ask for, those that exist."""
    offered = [*_other_times(workout), *_averages(workout), _effort(workout)]
    return [fact for fact in [*offered, _weather(workout, units)] if fact is not None]


def is_swim(workout: Workout) -> bool:
    """Tell whether distances are told in metres or yards."""
    return workout.sport.key == "swimming"


def _distance(workout: Workout, units: Units) -> Fact | None:
    if workout.distance_m is None:
        return None
    return Fact(figures.distance(workout.distance_m, units, swum=is_swim(workout)), "distance")


def _time(workout: Workout) -> Fact:
    return Fact(
        Figure(figures.duration(workout.timer_s)),
        gettext("time, no pauses") if _was_paused(workout) else "time",
    )


def _was_paused(workout: Workout) -> bool:
    return workout.elapsed_s - workout.timer_s > _SAME_S


def _other_times(workout: Workout) -> list[Fact]:
    told = []
    if workout.moving_s is not None and workout.timer_s - workout.moving_s > _SAME_S:
        told.append(Fact(Figure(figures.duration(workout.moving_s)), "moving"))
    if _was_paused(workout):
        told.append(Fact(Figure(figures.duration(workout.elapsed_s)), gettext("start to end")))
    return told


def _rate(workout: Workout, units: Units) -> Fact | None:
    if workout.distance_m is None or workout.timer_s <= 0 or workout.legs:
        return None
    words = figures.rate(workout.sport.rate, units)
    figure = words.figure(workout.distance_m / workout.timer_s)
    return None if figure is None else Fact(figure, words.name.lower())


def _heart_rate(workout: Workout) -> Fact | None:
    if workout.avg_hr_bpm is None:
        return None
    highest = (
        ""
        if workout.max_hr_bpm is None
        else gettext(", up to %(max_hr_bpm)s", max_hr_bpm=format(workout.max_hr_bpm, ".0f"))
    )
    return Fact(
        Figure(f"{workout.avg_hr_bpm:.0f}", "bpm"),
        gettext("heart rate%(highest)s", highest=highest),
    )


def _climb(workout: Workout, units: Units) -> Fact | None:
    if workout.ascent_m is None:
        return None
    return Fact(figures.height(workout.ascent_m, units), "climbed")


def _energy(workout: Workout) -> Fact | None:
    if workout.active_kcal is None:
        return None
    return Fact(Figure(figures.count(workout.active_kcal), "kcal"), "active")


def _averages(workout: Workout) -> list[Fact]:
    told = [
        Fact(Figure(figures.count(float(np.nanmean(stream.values))), unit), label)
        for kind, unit, label in _AVERAGED
        if (stream := workout.streams.get(kind)) is not None and np.isfinite(stream.values).any()
    ]
    steps = workout.streams.get(StreamKind.STEPS)
    if steps is not None and workout.timer_s > 0:
        per_minute = float(np.nansum(steps.values)) / workout.timer_s * 60
        told.append(Fact(Figure(figures.count(per_minute), "/min"), "steps"))
    return told


def _effort(workout: Workout) -> Fact | None:
    if workout.effort is None:
        return None
    return Fact(Figure(f"{workout.effort:.0f}", gettext("of 10")), "effort")


def _weather(workout: Workout, units: Units) -> Fact | None:
    if workout.weather.temperature_c is None:
        return None
    humidity = workout.weather.humidity_percent
    label = (
        "outside"
        if humidity is None
        else gettext("outside, %(humidity)s %% humid", humidity=format(humidity, ".0f"))
    )
    return Fact(figures.temperature(workout.weather.temperature_c, units), label)
