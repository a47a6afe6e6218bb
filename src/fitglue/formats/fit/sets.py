"""Strength: the sets of a workout, and titles for their exercises."""

from collections.abc import Iterator, Mapping

from fitglue.domain.workout import ExerciseSet, SetKind, Workout
from fitglue.formats.fit.encoder import Table, Value, table_of
from fitglue.formats.fit.exercises import FitExercise, fit_exercise
from fitglue.formats.fit.profile import EXERCISE_TITLE, KILOGRAM, SET, SetType
from fitglue.formats.fit.records import FitClock

#: Exercises that FIT has no number for are numbered from here on, far beyond its own.
_FIRST_OF_OURS = 10_000

Exercises = Mapping[tuple[str, str], FitExercise]


def set_tables(workout: Workout, clock: FitClock) -> Iterator[Table]:
    """Give every set in order of time, and the name of each exercise as its source spells it."""
    if not workout.sets:
        return
    ordered = sorted(workout.sets, key=lambda one: one.start_s)
    exercises = _exercises(ordered)
    rows = [
        _row(workout, clock, one, exercises) | {"message_index": index}
        for index, one in enumerate(ordered)
    ]
    yield table_of(SET, rows)
    titles = _titles(exercises)
    if titles:
        yield table_of(EXERCISE_TITLE, titles)


def _exercises(sets: list[ExerciseSet]) -> Exercises:
    """Give the exercises of a workout their numbers: FIT's, else some of our own."""
    found: dict[tuple[str, str], FitExercise] = {}
    ours = _FIRST_OF_OURS
    for one in sets:
        key = _key(one)
        if key in found or not any(key):
            continue
        found[key] = fit_exercise(*key)
        if key[1] and found[key].number is None:
            found[key] = FitExercise(found[key].category, ours)
            ours += 1
    return found


def _key(one: ExerciseSet) -> tuple[str, str]:
    """Give category and name as a text field holds it: on one line, and no NUL, which ends it."""
    return one.category, " ".join(one.exercise.replace("\0", " ").split())


def _row(
    workout: Workout, clock: FitClock, one: ExerciseSet, exercises: Exercises
) -> dict[str, Value]:
    start_s = min(max(one.start_s, 0.0), workout.elapsed_s)
    duration_s = max(min(one.duration_s, workout.elapsed_s - start_s), 0.0)
    exercise = exercises.get(_key(one), FitExercise(None, None))
    return {
        "timestamp": clock.stamp(start_s + duration_s), "start_time": clock.stamp(start_s),
        "duration": duration_s,
        "set_type": SetType.ACTIVE if one.kind is SetKind.ACTIVE else SetType.REST,
        "repetitions": one.repetitions, "weight": one.weight_kg,
        "weight_display_unit": None if one.weight_kg is None else KILOGRAM,
        "category": exercise.category, "category_subtype": exercise.number,
    }  # fmt: skip


def _titles(exercises: Exercises) -> list[dict[str, Value]]:
    """Give one title for each number: what FIT does not know, and how the person calls the rest."""
    names: dict[FitExercise, str] = {}
    for (_, name), exercise in exercises.items():
        if name:
            names.setdefault(exercise, name)
    return [
        {
            "message_index": index,
            "exercise_category": exercise.category,
            "exercise_name": exercise.number,
            "wkt_step_name": name,
        }
        for index, (exercise, name) in enumerate(names.items())
    ]
