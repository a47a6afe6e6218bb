"""Accounts: who there is, what they may, and how they like to see things."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from fitglue.domain.errors import Denied
from fitglue.store.erasing_people import ids_of_person
from fitglue.store.tables import AccountRow
from fitglue.store.transactions import Transactions

#: How long a run waits after the last part of its workout came.
DEFAULT_SETTLE_S = 120


@dataclass(frozen=True, slots=True)
class Account:
    """A person who signs in, and how they like to see things."""

    id: str
    name: str
    email: str
    password_hash: str
    units: str
    zone: str
    theme: str
    tile_url: str
    settle_s: int
    is_admin: bool
    created_at: datetime
    closed_at: datetime | None
    keeps_metrics: bool = False
    device_order: tuple[str, ...] = ()
    guide_closed_at: datetime | None = None
    week_start: int = 0  # 0 is Monday
    seed: str = field(default="", repr=False)  # hexadecimal; of boosters' secret chance


class Accounts:
    """Everything about who somebody is."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def count(self) -> int:
        """Count the accounts that can sign in."""
        with self._transactions.reading() as session:
            chosen = select(func.count()).where(AccountRow.password_hash != "")
            return session.scalar(chosen) or 0

    def first(self) -> Account | None:
        """Give the oldest account: the owner of the machine."""
        with self._transactions.reading() as session:
            row = session.scalar(select(AccountRow).order_by(AccountRow.created_at).limit(1))
            return account_of(row) if row else None

    def everybody(self) -> list[Account]:
        """Give all accounts, the oldest first."""
        with self._transactions.reading() as session:
            rows = session.scalars(select(AccountRow).order_by(AccountRow.created_at))
            return [account_of(row) for row in rows]

    def names(self) -> dict[str, str]:
        """Give the name of every account by its id."""
        return {one.id: one.name for one in self.everybody()}

    def get(self, account_id: str) -> Account:
        """Give an account that is known to be there."""
        with self._transactions.reading() as session:
            return account_of(session.execute(_WHOLE, {"id": account_id}).one())

    def device_order(self, account_id: str) -> tuple[str, ...]:
        """Give the devices of an account that is known to be there, the best first."""
        with self._transactions.reading() as session:
            return tuple(session.execute(_DEVICE_ORDER, {"id": account_id}).scalar_one())

    def find(self, account_id: str) -> Account | None:
        """Give an account, if there is one of that id."""
        with self._transactions.reading() as session:
            row = session.get(AccountRow, account_id)
            return account_of(row) if row else None

    def by_email(self, email: str) -> Account | None:
        """Find an account by its address, whatever its case."""
        with self._transactions.reading() as session:
            row = session.scalar(select(AccountRow).where(AccountRow.email == email.lower()))
            return account_of(row) if row else None

    def add(
        self, *, name: str, email: str, password_hash: str, zone: str, tile_url: str = ""
    ) -> Account:
        """Make an account; the first one is an admin."""
        with self._transactions.writing() as session:
            is_first = session.scalar(select(AccountRow.id).limit(1)) is None
            row = AccountRow(
                id=str(uuid.uuid4()), name=name, email=email.lower(), password_hash=password_hash,
                units="metric", zone=zone, theme="auto", tile_url=tile_url,
                created_at=datetime.now(UTC), is_admin=is_first, closed_at=None,
                settle_s=DEFAULT_SETTLE_S, device_order=[], week_start=0,
                seed=secrets.token_hex(32),
            )  # fmt: skip
            session.add(row)
        return account_of(row)

    def claim(self, account_id: str, *, name: str, email: str, password_hash: str) -> None:
        """Give an account that the command line made its name and password."""
        self._change(account_id, name=name, email=email.lower(), password_hash=password_hash)

    def prefer(self, account_id: str, *, units: str, zone: str, theme: str, tile_url: str) -> None:
        """Keep how a person likes to see things."""
        self._change(account_id, units=units, zone=zone, theme=theme, tile_url=tile_url)

    def begin_week(self, account_id: str, week_start: int) -> None:
        """Keep the day that a person's weeks begin with: 0 is Monday."""
        self._change(account_id, week_start=week_start)

    def rename(self, account_id: str, name: str) -> None:
        """Keep how somebody is called."""
        self._change(account_id, name=name)

    def move(self, account_id: str, email: str) -> None:
        """Keep a new address to sign in with."""
        self._change(account_id, email=email.lower())

    def settle(self, account_id: str, settle_s: int) -> None:
        """Keep how long a run waits for late parts of its workout."""
        self._change(account_id, settle_s=settle_s)

    def close_guide(self, account_id: str, *, closed: bool = True) -> None:
        """Put the first steps away, or show them again."""
        self._change(account_id, guide_closed_at=datetime.now(UTC) if closed else None)

    def order_devices(self, account_id: str, names: Sequence[str]) -> None:
        """Keep which apps and devices a person trusts most, those first."""
        self._change(account_id, device_order=list(names))

    def set_password(self, account_id: str, password_hash: str) -> None:
        """Put a new password in place of the old one."""
        self._change(account_id, password_hash=password_hash)

    def make_admin(self, account_id: str) -> None:
        """Let somebody look after the people here."""
        self._change(account_id, is_admin=True)

    def unmake_admin(self, account_id: str) -> None:
        """Take that back. Raises Denied for the last admin."""
        with self._transactions.writing() as session:
            _keep_an_admin_besides(session, account_id)
            session.execute(_of(account_id).values(is_admin=False))

    def close(self, account_id: str) -> None:
        """Let an account in no more; all it has stays. Raises Denied for the last admin."""
        with self._transactions.writing() as session:
            _keep_an_admin_besides(session, account_id)
            session.execute(_of(account_id).values(closed_at=datetime.now(UTC)))

    def bar(self, account_id: str) -> None:
        """Let an account in no more while it is being erased, the last admin's too."""
        self._change(account_id, closed_at=datetime.now(UTC))

    def ids_of(self, account_id: str) -> set[str]:
        """Give the ids of all that is a person's: jobs are named by them."""
        with self._transactions.reading() as session:
            return {account_id, *ids_of_person(session, account_id)}

    def reopen(self, account_id: str) -> None:
        """Let an account in again."""
        self._change(account_id, closed_at=None)

    def _change(self, account_id: str, **values: Any) -> None:
        with self._transactions.writing() as session:
            session.execute(_of(account_id).values(**values))


# Asked for every arrival or run, so made once, and of columns alone.
_T = AccountRow.__table__.c
_WHOLE = select(AccountRow.__table__).where(_T.id == bindparam("id"))
_DEVICE_ORDER = select(_T.device_order).where(_T.id == bindparam("id"))


def account_of(row: AccountRow | Any) -> Account:
    """Give a row as an account."""
    return Account(
        row.id, row.name, row.email, row.password_hash, row.units, row.zone, row.theme,
        row.tile_url, row.settle_s, row.is_admin, row.created_at, row.closed_at,
        row.metrics_since is not None, tuple(row.device_order), row.guide_closed_at,
        row.week_start, row.seed,
    )  # fmt: skip


def _of(account_id: str) -> Any:
    return update(AccountRow).where(AccountRow.id == account_id)


def _keep_an_admin_besides(session: Session, account_id: str) -> None:
    # Locked, so that two admins who take each other's rights at once do not both succeed.
    admins = (
        select(AccountRow.id)
        .where(AccountRow.is_admin, AccountRow.closed_at.is_(None))
        .with_for_update()
    )
    if set(session.scalars(admins)) <= {account_id}:
        raise Denied(
            "Somebody has to look after this FitGlue, and nobody else can.",
            "Make another person an admin first.",
        )
