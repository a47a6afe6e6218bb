"""A workout of Hevy's as ours. Its type is always strength training.

Hevy times no set and names no zone: sets have no start, and the zone is the person's.
"""

from collections.abc import Callable, Iterator
from itertools import count

from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.errors import Damaged
from fitglue.domain.sport import by_key
from fitglue.domain.workout import App, ExerciseSet, How, Origin, SetRole, Workout
from fitglue.formats.fit.exercises import exercise_category
from fitglue.formats.hevy.documents import ExerciseDocument, SetDocument, WorkoutDocument

#: Gives the muscle groups of an exercise by the id of its template, the main one first.
Muscles = Callable[[str], tuple[str, ...]]

APP = "Hevy"
_ROLES = {role.value: role for role in SetRole}


def workout_of(document: WorkoutDocument, muscles: Muscles, zone: str) -> Workout:
    """Make a workout of a document. Raises Damaged."""
    elapsed_s = (document.end - document.start).total_seconds()
    if elapsed_s < 0:
        raise Damaged("This workout of Hevy's ends before it begins.", "Correct its times in Hevy.")
    return Workout(
        sport=by_key("traditional_strength_training"),
        start=document.start,
        end=document.end,
        zone=Zone(zone, ZoneKnownBy.SETTING),
        elapsed_s=elapsed_s,
        timer_s=elapsed_s,
        brand=(document.title or "").strip(),
        description=(document.description or "").strip(),
        app=App(APP),
        external_id=document.id,
        sets=tuple(_sets(document, muscles)),
        provenance={"sets": Origin(APP, How.STATED)},
    )


def _sets(document: WorkoutDocument, muscles: Muscles) -> Iterator[ExerciseSet]:
    for exercise in document.exercises:
        worked = muscles(exercise.exercise_template_id)
        for index, one in zip(count(), exercise.sets, strict=False):
            yield _set(exercise, one, worked, (exercise.notes or "").strip() if index == 0 else "")


def _set(
    exercise: ExerciseDocument, one: SetDocument, muscles: tuple[str, ...], note: str
) -> ExerciseSet:
    title = (exercise.title or "").strip()
    return ExerciseSet(
        start_s=None,
        duration_s=one.duration_seconds,
        category=exercise_category(title),
        exercise=title,
        repetitions=None if one.reps is None else round(one.reps),
        weight_kg=one.weight_kg,
        role=_ROLES.get(one.type or "", SetRole.NORMAL),
        superset=exercise.supersets_id,
        rpe=one.rpe,
        distance_m=one.distance_meters,
        steps=one.custom_metric,
        muscles=muscles,
        note=note,
    )
