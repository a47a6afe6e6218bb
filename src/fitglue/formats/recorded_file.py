"""What a file of recorded workouts gives, whatever its format."""

from dataclasses import dataclass

from fitglue.domain.workout import Workout


@dataclass(frozen=True, slots=True)
class FileWorkouts:
    """The workouts of one file, each with its identity, and what was salvaged or left out, in sentences."""

    workouts: tuple[Workout, ...]  # several sessions of a multi-sport file are ONE workout with legs
    warnings: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()  # one a workout; stable for the same content whatever the file's name
    titles: tuple[str, ...] = ()  # one a workout, "" where the file names none
