"""The people of a server as its admins may see them: accounts, usage and the state of things.

Never what somebody recorded: no title, no sport, no place, no value. docs/decisions/0041.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from fitglue import registry
from fitglue.admin.overseer import Overseer
from fitglue.admin.upkeep import TaskKind
from fitglue.domain.audit import Event
from fitglue.domain.plugins import PluginKind
from fitglue.domain.tiers import Tier
from fitglue.instance import Instance
from fitglue.store.accounts import Account
from fitglue.store.tables import ActivityRow, ConnectionRow, DeliveryRow, PhoneRow, RunRow

_LIVE = ("waiting", "parked", "asking", "delivering")
_STATES = {
    "begun": "not connected yet", "connected": "connected", "needs_you": "needs them",
    "paused": "paused",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSeen:
    """Somebody, with what they use. `tier` is empty where there are no plans."""

    id: str
    name: str
    email: str
    zone: str
    is_admin: bool
    created_at: datetime
    closed_at: datetime | None
    seen_at: datetime | None
    activities: int
    stored_bytes: int | None  # None: nobody has looked yet
    waiting: int
    in_trouble: int
    tier: str
    trial_days_left: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSeen:
    """A phone or a connection of somebody: what it is and where it stands, and nothing else."""

    kind: str
    state: str
    works: bool
    seen_at: datetime | None


def people(instance: Instance) -> list[PersonSeen]:
    """Give everybody, the oldest account first."""
    store = instance.store
    seen, usage = store.sessions.last_seen(), _usage(instance)
    return [_person(instance, one, seen, usage) for one in store.accounts.everybody()]


def links_of(instance: Instance, account_id: str) -> list[LinkSeen]:
    """Say how somebody's phones and connections do."""
    store = instance.store
    phones = [_phone(row) for row in store.phones.of_account(account_id)]
    return phones + [_connection(row) for row in store.connections.of_account(account_id)]


def gated_plugins() -> list[str]:
    """Name what is part of the Athlete plan alone."""
    return sorted(one.about.name for one in registry.every() if one.about.tier == Tier.ATHLETE)


def sign_out(overseer: Overseer, account_id: str) -> int:
    """End every session of somebody, and count them. Raises Gone."""
    account = overseer.account(account_id)
    number = overseer.instance.store.sessions.end_all(account.id)
    overseer.note(Event.SIGNED_OUT_EVERYWHERE, account.id)
    return number


def give_plan(overseer: Overseer, account_id: str, tier: Tier) -> None:
    """Set somebody's plan; what it held goes on. Raises Gone."""
    account = overseer.account(account_id)
    overseer.instance.releasing.give(account.id, tier)
    overseer.note(Event.PLAN_GIVEN, account.id, tier=tier.label)


@dataclass(frozen=True, slots=True)
class _Usage:
    activities: Mapping[str, int]
    stored: Mapping[str, int] | None
    waiting: Mapping[str, int]
    in_trouble: Mapping[str, int]


def _usage(instance: Instance) -> _Usage:
    store = instance.store
    looks = store.server_tasks.of_kind(TaskKind.CHECK)
    stored = next((row.result["people"] for row in looks if row.state == "done"), None)
    live, asking = RunRow.state.in_(_LIVE), DeliveryRow.state.in_(("needs_you", "refused"))
    with store.transactions.reading() as session:
        return _Usage(
            _number(session, ActivityRow, ActivityRow.hidden_at.is_(None)), stored,
            _number(session, RunRow, live), _number(session, DeliveryRow, asking),
        )  # fmt: skip


def _number(
    session: Session, table: type[ActivityRow | RunRow | DeliveryRow], which: ColumnElement[bool]
) -> dict[str, int]:
    """Count rows by whose they are."""
    asked = select(table.account_id, func.count()).where(which).group_by(table.account_id)
    return dict(list(session.execute(asked)))


def _person(
    instance: Instance, account: Account, seen: Mapping[str, datetime], usage: _Usage
) -> PersonSeen:
    tier, left = "", 0
    if instance.current.plans:
        standing, now = instance.admission.standing(account.id), datetime.now(UTC)
        tier, left = standing.tier(now).label, standing.trial_days_left(now)
    stored = usage.stored
    return PersonSeen(
        id=account.id, name=account.name, email=account.email, zone=account.zone,
        is_admin=account.is_admin, created_at=account.created_at, closed_at=account.closed_at,
        seen_at=seen.get(account.id),
        activities=usage.activities.get(account.id, 0),
        stored_bytes=stored.get(account.id, 0) if stored is not None else None,
        waiting=usage.waiting.get(account.id, 0), in_trouble=usage.in_trouble.get(account.id, 0),
        tier=tier, trial_days_left=left,
        held=instance.store.tiers.held(account.id) if tier else 0,
    )  # fmt: skip


def _phone(row: PhoneRow) -> LinkSeen:
    works = row.revoked_at is None
    version = f", app {row.app_version}" if row.app_version else ""
    return LinkSeen(
        kind="Phone", state=f"{'paired' if works else 'revoked'}{version}", works=works,
        seen_at=row.seen_at,
    )  # fmt: skip


def _connection(row: ConnectionRow) -> LinkSeen:
    plugin = registry.of_kind(PluginKind.SERVICE).get(row.service)
    return LinkSeen(
        kind=plugin.about.name if plugin else row.service,
        state=_STATES.get(row.state, row.state), works=row.state == "connected",
        seen_at=row.heard_at,
    )  # fmt: skip
