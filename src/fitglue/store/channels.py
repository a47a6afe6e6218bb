"""Where people are told: their own channels, each with the kinds that it tells."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from fitglue.domain.notification import FIRST_CHOICE, Kind
from fitglue.store.tables import ChannelRow, SendingRow
from fitglue.store.transactions import Transactions

EMAIL, APPRISE = "email", "apprise"


class Channels:
    """Questions and changes, always of one account."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def add(
        self, account_id: str, channel_id: str, way: str, name: str, sealed: bytes | None
    ) -> None:
        """Add a channel that tells what needs its owner; its id was chosen for its seal."""
        with self._transactions.writing("add a channel") as session:
            session.add(
                ChannelRow(
                    id=channel_id, account_id=account_id, way=way, name=name, sealed=sealed,
                    kinds=[kind.value for kind in FIRST_CHOICE], why="",
                    created_at=datetime.now(UTC), used_at=None,
                )
            )  # fmt: skip

    def of_account(self, account_id: str) -> list[ChannelRow]:
        """Give a person's channels, the oldest first."""
        mine = select(ChannelRow).where(ChannelRow.account_id == account_id)
        with self._transactions.reading() as session:
            return list(session.scalars(mine.order_by(ChannelRow.created_at, ChannelRow.id)))

    def get(self, account_id: str, channel_id: str) -> ChannelRow | None:
        """Give one channel."""
        with self._transactions.reading() as session:
            return _owned(session, account_id, channel_id)

    def choose(self, account_id: str, channel_id: str, kinds: Iterable[Kind]) -> bool:
        """Let a channel tell some kinds; false when it is not theirs."""
        with self._transactions.writing("choose kinds") as session:
            row = _owned(session, account_id, channel_id)
            if row is not None:
                row.kinds = [kind.value for kind in kinds]
            return row is not None

    def remove(self, account_id: str, channel_id: str) -> str | None:
        """Remove a channel with what waited for it, and give its name; none when not theirs."""
        with self._transactions.writing("remove a channel") as session:
            row = _owned(session, account_id, channel_id)
            if row is None:
                return None
            session.execute(delete(SendingRow).where(SendingRow.channel_id == channel_id))
            session.delete(row)
            return row.name

    def used(self, channel_id: str, why: str) -> None:
        """Note that a channel was tried, and why it does not work; empty when it does."""
        with self._transactions.writing("a channel was tried") as session:
            row = session.get(ChannelRow, channel_id)
            if row is not None:
                row.why, row.used_at = why, datetime.now(UTC)

    @staticmethod
    def telling(session: Session, account_id: str, kind: Kind) -> list[ChannelRow]:
        """Give the channels that tell a kind."""
        rows = session.scalars(_OF_ACCOUNT, {"account_id": account_id})
        return [row for row in rows if kind.value in row.kinds]


_OF_ACCOUNT = select(ChannelRow).where(
    ChannelRow.account_id == bindparam("account_id")
)  # made once


def new_channel_id() -> str:
    """Give an id for a channel to come."""
    return str(uuid.uuid4())


def _owned(session: Session, account_id: str, channel_id: str) -> ChannelRow | None:
    row = session.get(ChannelRow, channel_id)
    return row if row is not None and row.account_id == account_id else None
