"""What public services answered, so that nobody is asked the same again."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete

from fitglue.store.tables import WebAnswerRow
from fitglue.store.transactions import Transactions


class WebAnswers:
    """Keeps answers by a hash of the question."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def known(self, question_hash: str, keep: timedelta) -> bytes | None:
        """Give an answer that is younger than `keep`."""
        with self._transactions.reading() as session:
            row = session.get(WebAnswerRow, question_hash)
            fresh = row is not None and row.got_at > datetime.now(UTC) - keep
            return row.answer if fresh else None

    def put(self, question_hash: str, answer: bytes) -> None:
        """Keep an answer in place of an older one."""
        with self._transactions.writing("keep an answer") as session:
            row = WebAnswerRow(question_hash=question_hash, answer=answer, got_at=datetime.now(UTC))
            session.merge(row)

    def forget(self, before: datetime) -> None:
        """Forget what was answered before a moment."""
        with self._transactions.writing("forget answers") as session:
            session.execute(delete(WebAnswerRow).where(WebAnswerRow.got_at < before))
