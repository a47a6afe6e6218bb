"""The first page: this week and month, what happened, what waits for one, and what is wrong."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fitglue import registry
from fitglue.checkup import Room
from fitglue.domain.ledger import OPEN, DeliveryState
from fitglue.domain.plugins import PluginKind
from fitglue.domain.runs import RunState
from fitglue.store import Store
from fitglue.store.pipelines import Pipeline
from fitglue.store.tables import ActivityRow, DeliveryRow
from fitglue.web.activity_list import Line, line_of
from fitglue.web.guide_view import Guide, guide_of
from fitglue.web.home_tasks import Task, no_room, waits, wrong
from fitglue.web.languages import gettext, marked
from fitglue.web.lines import Person
from fitglue.web.period_view import Period, periods
from fitglue.web.pipeline_view import name_of, needs_of
from fitglue.web.stored_activities import activity_line
from fitglue.web.words import listed, plural

_LATEST = 6
_UNDER_WAY = {RunState.WAITING, RunState.PARKED, RunState.ASKING, RunState.DELIVERING}


@dataclass(frozen=True, slots=True)
class Latest:
    """One of the latest activities: its line, its drawing if it has one, and where it went."""

    line: Line
    drawing: str
    went: str


@dataclass(frozen=True, slots=True)
class PipelineLine:
    """A pipeline in a line."""

    id: str
    name: str
    enabled: bool
    way: str
    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """All that the first page shows. `mark` names its state."""

    mark: str
    today: date
    hour: int
    guide: Guide | None
    has_samples: bool
    periods: tuple[Period, ...]
    latest: list[Latest]
    waits: list[Task]
    wrong: list[Task]
    pipelines: list[PipelineLine]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing has ever come."""
        return not self.latest


def home_of(store: Store, person: Person, room: Room | None = None) -> Home:
    """Gather the first page, in one view of the database."""
    now = datetime.now(ZoneInfo(person.zone))
    mark = home_mark(store, person.id)  # before the rest: what comes meanwhile is news
    with store.transactions.reading():
        failures = store.overview.failures(person.id)
        latest = _latest(store, person, now.date())
        return Home(
            mark=mark, today=now.date(), hour=now.hour,
            guide=guide_of(store, person.id), has_samples=store.samples.are_here(person.id),
            periods=periods(store, person, now.date()) if latest else (),
            latest=latest,
            waits=waits(store, person),
            wrong=[*no_room(room), *wrong(store, person, failures)],
            pipelines=_pipelines(store, person.id),
        )  # fmt: skip


def home_mark(store: Store, person_id: str) -> str:
    """Name the state of the first page; whatever changes on it changes the name."""
    return store.overview.mark(person_id, store.activities.mark(person_id))


def _latest(store: Store, person: Person, today: date) -> list[Latest]:
    rows = store.overview.latest(person.id, _LATEST)
    ids = [row.id for row in rows]
    deliveries: dict[str, list[DeliveryRow]] = {}
    for one in store.overview.deliveries(ids):
        deliveries.setdefault(one.activity_id, []).append(one)
    runs = store.overview.run_states(ids)
    return [_one(row, deliveries.get(row.id, []), runs.get(row.id, set()), person, today)
            for row in rows]  # fmt: skip


def _one(
    row: ActivityRow, deliveries: list[DeliveryRow], runs: set[str], person: Person, today: date
) -> Latest:
    line = line_of(activity_line(row, {}, {}), person.units, today)
    has_drawing = row.route_points > 1 or row.avg_hr_bpm is not None
    drawing = f"/activities/{row.id}/drawing?revision={row.revision}" if has_drawing else ""
    return Latest(line, drawing, _went(deliveries, runs))


def _went(deliveries: list[DeliveryRow], runs: set[str]) -> str:
    """Say where an activity went, in a few words."""
    said = []
    for told, states in (
        (marked("%(names)s"), (DeliveryState.SENT,)), (marked("on its way to %(names)s"), OPEN),
        (marked("not at %(names)s"), (DeliveryState.NEEDS_YOU, DeliveryState.REFUSED)),
    ):  # fmt: skip
        names = [
            name_of(PluginKind.TARGET, one.target) for one in deliveries if one.state in states
        ]
        if names:
            said.append(gettext(told, names=listed(sorted(dict.fromkeys(names)))))
    if said:
        return ", ".join(said)
    if RunState.ASKING in runs:
        return gettext("waits for your answer")
    return gettext("on its way") if runs & _UNDER_WAY else gettext("kept here")


def _pipelines(store: Store, person_id: str) -> list[PipelineLine]:
    stands = store.overview.needs(person_id)
    return [
        PipelineLine(
            one.plan.id, one.plan.name, one.enabled, _way(one),
            needs_of(stands[one.plan.id]) if one.plan.id in stands else "",
        )
        for one in store.pipelines.of_account(person_id)
    ]  # fmt: skip


def _way(pipeline: Pipeline) -> str:
    """Say a pipeline in a line: "Apple Health → 3 boosters → Folder"."""
    plan = pipeline.plan
    sources = listed([_short(PluginKind.SOURCE, one) for one in plan.sources]) or gettext("nowhere")
    targets = listed([_short(PluginKind.TARGET, one.plugin) for one in plan.targets]) or gettext(
        "nowhere"
    )
    on = sum(one.on for one in plan.boosters)
    middle = [plural(on, "booster", "boosters")] if on else []
    return " → ".join([sources, *middle, targets])


def _short(kind: PluginKind, plugin_id: str) -> str:
    plugin = registry.of_kind(kind).get(plugin_id)
    return plugin.about.name if plugin else plugin_id
