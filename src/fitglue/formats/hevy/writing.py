"""An activity as the body of a request to Hevy, and in words what Hevy has no exercise for.

Hevy takes whole seconds, metres and repetitions, kilograms, and efforts from 6 to 10 in halves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from fitglue.domain.workout import ExerciseSet, SetKind, Workout
from fitglue.formats.hevy.documents import (
    ExerciseDocument,
    SetDocument,
    TemplateDocument,
    WorkoutDocument,
)

Json = dict[str, Any]

#: How we begin the paragraph about exercises that are not among the account's.
UNMATCHED = "Not among the exercises of this Hevy account: "
_EFFORTS = (6, 7, 7.5, 8, 8.5, 9, 9.5, 10)
#: Which fields a template of a type shows; one of a type that we do not know gets them all.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "weight_reps": ("weight_kg", "reps"),
    "reps_only": ("reps",),
    "bodyweight_reps": ("reps",),
    "bodyweight_assisted_reps": ("weight_kg", "reps"),
    "duration": ("duration_seconds",),
    "weight_duration": ("weight_kg", "duration_seconds"),
    "distance_duration": ("distance_meters", "duration_seconds"),
    "short_distance_weight": ("weight_kg", "distance_meters"),
}
_TIMES = " \N{MULTIPLICATION SIGN} "
_MEASURES = ("weight_kg", "reps", "distance_meters", "duration_seconds")


@dataclass(frozen=True, slots=True)
class Exercise:
    """Sets of one exercise that follow one another."""

    category: str
    name: str
    superset: int | None
    sets: tuple[ExerciseSet, ...]

    @property
    def label(self) -> str:
        """Name it to a person."""
        return self.name or self.category.replace("_", " ").capitalize() or "an exercise"


def exercises_of(workout: Workout) -> list[Exercise]:
    """Give the exercises of a workout in their order, without the rests."""
    active = [one for one in workout.sets if one.kind is SetKind.ACTIVE]
    return [
        Exercise(*key, tuple(sets))
        for key, sets in groupby(active, lambda one: (one.category, one.exercise, one.superset))
    ]


def as_one_set(workout: Workout) -> ExerciseSet:
    """Make one set of a whole workout: how far, and for how long."""
    return ExerciseSet(0.0, workout.timer_s, distance_m=workout.distance_m)


def whole_seconds(moment: datetime) -> datetime:
    """Give a moment as Hevy keeps it."""
    return moment.astimezone(UTC).replace(microsecond=0)


def span_of(workout: Workout) -> tuple[datetime, datetime]:
    """Give start and end as Hevy keeps them."""
    start = whole_seconds(workout.start)
    return start, start + timedelta(seconds=round(workout.elapsed_s))


def exercise_body(template: TemplateDocument, exercise: Exercise) -> Json:
    """Write one exercise under its template; a weight that this cannot show goes to the notes."""
    shown = _FIELDS.get(template.type, _MEASURES)
    notes = [one.note for one in exercise.sets if one.note]
    lost = [one for one in exercise.sets if one.weight_kg and "weight_kg" not in shown]
    if lost:
        notes.append(f"With weight: {_sets_in_words(exercise.sets)}.")
    return {
        "exercise_template_id": template.id,
        "superset_id": exercise.superset,
        "notes": "\n".join(notes),
        "sets": [_set_body(one, shown) for one in exercise.sets],
    }


def as_written(there: WorkoutDocument) -> Json:
    """Give what is there in the words of a request: sent back, it changes nothing."""
    return {
        "title": there.title or "",
        "description": there.description or "",
        "start_time": written_time(there.start),
        "end_time": written_time(there.end),
        "exercises": [_as_written(one) for one in there.exercises],
    }


def written_time(moment: datetime) -> str:
    """Write a time as Hevy's examples do."""
    return whole_seconds(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_words(exercises: Iterable[Exercise]) -> str:
    """Say what could not be put under an exercise of the account; nothing when all could."""
    told = "; ".join(f"{one.label} {_sets_in_words(one.sets)}".strip() for one in exercises)
    return f"{UNMATCHED}{told}." if told else ""


def with_ours(wrote: Sequence[str], there: str | None) -> tuple[str, ...]:
    """Give the paragraphs that we wrote, and the one about exercises as it stands there."""
    ours = (line for line in (there or "").splitlines() if line.startswith(UNMATCHED))
    return (*(one for one in wrote if not one.startswith(UNMATCHED)), *ours)


def _as_written(exercise: ExerciseDocument) -> Json:
    return {
        "exercise_template_id": exercise.exercise_template_id,
        "superset_id": exercise.supersets_id,
        "notes": exercise.notes or "",
        "sets": [_written_set(one) for one in exercise.sets],
    }


def _written_set(one: SetDocument) -> Json:
    return {
        "type": one.type or "normal",
        "weight_kg": one.weight_kg,
        "reps": _whole(one.reps),
        "distance_meters": _whole(one.distance_meters),
        "duration_seconds": _whole(one.duration_seconds),
        "custom_metric": one.custom_metric,
        "rpe": one.rpe,
    }


def _set_body(one: ExerciseSet, shown: Sequence[str]) -> Json:
    said = _written_set(
        SetDocument(
            type=one.role.value,
            weight_kg=one.weight_kg,
            reps=one.repetitions,
            distance_meters=one.distance_m,
            duration_seconds=one.duration_s,
            custom_metric=one.steps,
            rpe=_effort(one.rpe),
        )
    )
    return said | {name: None for name in _MEASURES if name not in shown}


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _effort(rpe: float | None) -> float | None:
    """Give the nearest effort that Hevy has; it has none below 6."""
    if rpe is None or rpe < _EFFORTS[0]:
        return None
    return min(_EFFORTS, key=lambda one: (abs(one - rpe), one))


def _sets_in_words(sets: Iterable[ExerciseSet]) -> str:
    return ", ".join(filter(None, ("".join(_said(one)) for one in sets)))


def _said(one: ExerciseSet) -> Iterator[str]:
    """Say a set as people write it: repetitions and weight, or else how far, or how long."""
    weight = "" if one.weight_kg is None else f"{round(one.weight_kg, 2):g} kg"
    if one.repetitions is not None:
        yield f"{one.repetitions}{_TIMES}{weight}" if weight else f"{one.repetitions} times"
    elif one.distance_m is not None:
        yield f"{one.distance_m:.0f} m" + (f" with {weight}" if weight else "")
    elif one.duration_s is not None:
        yield f"{one.duration_s:.0f} s" + (f" with {weight}" if weight else "")
    elif weight:
        yield weight
