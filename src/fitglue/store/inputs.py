"""Questions that boosters asked, and what people answered."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, object_session

from fitglue.domain.boost import Answer, Question
from fitglue.domain.notification import Kind
from fitglue.domain.plan import BoosterUse
from fitglue.domain.shape import Shape
from fitglue.store.blobs import Blobs
from fitglue.store.notifications import Notifications
from fitglue.store.tables import InputRow, RunRow
from fitglue.store.transactions import Transactions

WAITING, ANSWERED, SKIPPED, EXPIRED, CANCELLED = (
    "waiting", "answered", "skipped", "expired", "cancelled",
)  # fmt: skip
_QUESTION = Shape(Question)
_NAMESPACE = uuid.UUID("0b7d3c57-6f5e-4a7c-9a54-9b3b5a3b1f0e")


class Inputs:
    """Keeps one question per activity, pipeline and booster: a new run finds the old answer."""

    def __init__(self, transactions: Transactions, blobs: Blobs) -> None:
        self._transactions = transactions
        self._blobs = blobs

    @staticmethod
    def ask(session: Session, run: RunRow, use: BoosterUse, question: Question) -> None:
        """Put a question, unless it is there already."""
        key = input_id(run.activity_id, run.pipeline_id, use.key)
        row = session.get(InputRow, key)
        if row is None:
            row = InputRow(
                id=key, account_id=run.account_id, activity_id=run.activity_id,
                pipeline_id=run.pipeline_id, booster_key=use.key, booster=use.plugin,
                answer=None, asked_at=datetime.now(UTC), answered_at=None, state=WAITING,
            )  # fmt: skip
            session.add(row)
        row.run_id, row.blocking, row.deadline = run.id, question.blocking, question.deadline
        row.question = msgspec.to_builtins(question)

    def answers(self, run: RunRow) -> Mapping[str, Answer]:
        """Give what was answered in this activity and pipeline, by the key of the booster."""
        asked = {"activity_id": run.activity_id, "pipeline_id": run.pipeline_id}
        with self._transactions.reading() as session:
            return {
                row.booster_key: Answer(row.answer, self._file(row.file_blob))
                for row in session.execute(_OF_RUN, asked)
                if row.state != WAITING
            }

    def _file(self, blob: str) -> bytes:
        return self._blobs.get(blob) if blob else b""

    @staticmethod
    def locked(session: Session, account_id: str, input_id: str) -> InputRow | None:
        """Give a question that still waits, for changing."""
        row = session.get(InputRow, input_id, with_for_update=True)
        mine = row is not None and row.account_id == account_id and row.state == WAITING
        return row if mine else None

    @staticmethod
    def settle(
        row: InputRow, state: str, values: dict[str, Any] | None, file_blob: str = ""
    ) -> None:
        """Write what came of a question."""
        row.file_blob = file_blob
        row.state, row.answer, row.answered_at = state, values, datetime.now(UTC)
        _tell_no_more(row)

    @staticmethod
    def withdraw(session: Session, activity_id: str) -> None:
        """Ask nothing more about an activity."""
        open_questions = (InputRow.activity_id == activity_id) & (InputRow.state == WAITING)
        for row in session.scalars(select(InputRow).where(open_questions)):
            Inputs.settle(row, "cancelled", None)

    @staticmethod
    def expire(session: Session, run: RunRow, use: BoosterUse) -> None:
        """Close a question whose time is over."""
        row = session.get(InputRow, input_id(run.activity_id, run.pipeline_id, use.key))
        if row is not None and row.state == WAITING:
            Inputs.settle(row, EXPIRED, None)

    @staticmethod
    def question(row: InputRow) -> Question:
        """Read a question's document."""
        return _QUESTION.of(row.question)

    def waiting(self, account_id: str) -> list[InputRow]:
        """Give the questions that wait for a person, oldest first."""
        mine = select(InputRow).where(InputRow.account_id == account_id, InputRow.state == WAITING)
        with self._transactions.reading() as session:
            return list(session.scalars(mine.order_by(InputRow.asked_at)))

    def count(self, account_id: str) -> int:
        """Count them."""
        mine = select(func.count()).where(
            InputRow.account_id == account_id, InputRow.state == WAITING
        )
        with self._transactions.reading() as session:
            return session.scalar(mine) or 0

    def get(self, account_id: str, input_id: str) -> InputRow | None:
        """Give one question."""
        with self._transactions.reading() as session:
            row = session.get(InputRow, input_id)
            return row if row is not None and row.account_id == account_id else None


def _tell_no_more(row: InputRow) -> None:
    """Note in notifications that a question is settled, and that all are when none waits."""
    session = object_session(row)
    assert session is not None  # noqa: S101 - the row was asked for in order to be changed
    session.flush()
    Notifications.resolve(session, row.account_id, Kind.QUESTION, f"input:{row.id}")
    waiting = select(InputRow.id).where(
        InputRow.account_id == row.account_id, InputRow.state == WAITING
    )
    if session.scalar(waiting.limit(1)) is None:
        Notifications.resolve(session, row.account_id, Kind.QUESTION)


def input_id(activity_id: str, pipeline_id: str, booster_key: str) -> str:
    """Name a question: the same booster asks an activity once, however often it runs."""
    return str(uuid.uuid5(_NAMESPACE, f"{activity_id}\n{pipeline_id}\n{booster_key}"))


# Asked for every run, so made once, and of columns alone.
_T = InputRow.__table__.c
_OF_RUN = select(_T.booster_key, _T.answer, _T.file_blob, _T.state).where(
    _T.activity_id == bindparam("activity_id"), _T.pipeline_id == bindparam("pipeline_id")
)
