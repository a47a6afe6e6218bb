"""One-time links: the first account's welcome, invitations, and resets of a password."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select

from fitglue.store.tables import LinkRow
from fitglue.store.transactions import Transactions


class LinkKind(StrEnum):
    """What a link is for."""

    WELCOME = "welcome"  # makes the first account
    INVITATION = "invitation"  # makes another one
    RESET = "reset"  # gives an account a new password
    EMAIL = "email"  # gives an account another address


LASTS = {
    LinkKind.WELCOME: timedelta(days=7),
    LinkKind.INVITATION: timedelta(days=7),
    LinkKind.RESET: timedelta(hours=1),
    LinkKind.EMAIL: timedelta(hours=1),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link that works: for an address, or for an account that is there already."""

    id: str
    kind: LinkKind
    email: str
    account_id: str | None
    created_at: datetime
    expires_at: datetime


class Links:
    """Keeps hashes of links until they are used or too old."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def offer(
        self, kind: LinkKind, token_hash: str, *, email: str = "", account_id: str | None = None
    ) -> None:
        """Keep a new link; earlier ones of its kind for the same address end."""
        now = datetime.now(UTC)
        row = LinkRow(
            token_hash=token_hash, id=str(uuid.uuid4()), kind=kind.value, email=email.lower(),
            account_id=account_id, created_at=now, expires_at=now + LASTS[kind],
        )  # fmt: skip
        same = (LinkRow.kind == kind.value) & (LinkRow.email == email.lower())
        with self._transactions.writing() as session:
            session.execute(delete(LinkRow).where(same | (LinkRow.expires_at < now)))
            session.add(row)

    def find(self, token_hash: str) -> Link | None:
        """Give a link that still works."""
        with self._transactions.reading() as session:
            row = session.get(LinkRow, token_hash)
            return _link(row) if row is not None and row.expires_at > datetime.now(UTC) else None

    def take(self, token_hash: str) -> bool:
        """Use a link up; true for exactly one caller."""
        used = delete(LinkRow).where(
            LinkRow.token_hash == token_hash, LinkRow.expires_at > datetime.now(UTC)
        )
        with self._transactions.writing() as session:
            return session.scalar(used.returning(LinkRow.id)) is not None

    def invitations(self) -> list[Link]:
        """Give the invitations that nobody has taken yet, newest first."""
        rows = (
            select(LinkRow)
            .where(LinkRow.kind == LinkKind.INVITATION, LinkRow.expires_at > datetime.now(UTC))
            .order_by(LinkRow.created_at.desc())
        )
        with self._transactions.reading() as session:
            return [_link(row) for row in session.scalars(rows)]

    def withdraw(self, link_id: str) -> str | None:
        """Take an invitation back and give its address; None when it is gone already."""
        gone = delete(LinkRow).where(
            LinkRow.id == link_id, LinkRow.kind == LinkKind.INVITATION.value
        )
        with self._transactions.writing() as session:
            return session.scalar(gone.returning(LinkRow.email))

    def end_resets(self, account_id: str) -> None:
        """Let no link that was made for an account work any more."""
        with self._transactions.writing() as session:
            session.execute(delete(LinkRow).where(LinkRow.account_id == account_id))


def _link(row: LinkRow) -> Link:
    return Link(
        row.id, LinkKind(row.kind), row.email, row.account_id, row.created_at, row.expires_at
    )
