"""Why is this workout not there? What is known of an activity's way to its targets, in sentences.

Where it stands in the ledger is said first; without a line there, how its runs ended; without a
run, why none began: no pipeline leads there, or the one that does is paused or takes another
source. Each answer ends with what to do next. Nothing in it tells where somebody was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fitglue import registry
from fitglue.domain.boost import Outcome
from fitglue.domain.connecting import ConnectionState
from fitglue.domain.errors import Gone
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.plan import TargetUse
from fitglue.domain.plugins import PluginKind
from fitglue.domain.runs import TRACE_LINE, RunState
from fitglue.pipeline.staying import whether_it_stays

if TYPE_CHECKING:
    from fitglue.store import Store
    from fitglue.store.accounts import Account
    from fitglue.store.pipelines import Pipeline
    from fitglue.store.tables import DeliveryRow, RunRow

_D, _R = DeliveryState, RunState
_DELIVERED: dict[str, str] = {
    _D.WAITING: "It waits to be sent to {}.",
    _D.SENDING: "It is being sent to {} just now.",
    _D.SENT: "It is at {}.",
    _D.SKIPPED: "It was not meant to go to {}.",
    _D.NEEDS_YOU: "{} needs you before it can be sent.",
    _D.REFUSED: "{} did not take it.",
    _D.UNKNOWN: "It was sent to {}, and no answer came back.",
    _D.DELETING: "It is being deleted at {}, as you wished.",
    _D.DELETED: "It was deleted at {}, as you wished.",
    _D.WITHDRAWN: "It was taken down from {}, and stays so until you send it again.",
}
_RAN: dict[str, tuple[str, str]] = {
    _R.WAITING: ("Its run through “{}” waits for its turn.", "Nothing: it goes on by itself."),
    _R.PARKED: ("Its run through “{}” waits.", "Nothing: it tries again by itself."),
    _R.ASKING: ("Its run through “{}” waits for your answer.", "Answer it under Questions."),
    _R.DELIVERING: ("Its run through “{}” is delivering.", "Nothing: it goes on by itself."),
    _R.DONE: (
        "It went through “{}” before that led to this target.",
        "Press “Send” beside the target on the activity's page.",
    ),
    _R.HALTED: (
        "A booster of “{}” let it go nowhere.",
        "Change that booster's settings, then run the activity again.",
    ),
    _R.FAILED: (
        "A booster that “{}” requires could not do its work.",
        "Mend what it names, then run the activity again.",
    ),
    _R.CANCELLED: ("Its run through “{}” was cancelled.", "Run the activity again."),
    _R.SUPERSEDED: ("A newer run through “{}” took the place of this one.", ""),
    _R.BLOCKED: (
        "Its run through “{}” is over the limit of your plan.",
        "It is kept, and goes on when there is room or the plan changes.",
    ),
}  # fmt: skip
_OWN_STEPS = {_D.WAITING, _D.SENDING, _D.SENT, _D.DELETING}


@dataclass(frozen=True, slots=True)
class Explained:
    """Why an activity is, or is not, at a target: sentences in order, and what to do next."""

    target: str
    name: str
    state: str
    sentences: tuple[str, ...]
    next_steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explaining:
    """Explains one person's deliveries."""

    store: "Store"
    account: "Account"

    def activity(self, activity_id: str, target: str = "") -> list[Explained]:
        """Explain each target that pipelines lead to, or those that `target` names.

        Raises Gone for an activity that is not there, or somebody else's.
        """
        if self.store.activities.get(self.account.id, activity_id) is None:
            raise Gone("There is no such activity.", "Look for it in the list of activities.")
        if why := whether_it_stays(self.store)(activity_id):
            return [Explained(target, "", "stays", (why,), ("Nothing can be done about that.",))]
        wanted = target.strip().lower()
        found = [self._target(activity_id, one) for one in self._targets(activity_id, wanted)]
        return found or [_leads_nowhere(target)]

    def _targets(self, activity_id: str, wanted: str) -> list[str]:
        uses = (use for one in self._pipelines() for use in one.plan.targets)
        named = dict.fromkeys(use.plugin for use in uses)
        rows = self.store.deliveries.of_activities(self.account.id, [activity_id])
        named |= dict.fromkeys(row.target for row in rows)
        return [one for one in named if wanted in {"", one.lower(), _name(one).lower()}]

    def _target(self, activity_id: str, target: str) -> Explained:
        rows = self.store.deliveries.of_activities(self.account.id, [activity_id])
        said = [line for row in rows if row.target == target for line in self._delivery(row)]
        state = next((row.state for row in rows if row.target == target), "")
        said = said or list(self._without_delivery(activity_id, target))
        return Explained(
            target=target, name=_name(target), state=state or "not_begun",
            sentences=tuple(dict.fromkeys(line for line, _ in said if line)),
            next_steps=tuple(dict.fromkeys(step for _, step in said if step)),
        )  # fmt: skip

    def _delivery(self, row: "DeliveryRow") -> Iterator[tuple[str, str]]:
        name = _name(row.target)
        yield _DELIVERED[row.state].format(name), "" if row.state in _OWN_STEPS else row.next_step
        yield row.why, ""
        if row.state in {_D.WAITING, _D.DELETING} and row.retry_at is not None:
            yield f"FitGlue tries again at {self._moment(row.retry_at)}.", ""
        tries = self.store.deliveries.attempts(self.account.id, row.id)
        if tries and row.state != _D.SENT:
            last = tries[-1]
            told = f": {last.told}" if last.told else "."
            yield f"Tried {_times(len(tries))}, last at {self._moment(last.began_at)}{told}", ""
        if row.state != _D.SENT:
            yield from self._connection(row.target)

    def _without_delivery(self, activity_id: str, target: str) -> Iterator[tuple[str, str]]:
        leading = [one for one in self._pipelines() if _use_of(one, target) is not None]
        runs = self.store.runs.of_activity(self.account.id, activity_id)
        for pipeline in leading:
            ran = next((run for run in runs if run.pipeline_id == pipeline.plan.id), None)
            yield from self._ran(ran) if ran else self._never_ran(pipeline, activity_id)
        if leading:
            yield from self._connection(target)

    def _ran(self, run: "RunRow") -> Iterator[tuple[str, str]]:
        sentence, step = _RAN[run.state]
        yield sentence.format(run.plan["name"]), step
        yield run.why, ""
        if run.state in {_R.HALTED, _R.FAILED, _R.PARKED, _R.ASKING}:
            yield from ((line, "") for line in _stopped_by(run))
        if run.wake_at is not None and not RunState(run.state).is_over:
            yield f"It goes on at {self._moment(run.wake_at)} at the latest.", ""
        if not run.delivers:
            yield "That run was to make it better and keep it here.", "Press “Send”."

    def _never_ran(self, pipeline: "Pipeline", activity_id: str) -> Iterator[tuple[str, str]]:
        plan = pipeline.plan
        came = {row.source for row in self.store.recordings.listed(self.account.id, activity_id)}
        if not came & set(plan.sources):
            sources = ", ".join(sorted(_name(one, PluginKind.SOURCE) for one in came))
            yield (
                f"“{plan.name}” does not take what comes from {sources}.",
                f"Add that source to “{plan.name}”, then run the activity through it.",
            )
        elif not pipeline.enabled:
            yield f"“{plan.name}” is paused.", "Switch it on, then run the activity through it."
        else:
            yield (
                f"It came before “{plan.name}” was there, or while that was paused.",
                f"Run the activity through “{plan.name}” from its page.",
            )

    def _connection(self, target: str) -> Iterator[tuple[str, str]]:
        plugin = registry.of_kind(PluginKind.TARGET).get(target)
        service = plugin.about.connection if plugin else ""
        if not service:
            return
        rows = [
            one for one in self.store.connections.of_account(self.account.id)
            if one.service == service
        ]  # fmt: skip
        name = _name(service, PluginKind.SERVICE)
        if not rows:
            yield f"{name} is not connected.", "Connect it under Connections."
        for row in rows:
            if row.state == ConnectionState.PAUSED:
                yield f"{name} is paused.", "Press “Go on” under Connections."
            elif row.state != ConnectionState.CONNECTED:
                yield row.why or f"{name} is not connected yet.", row.next_step

    def _pipelines(self) -> "Sequence[Pipeline]":
        return self.store.pipelines.of_account(self.account.id)

    def _moment(self, moment: datetime) -> str:
        local = moment.astimezone(ZoneInfo(self.account.zone))
        return f"{local:%Y-%m-%d %H:%M} ({self.account.zone})"


def _stopped_by(run: "RunRow") -> Iterator[str]:
    for line in map(TRACE_LINE.of, run.trace[-1:]):
        if line.outcome not in {Outcome.CHANGED, Outcome.UNCHANGED}:
            yield f"{_name(line.plugin, PluginKind.BOOSTER)}: {line.why}"


def _leads_nowhere(target: str) -> Explained:
    name = f"the target “{target}”" if target else "any target"
    return Explained(
        target, target, "no_pipeline", (f"No pipeline of yours leads to {name}.",),
        ("Build a pipeline that leads there, or add the target to one.",),
    )  # fmt: skip


def _use_of(pipeline: "Pipeline", target: str) -> TargetUse | None:
    return next((use for use in pipeline.plan.targets if use.plugin == target), None)


def _name(plugin_id: str, kind: PluginKind = PluginKind.TARGET) -> str:
    plugin = registry.of_kind(kind).get(plugin_id)
    return plugin.about.name if plugin else plugin_id


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"
