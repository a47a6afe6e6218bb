"""Bodies that Hevy takes, held against its description, and workouts as it gives them back."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

Json = dict[str, Any]

_SET_TYPES = {"warmup", "normal", "failure", "dropset"}
_EFFORTS = {None, 6, 7, 7.5, 8, 8.5, 9, 9.5, 10}
_WHOLE = ("reps", "distance_meters", "duration_seconds")
_SET = {"type", "weight_kg", "rpe", "custom_metric", *_WHOLE}
_EXERCISE = {"exercise_template_id", "superset_id", "notes", "sets"}
_WORKOUT = {"title", "description", "start_time", "end_time", "is_private", "exercises"}


class Refusal(Exception):
    """An answer that is no success, with Hevy's word for it."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status, self.error = status, error


def checked(body: bytes, templates: Sequence[Json]) -> Json:
    """Read the workout that a request brings. Raises Refusal."""
    try:
        workout = json.loads(body)["workout"]
        expect(set(workout) <= _WORKOUT, "Invalid workout")
        expect(isinstance(workout["title"], str), "Invalid title")
        start, end = instant(workout["start_time"]), instant(workout["end_time"])
        expect(start <= end, "Invalid end time")
        expect(bool(workout["exercises"]), "No exercises")
        for one in workout["exercises"]:
            _check_exercise(one, {each["id"] for each in templates})
    except (ValueError, TypeError, KeyError) as problem:
        raise Refusal(400, f"Invalid request body: {type(problem).__name__}") from problem
    return workout


def read_workout(workout: Mapping[str, Any], templates: Sequence[Json]) -> Json:
    """Give a workout that was written as it is read."""
    by_id = {one["id"]: one for one in templates}
    plain = {key: one for key, one in workout.items() if key not in {"exercises", "is_private"}}
    return {
        **plain,
        "routine_id": "",
        "description": workout.get("description") or "",
        "exercises": [
            _read_exercise(at, one, by_id[one["exercise_template_id"]])
            for at, one in enumerate(workout["exercises"])
        ],
    }


def expect(holds: bool, error: str, status: int = 400) -> None:  # noqa: FBT001 - reads as a sentence
    """Refuse what does not hold. Raises Refusal."""
    if not holds:
        raise Refusal(status, error)


def instant(written: str) -> datetime:
    """Read a time. Raises ValueError."""
    return datetime.fromisoformat(written)


def _check_exercise(exercise: Json, known: set[str]) -> None:
    expect(set(exercise) <= _EXERCISE, "Invalid exercise")
    expect(exercise["exercise_template_id"] in known, "Unknown exercise template")
    expect(isinstance(exercise.get("superset_id"), int | None), "Invalid superset")
    for one in exercise["sets"]:
        expect(set(one) <= _SET and one["type"] in _SET_TYPES, "Invalid set")
        expect(one.get("rpe") in _EFFORTS, "Invalid rpe")
        expect(all(isinstance(one.get(name), int | None) for name in _WHOLE), "Invalid number")


def _read_exercise(index: int, exercise: Mapping[str, Any], of: Json) -> Json:
    return {
        "index": index,
        "title": of["title"],
        "notes": exercise.get("notes") or "",
        "exercise_template_id": of["id"],
        "supersets_id": exercise.get("superset_id"),
        "sets": [_read_set(at, one) for at, one in enumerate(exercise["sets"])],
    }


def _read_set(index: int, one: Mapping[str, Any]) -> Json:
    return {"index": index, **{name: one.get(name) for name in sorted(_SET)}}
