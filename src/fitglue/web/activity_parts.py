"""The tables of an activity page: laps, legs, sets, lengths of the pool, and even splits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Any

import numpy as np

from fitglue.domain import figures
from fitglue.domain.distance import cumulative_distance
from fitglue.domain.measures import timer_at
from fitglue.domain.sport import Rate
from fitglue.domain.streams import FloatArray, Stream, StreamKind
from fitglue.domain.workout import ExerciseSet, Lap, LapKind, Leg, Length, SetKind, SetRole, Workout
from fitglue.web.lines import Units

_MOST_SPLITS = 45
_NONE = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class PartsTable:
    """A table with a heading; every row is as long as `columns`. Numbers begin at column 1."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def parts_of(workout: Workout, units: Units) -> list[PartsTable]:
    """Give the tables that have something to say."""
    offered = [
        _legs(workout, units),
        _laps(workout, units),
        _sets(workout, units),
        _lengths(workout, units),
        _splits(workout, units),
    ]
    return [table for table in offered if table is not None and table.rows]


def _legs(workout: Workout, units: Units) -> PartsTable | None:
    if not workout.legs:
        return None
    rows = tuple(_leg(leg, units) for leg in workout.legs)
    return PartsTable("Legs", ("Leg", "Time", "Distance", "Pace or speed"), rows)


def _leg(leg: Leg, units: Units) -> tuple[str, ...]:
    seconds = leg.end_s - leg.start_s
    words = figures.rate(leg.sport.rate, units)
    swum = leg.sport.key == "swimming"
    return (
        leg.sport.label,
        figures.duration(seconds),
        _NONE
        if leg.distance_m is None
        else figures.distance(leg.distance_m, units, swum=swum).text,
        _rate(leg.distance_m, seconds, words),
    )


def _rate(metres: float | None, seconds: float, words: figures.RateWords) -> str:
    if metres is None or seconds <= 0:
        return _NONE
    figure = words.figure(metres / seconds)
    return _NONE if figure is None else figure.text


def _laps(workout: Workout, units: Units) -> PartsTable | None:
    laps = [lap for lap in workout.laps if lap.kind is not LapKind.LEG]
    if not laps:
        return None
    words = figures.rate(workout.sport.rate, units)
    rows = tuple(_lap(index, lap, workout, units, words) for index, lap in enumerate(laps, 1))
    title = "Intervals" if any(lap.kind is LapKind.INTERVAL for lap in laps) else "Laps"
    return PartsTable(title, ("Lap", "Time", "Distance", words.name, "Heart rate", "Highest"), rows)


def _lap(
    index: int, lap: Lap, workout: Workout, units: Units, words: figures.RateWords
) -> tuple[str, ...]:
    seconds = lap.end_s - lap.start_s if lap.timer_s is None else lap.timer_s
    swum = workout.sport.key == "swimming"
    metres = lap.distance_m
    return (
        str(index),
        figures.duration(seconds),
        _NONE if metres is None else figures.distance(metres, units, swum=swum).text,
        _rate(metres, seconds, words),
        _beats(lap.avg_hr_bpm),
        _beats(lap.max_hr_bpm),
    )


def _beats(bpm: float | None) -> str:
    return _NONE if bpm is None else f"{bpm:.0f}"


def _lengths(workout: Workout, units: Units) -> PartsTable | None:
    if not workout.lengths:
        return None
    pool = workout.pool_length_m
    title = (
        "Lengths" if pool is None else f"Lengths of {figures.distance(pool, units, swum=True).text}"
    )
    number = count(1)
    rows = tuple(
        _length(str(next(number)) if length.active else "Rest", length)
        for length in workout.lengths
    )
    return PartsTable(title, ("Length", "Time", "Stroke", "Strokes", "SWOLF"), rows)


def _length(name: str, length: Length) -> tuple[str, ...]:
    return (
        name,
        figures.duration(length.duration_s),
        length.stroke.value.capitalize() if length.active else _NONE,
        _NONE if length.strokes is None else str(length.strokes),
        _NONE if length.swolf is None else f"{length.swolf:.0f}",
    )


