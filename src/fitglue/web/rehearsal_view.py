"""A dry run as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from fitglue.pipeline.rehearsal import Rehearsed, WouldGet, summary
from fitglue.web.run_view import TraceStep, trace_of
from fitglue.web.words import near_day

_ENDS = {
    "delivered": ("ok", "would be delivered"),
    "asks": ("warn", "would wait for your answer"),
    "waits": ("idle", "would wait"),
    "halted": ("idle", "would be kept back"),
    "failed": ("warn", "could not be made ready"),
    "refused": ("warn", "would be taken by no target"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldArrive:
    """What a target would get: a title and paragraphs, or why it would get nothing."""

    name: str
    title: str
    paragraphs: list[str]
    why_not: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedOn:
    """A dry run on one activity."""

    activity_id: str
    title: str
    when: str
    tone: str
    end: str
    trace: list[TraceStep]
    targets: list[WouldArrive]
    without_answer: bool


@dataclass(frozen=True, slots=True)
class DryRun:
    """A dry run: a sentence about all, then one activity after the other."""

    summary: str
    tried: list[TriedOn]


def dry_run_of(rehearsals: Sequence[Rehearsed], zone: str) -> DryRun:
    """Prepare a dry run."""
    return DryRun(summary(rehearsals), [_tried(one, zone) for one in rehearsals])


def _tried(one: Rehearsed, zone: str) -> TriedOn:
    workout = one.activity.workout
    tone, end = _ENDS[one.end]
    local = workout.zone.local(workout.start).replace(tzinfo=None)
    return TriedOn(
        activity_id=one.activity.id,
        title=one.activity.title,
        when=near_day(local, datetime.now(ZoneInfo(zone)).date()),
        tone=tone,
        end=end,
        trace=trace_of([msgspec.to_builtins(line) for line in one.trace]),
        targets=[_target(would) for would in one.deliveries],
        without_answer=one.end == "asks",
    )


def _target(would: WouldGet) -> WouldArrive:
    got = would.activity
    return WouldArrive(
        name=would.name,
        title=got.title if got else "",
        paragraphs=got.text.split("\n\n") if got and got.text else [],
        why_not=would.why_not,
    )
