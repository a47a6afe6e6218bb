"""The tables of an activity page: laps, legs, lengths of the pool, even splits, best efforts."""

from collections.abc import Sequence
from itertools import count, pairwise

import numpy as np

from fitglue.domain import figures
from fitglue.domain.distance import cumulative_distance
from fitglue.domain.efforts import Effort, best_efforts
from fitglue.domain.measures import timer_at
from fitglue.domain.sport import Rate
from fitglue.domain.streams import FloatArray, Stream, StreamKind
from fitglue.domain.workout import Lap, LapKind, Leg, Length, Workout
from fitglue.web.languages import gettext
from fitglue.web.lines import Units
from fitglue.web.parts_table import PartsTable
from fitglue.web.strength_sets import sets_table
from fitglue.web.words import listed, plural

_MOST_SPLITS = 45
_NONE = "\N{EN DASH}"
_KEPT = "\N{NO-BREAK SPACE}"


def parts_of(workout: Workout, units: Units) -> list[PartsTable]:
    """Give the tables that have something to say."""
    offered = [
        _legs(workout, units),
        _laps(workout, units),
        sets_table(workout, units),
        _lengths(workout, units),
        _splits(workout, units),
    ]
    return [table for table in offered if table is not None and table.rows]


def _legs(workout: Workout, units: Units) -> PartsTable | None:
    if not workout.legs:
        return None
    rows = tuple(_leg(leg, units) for leg in workout.legs)
    return PartsTable(
        gettext("Legs"),
        (gettext("Leg"), gettext("Time"), gettext("Distance"), gettext("Pace or speed")),
        rows,
        "legs",
    )


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
    title = (
        gettext("Intervals")
        if any(lap.kind is LapKind.INTERVAL for lap in laps)
        else gettext("Laps")
    )
    columns = (
        gettext("Lap"),
        gettext("Time"),
        gettext("Distance"),
        words.name,
        gettext("Heart rate"),
        gettext("Highest"),
    )
    return PartsTable(title, columns, rows, "laps")


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
        gettext("Lengths")
        if pool is None
        else gettext("Lengths of %(text)s", text=figures.distance(pool, units, swum=True).text)
    )
    number = count(1)
    rows = tuple(
        _length(str(next(number)) if length.active else gettext("Rest"), length, pool, units)
        for length in workout.lengths
    )
    # Said once, above: a phone has no room for it in each row.
    pace, unit = gettext("Pace"), figures.rate(Rate.PACE_100M, units).unit.replace(" ", _KEPT)
    columns = (
        gettext("Length"),
        gettext("Time"),
        f"{pace} {unit}",
        gettext("Stroke"),
        gettext("Strokes"),
        "SWOLF",
    )
    return PartsTable(title, columns, rows, "lengths", note=_of_lengths(workout.lengths))


def _of_lengths(lengths: Sequence[Length]) -> str:
    """Say what they come to: how many, the mean SWOLF, and how long the rests were."""
    swum = [length for length in lengths if length.active]
    swolf = [length.swolf for length in swum if length.swolf is not None]
    rest_s = sum(length.duration_s for length in lengths if not length.active)
    told = [plural(len(swum), "length", "lengths")]
    if swolf:
        told.append(
            gettext("SWOLF %(swolf)s on average", swolf=format(sum(swolf) / len(swolf), ".0f"))
        )
    if rest_s:
        told.append(gettext("%(time)s of rest", time=figures.duration(rest_s)))
    return f"{listed(told)}."


def _length(name: str, length: Length, pool_m: float | None, units: Units) -> tuple[str, ...]:
    words = figures.rate(Rate.PACE_100M, units)
    return (
        name,
        figures.duration(length.duration_s),
        _rate(pool_m if length.active else None, length.duration_s, words).removesuffix(words.unit),
        length.stroke.value.capitalize() if length.active else _NONE,
        _NONE if length.strokes is None else str(length.strokes),
        _NONE if length.swolf is None else f"{length.swolf:.0f}",
    )


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
    speeds = np.diff(marks) / np.maximum(timer, 1.0)
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
    columns = (
        unit,
        gettext("Time"),
        words.name,
        *([] if heart is None else [gettext("Heart rate")]),
    )
    title = f"Every {'' if every == 1 else f'{every} '}{unit}"
    return PartsTable(title, columns, rows, "splits", _bars(speeds))


def _bars(speeds: FloatArray) -> tuple[int, ...]:
    """Give each split a bar by its speed, from half of the fastest on: below, all is short."""
    fastest = float(speeds.max())
    share = np.clip(2 * speeds / max(fastest, 1e-3) - 1, 0.04, 1.0)
    return tuple(round(100 * each) for each in share.tolist())


def efforts_table(workout: Workout, units: Units) -> PartsTable | None:
    """List the best efforts over well-known distances, and the most power held."""
    words = figures.rate(workout.sport.rate, units)
    rows = tuple(_effort(one, words) for one in best_efforts(workout))
    has_power = StreamKind.POWER in workout.streams
    columns = (
        gettext("Best"),
        gettext("Time"),
        gettext("%(name)s or power", name=words.name) if has_power else words.name,
        gettext("From"),
    )
    return PartsTable(gettext("Best efforts"), columns, rows, "efforts") if rows else None


def _effort(one: Effort, words: figures.RateWords) -> tuple[str, ...]:
    held = (
        _rate(one.distance_m, one.seconds, words)
        if one.power_w is None
        else f"{one.power_w:.0f}\N{NO-BREAK SPACE}W"
    )
    return one.name, figures.duration(one.seconds), held, figures.duration(one.start_s)


def _every(length: float) -> int:
    """Choose how many kilometres or miles a split is long, so that a table can be read."""
    return next((each for each in (1, 5, 10, 50) if length / each <= _MOST_SPLITS), 100)


def _marks(total_m: float, each_m: float) -> FloatArray:
    whole: FloatArray = np.arange(0.0, total_m, each_m)
    return np.append(whole, total_m) if total_m - whole[-1] > each_m / 100 else whole


def _mean(stream: Stream, start_s: float, end_s: float) -> float | None:
    inside = stream.between(start_s, end_s)
    return float(np.nanmean(inside.values)) if len(inside) else None
