"""Adds up the energy that was measured, where it was measured for nearly all of a workout."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fitglue.domain.distance import accrued
from fitglue.domain.measures import timer_at
from fitglue.domain.streams import FloatArray, StreamKind
from fitglue.domain.workout import Lap, Leg, Workout

#: Energy that was measured for less of the timer than this is not that of the whole.
LEAST_COVERED = 0.8


@dataclass(frozen=True, slots=True)
class Measured:
    """A sum of energy, what it was summed from, and the share of the timer that it covers."""

    kcal: float
    by: str
    covered: float

    @property
    def is_whole(self) -> bool:
        """Tell whether it covers so much that it is the energy of the whole."""
        return self.covered >= LEAST_COVERED


def measured(workout: Workout) -> Iterator[Measured]:
    """Give each sum there is, most trusted first; one covers a part only when not `is_whole`."""
    ways: tuple[Callable[[Workout], Measured | None], ...] = (
        _of_statistics,
        _of_samples,
        lambda one: _of_parts(one, one.legs, "legs"),
        lambda one: _of_parts(one, one.laps, "laps"),
    )
    for way in ways:
        found = way(workout)
        if found is not None and found.kcal:
            yield found


def covers(workout: Workout, parts: Sequence[Lap | Leg]) -> float:
    """Give the share of a workout's timer that parts of it cover together."""
    start = np.array([part.start_s for part in parts], dtype=float)
    return _covered(workout, start, np.array([part.end_s for part in parts], dtype=float))


def _of_statistics(workout: Workout) -> Measured | None:
    totals = (one.total for one in workout.statistics if one.kind == "ActiveEnergyBurned")
    total = next((total for total in totals if total is not None), None)
    return None if total is None else Measured(total, "the total of its source", 1.0)


def _of_samples(workout: Workout) -> Measured | None:
    stream = workout.streams.get(StreamKind.ACTIVE_ENERGY)
    if stream is None or not len(stream):
        return None
    kcal = float(accrued(stream, workout.pauses, workout.elapsed_s)[1][-1])
    covered = _covered(workout, stream.time_s, stream.time_s + stream["duration_s"])
    return Measured(kcal, "its samples of energy", covered)


def _of_parts(workout: Workout, parts: Sequence[Lap | Leg], name: str) -> Measured | None:
    each = [part.active_kcal for part in parts if part.active_kcal is not None]
    if not each or len(each) < len(parts):
        return None
    return Measured(float(sum(each)), f"its {name}", covers(workout, parts))


def _covered(workout: Workout, start_s: FloatArray, end_s: FloatArray) -> float:
    """Give the share of the timer inside any of some spans, which may overlap."""
    if workout.timer_s <= 0 or not len(start_s):
        return 0.0
    order = np.argsort(start_s, kind="stable")
    bounds = np.clip(np.stack((start_s[order], end_s[order])), 0.0, workout.elapsed_s)
    start, end = timer_at(bounds, workout.pauses)
    reached = np.concatenate(([0.0], np.maximum.accumulate(end)[:-1]))
    return float(np.maximum(end - np.maximum(start, reached), 0.0).sum() / workout.timer_s)
