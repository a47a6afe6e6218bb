"""Which of somebody's recordings and activities are sample workouts."""

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from fitglue.domain.sample import SAMPLE
from fitglue.store.tables import (
    DeliveryRow,
    ImportRow,
    NotificationRow,
    RecordingRow,
    SendingRow,
)
from fitglue.store.transactions import Transactions

_AT_A_TIME = 400  # databases limit the parameters of one question
_AT_WORK = ("waiting", "running")


class Samples:
    """Questions about samples, always of one account."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def has(session: Session, activity_id: str) -> bool:
        """Tell whether an activity is made of a sample."""
        names = session.scalars(_MADE_OF, {"activity_id": activity_id})
        return any(name.startswith(SAMPLE) for name in names)

    def imports(self, account_id: str) -> list[ImportRow]:
        """Give the imports that brought samples, or are about to."""
        mine = select(ImportRow).where(ImportRow.account_id == account_id, ImportRow.sample)
        with self._transactions.reading() as session:
            return list(session.scalars(mine))

    def is_coming(self, account_id: str) -> bool:
        """Tell whether samples are on their way in."""
        rows = self.imports(account_id)
        return any(row.state in _AT_WORK or not row.result for row in rows)

    def are_here(self, account_id: str) -> bool:
        """Tell whether there is anything to take away."""
        return bool(self.imports(account_id))

    @staticmethod
    def recordings(session: Session, account_id: str) -> list[RecordingRow]:
        """Give every version of every sample."""
        mine = select(RecordingRow).where(
            RecordingRow.account_id == account_id,
            RecordingRow.source == "apple_health",
            RecordingRow.source_id >= SAMPLE,
            RecordingRow.source_id < f"{SAMPLE[:-1]};",  # the next sign: a range, by the index
        )
        return list(session.scalars(mine))

    def deliveries(self, account_id: str) -> list[DeliveryRow]:
        """Give what became of samples at targets."""
        with self._transactions.reading() as session:
            ids = sorted({row.activity_id for row in self.recordings(session, account_id)})
            found: list[DeliveryRow] = []
            for first in range(0, len(ids), _AT_A_TIME):
                some = DeliveryRow.activity_id.in_(ids[first : first + _AT_A_TIME])
                mine = select(DeliveryRow).where(DeliveryRow.account_id == account_id, some)
                found += session.scalars(mine)
            return found

    @staticmethod
    def forget_imports(session: Session, account_id: str) -> None:
        """Delete the imports that brought samples, with what was told of them."""
        for row in session.scalars(
            select(ImportRow).where(ImportRow.account_id == account_id, ImportRow.sample)
        ):
            session.delete(row)

    @staticmethod
    def forget_news(session: Session, account_id: str, subjects: list[str]) -> None:
        """Delete what was told of samples."""
        for first in range(0, len(subjects), _AT_A_TIME):
            some = NotificationRow.subject.in_(subjects[first : first + _AT_A_TIME])
            told = select(NotificationRow.id).where(NotificationRow.account_id == account_id, some)
            session.execute(delete(SendingRow).where(SendingRow.notification_id.in_(told)))
            session.execute(delete(NotificationRow).where(NotificationRow.id.in_(told)))


# Asked for every delivery, so made once.
_MADE_OF = select(RecordingRow.source_id).where(
    RecordingRow.activity_id == bindparam("activity_id")
)
