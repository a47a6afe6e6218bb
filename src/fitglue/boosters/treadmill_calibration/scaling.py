"""Makes an activity longer or shorter, everywhere alike."""

from dataclasses import replace

from fitglue.domain.streams import Stream, StreamKind
from fitglue.domain.workout import How, Lap, Origin, Workout

_SCALED = {StreamKind.DISTANCE: "distance_m", StreamKind.SPEED: "speed_m_per_s"}


def scaled(workout: Workout, distance_m: float, source: str) -> Workout:
    """Give the workout with a new distance: its streams and laps grow as the total does.

    Without a distance of its own it gets the total alone: nobody knows when it was covered.
    """
    origins = {**workout.provenance, "distance_m": Origin(source, How.COMPUTED)}
    if not workout.distance_m:
        return replace(workout, distance_m=distance_m, provenance=origins)
    factor = distance_m / workout.distance_m
    made = {
        kind: _times(workout.streams[kind], name, factor)
        for kind, name in _SCALED.items()
        if kind in workout.streams
    }
    origins |= {kind.value: Origin(source, How.COMPUTED, len(made[kind])) for kind in made}
    return replace(
        workout,
        distance_m=distance_m,
        streams={**workout.streams, **made},
        laps=tuple(_lap(lap, factor) for lap in workout.laps),
        provenance=origins,
    )


def _times(stream: Stream, column: str, factor: float) -> Stream:
    grown = {**stream.columns, column: stream[column] * factor}
    return Stream(stream.kind, stream.time_s, grown)


def _lap(lap: Lap, factor: float) -> Lap:
    return lap if lap.distance_m is None else replace(lap, distance_m=lap.distance_m * factor)
