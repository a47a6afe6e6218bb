"""A dry run as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from fitglue.domain.activity import Activity
from fitglue.pipeline.rehearsal import Rehearsed, WouldGet, summary
from fitglue.web.activity_facts import facts_of
from fitglue.web.languages import gettext, marked
from fitglue.web.lines import Person
from fitglue.web.run_view import TraceStep, trace_of
from fitglue.web.sketches import Sketch, sketch_of
from fitglue.web.words import near_day

_ENDS = {
    "delivered": ("ok", marked("would be delivered")),
    "asks": ("warn", marked("would wait for your answer")),
    "waits": ("idle", marked("would wait")),
    "halted": ("idle", marked("would be kept back")),
    "failed": ("warn", marked("could not be made ready")),
    "refused": ("warn", marked("would be taken by no target")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldArrive:
    """What a target would get: a title and paragraphs, or why it would get nothing."""

    name: str
    title: str
    paragraphs: list[str]
    why_not: str


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure before and after; `is_other` when they differ. Empty where there is none."""

    label: str
    before: str
    after: str

    @property
    def is_other(self) -> bool:
        """Tell whether the boosters changed it."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Side:
    """An activity on one side: its title, and its way and heart rate as small pictures."""

    title: str
    sport: str
    route: Sketch | None
    heart: Sketch | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedOn:
    """A dry run on one activity. `after` is none when it came to no end."""

    activity_id: str
    title: str
    when: str
    tone: str
    end: str
    trace: list[TraceStep]
    targets: list[WouldArrive]
    without_answer: bool
    before: Side
    after: Side | None
    rows: list[FigureRow]


@dataclass(frozen=True, slots=True)
class DryRun:
    """A dry run: a sentence about all, then one activity after the other."""

    summary: str
    tried: list[TriedOn]


def dry_run_of(rehearsals: Sequence[Rehearsed], person: Person) -> DryRun:
    """Prepare a dry run."""
    return DryRun(summary(rehearsals), [_tried(one, person) for one in rehearsals])


def _tried(one: Rehearsed, person: Person) -> TriedOn:
    workout, made = one.activity.workout, one.made
    tone, end = _ENDS[one.end]
    local = workout.zone.local(workout.start).replace(tzinfo=None)
    return TriedOn(
        activity_id=one.activity.id,
        title=one.activity.title,
        when=near_day(local, datetime.now(ZoneInfo(person.zone)).date()),
        tone=tone,
        end=gettext(end),
        trace=trace_of([msgspec.to_builtins(line) for line in one.trace]),
        targets=[_target(would) for would in one.deliveries],
        without_answer=one.end == "asks",
        before=_side(one.activity),
        after=_side(made) if made is not None else None,
        rows=_rows(one.activity, made, person) if made is not None else [],
    )


def _side(activity: Activity) -> Side:
    workout = activity.workout
    route, heart = sketch_of(workout)
    return Side(activity.title, workout.sport.label, route, heart)


def _rows(before: Activity, made: Activity, person: Person) -> list[FigureRow]:
    """Write the figures of both; those that neither has are not there."""
    one, other = _figures(before, person), _figures(made, person)
    return [FigureRow(key, one.get(key, ""), other.get(key, "")) for key in {**one, **other}]


def _figures(activity: Activity, person: Person) -> dict[str, str]:
    facts = facts_of(activity.workout, person.units)
    return {fact.label.partition(",")[0]: fact.figure.text for fact in facts}


def _target(would: WouldGet) -> WouldArrive:
    got = would.activity
    return WouldArrive(
        name=would.name,
        title=got.title if got else "",
        paragraphs=got.text.split("\n\n") if got and got.text else [],
        why_not=would.why_not,
    )
