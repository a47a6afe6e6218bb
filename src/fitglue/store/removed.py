"""Activities that their owner deleted: everything that ended with them, and its way back."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from fitglue.domain.activity import Sender
from fitglue.store.listing import LIST_ONLY, batches
from fitglue.store.removal import Resumed, remove, restore
from fitglue.store.selecting import mine_among
from fitglue.store.tables import ActivityRow, RemovedRow
from fitglue.store.transactions import Transactions


class Removed:
    """Changes take part in the caller's transaction, who holds the person's lock."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def remove(
        session: Session, account_id: str, activity_ids: Sequence[str], act_id: str
    ) -> list[str]:
        """Delete activities, and name those that were there.

        What has not been delivered is not, and nothing asks about them; what targets have stays.
        """
        removed: list[str] = []
        for asked in batches(activity_ids):
            mine = select(ActivityRow.id).where(*mine_among(account_id), ActivityRow.id.in_(asked))
            ids = list(session.scalars(mine))
            if ids:
                remove(session, account_id, ids, act_id)
            removed += ids
        return removed

    @staticmethod
    def restore(session: Session, account_id: str, activity_ids: Sequence[str]) -> Resumed:
        """Bring activities back with everything that ended with them, as it was."""
        resumed = Resumed()
        for asked in batches(activity_ids):
            mine = select(RemovedRow).where(*_restorable(account_id), RemovedRow.id.in_(asked))
            for row in session.scalars(mine.with_for_update()).all():
                restore(session, row, resumed)
        session.flush()
        return resumed

    def of(self, account_id: str, activity_id: str) -> RemovedRow | None:
        """Give what is known of an activity that was deleted and can be restored."""
        mine = select(RemovedRow).where(*_restorable(account_id), RemovedRow.id == activity_id)
        with self._transactions.reading() as session:
            return session.scalar(mine)

    def lately(self, account_id: str, limit: int = 200) -> list[tuple[ActivityRow, datetime]]:
        """Give what can be restored, the last deleted first, and when it was deleted."""
        mine = (
            select(ActivityRow, RemovedRow.removed_at)
            .join(RemovedRow, RemovedRow.id == ActivityRow.id)
            .where(*_restorable(account_id), ActivityRow.account_id == account_id)
            .order_by(RemovedRow.removed_at.desc(), ActivityRow.start.desc(), ActivityRow.id)
            .limit(limit)
        )
        with self._transactions.reading() as session:
            return [(row, at) for row, at in session.execute(mine.options(*LIST_ONLY))]

    @staticmethod
    def is_buried(session: Session, sender: Sender) -> bool:
        """Tell whether a recording's owner deleted for good what it would make."""
        row = session.get(RemovedRow, sender.activity_id)
        return row is not None and row.account_id == sender.account_id and row.gone_at is not None

    @staticmethod
    def named(session: Session, activity_ids: Sequence[str]) -> set[str]:
        """Give those of some activities that were deleted ever, whoever they belong to."""
        found: set[str] = set()
        for some in batches(activity_ids):
            found |= set(session.scalars(_NAMED, {"ids": some}))
        return found

    def due(self, before: datetime) -> list[tuple[str, str]]:
        """Name the owners and activities that were deleted before a moment and are still here."""
        old = select(RemovedRow.account_id, RemovedRow.id).where(
            RemovedRow.gone_at.is_(None), RemovedRow.removed_at < before
        )
        with self._transactions.reading() as session:
            return [(owner, one) for owner, one in session.execute(old)]

    @staticmethod
    def doomed(session: Session, account_id: str, activity_id: str) -> RemovedRow | None:
        """Give a deleted activity for changing, if nobody restored it meanwhile."""
        row = session.get(RemovedRow, activity_id, with_for_update=True)
        mine = row is not None and row.account_id == account_id and row.gone_at is None
        return row if mine else None

    @staticmethod
    def bury(session: Session, row: RemovedRow, senders: Sequence[Sender]) -> None:
        """Keep nothing but names, so that a replay brings nothing back."""
        row.gone_at, row.before = datetime.now(UTC), {}
        for home in {one.activity_id for one in senders} - {row.id}:
            known = session.get(RemovedRow, home)
            if known is None:
                session.add(
                    RemovedRow(
                        id=home, account_id=row.account_id, act_id=row.act_id, before={},
                        removed_at=row.removed_at, gone_at=row.gone_at,
                    )
                )  # fmt: skip


_T = RemovedRow.__table__.c  # no row is wanted as an object
_NAMED = select(_T.id).where(_T.id.in_(bindparam("ids", expanding=True)))


def _restorable(account_id: str) -> list[ColumnElement[bool]]:
    return [RemovedRow.account_id == account_id, RemovedRow.gone_at.is_(None)]
