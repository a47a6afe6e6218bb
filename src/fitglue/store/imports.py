"""Files that people gave us, and how far we are with them."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, select, update
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
        *, lone_routes: bool, key: str = "", sample: bool = False,
    ) -> str:  # fmt: skip
        """Write that a file waits, and give the import's id: a new one, unless `key` is given."""
        row = ImportRow(
            id=key or str(uuid.uuid4()), account_id=account_id, name=name, path=str(path),
            size_bytes=path.stat().st_size, lone_routes=lone_routes, state="waiting", share=0.0,
            doing="Waiting for its turn", result={}, created_at=datetime.now(UTC), finished_at=None,
            sample=sample,
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

    def progress(self, import_id: str, share: float, doing: str) -> bool:
        """Say how far it is; false when it was cancelled, and is to stop."""
        return self._change(_going(import_id), state="running", share=share, doing=doing)

    def is_cancelled(self, import_id: str) -> bool:
        """Tell whether somebody has cancelled an import."""
        state = select(ImportRow.state).where(ImportRow.id == import_id)
        with self._transactions.reading() as session:
            return session.scalar(state) == CANCELLED

    def cancel(self, account_id: str, import_id: str) -> bool:
        """Let an import go no further; false when it is over, or not theirs.

        One that is at work says what it had taken when it has stopped: until then it has no result.
        """
        ended = {"state": CANCELLED, "doing": "", "finished_at": datetime.now(UTC)}
        mine = [ImportRow.id == import_id, ImportRow.account_id == account_id]
        has_not_begun = [*mine, ImportRow.state == "waiting"]
        if self._change(has_not_begun, result={"warnings": []}, **ended):
            return True
        return self._change([*mine, ImportRow.state == "running"], **ended)

    def finish(self, import_id: str, state: str, result: dict[str, Any]) -> None:
        """Write the summary; one that was cancelled stays so, and says what it had taken."""
        ended = {"share": 1.0, "doing": "", "finished_at": datetime.now(UTC)}
        if not self._change(_going(import_id), state=state, result=result, **ended):
            self._change([ImportRow.id == import_id], result=result)

    def _change(self, which: Sequence[ColumnElement[bool]], **values: Any) -> bool:
        with self._transactions.writing() as session:
            changed = session.execute(update(ImportRow).where(*which).values(**values))
            return cast("CursorResult[Any]", changed).rowcount > 0


CANCELLED = "cancelled"


def _going(import_id: str) -> list[ColumnElement[bool]]:
    return [ImportRow.id == import_id, ImportRow.state.in_(("waiting", "running"))]
