"""Accounts, their sessions, and the one-time link that makes the first one."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select, update

from fitglue.store.tables import AccountRow, SessionRow, WelcomeRow
from fitglue.store.transactions import Transactions

SESSION_LASTS = timedelta(days=60)


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
            return _account(row) if row else None

    def get(self, account_id: str) -> Account:
        """Give an account that is known to be there."""
        with self._transactions.reading() as session:
            return _account(session.get_one(AccountRow, account_id))

    def by_email(self, email: str) -> Account | None:
        """Find an account by its address, whatever its case."""
        with self._transactions.reading() as session:
            row = session.scalar(select(AccountRow).where(AccountRow.email == email.lower()))
            return _account(row) if row else None

    def add(self, *, name: str, email: str, password_hash: str, zone: str) -> Account:
        """Make an account."""
        row = AccountRow(
            id=str(uuid.uuid4()), name=name, email=email.lower(), password_hash=password_hash,
            units="metric", zone=zone, theme="auto", tile_url="", created_at=datetime.now(UTC),
        )  # fmt: skip
        with self._transactions.writing() as session:
            session.add(row)
        return _account(row)

    def claim(self, account_id: str, *, name: str, email: str, password_hash: str) -> None:
        """Give an account that the command line made its name and password."""
        with self._transactions.writing() as session:
            row = session.get_one(AccountRow, account_id)
            row.name, row.email, row.password_hash = name, email.lower(), password_hash

    def prefer(self, account_id: str, *, units: str, zone: str, theme: str, tile_url: str) -> None:
        """Keep how a person likes to see things."""
        chosen = {"units": units, "zone": zone, "theme": theme, "tile_url": tile_url}
        with self._transactions.writing() as session:
            session.execute(update(AccountRow).where(AccountRow.id == account_id).values(chosen))

    def open_session(self, account_id: str, token_hash: str, client: str) -> None:
        """Remember a signed-in browser."""
        now = datetime.now(UTC)
        with self._transactions.writing() as session:
            session.execute(delete(SessionRow).where(SessionRow.expires_at < now))
            session.add(
                SessionRow(
                    token_hash=token_hash, account_id=account_id, client=client,
                    created_at=now, expires_at=now + SESSION_LASTS,
                )
            )  # fmt: skip

    def close_session(self, token_hash: str) -> None:
        """Forget a browser."""
        with self._transactions.writing() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash))

    def of_session(self, token_hash: str) -> Account | None:
        """Find whose browser this is."""
        found = (
            select(AccountRow)
            .join(SessionRow, SessionRow.account_id == AccountRow.id)
            .where(SessionRow.token_hash == token_hash, SessionRow.expires_at > datetime.now(UTC))
        )
        with self._transactions.reading() as session:
            row = session.scalar(found)
            return _account(row) if row else None

    def offer_welcome(self, token_hash: str) -> None:
        """Let one link make the first account; earlier links end."""
        with self._transactions.writing() as session:
            session.execute(delete(WelcomeRow))
            session.add(WelcomeRow(token_hash=token_hash, created_at=datetime.now(UTC)))

    def has_welcome(self, token_hash: str) -> bool:
        """Tell whether a link still works."""
        with self._transactions.reading() as session:
            return session.get(WelcomeRow, token_hash) is not None

    def take_welcome(self, token_hash: str) -> bool:
        """Use a link up; true for exactly one caller."""
        used = delete(WelcomeRow).where(WelcomeRow.token_hash == token_hash)
        with self._transactions.writing() as session:
            return len(session.scalars(used.returning(WelcomeRow.token_hash)).all()) == 1


def _account(row: AccountRow) -> Account:
    return Account(
        row.id, row.name, row.email, row.password_hash, row.units, row.zone, row.theme, row.tile_url
    )
