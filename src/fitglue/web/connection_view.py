"""Connections as their pages show them: whether each works, since when, and what waits for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fitglue import registry
from fitglue.diagnosis.trouble import lasting
from fitglue.domain.connecting import ConnectionState, HistoryState
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.secret import Secret
from fitglue.store import Store
from fitglue.store.tables import ConnectionRow, DiaryRow, HistoryRow, PollRow
from fitglue.web import words
from fitglue.web.call_view import calls_told
from fitglue.web.set_aside_view import diary_line, how_many_aside
from fitglue.web.setting_fields import fields_of
from fitglue.web.setting_view import ShownSetting, shown

_STATES = {
    ConnectionState.BEGUN: "Not connected yet",
    ConnectionState.CONNECTED: "Connected",
    ConnectionState.NEEDS_YOU: "Needs you",
    ConnectionState.PAUSED: "Paused",
}
_ENOUGH_S = 10.0
_ON_ITS_WAY = (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """A history import: its days and how far it is, and what can be done about it."""

    id: str
    title: str
    state: HistoryState
    told: str
    share: float | None
    why: str
    is_running: bool
    can_go_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source that is asked through a connection."""

    about: About
    is_on: bool
    told: str
    why: str
    histories: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLine:
    """A connection: `told` is its state with since when, `waiting` what waits for it."""

    id: str
    service: str
    name: str
    account: str
    state: ConnectionState
    told: str
    why: str
    next_step: str
    waiting: str
    heard: str
    calls: str
    sources: tuple[SourceLine, ...]
    targets: tuple[About, ...]
    set_aside: str = ""
    is_odd: bool = False  # something of what was set aside should have been read
    diary: str = ""
    diary_why: str = ""

    @property
    def works(self) -> bool:
        """Tell whether it works."""
        return self.state is ConnectionState.CONNECTED

    @property
    def is_begun(self) -> bool:
        """Tell whether it was never connected."""
        return self.state is ConnectionState.BEGUN

    @property
    def is_paused(self) -> bool:
        """Tell whether its owner paused it."""
        return self.state is ConnectionState.PAUSED


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is known of a person's connections, for their lines."""

    waiting: Mapping[str, Mapping[str, int]]
    polls: Mapping[tuple[str, str], PollRow]
    histories: Sequence[HistoryRow]
    zone: str
    last: Mapping[str, datetime | None]
    calls: Mapping[str, str]
    asides: Mapping[str, Mapping[bool, int]]
    diaries: Mapping[str, DiaryRow]
    keeps_metrics: bool


def lines_of(store: Store, account_id: str, zone: str) -> list[ConnectionLine]:
    """Show a person's connections."""
    rows = store.connections.of_account(account_id)
    polls = {(row.connection_id, row.source): row for row in store.polls.of_account(account_id)}
    shelf = Shelf(
        store.connections.what_waits(account_id), polls, store.polls.histories(account_id), zone,
        {row.id: _last(store, row) for row in rows},
        {row.id: calls_told(store, row) for row in rows}, store.asides.counts(account_id),
        {row.connection_id: row for row in store.diaries.of_account(account_id)},
        store.accounts.get(account_id).keeps_metrics,
    )  # fmt: skip
    known = registry.of_kind(PluginKind.SERVICE)
    return [_line(row, shelf) for row in rows if row.service in known]


def _last(store: Store, row: ConnectionRow) -> datetime | None:
    service = registry.of_kind(PluginKind.SERVICE).get(row.service)
    return store.turns.last(row, service.about.pace) if service is not None else None


def services() -> list[About]:
    """Give the services that can be connected, by name."""
    found = [one.about for one in registry.of_kind(PluginKind.SERVICE).values()]
    return sorted(found, key=lambda about: about.name.lower())


def used_by(service_id: str) -> list[str]:
    """Name what works with a service: "the target Folder", "the booster Fitbit Heart Rate"."""
    return [
        f"the {one.about.kind.value} {one.about.name}"
        for one in registry.every()
        if one.about.connection == service_id
    ]


def fields_for(
    about: About, values: Mapping[str, Any], wrong: Mapping[str, str], stored: frozenset[str]
) -> tuple[list[ShownSetting], list[ShownSetting]]:
    """Show a service's form: what everybody fills in, and what few ever change."""
    plain, advanced = [], []
    for field in fields_of(about.settings):
        value = values.get(field.name, field.default)
        if field.kind == "secret":
            value = "stored" if field.name in stored else ""
        faults = [((), wrong[field.name])] if field.name in wrong else []
        extra = about.settings.model_fields[field.name].json_schema_extra
        is_advanced = isinstance(extra, dict) and bool(extra.get("advanced"))
        (advanced if is_advanced else plain).append(shown(field, value, faults))
    return plain, advanced


