"""Exports of everything: a queue and its history."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fitglue.store.tables import ExportRow
from fitglue.store.transactions import Transactions

WAITING, RUNNING, DONE, FAILED, GONE = "waiting", "running", "done", "failed", "gone"
UNFINISHED = (WAITING, RUNNING)
KEPT_FOR = timedelta(hours=24)


class Exports:
    """Knows how far each export is, and until when its file is there."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def unfinished_of(session: Session, account_id: str) -> str | None:
        """Name the export of a person that is being made."""
        return session.scalar(
            select(ExportRow.id).where(
                ExportRow.account_id == account_id, ExportRow.state.in_(UNFINISHED)
            )
        )

    @staticmethod
    def add(session: Session, account_id: str) -> str:
        """Write that a person wants everything, and give the export's id."""
        row = ExportRow(
            id=str(uuid.uuid4()), account_id=account_id, state=WAITING, share=0.0,
            doing="Waiting for its turn", counted={}, size_bytes=0, why="", next_step="",
            created_at=datetime.now(UTC), finished_at=None, expires_at=None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id

    def get(self, export_id: str) -> ExportRow | None:
        """Give one export, whoever's it is: for the process that makes it."""
        with self._transactions.reading() as session:
            return session.get(ExportRow, export_id)

    def of_account(self, account_id: str, limit: int = 10) -> list[ExportRow]:
        """Give a person's exports, newest first."""
        rows = (
            select(ExportRow)
            .where(ExportRow.account_id == account_id)
            .order_by(ExportRow.created_at.desc())
            .limit(limit)
        )
        with self._transactions.reading() as session:
            return list(session.scalars(rows))

    def unfinished(self) -> list[ExportRow]:
        """Give what is being made or was cut off."""
        with self._transactions.reading() as session:
            return list(session.scalars(select(ExportRow).where(ExportRow.state.in_(UNFINISHED))))

    def progress(self, export_id: str, share: float, doing: str) -> None:
        """Say how far it is."""
        self._change(export_id, state=RUNNING, share=share, doing=doing)

    def finish(self, export_id: str, counted: Mapping[str, int], size_bytes: int) -> None:
        """Write that it is there, for a day."""
        now = datetime.now(UTC)
        self._change(
            export_id, state=DONE, share=1.0, doing="", counted=dict(counted),
            size_bytes=size_bytes, finished_at=now, expires_at=now + KEPT_FOR,
        )  # fmt: skip

    def fail(self, export_id: str, why: str, next_step: str) -> None:
        """Write why it could not be made."""
        self._change(
            export_id, state=FAILED, doing="", why=why, next_step=next_step,
            finished_at=datetime.now(UTC),
        )  # fmt: skip

    def expired(self, now: datetime) -> list[str]:
        """Name the exports whose time is over, and let them be gone."""
        over = (
            update(ExportRow)
            .where(ExportRow.state == DONE, ExportRow.expires_at <= now)
            .values(state=GONE)
        )
        with self._transactions.writing("let exports go") as session:
            return list(session.scalars(over.returning(ExportRow.id)))

    def _change(self, export_id: str, **values: Any) -> None:
        with self._transactions.writing("an export goes on") as session:
            session.execute(update(ExportRow).where(ExportRow.id == export_id).values(**values))
