"""Structured workouts: their steps, and the laps that each of them made."""

from collections import Counter
from collections.abc import Iterator, Sequence

from fitglue.domain.workout import LapKind, Workout
from fitglue.formats.fit.encoder import Table, Value, table_of
from fitglue.formats.fit.parts import Part
from fitglue.formats.fit.profile import (
    OPEN_DURATION,
    OPEN_TARGET,
    WORKOUT,
    WORKOUT_STEP,
    Intensity,
)
from fitglue.formats.fit.sports import sport_fields


def step_fields(parts: Sequence[Part]) -> list[dict[str, Value]]:
    """Give, for each lap of a file, which step it was; nothing for one that was none.

    Steps are numbered as they were done, repetitions unrolled. Apple's key path of a step goes
    along as it is: it says "group.repetition.step". Only a lone first group "0" and a lone last
    group have a known purpose, to warm up and to cool down.
    """
    labels = [part.lap.label for part in parts if part.lap and part.lap.kind is LapKind.INTERVAL]
    purposes = iter(_purposes(labels))
    fields: list[dict[str, Value]] = []
    index = 0
    for part in parts:
        if part.lap is None or part.lap.kind is not LapKind.INTERVAL:
            fields.append({})
            continue
        step: dict[str, Value] = {"wkt_step_index": index, "intensity": next(purposes)}
        fields.append(step | {"WOIntervalStepKeyPath": part.lap.label or None})
        index += 1
    return fields


def _purposes(labels: Sequence[str]) -> list[Intensity | None]:
    groups = [label.partition(".")[0] if "." in label else "" for label in labels]
    members = Counter(groups)
    purposes: list[Intensity | None] = [None] * len(labels)
    if len(members) <= 1:
        return purposes
    if groups[-1] and members[groups[-1]] == 1:
        purposes[-1] = Intensity.COOLDOWN
    if groups[0] == "0" and members["0"] == 1:
        purposes[0] = Intensity.WARMUP
    return purposes


def workout_tables(workout: Workout, laps: Sequence[dict[str, Value]]) -> Iterator[Table]:
    """Give the workout whose steps the laps name, as far as it is known; nothing without any."""
    steps = [lap for lap in laps if lap.get("wkt_step_index") is not None]
    if not steps:
        return
    head: dict[str, Value] = sport_fields(workout, None) | {
        "num_valid_steps": len(steps), "wkt_name": workout.brand or None
    }  # fmt: skip
    yield table_of(WORKOUT, [head])
    yield table_of(WORKOUT_STEP, [_step(index, lap) for index, lap in enumerate(steps)])


def _step(index: int, lap: dict[str, Value]) -> dict[str, Value]:
    return {
        "message_index": index, "duration_type": OPEN_DURATION, "target_type": OPEN_TARGET,
        "intensity": lap["intensity"],
    }  # fmt: skip
