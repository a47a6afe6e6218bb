"""One run as its page shows it: what every booster did, where it went, and what can be pressed."""

from dataclasses import dataclass

from fitglue.domain.errors import Gone
from fitglue.domain.plan import plan_of
from fitglue.domain.plugins import PluginKind
from fitglue.domain.runs import RunState
from fitglue.store import Store
from fitglue.store.pipelines import Pipeline
from fitglue.store.tables import RunRow
from fitglue.web.activity_journey import ShownDelivery, shown_delivery
from fitglue.web.languages import gettext
from fitglue.web.lines import Person
from fitglue.web.pipeline_view import name_of
from fitglue.web.run_view import ShownRun, aware, shown_run, took
from fitglue.web.words import near_day_in

_LIVE = {RunState.WAITING, RunState.DELIVERING}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """A run with everything around it.

    `in_editor` are the keys of its boosters that the pipeline still has. `stopper` is the one that
    held it back, `skipped` names those whose turn never came.
    """

    run: ShownRun
    activity_id: str
    title: str
    pipeline_id: str
    is_there: bool
    in_editor: frozenset[str]
    stopper: str
    skipped: list[str]
    deliveries: list[ShownDelivery]
    others: list[tuple[str, str, str]]
    is_live: bool
    worked: str
    has_changed: bool


def run_page(store: Store, person: Person, run_id: str) -> RunPage:
    """Gather a run. Raises Gone when it is none of this person's."""
    row = store.runs.get(person.id, run_id)
    if row is None:
        raise Gone(gettext("There is no such run."))
    pipeline = store.pipelines.get(person.id, row.pipeline_id)
    rows = store.deliveries.of_activities(person.id, [row.activity_id])
    titles = store.journal.titles(person.id, [row.activity_id])
    return RunPage(
        run=shown_run(row, person.zone),
        activity_id=row.activity_id,
        title=titles.get(row.activity_id, ""),
        pipeline_id=row.pipeline_id,
        is_there=pipeline is not None,
        in_editor=_keys(pipeline),
        stopper=_stopper(row),
        skipped=_skipped(row),
        deliveries=[shown_delivery(store, person, one) for one in rows if one.run_id == row.id],
        others=_others(store, person, row),
        is_live=RunState(row.state) in _LIVE,
        worked=took(sum(float(line.get("took_ms", 0)) for line in row.trace)) if row.trace else "",
        has_changed=pipeline is not None and pipeline.plan.boosters != plan_of(row.plan).boosters,
    )


def _keys(pipeline: Pipeline | None) -> frozenset[str]:
    return frozenset(use.key for use in pipeline.plan.boosters) if pipeline else frozenset()


def _stopper(row: RunRow) -> str:
    """Give the key of the booster at which it ended, if one did that."""
    if row.state not in {RunState.HALTED, RunState.FAILED} or not row.trace:
        return ""
    return str(row.trace[-1].get("key", ""))


def _skipped(row: RunRow) -> list[str]:
    """Name the boosters behind the one that held it back."""
    if not _stopper(row):
        return []
    had = {line.get("key") for line in row.trace}
    uses = [use for use in row.plan["boosters"] if use["key"] not in had and use.get("on", True)]
    return [name_of(PluginKind.BOOSTER, use["plugin"]) for use in uses]


def _others(store: Store, person: Person, row: RunRow) -> list[tuple[str, str, str]]:
    """Give the other runs of the activity in this pipeline: id, when, and how each stands."""
    rows = store.runs.of_activity(person.id, row.activity_id)
    mine = [one for one in rows if one.pipeline_id == row.pipeline_id and one.id != row.id]
    return [
        (one.id, near_day_in(aware(one.created_at), person.zone), shown_run(one, person.zone).told)
        for one in mine
    ]
