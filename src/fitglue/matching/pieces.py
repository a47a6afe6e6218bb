"""Makes one of the pieces into which an app cut a workout, as if it had never been stopped."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from fitglue.domain.activity import Recording
from fitglue.domain.measures import heart_rate_summary
from fitglue.domain.streams import Stream, StreamKind
from fitglue.domain.workout import How, Origin, Pause, Workout
from fitglue.matching.clocks import spans_of
from fitglue.matching.moving import moved
from fitglue.matching.writer import SAME_MOMENT_S, same_writer

_ADDED = ("distance_m", "active_kcal", "basal_kcal", "ascent_m", "descent_m", "moving_s")
_HELD_TOGETHER = ("laps", "lengths", "legs", "sets", "marks")


def united(recordings: Sequence[Recording]) -> list[Recording]:
    """Join those of one app that follow one another; leave the others as they are.

    A joined one has the first one's sender, and all their names in its hash.
    """
    groups: list[list[Recording]] = []
    for recording in sorted(recordings, key=lambda each: (each.workout.start, each.content_hash)):
        group = next((group for group in groups if _continues(group, recording)), None)
        if group is None:
            groups.append([recording])
        else:
            group.append(recording)
    return [_joined(group) for group in groups]


def _continues(group: Iterable[Recording], recording: Recording) -> bool:
    return all(
        same_writer(each.workout, recording.workout)
        and spans_of(each.workout, recording.workout).overlap_s <= SAME_MOMENT_S
        for each in group
    )


def _joined(pieces: Sequence[Recording]) -> Recording:
    if len(pieces) == 1:
        return pieces[0]
    names = "+".join(piece.content_hash for piece in pieces)
    return replace(pieces[0], workout=_one(pieces), content_hash=names)


def _one(pieces: Sequence[Recording]) -> Workout:
    first, last = pieces[0].workout, pieces[-1].workout
    parts = [
        moved(piece.workout, (piece.workout.start - first.start).total_seconds())
        for piece in pieces
    ]
    elapsed_s = (last.start - first.start).total_seconds() + last.elapsed_s
    pauses = _pauses(pieces, parts)
    streams = {kind: _strung(kind, parts) for kind in _kinds(parts)}
    gathered: dict[str, Any] = {name: _together(name, parts) for name in _HELD_TOGETHER}
    added = {name: _sum(getattr(part, name) for part in parts) for name in _ADDED}
    whole = replace(
        first,
        end=last.end,
        elapsed_s=elapsed_s,
        timer_s=sum(part.timer_s for part in parts),
        pauses=pauses,
        streams=streams,
        statistics=(),
        **gathered,
        **added,
        **_heart(parts, streams.get(StreamKind.HEART_RATE), pauses),
    )
    return replace(whole, provenance=_origins(first, whole))


def _pauses(pieces: Sequence[Recording], parts: Sequence[Workout]) -> tuple[Pause, ...]:
    """Stand still between the pieces."""
    start = pieces[0].workout.start
    begins = [(piece.workout.start - start).total_seconds() for piece in pieces]
    ends = [begin + piece.workout.elapsed_s for begin, piece in zip(begins, pieces, strict=True)]
    between = (
        Pause(end_s, begin_s)
        for end_s, begin_s in zip(ends, begins[1:], strict=False)
        if begin_s > end_s
    )
    own = (pause for part in parts for pause in part.pauses)
    return tuple(sorted((*own, *between), key=lambda pause: (pause.start_s, pause.end_s)))


def _kinds(parts: Iterable[Workout]) -> list[StreamKind]:
    return sorted({kind for part in parts for kind in part.streams})


def _strung(kind: StreamKind, parts: Iterable[Workout]) -> Stream:
    streams = [part.streams[kind] for part in parts if kind in part.streams]
    time_s = np.concatenate([stream.time_s for stream in streams])
    order = np.argsort(time_s, kind="stable")
    columns = {
        name: np.concatenate([stream[name] for stream in streams])[order]
        for name in streams[0].columns
    }
    return Stream(kind, time_s[order], columns)


def _together(name: str, parts: Iterable[Workout]) -> tuple[Any, ...]:
    return tuple(each for part in parts for each in getattr(part, name))


def _sum(values: Iterable[float | None]) -> float | None:
    """Add up what all of them say; a part that says nothing leaves the whole unknown."""
    known = list(values)
    return None if any(value is None for value in known) else sum(v for v in known if v is not None)


def _heart(
    parts: Sequence[Workout], beats: Stream | None, pauses: tuple[Pause, ...]
) -> dict[str, float | None]:
    found = heart_rate_summary(beats, pauses) if beats is not None else None
    average = found.avg_bpm if found else _mean_over_time(parts)
    return {
        "avg_hr_bpm": average,
        "max_hr_bpm": _extreme(max, (part.max_hr_bpm for part in parts)),
        "min_hr_bpm": _extreme(min, (part.min_hr_bpm for part in parts)),
    }


def _mean_over_time(parts: Sequence[Workout]) -> float | None:
    gathered = _sum(
        None if part.avg_hr_bpm is None else part.avg_hr_bpm * part.timer_s for part in parts
    )
    return None if gathered is None else gathered / max(sum(part.timer_s for part in parts), 1e-3)


def _extreme(
    choose: Callable[[list[float]], float], values: Iterable[float | None]
) -> float | None:
    known = [value for value in values if value is not None]
    return choose(known) if known else None


def _origins(first: Workout, whole: Workout) -> dict[str, Origin]:
    """Say that what changed was worked out from the pieces."""
    who = next((origin.source for origin in first.provenance.values()), first.app.name)
    changed = {
        each.name: Origin(who, How.COMPUTED)
        for each in fields(Workout)
        if each.name in {*_ADDED, "avg_hr_bpm", "timer_s"} and getattr(whole, each.name) is not None
    }
    sampled = {
        kind.value: Origin(who, How.SAMPLED, len(stream)) for kind, stream in whole.streams.items()
    }
    return {**first.provenance, **changed, **sampled}
