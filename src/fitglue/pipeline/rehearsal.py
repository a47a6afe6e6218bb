"""Dry runs: a pipeline tried on past activities, by the very code that runs them; nothing is sent.

Only the targets are others: they look and tell, and hand nothing over.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fitglue import registry
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Answer, Boost, Outcome
from fitglue.domain.draft import Draft
from fitglue.domain.errors import FitGlueError
from fitglue.domain.plan import Plan, TargetUse
from fitglue.domain.plugins import Receipt, Target, TargetTools
from fitglue.domain.runs import TraceLine
from fitglue.domain.streams import Stream, StreamKind
from fitglue.domain.tiers import Tier, why_gated
from fitglue.pipeline.boosting import Circumstances, boosted, in_turn
from fitglue.pipeline.delivering import handed_over, settings_of


@dataclass(frozen=True, slots=True)
class WouldGet:
    """What a target would get, or why it would not."""

    target: str
    name: str
    activity: Activity | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a pipeline would do with an activity. `stopped_by` is the boost that would hold it.

    Where that is a question, `deliveries` are what the targets would get without an answer. `made`
    is the activity as the boosters leave it. Of their streams activities keep a picture's worth.
    """

    activity: Activity
    trace: tuple[TraceLine, ...]
    stopped_by: Boost | None
    deliveries: tuple[WouldGet, ...]
    made: Activity | None = None

    @property
    def end(self) -> str:
        """Name how it would end: delivered, asks, waits, halted, failed, or refused."""
        if self.stopped_by is not None:
            return _ENDS.get(self.stopped_by.outcome, "failed")
        return "delivered" if any(would.activity for would in self.deliveries) else "refused"


_DRAWN = (StreamKind.ROUTE, StreamKind.HEART_RATE)
_MOST_DRAWN = 120  # samples of a stream
_ENDS = {Outcome.ASK: "asks", Outcome.RETRY_LATER: "waits", Outcome.HALT: "halted"}
_SAID = {
    "asks": "would wait for your answer",
    "waits": "would wait for something that is not there yet",
    "halted": "would be kept back",
    "failed": "could not be made ready",
    "refused": "would be taken by no target",
}


def summary(rehearsals: Sequence[Rehearsed]) -> str:
    """Say in a sentence or two what became of all: "Would have delivered 14 of your last 20…"."""
    if not rehearsals:
        return "There is no past activity to try it on."
    ends = Counter(one.end for one in rehearsals)
    whole, delivered = len(rehearsals), ends.pop("delivered", 0)
    of = "this activity" if whole == 1 else f"your last {whole} activities"
    if whole == 1:
        told = f"Would {'' if delivered else 'not '}have delivered {of}"
    else:
        told = f"Would have delivered {delivered or 'none'} of {of}"
    if whole == 1 or whole in ends.values():
        others = [f"it {_SAID[end]}" if whole == 1 else f"all {_SAID[end]}" for end in ends]
    else:
        others = [f"{number} {_SAID[end]}" for end, number in ends.items()]
    return f"{told}{': ' + ', '.join(others) if others else ''}."


class Watching:
    """Stands in a target's place: it takes what the target would get, and keeps it to itself."""

    def __init__(self, target: Target) -> None:
        self.about = target.about
        self.got: Activity | None = None

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Look at an activity."""
        del tools
        self.got = activity
        return Receipt("rehearsal", "")

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Look at an activity."""
        del receipt
        return self.deliver(activity, tools)

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Find nothing."""
        del activity, tools


def rehearsed(
    plan: Plan,
    activities: Iterable[Activity],
    known: Circumstances,
    whether_it_stays: Callable[[str], str] = lambda _: "",
) -> list[Rehearsed]:
    """Try a plan, saved or not, on some activities of a person; some stay, and that says why."""
    trying = replace(known, rehearsing=True)
    return [
        _staying(plan, activity, why)
        if (why := whether_it_stays(activity.id))
        else _rehearsed(plan, activity, trying)
        for activity in activities
    ]


def _staying(plan: Plan, activity: Activity, why: str) -> Rehearsed:
    """Show no booster what none may see."""
    would = (WouldGet(use.plugin, _name_of(use), None, why) for use in plan.targets)
    return Rehearsed(_figures(activity), (), None, tuple(would))


def _name_of(use: TargetUse) -> str:
    plugin = registry.of_use(use)
    return plugin.about.name if plugin is not None else use.plugin


def _rehearsed(plan: Plan, activity: Activity, known: Circumstances) -> Rehearsed:
    shown = _figures(activity)  # a thousand of them with their streams would not fit
    draft, position, trace = Draft(activity), 0, ()
    asked: Boost | None = None
    whole, plan = plan, in_turn(plan)
    while position < len(plan.boosters):
        stretch = boosted(draft, plan, position, known)
        draft, position, trace = stretch.draft, stretch.position, trace + stretch.trace
        if stretch.stopped_by is None:
            continue
        if stretch.stopped_by.outcome is not Outcome.ASK:
            return Rehearsed(shown, trace, asked or stretch.stopped_by, ())
        asked = asked or stretch.stopped_by
        draft, position = _unanswered(draft, plan, position, known), position + 1
    would = tuple(_would_get(use, draft.for_target(whole, use), known.tier) for use in plan.targets)
    return Rehearsed(shown, trace, asked, would, _figures(draft.whole(whole)))


def _unanswered(draft: Draft, plan: Plan, position: int, known: Circumstances) -> Draft:
    """Go past a booster that asks, as if its question were skipped."""
    up_to_it = replace(plan, boosters=plan.boosters[: position + 1])
    skipped = replace(known, answers={plan.boosters[position].key: Answer(None)})
    return boosted(draft, up_to_it, position, skipped).draft


def _would_get(use: TargetUse, activity: Activity, tier: Tier) -> WouldGet:
    try:
        watching = Watching(registry.target(use.plugin))
        if why := why_gated(watching.about, tier):
            return WouldGet(use.plugin, watching.about.name, None, why)
        settings = settings_of(watching, use.settings)
        handed_over(watching, activity, TargetTools(settings=settings, output=Path(), owner=""))
    except FitGlueError as problem:
        return WouldGet(use.plugin, use.plugin, None, problem.sentence)
    return WouldGet(use.plugin, watching.about.name, _figures(activity))


def _figures(activity: Activity) -> Activity:
    """Leave of the streams what a small picture shows: the way and the heart rate, thinned."""
    streams = activity.workout.streams
    drawn = {kind: _thinned(streams[kind]) for kind in _DRAWN if kind in streams}
    return replace(activity, workout=replace(activity.workout, streams=drawn))


def _thinned(stream: Stream) -> Stream:
    every = -(-len(stream) // _MOST_DRAWN) or 1
    columns = {name: column[::every].copy() for name, column in stream.columns.items()}
    return Stream(stream.kind, stream.time_s[::every].copy(), columns)
