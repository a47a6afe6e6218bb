"""Whether two recordings are the same workout, and why, in words.

A name that both carry decides. Else evidence is weighed (`evidence`, `stream_evidence`) for every
way in which their clocks may differ, and the likeliest way counts. Some things no evidence
overrides: one app on one device does not record one workout twice, and two sessions in a row are
two.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from fitglue.domain.activity import Recording
from fitglue.domain.workout import Workout
from fitglue.matching import evidence
from fitglue.matching.clocks import (
    CLOCK_OFF_S,
    FARTHEST_ZONE_S,
    Spans,
    off_by_both_ends,
    spans_of,
    zone_shifts,
)
from fitglue.matching.evidence import Evidence
from fitglue.matching.stream_evidence import witness
from fitglue.matching.writer import same_by_name, same_writer

#: From 64 to 1 on nobody is asked.
_SAME_BITS, _ASK_BITS = 6.0, 0.0
#: How far before and after a workout others may be the same one.
REACH = timedelta(seconds=FARTHEST_ZONE_S + 2 * CLOCK_OFF_S)


class Verdict(StrEnum):
    """What to do with two recordings."""

    SAME = "same"
    ASK = "ask"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two recordings are: `score` from 0 to 1, and sentences for a person.

    `offset_s` added to the second's clock brings it onto the first's.
    """

    score: float
    verdict: Verdict
    reasons: tuple[str, ...]
    offset_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to lay two workouts on one clock, and what speaks for it."""

    shift_s: int
    offset_s: float
    evidence: tuple[Evidence, ...]
    decisive: bool

    @property
    def bits(self) -> float:
        return sum(each.bits for each in self.evidence)


def likeness(one: Recording, other: Recording) -> Likeness:
    """Compare two recordings; which comes first makes no difference but the offset's sign."""
    first, second = sorted((one, other), key=_canonical)
    found = _likeness(first, second)
    return found if first is one else replace(found, offset_s=0.0 - found.offset_s)


def may_be_one(one: Recording, other: Recording) -> bool:
    """Tell whether a comparison can find more than two workouts; it needs no streams."""
    if same_by_name(one, other) is not None:
        return True
    if same_writer(one.workout, other.workout):
        return False
    return next(zone_shifts(spans_of(one.workout, other.workout)), None) is not None


def _canonical(recording: Recording) -> tuple[Any, ...]:
    workout, sender = recording.workout, recording.sender
    return (
        workout.start, workout.elapsed_s, sender.source, sender.source_id, recording.content_hash,
    )  # fmt: skip


def _likeness(first: Recording, second: Recording) -> Likeness:
    name = same_by_name(first, second)
    if name is None and same_writer(first.workout, second.workout):
        reason = "The same app on the same device recorded both: it records a workout once."
        return Likeness(0.0, Verdict.DIFFERENT, (reason,))
    spans = spans_of(first.workout, second.workout)
    best = max(
        _readings(first.workout, second.workout, spans),
        key=lambda reading: (reading.bits, -abs(reading.shift_s), reading.shift_s),
        default=None,
    )
    if name is not None:
        sure = best is not None and best.bits >= _SAME_BITS
        return Likeness(1.0, Verdict.SAME, (name,), best.offset_s if best and sure else 0.0)
    if best is None:
        return Likeness(0.0, Verdict.DIFFERENT, ("They do not overlap.",))
    return _in_a_row(best) if spans.follow_one_another else _judged(best)


def _readings(first: Workout, second: Workout, spans: Spans) -> Iterator[_Reading]:
    for shift_s in zone_shifts(spans):
        seen = witness(first, second, spans.begins_s + shift_s, shifted=bool(shift_s))
        lag_s = seen.lag_s
        if lag_s is None:
            lag_s = off_by_both_ends(spans.moved(shift_s))
        told = (*_told(first, second, spans.moved(shift_s), (shift_s, lag_s)), *seen.evidence)
        yield _Reading(shift_s, shift_s + lag_s, told, seen.decisive)


def _told(
    first: Workout, second: Workout, spans: Spans, off_s: tuple[int, float]
) -> Iterator[Evidence]:
    shift_s, lag_s = off_s
    moved = spans.moved(lag_s)
    if shift_s:
        yield evidence.of_shifted_time(moved, shift_s, _zone_of(first, second, shift_s))
    else:
        yield evidence.of_time(moved)
    yield from evidence.of_ends(first, second, spans, shifted=bool(shift_s))
    yield evidence.of_sport(first, second)
    yield from evidence.of_figures(first, second, moved)
    yield from evidence.of_writers(first, second)


def _zone_of(first: Workout, second: Workout, shift_s: int) -> str | None:
    """Name the zone whose distance from UTC explains a shift."""
    for name in sorted({first.zone.name, second.zone.name}):
        for workout in (first, second):
            from_utc = workout.start.astimezone(ZoneInfo(name)).utcoffset()
            if from_utc and abs(from_utc.total_seconds()) == abs(shift_s):
                return name
    return None


def _judged(reading: _Reading) -> Likeness:
    verdict = Verdict.DIFFERENT
    if reading.bits >= _ASK_BITS:
        verdict = Verdict.SAME if reading.bits >= _SAME_BITS else Verdict.ASK
    reasons = tuple(each.sentence for each in reading.evidence)
    return Likeness(1 / (1 + 2**-reading.bits), verdict, reasons, reading.offset_s)


def _in_a_row(reading: _Reading) -> Likeness:
    """Keep two sessions in a row apart; ask where one is the other in a wrong zone, step by step.

    An hour's run that is an hour off looks like two hours of running.
    """
    judged = _judged(reading)
    in_a_row = "One begins where the other ends: two sessions in a row."
    if reading.shift_s and reading.decisive and judged.verdict is Verdict.SAME:
        return replace(judged, verdict=Verdict.ASK, score=0.5, reasons=(in_a_row, *judged.reasons))
    return Likeness(0.0, Verdict.DIFFERENT, (in_a_row,))
