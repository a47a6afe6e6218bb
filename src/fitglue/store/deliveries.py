"""The ledger: what has to go where, and what the targets said."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select, update

from fitglue.domain.errors import Delivery as DeliveryError
from fitglue.domain.ledger import DeliveryState, Settled
from fitglue.domain.plugins import Receipt
from fitglue.store.tables import DeliveryRow
from fitglue.store.transactions import Transactions

_IDS_AT_A_TIME = 500  # databases limit the parameters of one question


class Deliveries:
    """Questions and changes of the ledger."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def waiting(self, limit: int) -> list[DeliveryRow]:
        """Give deliveries that nobody has tried yet, oldest first."""
        rows = (
            select(DeliveryRow)
            .where(DeliveryRow.state == DeliveryState.WAITING)
            .order_by(DeliveryRow.changed_at, DeliveryRow.id)
            .limit(limit)
        )
        with self._transactions.reading() as session:
            return list(session.scalars(rows))

    def of_activities(self, account_id: str, activity_ids: Sequence[str]) -> list[DeliveryRow]:
        """Give the deliveries of some activities, in the order of pipelines and targets."""
        rows = (
            select(DeliveryRow)
            .where(DeliveryRow.account_id == account_id, DeliveryRow.activity_id.in_(activity_ids))
            .order_by(DeliveryRow.pipeline_id, DeliveryRow.position)
        )
        with self._transactions.reading() as session:
            return list(session.scalars(rows))

    def files(self, account_id: str, activity_ids: Sequence[str]) -> dict[str, list[str]]:
        """Give the paths of delivered files, by activity."""
        paths: dict[str, list[str]] = {}
        for first in range(0, len(activity_ids), _IDS_AT_A_TIME):
            asked = activity_ids[first : first + _IDS_AT_A_TIME]
            for row in self.of_activities(account_id, asked):
                if row.target == "folder" and row.state == DeliveryState.SENT:
                    paths.setdefault(row.activity_id, []).append(row.url)
        return paths

    def get(self, account_id: str, delivery_id: str) -> DeliveryRow | None:
        """Give one delivery."""
        with self._transactions.reading() as session:
            row = session.get(DeliveryRow, delivery_id)
            return row if row is not None and row.account_id == account_id else None

    def settle(self, settled: Sequence[Settled]) -> None:
        """Write what the targets said, all in one transaction."""
        now = datetime.now(UTC)
        with self._transactions.writing() as session:
            for one in settled:
                session.execute(
                    update(DeliveryRow)
                    .where(DeliveryRow.id == one.delivery_id)
                    .values(state=one.state.value, changed_at=now, **_said(one.outcome))
                )


def _said(outcome: Receipt | DeliveryError) -> dict[str, str]:
    if isinstance(outcome, Receipt):
        return {"remote_id": outcome.id, "url": outcome.url, "why": "", "next_step": ""}
    return {"why": outcome.sentence, "next_step": outcome.next_step}
