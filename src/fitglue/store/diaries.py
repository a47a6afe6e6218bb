"""Diaries of days at services: which are written, and what stands in them by our hand."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from fitglue.domain.connecting import ConnectionState
from fitglue.domain.diary import Remembered
from fitglue.store.tables import ConnectionRow, DiaryDayRow, DiaryRow
from fitglue.store.transactions import Transactions


class Diaries:
    """Questions and changes; those with a session take part in the caller's transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def switch_on(session: Session, connection: ConnectionRow) -> DiaryRow:
        """Write from now on; one that is on is written at once."""
        row = session.get(DiaryRow, connection.id)
        if row is None:
            row = DiaryRow(
                connection_id=connection.id, account_id=connection.account_id, number=0, tries=0,
                why="", looked_at=None, written_at=None,
            )  # fmt: skip
            session.add(row)
        row.next_at = datetime.now(UTC)
        session.flush()
        return row

    @staticmethod
    def switch_off(session: Session, connection_id: str) -> None:
        """Write no more; what stands there stays, and is known as ours."""
        session.execute(delete(DiaryRow).where(DiaryRow.connection_id == connection_id))

    @staticmethod
    def locked(session: Session, connection_id: str) -> DiaryRow | None:
        """Give one for changing."""
        return session.get(DiaryRow, connection_id, with_for_update=True)

    def get(self, connection_id: str) -> DiaryRow | None:
        """Give one."""
        with self._transactions.reading() as session:
            return session.get(DiaryRow, connection_id)

    def of_account(self, account_id: str) -> Sequence[DiaryRow]:
        """Give those of a person."""
        with self._transactions.reading() as session:
            mine = DiaryRow.account_id == account_id
            return session.scalars(select(DiaryRow).where(mine)).all()

    def due(self, now: datetime) -> Sequence[DiaryRow]:
        """Give those to be looked at now, of connections that work."""
        with self._transactions.reading() as session:
            works = ConnectionRow.state == ConnectionState.CONNECTED
            due = select(DiaryRow).join(ConnectionRow).where(DiaryRow.next_at <= now, works)
            return session.scalars(due.order_by(DiaryRow.next_at)).all()

    def remembered(self, connection_id: str, first: date) -> dict[date, Remembered]:
        """Give what is known of the days from one on."""
        mine = (DiaryDayRow.connection_id == connection_id, DiaryDayRow.day >= first)
        with self._transactions.reading() as session:
            rows = session.scalars(select(DiaryDayRow).where(*mine)).all()
        return {row.day: Remembered(row.wrote, row.left_alone) for row in rows}

    @staticmethod
    def remember(session: Session, row: DiaryRow, days: Mapping[date, Remembered]) -> None:
        """Keep what is known of some days."""
        for day, one in days.items():
            kept = session.get(DiaryDayRow, (row.connection_id, day))
            told: dict[str, Any] = {
                "wrote": {name: list(values) for name, values in one.wrote.items()},
                "left_alone": dict(one.left_alone),
            }
            if kept is None:
                key = {"connection_id": row.connection_id, "day": day}
                session.add(DiaryDayRow(account_id=row.account_id, **key, **told))
            else:
                kept.wrote, kept.left_alone = told["wrote"], told["left_alone"]
        session.flush()
