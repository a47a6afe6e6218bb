"""Pauses, marks, laps and lengths of a workout, out of its HKWorkoutEvents.

Segments are left alone: Apple writes a chain for every kilometre, one for every mile and, riding,
one for every five kilometres into the same list, with nothing to tell them apart. They are
automatic splits, recomputed better from the streams.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from fitglue.domain.workout import Lap, LapKind, Length, Mark, Pause, PauseKind, Stroke
from fitglue.formats.healthkit import metadata

SEGMENT = "Segment"
# HKWorkoutEventType by its raw number; exports write the name.
_BY_RAW = {
    "1": "Pause", "2": "Resume", "3": "Lap", "4": "Marker", "5": "MotionPaused",
    "6": "MotionResumed", "7": "Segment", "8": "PauseOrResumeRequest",
}  # fmt: skip
# HKSwimmingStrokeStyle by its raw number.
_STROKES = (
    Stroke.UNKNOWN, Stroke.MIXED, Stroke.FREESTYLE, Stroke.BACKSTROKE,
    Stroke.BREASTSTROKE, Stroke.BUTTERFLY, Stroke.KICKBOARD,
)  # fmt: skip
_TOGETHER_S = 1.0


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its kind without prefix, when it began, how long it lasted (0: an instant)."""

    kind: str
    at_s: float
    duration_s: float = 0.0
    stroke: Stroke = Stroke.UNKNOWN
    swolf: float | None = None

    @property
    def end_s(self) -> float:
        """Give the moment it ended."""
        return self.at_s + self.duration_s


def in_order(found: Iterable[Event]) -> tuple[Event, ...]:
    """Give events in order of time, each once and without segments."""
    distinct = dict.fromkeys(event for event in found if event.kind != SEGMENT)
    return tuple(sorted(distinct, key=lambda event: event.at_s))


def kind_of(spelling: str) -> str:
    """Name a kind of event, given its name with or without prefix, or its raw number."""
    plain = spelling.removeprefix("HKWorkoutEventType")
    return _BY_RAW.get(plain, plain)


def event_of(
    kind: str, at_s: float, duration_s: float = 0.0, said: Mapping[str, str] | None = None
) -> Event:
    """Make an event of what its metadata say about it."""
    said = said or {}
    return Event(
        kind=kind,
        at_s=at_s,
        duration_s=max(duration_s, 0.0),
        stroke=_stroke(said.get("HKSwimmingStrokeStyle", "")),
        swolf=metadata.quantity(said, "HKSWOLFScore", "count"),
    )


def _stroke(raw: str) -> Stroke:
    known = raw.strip().isdigit() and int(raw) < len(_STROKES)
    return _STROKES[int(raw)] if known else Stroke.UNKNOWN


def pauses(found: Iterable[Event], elapsed_s: float) -> tuple[Pause, ...]:
    """Give manual pauses and the device's own motion pauses, by their start."""
    found = list(found)
    manual = _paired(found, "Pause", "Resume", elapsed_s)
    motion = _paired(found, "MotionPaused", "MotionResumed", elapsed_s)
    both = [Pause(begin, end) for begin, end in manual]
    both += [Pause(begin, end, PauseKind.MOTION) for begin, end in motion]
    return tuple(sorted(both, key=lambda pause: (pause.start_s, pause.kind)))


def _paired(
    found: Iterable[Event], stop: str, go: str, elapsed_s: float
) -> Iterator[tuple[float, float]]:
    """Pair stops with starts; one left open ends with the workout, a start alone means nothing."""
    stopped_at: float | None = None
    for event in found:
        at_s = min(max(event.at_s, 0.0), elapsed_s)
        if event.kind == stop and stopped_at is None:
            stopped_at = at_s
        elif event.kind == go and stopped_at is not None:
            yield stopped_at, at_s
            stopped_at = None
    if stopped_at is not None:
        yield stopped_at, elapsed_s


def marks(found: Iterable[Event]) -> tuple[Mark, ...]:
    """Give the moments that the person marked."""
    return tuple(Mark(event.at_s) for event in found if event.kind == "Marker")


def lengths(found: Iterable[Event]) -> tuple[Length, ...]:
    """Give the lengths of a pool swim: one `Lap` event each; rests are the gaps between them."""
    return tuple(
        Length(event.at_s, event.duration_s, event.stroke, event.swolf)
        for event in found
        if event.kind == "Lap" and event.duration_s > 0
    )


def manual_laps(found: Iterable[Event], elapsed_s: float) -> tuple[Lap, ...]:
    """Give the laps that a third-party app's user pressed, as spans or as the moments between."""
    laps = [event for event in found if event.kind == "Lap"]
    if any(event.duration_s > 0 for event in laps):
        return tuple(
            Lap(event.at_s, min(event.end_s, elapsed_s), LapKind.MANUAL)
            for event in laps
            if event.duration_s > 0
        )
    presses = [event.at_s for event in laps if _TOGETHER_S < event.at_s < elapsed_s - _TOGETHER_S]
    if not presses:
        return ()
    bounds = [0.0, *dict.fromkeys(presses), elapsed_s]
    return tuple(Lap(begin, end, LapKind.MANUAL) for begin, end in pairwise(bounds))
