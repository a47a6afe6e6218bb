"""Acts on many activities, and what was deleted in one."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from fitglue.domain.acts import Kind, State
from fitglue.store.tables import ActRow
from fitglue.store.transactions import Transactions


class Acts:
    """Changes take part in the caller's transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def begin(
        session: Session, account_id: str, kind: Kind, activity_ids: Sequence[str],
        wanted: Mapping[str, Any],
    ) -> ActRow:  # fmt: skip
        """Write down that somebody wants something done."""
        row = ActRow(
            id=str(uuid.uuid4()), account_id=account_id, kind=kind.value,
            activities=list(activity_ids), wanted=dict(wanted), made={},
            state=State.WORKING.value, number=0, created_at=datetime.now(UTC),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row

    def get(self, account_id: str, act_id: str) -> ActRow | None:
        """Give one of somebody's acts."""
        with self._transactions.reading() as session:
            row = session.get(ActRow, act_id)
            return row if row is not None and row.account_id == account_id else None

    @staticmethod
    def locked(session: Session, act_id: str) -> ActRow | None:
        """Give an act for changing."""
        return session.get(ActRow, act_id, with_for_update=True)

    def forget(self, older: timedelta) -> None:
        """Forget acts that nobody undoes any more."""
        before = datetime.now(UTC) - older
        with self._transactions.writing("forget acts") as session:
            session.execute(delete(ActRow).where(ActRow.created_at < before))

    def unfinished(self) -> list[str]:
        """Name the acts that go on by themselves, whoever's they are."""
        working = select(ActRow.id).where(ActRow.state == State.WORKING)
        with self._transactions.reading() as session:
            return list(session.scalars(working))
