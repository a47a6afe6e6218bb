"""Hevy's JSON, checked: only what we read, and with every field that may be absent absent.

Written bodies say `superset_id` where read documents say `supersets_id`; answers to writing come as
an object, as a list of one, with or without a “workout” around it, or as the id alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from fitglue.domain.errors import Damaged
from fitglue.domain.shape import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDocument:
    """One set of an exercise, as it was logged."""

    type: str | None = None
    weight_kg: float | None = None
    reps: float | None = None
    distance_meters: float | None = None
    duration_seconds: float | None = None
    rpe: float | None = None
    custom_metric: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseDocument:
    """One exercise with its sets."""

    exercise_template_id: str
    title: str | None = None
    notes: str | None = None
    supersets_id: int | None = None
    sets: tuple[SetDocument, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkoutDocument:
    """One workout; times are ISO 8601, in whole seconds."""

    id: str
    start_time: str
    end_time: str
    title: str | None = None
    description: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    exercises: tuple[ExerciseDocument, ...] = ()

    @property
    def start(self) -> datetime:
        """Give when it began. Raises Damaged."""
        return instant(self.start_time)

    @property
    def end(self) -> datetime:
        """Give when it ended. Raises Damaged."""
        return instant(self.end_time)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateDocument:
    """An exercise that an account has: one of Hevy's, or one of its own."""

    id: str
    title: str
    type: str = ""
    primary_muscle_group: str | None = None
    secondary_muscle_groups: tuple[str, ...] | None = None
    is_custom: bool = False


_WORKOUT = Shape(WorkoutDocument)
_TEMPLATE = Shape(TemplateDocument)


def workout_document(plain: Any) -> WorkoutDocument:
    """Check a workout's JSON. Raises Damaged."""
    return _checked(_WORKOUT, plain)


def template_document(plain: Any) -> TemplateDocument:
    """Check a template's JSON. Raises Damaged."""
    return _checked(_TEMPLATE, plain)


def instant(written: str) -> datetime:
    """Read a time; one without an offset is UTC. Raises Damaged."""
    try:
        read = datetime.fromisoformat(written)
    except ValueError as problem:
        raise Damaged("Hevy gives a time that cannot be read.") from problem
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)


def answered(plain: Any) -> Any:
    """Take the workout out of whatever is around it in an answer."""
    while not (isinstance(plain, Mapping) and "id" in plain):
        if isinstance(plain, Mapping) and "workout" in plain:
            plain = plain["workout"]
        elif isinstance(plain, list) and len(plain) == 1:
            plain = plain[0]
        else:
            return plain
    return plain


def answered_id(plain: Any) -> str:
    """Give the id of the workout that an answer is about; empty when it names none."""
    found = answered(plain)
    named = found.get("id") if isinstance(found, Mapping) else found
    return named if isinstance(named, str) else ""


def _checked(shape: Shape[Any], plain: Any) -> Any:
    try:
        return shape.of(plain)
    except msgspec.ValidationError as problem:
        raise Damaged(f"Hevy's answer is not as it should be: {_where(problem)}.") from problem


def _where(problem: Exception) -> str:
    """Name the field alone: what stands in it is its owner's."""
    return str(problem).rpartition(" - at ")[2]
