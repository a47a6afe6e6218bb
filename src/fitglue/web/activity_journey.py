"""What happened to an activity on its way, and what a person can press about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from fitglue import registry
from fitglue.domain.ledger import OPEN
from fitglue.domain.plugins import Ability, PluginKind, Target
from fitglue.domain.runs import RunState
from fitglue.store import Store
from fitglue.store.pipelines import Pipeline
from fitglue.store.tables import AttemptRow, DeliveryRow, RunRow
from fitglue.web.languages import gettext, marked
from fitglue.web.lines import DeliveryState, Person
from fitglue.web.pipeline_view import name_of
from fitglue.web.question_view import Card, cards_of
from fitglue.web.run_view import ShownRun, shown_run
from fitglue.web.words import near_day_in

_TONES = {"sent": "ok", "needs_you": "warn", "refused": "warn", "unknown": "warn"}
_WORDS: dict[DeliveryState, str] = {
    "waiting": "waiting",
    "sending": marked("on its way"),
    "sent": "",
    "skipped": "skipped",
    "needs_you": marked("needs you"),
    "refused": marked("not taken"),
    "unknown": marked("unclear whether it arrived"),
    "deleting": marked("being deleted there"),
    "deleted": marked("deleted there"),
    "withdrawn": marked("taken down"),
}
_SHOWCASE = "showcase"
_AWAY = {*OPEN, "deleting"}
_HAS_MADE_SOMETHING = {RunState.DONE, RunState.DELIVERING}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDelivery:
    """One line of "where it went". `verb` names the link to `url`, if there is one."""

    id: str
    name: str
    tone: str
    told: str
    next_step: str
    url: str
    verb: str
    send_verb: str
    may_be_there: bool
    can_be_taken_down: bool
    attempts: list[str]
    mend_verb: str = ""
    mend_address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A target that the pipeline has today and that this activity was never meant for."""

    run_id: str
    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """An activity's way through one pipeline. `can_run` while the pipeline is there."""

    pipeline_id: str
    name: str
    can_run: bool
    latest: ShownRun
    earlier: list[ShownRun]
    deliveries: list[ShownDelivery]
    missed: list[Missed]


@dataclass(frozen=True, slots=True)
class Journey:
    """All ways of an activity, questions about it, and pipelines that it has not been through."""

    ways: list[Way]
    questions: list[Card]
    others: list[tuple[str, str]]


def journey_of(store: Store, person: Person, activity_id: str) -> Journey:
    """Gather an activity's runs, deliveries and questions."""
    by_pipeline: dict[str, list[RunRow]] = {}
    for run in store.runs.of_activity(person.id, activity_id):
        by_pipeline.setdefault(run.pipeline_id, []).append(run)
    pipelines = {one.plan.id: one for one in store.pipelines.of_account(person.id)}
    deliveries = store.deliveries.of_activities(person.id, [activity_id])
    ways = [
        _way(
            store, person, runs, pipelines.get(key),
            [row for row in deliveries if row.pipeline_id == key],
        )
        for key, runs in by_pipeline.items()
    ]  # fmt: skip
    others = [(key, one.plan.name) for key, one in pipelines.items() if key not in by_pipeline]
    return Journey(ways, cards_of(store, person.id, person.zone, activity_id), others)


def _way(
    store: Store,
    person: Person,
    runs: Sequence[RunRow],
    pipeline: Pipeline | None,
    deliveries: Sequence[DeliveryRow],
) -> Way:
    latest, *earlier = (shown_run(run, person.zone) for run in runs)
    return Way(
        pipeline_id=runs[0].pipeline_id,
        name=pipeline.plan.name if pipeline else runs[0].plan["name"],
        can_run=pipeline is not None,
        latest=latest,
        earlier=earlier,
        deliveries=[shown_delivery(store, person, row) for row in deliveries],
        missed=_missed(runs, pipeline, {row.target_key for row in deliveries}),
    )


def _missed(runs: Sequence[RunRow], pipeline: Pipeline | None, wanted: set[str]) -> list[Missed]:
    made = next((run for run in runs if run.state in _HAS_MADE_SOMETHING), None)
    if pipeline is None or made is None:
        return []
    return [
        Missed(run_id=made.id, key=use.key, name=name_of(PluginKind.TARGET, use.plugin))
        for use in pipeline.plan.targets
        if use.key not in wanted
    ]


def shown_delivery(store: Store, person: Person, row: DeliveryRow) -> ShownDelivery:
    """Write a line of "where it went"."""
    state = _state(store, row)
    kept_here = row.target == "folder" and state == "sent"
    url = f"/deliveries/{row.id}/file" if kept_here else row.url
    attempts = store.deliveries.attempts(person.id, row.id)
    verb, where = _mending(row, state)
    return ShownDelivery(
        id=row.id,
        name=name_of(PluginKind.TARGET, row.target),
        tone=_TONES.get(state, "idle"),
        told=_told(row, state, person.zone),
        next_step=row.next_step,
        url=url if url.startswith(("/", "https://", "http://")) else "",
        verb="download" if kept_here else "open",
        send_verb="" if state in _AWAY else gettext("Send again") if attempts else gettext("Send"),
        may_be_there=state == "needs_you" and not _can_be_asked(row.target),
        can_be_taken_down=row.target == _SHOWCASE and state == "sent",
        attempts=[_attempt(one, person.zone) for one in attempts],
        mend_verb=verb,
        mend_address=where,
    )


def _mending(row: DeliveryRow, state: DeliveryState) -> tuple[str, str]:
    """Name where the trouble of a delivery is mended, and lead there."""
    if state == "needs_you" and row.connection:
        return gettext("Look at the connection"), f"/connections/{row.connection}"
    if state in {"needs_you", "refused"}:
        return gettext("Look at the pipeline"), f"/pipelines/{row.pipeline_id}"
    return "", ""


def _state(store: Store, row: DeliveryRow) -> DeliveryState:
    """Give where a delivery stands; a page may have been taken down while it was being sent."""
    is_shown = row.target != _SHOWCASE or row.state != "sent" or store.showcase.of(row.id).find()
    return cast("DeliveryState", row.state) if is_shown else "withdrawn"


def _told(row: DeliveryRow, state: DeliveryState, zone: str) -> str:
    told = ": ".join(part for part in (gettext(_WORDS[state]), row.why) if part)
    if state in {"waiting", "deleting"} and row.retry_at is not None:
        return gettext(
            "%(told)s Tries again %(when)s.", told=told, when=near_day_in(row.retry_at, zone)
        )
    return told


def _can_be_asked(target_id: str) -> bool:
    plugin = registry.of_kind(PluginKind.TARGET).get(target_id)
    return isinstance(plugin, Target) and Ability.FIND in plugin.about.abilities


def _attempt(row: AttemptRow, zone: str) -> str:
    told = row.told or gettext("It is being sent, or was cut off.")
    return f"{near_day_in(row.began_at, zone)}: {told}"
