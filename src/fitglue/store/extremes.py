"""The highest of a person's figures, over all their activities."""

from sqlalchemy import select

from fitglue.store.tables import ActivityRow
from fitglue.store.transactions import Transactions


class Extremes:
    """Questions about one account, answered from an index."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def heart_rate(self, account_id: str, most: float) -> float | None:
        """Give the highest that a person's heart was seen at, of those up to `most`."""
        highest = (
            select(ActivityRow.max_hr_bpm)
            .where(
                ActivityRow.account_id == account_id,
                ActivityRow.hidden_at.is_(None),
                ActivityRow.max_hr_bpm <= most,
            )
            .order_by(ActivityRow.max_hr_bpm.desc())
        )
        with self._transactions.reading() as session:
            return session.scalar(highest.limit(1))