def offered(about: About) -> str:
    """Make a secret for a service that needs one at both ends; shown now, and never again."""
    for field in about.settings.model_fields.values():
        extra = field.json_schema_extra
        if isinstance(extra, dict) and extra.get("offered"):
            made = field.get_default(call_default_factory=True)
            return made.reveal() if isinstance(made, Secret) else ""
    return ""


def _line(row: ConnectionRow, shelf: Shelf) -> ConnectionLine:
    about = registry.service(row.service).about
    state = ConnectionState(row.state)
    aside = shelf.asides.get(row.id, {})
    diary, diary_why = diary_line(shelf.diaries.get(row.id), shelf.zone, shelf.keeps_metrics)
    return ConnectionLine(
        id=row.id, service=row.service, name=about.name, account=row.name, state=state,
        told=_since(row, state, shelf.zone), why=row.why, next_step=row.next_step,
        waiting=_waiting(shelf.waiting.get(row.id, {}), shelf.last.get(row.id), shelf.zone),
        heard=_heard(row, shelf.zone), calls=shelf.calls.get(row.id, ""),
        sources=tuple(
            _source(one.about, row.id, shelf) for one in registry.polled_through(row.service)
        ),
        targets=tuple(
            registry.target(name).about
            for name in sorted(registry.through(row.service, PluginKind.TARGET))
        ),
        set_aside=how_many_aside(aside), is_odd=bool(aside.get(True)),
        diary=diary, diary_why=diary_why,
    )  # fmt: skip


def _since(row: ConnectionRow, state: ConnectionState, zone: str) -> str:
    if state is ConnectionState.BEGUN:
        return _STATES[state]
    return f"{_STATES[state]} since {words.near_day_in(row.since, zone)}"


def _heard(row: ConnectionRow, zone: str) -> str:
    return f"Last answer {words.near_day_in(row.heard_at, zone)}" if row.heard_at else ""


def _waiting(counted: Mapping[str, int], last: datetime | None, zone: str) -> str:
    on_its_way = sum(counted.get(state, 0) for state in _ON_ITS_WAY)
    held = counted.get(DeliveryState.NEEDS_YOU, 0)
    told = []
    if on_its_way:
        until = f", the last about {words.near_day_in(last, zone)}" if last else ""
        told.append(f"{words.plural(on_its_way, 'delivery', 'deliveries')} on the way{until}")
    if held:
        told.append(f"{words.plural(held, 'delivery waits', 'deliveries wait')} for you")
    return " · ".join(told)


def _source(about: About, connection_id: str, shelf: Shelf) -> SourceLine:
    row = shelf.polls.get((connection_id, about.id))
    told = "Off: nothing is fetched from here."
    if row is not None:
        asked = words.near_day_in(row.asked_at, shelf.zone) if row.asked_at else "not yet"
        told = f"On: new activities come by themselves. Last asked: {asked}."
    histories = [
        _history(one, shelf.zone) for one in shelf.histories
        if one.connection_id == connection_id and one.source == about.id
    ]  # fmt: skip
    return SourceLine(
        about=about, is_on=row is not None, told=told, why=row.why if row is not None else "",
        histories=tuple(histories),
    )  # fmt: skip


def _left(row: HistoryRow) -> str:
    """Say how long it takes yet, from how long it took so far; empty where that says nothing."""
    took_s = (row.changed_at - row.created_at).total_seconds()
    if row.state != HistoryState.RUNNING or not row.expected or not row.found or took_s < _ENOUGH_S:
        return ""
    left_s = took_s / row.found * max(row.expected - row.found, 0)
    return f"; about {lasting(timedelta(seconds=max(left_s, 60)))} left" if left_s else ""


def _history(row: HistoryRow, zone: str) -> HistoryLine:
    of = f" of {row.expected:,}" if row.expected is not None else ""
    last = row.end_at - timedelta(microseconds=1)  # it ends where the next day begins
    posts = "through your pipelines" if row.posts else "kept here, nothing posted"
    state = HistoryState(row.state)
    return HistoryLine(
        id=row.id,
        title=f"{words.day_in(row.start_at, zone)} to {words.day_in(last, zone)}",
        state=state,
        told=f"{row.found:,}{of} looked at, {row.taken:,} new; {posts}{_left(row)}",
        share=min(row.found / row.expected, 1.0) if row.expected else None,
        why=row.why,
        is_running=state is HistoryState.RUNNING,
        can_go_on=state in {HistoryState.PAUSED, HistoryState.FAILED},
    )
