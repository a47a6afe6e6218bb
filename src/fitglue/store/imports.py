"""Files that people gave us, and how far we are with them."""

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fitglue.store.tables import ImportRow
from fitglue.store.transactions import Transactions


class Imports:
    """A queue and its history, in one table."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def add(  # noqa: PLR0913 - what a row says
        session: Session, account_id: str, path: Path, name: str,
        *, lone_routes: bool, key: str = "",
    ) -> str:  # fmt: skip
        """Write that a file waits, and give the import's id: a new one, unless `key` is given."""
        row = ImportRow(
            id=key or str(uuid.uuid4()), account_id=account_id, name=name, path=str(path),
            size_bytes=path.stat().st_size, lone_routes=lone_routes, state="waiting", share=0.0,
            doing="Waiting for its turn", result={}, created_at=datetime.now(UTC), finished_at=None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id

    def unfinished(self) -> list[ImportRow]:
        """Give what is queued or was cut off, oldest first."""
        rows = (
            select(ImportRow)
            .where(ImportRow.state.in_(("waiting", "running")))
            .order_by(ImportRow.created_at)
        )
        with self._transactions.reading() as session:
            return list(session.scalars(rows))

    def of_account(self, account_id: str, limit: int = 50) -> list[ImportRow]:
        """Give a person's imports, newest first."""
        rows = (
            select(ImportRow)
            .where(ImportRow.account_id == account_id)
            .order_by(ImportRow.created_at.desc())
            .limit(limit)
        )
        with self._transactions.reading() as session:
            return list(session.scalars(rows))

    def get(self, import_id: str) -> ImportRow | None:
        """Give one import, whoever's it is: for the process that works on it."""
        with self._transactions.reading() as session:
            return session.get(ImportRow, import_id)

    def progress(self, import_id: str, share: float, doing: str) -> None:
        """Say how far it is."""
        self._change(import_id, state="running", share=share, doing=doing)

    def finish(self, import_id: str, state: str, result: dict[str, Any]) -> None:
        """Write the summary."""
        self._change(
            import_id,
            state=state,
            share=1.0,
            doing="",
            result=result,
            finished_at=datetime.now(UTC),
        )

    def _change(self, import_id: str, **values: Any) -> None:
        with self._transactions.writing() as session:
            session.execute(update(ImportRow).where(ImportRow.id == import_id).values(**values))
