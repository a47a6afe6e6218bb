"""What a file of recorded workouts gives, whatever its format."""

from dataclasses import dataclass

from fitglue.domain.workout import Workout


@dataclass(frozen=True, slots=True)
class FileWorkouts:
    """The workouts of one file, each with its identity, and what was salvaged or left out.

    Several sessions of a multi-sport file are one workout with legs. `source_ids` has one name a
    workout, stable for the same content whatever the file's name; `titles` one title a workout,
    "" where the file names none; `warnings` are sentences.
    """

    workouts: tuple[Workout, ...]
    warnings: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
