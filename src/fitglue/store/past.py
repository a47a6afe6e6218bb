"""Past activities, as a pipeline might want them: by source, sport and time, newest first."""

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from fitglue.domain.past import PastWanted, Place
from fitglue.store.tables import ActivityRow, RecordingRow, RunRow
from fitglue.store.transactions import Transactions


class Past:
    """Questions about past activities, always of one account."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def count(self, account_id: str, wanted: PastWanted) -> int:
        """Count them."""
        fitting = select(func.count()).where(*_fitting(account_id, wanted))
        with self._transactions.reading() as session:
            return session.scalar(fitting.select_from(ActivityRow)) or 0

    def newest(
        self, account_id: str, wanted: PastWanted, limit: int, before: Place | None = None
    ) -> list[Place]:
        """Give the newest of them, or the next ones behind a place."""
        rows = select(ActivityRow.start, ActivityRow.id, ActivityRow.revision)
        rows = rows.where(*_fitting(account_id, wanted))
        if before is not None:
            same_moment = and_(ActivityRow.start == before.start, ActivityRow.id < before.id)
            rows = rows.where(or_(ActivityRow.start < before.start, same_moment))
        rows = rows.order_by(ActivityRow.start.desc(), ActivityRow.id.desc()).limit(limit)
        with self._transactions.reading() as session:
            return [Place(start, key, revision) for start, key, revision in session.execute(rows)]


def _fitting(account_id: str, wanted: PastWanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        ActivityRow.account_id == account_id,
        ActivityRow.hidden_at.is_(None),
        exists().where(
            RecordingRow.activity_id == ActivityRow.id, RecordingRow.source.in_(wanted.sources)
        ),
    ]
    if wanted.sport:
        conditions.append(ActivityRow.sport == wanted.sport)
    if wanted.since is not None:
        conditions.append(ActivityRow.start >= wanted.since)
    if wanted.until is not None:
        conditions.append(ActivityRow.start < wanted.until)
    if wanted.not_in:
        had = exists().where(
            RunRow.activity_id == ActivityRow.id, RunRow.pipeline_id == wanted.not_in
        )
        conditions.append(~had)
    return conditions