def _sets(workout: Workout, units: Units) -> PartsTable | None:
    """List what was lifted; a rest is seen by the time between."""
    sets = [one for one in workout.sets if one.kind is SetKind.ACTIVE]
    columns = [
        (name, values)
        for name, tell in _SET_COLUMNS.items()
        if name in _ALWAYS or any(tell(one, units) for one in sets)
        for values in [[tell(one, units) or _NONE for one in sets]]
    ]
    numbers = [str(index) for index in range(1, len(sets) + 1)]
    rows = tuple(zip(numbers, *(values for _, values in columns), strict=True))
    return PartsTable("Sets", ("Set", *(name for name, _ in columns)), rows)


def _of_set(tell: Callable[[Any, Units], str], name: str) -> Callable[[ExerciseSet, Units], str]:
    """Give a column of the field `name`, empty where nobody said it."""

    def told(one: ExerciseSet, units: Units) -> str:
        value = getattr(one, name)
        return "" if value is None else tell(value, units)

    return told


#: What is said of a set; all but some columns are left out where no set has them.
_SET_COLUMNS: Mapping[str, Callable[[ExerciseSet, Units], str]] = {
    "Exercise": lambda one, _: one.exercise or one.category.replace("_", " ").capitalize(),
    "Kind": lambda one, _: _ROLES[one.role],
    "Repetitions": _of_set(lambda count, _: str(count), "repetitions"),
    "Weight": _of_set(figures.weight, "weight_kg"),
    "Distance": _of_set(lambda far_m, units: figures.distance(far_m, units).text, "distance_m"),
    "Time": _of_set(lambda seconds, _: figures.duration(seconds), "duration_s"),
    "Effort": _of_set(lambda rpe, _: f"{rpe:g}", "rpe"),
    "Superset": _of_set(lambda number, _: str(number + 1), "superset"),
}
_ALWAYS = {"Exercise", "Repetitions", "Weight", "Time"}
_ROLES = {
    SetRole.NORMAL: "", SetRole.WARM_UP: "Warm-up", SetRole.DROP: "Drop set",
    SetRole.FAILURE: "To failure",
}  # fmt: skip


def _splits(workout: Workout, units: Units) -> PartsTable | None:
    """Cut the way into even parts, the last one short; long ways into longer parts."""
    curve = cumulative_distance(workout)
    if curve is None or workout.legs or workout.sport.rate not in {Rate.PACE_KM, Rate.SPEED}:
        return None
    unit_m, unit = (figures.M_PER_KM, "km") if units == "metric" else (figures.M_PER_MILE, "mi")
    every = _every(float(curve[1][-1]) / unit_m)
    marks = _marks(float(curve[1][-1]), every * unit_m)
    if len(marks) < 3:  # noqa: PLR2004 - one split is the whole workout
        return None
    words = figures.rate(workout.sport.rate, units)
    at_s = np.interp(marks, curve[1], curve[0])
    timer = np.diff(timer_at(at_s, workout.pauses))
    heart = workout.streams.get(StreamKind.HEART_RATE)
    rows = tuple(
        (
            f"{far / unit_m:.2f}".removesuffix(".00"),
            figures.duration(float(seconds)),
            _rate(far - near, float(seconds), words),
            *([] if heart is None else [_beats(_mean(heart, *around))]),
        )
        for (near, far), seconds, around in zip(
            pairwise(marks.tolist()), timer, pairwise(at_s.tolist()), strict=True
        )
    )
    columns = (unit, "Time", words.name, *([] if heart is None else ["Heart rate"]))
    return PartsTable(f"Every {'' if every == 1 else f'{every} '}{unit}", columns, rows)


def _every(length: float) -> int:
    """Choose how many kilometres or miles a split is long, so that a table can be read."""
    return next((each for each in (1, 5, 10, 50) if length / each <= _MOST_SPLITS), 100)


def _marks(total_m: float, each_m: float) -> FloatArray:
    whole: FloatArray = np.arange(0.0, total_m, each_m)
    return np.append(whole, total_m) if total_m - whole[-1] > each_m / 100 else whole


def _mean(stream: Stream, start_s: float, end_s: float) -> float | None:
    inside = stream.between(start_s, end_s)
    return float(np.nanmean(inside.values)) if len(inside) else None
