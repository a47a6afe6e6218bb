"""Lengths of a pool: those swum, the rests between them, and what they add up to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fitglue.domain.distance import accrued
from fitglue.domain.measures import timer_at
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Length, Stroke, Workout
from fitglue.formats.fit.encoder import Table, Value, table_of
from fitglue.formats.fit.parts import Part
from fitglue.formats.fit.profile import LENGTH, Event, EventType, LengthType, SwimStroke
from fitglue.formats.fit.records import FitClock, cadence

#: A rest at the wall shorter than this is a turn.
_SHORTEST_REST_S = 3.0
_M_PER_YD = 0.9144
_STROKES = {
    Stroke.MIXED: SwimStroke.MIXED, Stroke.FREESTYLE: SwimStroke.FREESTYLE,
    Stroke.BACKSTROKE: SwimStroke.BACKSTROKE, Stroke.BREASTSTROKE: SwimStroke.BREASTSTROKE,
    Stroke.BUTTERFLY: SwimStroke.BUTTERFLY, Stroke.KICKBOARD: SwimStroke.DRILL,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PoolLength:
    """A length with its strokes, or a rest at the wall when `swum` is None."""

    index: int
    start_s: float
    end_s: float
    timer_s: float
    swum: Length | None = None
    strokes: int | None = None

    @property
    def swolf(self) -> float | None:
        """Give what the recording says, else strokes and seconds together."""
        stated = self.swum.swolf if self.swum is not None else None
        if stated is not None or self.strokes is None:
            return stated
        return self.strokes + self.timer_s


def pool_lengths(workout: Workout, clock: FitClock) -> list[PoolLength]:
    """Give every length of a workout in order, with the rests between; none for other sports.

    A rest is what the recording calls one, or a gap that is too long to be a turn.
    """
    end = clock.stamp(workout.elapsed_s)
    found: list[PoolLength] = []
    for length in sorted(workout.lengths, key=lambda length: length.start_s):
        start = clock.stamp(length.start_s)
        if not (clock.stamp(0.0) <= start < end and _swims_at(workout, clock, start)):
            continue
        end_s = min(length.start_s + length.duration_s, workout.elapsed_s)
        rest_s = _timer_s(workout, found[-1].end_s, length.start_s) if found else 0.0
        if rest_s >= _SHORTEST_REST_S:
            found.append(PoolLength(len(found), found[-1].end_s, length.start_s, rest_s))
        timer_s = _timer_s(workout, length.start_s, end_s)
        whole = PoolLength(len(found), length.start_s, end_s, timer_s)
        found.append(replace(whole, **_swum(workout, length)) if length.active else whole)
    return found


def _swims_at(workout: Workout, clock: FitClock, at: int) -> bool:
    if not workout.legs:
        return workout.sport.key == "swimming"
    swims = [leg for leg in workout.legs if leg.sport.key == "swimming"]
    return any(clock.stamp(leg.start_s) <= at < clock.stamp(leg.end_s) for leg in swims)


def _swum(workout: Workout, length: Length) -> dict[str, Any]:
    strokes = length.strokes if length.strokes is not None else _strokes(workout, length)
    return {"swum": length, "strokes": strokes}


def _timer_s(workout: Workout, start_s: float, end_s: float) -> float:
    before, after = timer_at(np.array([start_s, end_s]), workout.pauses)
    return float(max(after - before, 0.0))


def _strokes(workout: Workout, length: Length) -> int | None:
    """Count the strokes of a length from the stream, when the length itself does not say."""
    stream = workout.streams.get(StreamKind.STROKES)
    if stream is None:
        return None
    curve = accrued(stream, workout.pauses, workout.elapsed_s)
    before, after = np.interp([length.start_s, length.start_s + length.duration_s], *curve)
    return round(float(after - before)) or None


def length_tables(
    workout: Workout, clock: FitClock, lengths: Sequence[PoolLength]
) -> Iterator[Table]:
    """Give the length messages; nothing when there are none."""
    if lengths:
        yield table_of(LENGTH, [_row(workout, clock, one) for one in lengths])


def _row(workout: Workout, clock: FitClock, length: PoolLength) -> dict[str, Value]:
    row: dict[str, Value] = {
        "message_index": length.index, "timestamp": clock.stamp(length.end_s),
        "event": Event.LENGTH, "event_type": EventType.STOP,
        "start_time": clock.stamp(length.start_s), "length_type": LengthType.IDLE,
        "total_elapsed_time": length.end_s - length.start_s, "total_timer_time": length.timer_s,
    }  # fmt: skip
    if length.swum is None:
        return row
    row |= {"length_type": LengthType.ACTIVE, "swim_stroke": _STROKES.get(length.swum.stroke)}
    if length.timer_s > 0 and workout.pool_length_m is not None:
        row["avg_speed"] = workout.pool_length_m / length.timer_s
    if length.timer_s > 0 and length.strokes is not None:
        row["avg_swimming_cadence"] = 60 * length.strokes / length.timer_s
    return row | {"total_strokes": length.strokes}


def swim_totals(lengths: Sequence[PoolLength], clock: FitClock, part: Part) -> dict[str, Value]:
    """Give what the lengths that begin in a part add up to; nothing when none does."""
    inside = [length for length in lengths if part.start <= clock.stamp(length.start_s) < part.end]
    if not inside:
        return {}
    swum = [length for length in inside if length.swum is not None]
    strokes = [length.strokes for length in swum if length.strokes is not None]
    return {
        "first_length_index": inside[0].index, "num_lengths": len(inside),
        "num_active_lengths": len(swum), "swim_stroke": _style(swum),
        "avg_strokes_per_length": _mean(strokes),
        "avg_swolf": _mean([length.swolf for length in swum if length.swolf is not None]),
    } | (_stroke_totals(swum) if len(strokes) == len(swum) else {})  # fmt: skip


def _stroke_totals(swum: Sequence[PoolLength]) -> dict[str, Value]:
    """Add up strokes that are known of every length; their rate leaves rests out."""
    strokes = sum(length.strokes or 0 for length in swum)
    timer_s = sum(length.timer_s for length in swum)
    rate = np.array([60 * strokes / timer_s]) if timer_s > 0 else None
    return {"total_cycles": strokes} | {
        name: value.item() for name, value in cadence(rate, "avg_").items()
    }


def _style(swum: Sequence[PoolLength]) -> SwimStroke | None:
    strokes = [length.swum.stroke for length in swum if length.swum is not None]
    styles = {_STROKES[stroke] for stroke in strokes if stroke in _STROKES}
    if len(styles) > 1:
        return SwimStroke.MIXED
    return styles.pop() if styles else None


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def pool(workout: Workout, part: Part) -> dict[str, Value]:
    """Give the size of the pool of a part, in the unit that makes it a round number."""
    size = workout.pool_length_m
    sport = workout.sport if part.leg is None else part.leg.sport
    if size is None or sport.key != "swimming" or workout.is_open_water:
        return {}
    yards = size / _M_PER_YD
    statute = abs(yards - round(yards)) < abs(size - round(size))
    return {"pool_length": size, "pool_length_unit": int(statute)}
