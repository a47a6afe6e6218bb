"""Moves all that a workout says to another clock."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from fitglue.domain.streams import TIME_RESOLUTION_S, Streams
from fitglue.domain.workout import ExerciseSet, Length, Workout
from fitglue.formats.stream_blob import quantised

#: How far before its start and after its end a workout's samples may lie.
_BEFORE_S, _AFTER_S = 5.0, 10.0
_PLACES = 3  # of a second: what streams are kept with


def moved(workout: Workout, seconds: float) -> Workout:
    """Add `seconds` to everything that happened in a workout; its start and end stay."""
    by_s = round(seconds, _PLACES)
    if abs(by_s) < TIME_RESOLUTION_S:
        return workout
    happened: dict[str, Any] = {
        name: _later(getattr(workout, name), by_s)
        for name in ("pauses", "laps", "legs", "lengths", "sets", "marks")
    }
    streams = {kind: quantised(each.shifted(by_s)) for kind, each in workout.streams.items()}
    return replace(workout, **happened, streams=streams)


def within(workout: Workout, elapsed_s: float) -> Workout:
    """Cut what happened to [0, elapsed_s], and streams to a little more."""
    spans: dict[str, Any] = {
        name: _cut(getattr(workout, name), elapsed_s) for name in ("pauses", "laps", "legs")
    }
    starts: dict[str, Any] = {
        name: tuple(each for each in getattr(workout, name) if _begins_within(each, elapsed_s))
        for name in ("lengths", "sets")
    }
    marks = tuple(mark for mark in workout.marks if 0 <= mark.at_s <= elapsed_s)
    return replace(
        workout, **spans, **starts, marks=marks, streams=_streams(workout.streams, elapsed_s)
    )


def _later(happened: Iterable[Any], by_s: float) -> tuple[Any, ...]:
    return tuple(
        replace(
            each,
            **{
                name: round(getattr(each, name) + by_s, _PLACES)
                for name in ("start_s", "end_s", "at_s")
                if getattr(each, name, None) is not None
            },
        )
        for each in happened
    )


def _begins_within(part: Length | ExerciseSet, elapsed_s: float) -> bool:
    """Tell it of a part; one that nobody timed is somewhere within."""
    return part.start_s is None or 0 <= part.start_s <= elapsed_s


def _cut(happened: Iterable[Any], elapsed_s: float) -> tuple[Any, ...]:
    cut = (
        replace(each, start_s=max(each.start_s, 0.0), end_s=min(each.end_s, elapsed_s))
        for each in happened
    )
    return tuple(each for each in cut if each.end_s > each.start_s)


def _streams(streams: Streams, elapsed_s: float) -> Streams:
    inside = {
        kind: stream.between(-_BEFORE_S, elapsed_s + _AFTER_S) for kind, stream in streams.items()
    }
    return {kind: stream for kind, stream in inside.items() if len(stream)}
