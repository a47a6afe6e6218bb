"""Long work of the server itself, with how far it is."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fitglue.store.tables import TaskRow
from fitglue.store.transactions import Transactions


class ServerTasks:
    """Keeps what was begun and what came of it."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def add(session: Session, kind: str) -> TaskRow:
        """Note that a task is wanted."""
        now = datetime.now(UTC)
        row = TaskRow(
            id=str(uuid.uuid4()), kind=kind, state="waiting", share=0.0, doing="", result={},
            created_at=now, changed_at=now, finished_at=None,
        )  # fmt: skip
        session.add(row)
        return row

    def get(self, task_id: str) -> TaskRow | None:
        """Give a task."""
        with self._transactions.reading() as session:
            return session.get(TaskRow, task_id)

    def of_kind(self, kind: str, limit: int = 50) -> list[TaskRow]:
        """Give the tasks of a kind, newest first."""
        rows = select(TaskRow).where(TaskRow.kind == kind).order_by(TaskRow.created_at.desc())
        with self._transactions.reading() as session:
            return list(session.scalars(rows.limit(limit)))

    def progress(self, task_id: str, share: float, doing: str) -> None:
        """Say how far a task is."""
        self._change(task_id, state="running", share=share, doing=doing)

    def finish(self, task_id: str, state: str, result: Mapping[str, Any]) -> None:
        """Say how a task ended: `done`, or `failed` with why."""
        self._change(
            task_id, state=state, share=1.0, doing="", result=dict(result),
            finished_at=datetime.now(UTC),
        )  # fmt: skip

    def _change(self, task_id: str, **values: Any) -> None:
        changed = update(TaskRow).where(TaskRow.id == task_id)
        with self._transactions.writing("a task of the server") as session:
            session.execute(changed.values(changed_at=datetime.now(UTC), **values))
