"""The parts of a workout that lie in a span of it: pauses, lengths, sets and marks, moved along."""

from dataclasses import replace
from typing import Any, TypeVar

from fitglue.domain.workout import ExerciseSet, Lap, Leg, Pause, Workout

_Part = TypeVar("_Part", Pause, Lap, Leg)


def clipped(part: _Part, start_s: float, end_s: float) -> _Part:
    """Cut a part to a span and let its times count from there."""
    begun, over = max(part.start_s, start_s), min(part.end_s, end_s)
    return replace(part, start_s=begun - start_s, end_s=over - start_s)


def inside_parts(workout: Workout, start_s: float, end_s: float) -> dict[str, Any]:
    """Give the fields of what is left of pauses, lengths, sets and marks.

    Pauses and sets are cut at both ends. A length of a pool is there whole or not at all, and sets
    that nobody timed all stay.
    """
    return {
        "pauses": tuple(
            clipped(pause, start_s, end_s)
            for pause in workout.pauses
            if pause.start_s < end_s and pause.end_s > start_s
        ),
        "lengths": tuple(
            replace(length, start_s=length.start_s - start_s)
            for length in workout.lengths
            if length.start_s >= start_s and length.start_s + length.duration_s <= end_s
        ),
        "sets": tuple(
            left for one in workout.sets if (left := _set(one, start_s, end_s)) is not None
        ),
        "marks": tuple(
            replace(mark, at_s=mark.at_s - start_s)
            for mark in workout.marks
            if start_s <= mark.at_s <= end_s
        ),
    }


def _set(one: ExerciseSet, start_s: float, end_s: float) -> ExerciseSet | None:
    if one.start_s is None:
        return one
    over = min(one.start_s + (one.duration_s or 0.0), end_s)
    if one.start_s >= end_s or over <= start_s:
        return None
    begun = max(one.start_s, start_s)
    lasted = None if one.duration_s is None else over - begun
    return replace(one, start_s=begun - start_s, duration_s=lasted)
