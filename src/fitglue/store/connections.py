"""A person's accounts at services."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from fitglue.domain.connecting import ConnectionState
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.pace import Window
from fitglue.domain.shape import Shape
from fitglue.store.tables import (
    ConnectionRow,
    DeliveryRow,
    DiaryDayRow,
    DiaryRow,
    HistoryRow,
    PollRow,
)
from fitglue.store.transactions import Transactions

_WINDOWS = Shape(tuple[Window, ...])


class Connections:
    """Questions and changes of connections; changes with a session are the caller's."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def add(session: Session, account_id: str, service: str) -> ConnectionRow:
        """Begin a connection that is nothing yet."""
        now, key = datetime.now(UTC), str(uuid.uuid4())
        row = ConnectionRow(
            id=key, account_id=account_id, service=service, name="", remote_id="", settings={},
            sealed=b"", scopes=[], state=ConnectionState.BEGUN, why="", next_step="", since=now,
            created_at=now, heard_at=None, budget=f"{service}:{key}", limits=[],
            renewing_until=None,
        )  # fmt: skip
        session.add(row)
        return row

    def get(self, connection_id: str) -> ConnectionRow | None:
        """Give one connection."""
        with self._transactions.reading() as session:
            return session.get(ConnectionRow, connection_id)

    def of_account(self, account_id: str) -> Sequence[ConnectionRow]:
        """Give a person's connections, oldest first."""
        with self._transactions.reading() as session:
            return session.scalars(
                select(ConnectionRow)
                .where(ConnectionRow.account_id == account_id)
                .order_by(ConnectionRow.created_at, ConnectionRow.id)
            ).all()

    @staticmethod
    def locked(session: Session, connection_id: str) -> ConnectionRow | None:
        """Give a connection for changing."""
        return session.get(ConnectionRow, connection_id, with_for_update=True)

    @staticmethod
    def seen(session: Session, connection_id: str) -> ConnectionRow | None:
        """Give a connection for reading."""
        return session.get(ConnectionRow, connection_id)

    @staticmethod
    def first(session: Session, account_id: str, service: str) -> ConnectionRow | None:
        """Give the one that is meant where none is named: one that works, else the oldest."""
        works = ConnectionRow.state == ConnectionState.CONNECTED
        return session.scalar(
            select(ConnectionRow)
            .where(ConnectionRow.account_id == account_id, ConnectionRow.service == service)
            .order_by(works.desc(), ConnectionRow.created_at)
            .limit(1)
        )

    @staticmethod
    def set_state(
        row: ConnectionRow, state: ConnectionState, why: str = "", next_step: str = ""
    ) -> bool:
        """Write a state and tell whether it is another than before."""
        is_news = row.state != state
        if is_news:
            row.since = datetime.now(UTC)
        row.state, row.why, row.next_step = state, why, next_step
        return is_news

    @staticmethod
    def may_renew(session: Session, connection_id: str, for_s: float) -> bool:
        """Let one process at a time fetch fresh tokens; true for the one that does."""
        now = datetime.now(UTC)
        is_free = or_(ConnectionRow.renewing_until.is_(None), ConnectionRow.renewing_until < now)
        mine = (
            update(ConnectionRow)
            .where(ConnectionRow.id == connection_id, is_free)
            .values(renewing_until=now + timedelta(seconds=for_s))
        )
        return session.scalar(mine.returning(ConnectionRow.id)) is not None

    @staticmethod
    def heard(session: Session, connection_id: str, windows: Sequence[Window]) -> None:
        """Write that the service answered, and what it said of its pace."""
        told: dict[str, Any] = {"heard_at": datetime.now(UTC)}
        if windows:
            told["limits"] = [msgspec.to_builtins(window) for window in windows]
        mine = update(ConnectionRow).where(ConnectionRow.id == connection_id)
        session.execute(mine.values(**told))

    @staticmethod
    def held(session: Session, row: ConnectionRow, targets: Iterable[str]) -> Sequence[DeliveryRow]:
        """Give the deliveries to `targets` that need their owner for want of this connection."""
        through_it = DeliveryRow.connection.in_([row.id, ""])
        return session.scalars(
            select(DeliveryRow)
            .where(
                DeliveryRow.account_id == row.account_id, through_it,
                DeliveryRow.target.in_(list(targets)),
                DeliveryRow.state == DeliveryState.NEEDS_YOU,
            )
            .order_by(DeliveryRow.changed_at)
        ).all()  # fmt: skip

    def what_waits(self, account_id: str) -> dict[str, dict[str, int]]:
        """Count the deliveries of each connection of a person by their state."""
        with self._transactions.reading() as session:
            counted = session.execute(
                select(DeliveryRow.connection, DeliveryRow.state, func.count())
                .where(DeliveryRow.account_id == account_id, DeliveryRow.connection != "")
                .group_by(DeliveryRow.connection, DeliveryRow.state)
            )
            found: dict[str, dict[str, int]] = {}
            for connection, state, number in counted:
                found.setdefault(connection, {})[state] = number
            return found

    @staticmethod
    def remove(session: Session, connection_id: str) -> None:
        """Forget a connection; what was delivered through it stays known."""
        for table in (PollRow, HistoryRow, DiaryRow, DiaryDayRow):
            session.execute(delete(table).where(table.connection_id == connection_id))
        session.execute(delete(ConnectionRow).where(ConnectionRow.id == connection_id))


def windows_of(row: ConnectionRow) -> tuple[Window, ...]:
    """Give the windows that the service told."""
    return _WINDOWS.of(row.limits)
