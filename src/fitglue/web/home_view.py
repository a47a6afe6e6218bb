"""The first page: this week and month, what happened, what waits for one, and what is wrong."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from fitglue import registry
from fitglue.checkup import Room, look_at_phone
from fitglue.diagnosis.trouble import Press, Severity, Trouble
from fitglue.domain.connecting import ConnectionState
from fitglue.domain.ledger import OPEN, DeliveryState
from fitglue.domain.plugins import PluginKind
from fitglue.domain.runs import RunState
from fitglue.store import Store
from fitglue.store.overview import Failure
from fitglue.store.pipelines import Pipeline
from fitglue.store.tables import ActivityRow, DeliveryRow
from fitglue.web.activity_list import Line, line_of
from fitglue.web.guide_view import Guide, guide_of
from fitglue.web.lines import Person
from fitglue.web.period_view import Period, periods
from fitglue.web.pipeline_view import name_of, needs_of
from fitglue.web.question_view import cards_of
from fitglue.web.stored_activities import activity_line
from fitglue.web.words import listed, plural

_LATEST = 6
_CAUSES = 5
_NEWS_FOR = timedelta(days=7)
_UNDER_WAY = {RunState.WAITING, RunState.PARKED, RunState.ASKING, RunState.DELIVERING}


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: a sentence, why, and one button. What is `wrong` is more than to do."""

    sentence: str
    why: str
    button: str
    address: str
    wrong: bool = False


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
            waits=_waits(store, person),
            wrong=[*_no_room(room), *_wrong(store, person, failures)],
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
        ("", (DeliveryState.SENT,)), ("on its way to ", OPEN),
        ("not at ", (DeliveryState.NEEDS_YOU, DeliveryState.REFUSED)),
    ):  # fmt: skip
        names = [
            name_of(PluginKind.TARGET, one.target) for one in deliveries if one.state in states
        ]
        if names:
            said.append(told + listed(sorted(dict.fromkeys(names))))
    if said:
        return ", ".join(said)
    if RunState.ASKING in runs:
        return "waits for your answer"
    return "on its way" if runs & _UNDER_WAY else "kept here"


def _waits(store: Store, person: Person) -> list[Task]:
    return [*_questions(store, person), *_pairs(store, person.id), *_connections(store, person.id),
            *_phones(store, person.id)]  # fmt: skip


def _questions(store: Store, person: Person) -> list[Task]:
    cards = cards_of(store, person.id, person.zone)
    if not cards:
        return []
    if len(cards) == 1:
        card = cards[0]
        return [Task(card.title, f"“{card.activity_title}”. {card.when}", "Answer", "/inputs")]
    titles = listed(
        [f"“{title}”" for title in dict.fromkeys(one.activity_title for one in cards)][:3]
    )
    return [
        Task(f"{len(cards)} questions wait for an answer.", f"About {titles}.", "Answer", "/inputs")
    ]


def _pairs(store: Store, person_id: str) -> list[Task]:
    number = store.pairs.count(person_id)
    if not number:
        return []
    told = plural(number, "pair of activities", "pairs of activities")
    return [
        Task(f"{told} may be one workout.", "Two recordings of the same time.", "Decide", "/inputs")
    ]


def _connections(store: Store, person_id: str) -> list[Task]:
    return [
        Task(
            f"{name_of(PluginKind.SERVICE, row.service)} needs you.",
            " ".join(filter(None, (row.why, row.next_step))), "Look at it",
            f"/connections/{row.id}",
        )
        for row in store.connections.of_account(person_id)
        if row.state == ConnectionState.NEEDS_YOU
    ]  # fmt: skip


def _phones(store: Store, person_id: str) -> list[Task]:
    working = [row for row in store.phones.of_account(person_id) if row.revoked_at is None]
    troubles = [one for row in working for one in look_at_phone(row) if not one.is_natural]
    return [_task_of(one, "/settings/phones") for one in troubles]


def _task_of(trouble: Trouble, otherwise: str) -> Task:
    press = trouble.press or Press("Read more", trouble.article.address if trouble.article else "")
    # What has to be pressed on the phone is said; the button leads to what the server knows of it.
    why = trouble.cause if press.address else " ".join(filter(None, (trouble.cause, press.label)))
    button = press.label if press.address else "Look at it"
    return Task(
        trouble.sentence, why, button, press.address or otherwise,
        wrong=trouble.severity is Severity.WRONG,
    )  # fmt: skip


def _no_room(room: Room | None) -> list[Task]:
    if room is None or room.free_bytes >= room.least_free_bytes:
        return []
    return [Task(
        "This server has no room left: it takes nothing more.",
        "Phones keep what they have and send it again once there is room.",
        "Read more", "/help/nothing-arrives", wrong=True,
    )]  # fmt: skip


def _wrong(store: Store, person: Person, failures: list[Failure]) -> list[Task]:
    told_already = {
        row.id for row in store.connections.of_account(person.id)
        if row.state == ConnectionState.NEEDS_YOU
    }  # fmt: skip
    own = [one for one in failures if one.connection not in told_already]
    tasks = [_failure(one) for one in own[:_CAUSES]]
    if rest := sum(one.number for one in own[_CAUSES:]):
        more = plural(rest, "more delivery", "more deliveries")
        tasks.append(Task(f"{more} failed.", "", "See them", "/runs?state=needs_you", wrong=True))
    return [*tasks, *_held(store, person.id), *_refused_import(store, person.id)]


def _failure(one: Failure) -> Task:
    where = name_of(PluginKind.TARGET, one.target)
    told = plural(one.number, "activity is", "activities are")
    why = " ".join(filter(None, (one.why, one.next_step)))
    return Task(f"{told} not at {where}.", why, "See them", "/runs?state=needs_you", wrong=True)


def _held(store: Store, person_id: str) -> list[Task]:
    number = store.overview.runs_in(person_id, RunState.BLOCKED)
    if not number:
        return []
    told = plural(number, "activity is", "activities are")
    return [Task(
        f"{told} over the limit of your plan.",
        "They are kept, and go on when there is room or the plan changes.",
        "See your plan", "/settings/plan",
    )]  # fmt: skip


def _refused_import(store: Store, person_id: str) -> list[Task]:
    last = store.overview.last_import(person_id)
    if last is None or last.state != "refused":
        return []
    if last.created_at < datetime.now(UTC) - _NEWS_FOR:
        return []
    refused = last.result.get("refused") or [{}]
    why = " ".join(filter(None, (refused[0].get("why", ""), refused[0].get("next", ""))))
    return [
        Task(f"“{last.name}” was not imported.", why, "See why", f"/imports/{last.id}", wrong=True)
    ]


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
    sources = listed([_short(PluginKind.SOURCE, one) for one in plan.sources]) or "nowhere"
    targets = listed([_short(PluginKind.TARGET, one.plugin) for one in plan.targets]) or "nowhere"
    on = sum(one.on for one in plan.boosters)
    middle = [plural(on, "booster")] if on else []
    return " → ".join([sources, *middle, targets])


def _short(kind: PluginKind, plugin_id: str) -> str:
    plugin = registry.of_kind(kind).get(plugin_id)
    return plugin.about.name if plugin else plugin_id
