"""Strength: the sets of a workout, and titles for their exercises."""

from collections.abc import Iterator, Mapping
from operator import itemgetter

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
    ordered = _in_time(workout)
    exercises = _exercises([one for _, one in ordered])
    rows = [
        _row(one, exercises) | _times(workout, clock, start_s, one) | {"message_index": index}
        for index, (start_s, one) in enumerate(ordered)
    ]
    yield table_of(SET, rows)
    titles = _titles(exercises)
    if titles:
        yield table_of(EXERCISE_TITLE, titles)


def _in_time(workout: Workout) -> list[tuple[float, ExerciseSet]]:
    """Give the sets with their starts, in order.

    Readers go by the time: those that nobody timed begin at even steps, and have no duration.
    """
    step_s = workout.elapsed_s / max(len(workout.sets), 1)
    timed = [
        (index * step_s if one.start_s is None else one.start_s, one)
        for index, one in enumerate(workout.sets)
    ]
    return sorted(timed, key=itemgetter(0))


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


def _times(workout: Workout, clock: FitClock, start_s: float, one: ExerciseSet) -> dict[str, Value]:
    """Say when a set was, within the workout."""
    begun_s = min(max(start_s, 0.0), workout.elapsed_s)
    left_s = workout.elapsed_s - begun_s
    lasted_s = None if one.duration_s is None else max(min(one.duration_s, left_s), 0.0)
    return {
        "timestamp": clock.stamp(begun_s + (lasted_s or 0.0)), "start_time": clock.stamp(begun_s),
        "duration": lasted_s,
    }  # fmt: skip


def _row(one: ExerciseSet, exercises: Exercises) -> dict[str, Value]:
    exercise = exercises.get(_key(one), FitExercise(None, None))
    return {
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
