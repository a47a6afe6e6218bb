"""What each app says of one workout, all on one clock, the one to follow first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fitglue.domain.activity import Recording, Sender
from fitglue.domain.clock import ZoneKnownBy
from fitglue.domain.workout import Workout
from fitglue.matching.evidence import WHOLE_SHARE
from fitglue.matching.likeness import Verdict, likeness
from fitglue.matching.moving import moved, within
from fitglue.matching.pieces import united
from fitglue.matching.writer import spelt_alike

_ZONES = tuple(ZoneKnownBy)


@dataclass(frozen=True, eq=False, slots=True)
class Voice:
    """One app's word: its workout with all times on the lead's clock.

    `place` is where the person's order of devices has it, `whole` whether it covers the workout.
    """

    name: str
    sender: Sender
    workout: Workout
    place: int
    whole: bool


def voices(recordings: Sequence[Recording], order: Sequence[str]) -> list[Voice]:
    """Join pieces, choose who leads, and set the others' clocks by it.

    The lead measured the workout as a whole; among such, the order of devices decides, then who
    knows the zone, then who has more to tell. The order of `recordings` makes no difference.
    """
    told = united(recordings)
    whole_s = max(each.workout.elapsed_s for each in told)
    lead, *others = sorted(told, key=lambda each: _leading(each, whole_s, order))
    frame_s = lead.workout.elapsed_s
    first = Voice(_name(lead), lead.sender, lead.workout, _place(lead.workout, order), whole=True)
    return [first, *(_beside(lead, each, order, frame_s) for each in others)]


def _beside(lead: Recording, other: Recording, order: Sequence[str], frame_s: float) -> Voice:
    alike = likeness(lead, other)
    off_s = 0.0 if alike.verdict is Verdict.DIFFERENT else alike.offset_s
    begins_s = (other.workout.start - lead.workout.start).total_seconds() + off_s
    covered_s = min(begins_s + other.workout.elapsed_s, frame_s) - max(begins_s, 0.0)
    workout = within(moved(other.workout, begins_s), frame_s)
    whole = covered_s >= WHOLE_SHARE * frame_s
    return Voice(_name(other), other.sender, workout, _place(workout, order), whole=whole)


def _leading(recording: Recording, whole_s: float, order: Sequence[str]) -> tuple[Any, ...]:
    workout, sender = recording.workout, recording.sender
    return (
        workout.user_entered,
        workout.elapsed_s < WHOLE_SHARE * whole_s,
        not workout.streams,
        _place(workout, order),
        _ZONES.index(workout.zone.known_by),
        -len(workout.streams),
        -sum(len(stream) for stream in workout.streams.values()),
        workout.start, sender.source, sender.source_id, recording.content_hash,
    )  # fmt: skip


def _place(workout: Workout, order: Sequence[str]) -> int:
    """Find an app or its device in the order of devices; what is not in it comes last."""
    names = {
        spelt_alike(name)
        for name in (
            workout.app.name, workout.app.bundle_id, workout.device.name, workout.device.hardware,
        )
        if name
    }  # fmt: skip
    return next((at for at, name in enumerate(order) if spelt_alike(name) in names), len(order))


def _name(recording: Recording) -> str:
    """Name who says it, as provenance does."""
    workout = recording.workout
    return (
        workout.app.name or workout.device.name or workout.device.model or recording.sender.source
    )
