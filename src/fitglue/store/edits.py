"""What people changed of their activities."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy.orm import Session

from fitglue.domain.edits import EDITS, NO_EDITS, Edits
from fitglue.store.tables import EditRow
from fitglue.store.transactions import Transactions


class ActivityEdits:
    """Keeps one row for each activity that somebody changed."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def get(self, account_id: str, activity_id: str) -> Edits:
        """Give what a person changed of an activity of theirs."""
        with self._transactions.reading() as session:
            row = session.get(EditRow, activity_id)
            mine = row is not None and row.account_id == account_id
            return EDITS.of(row.changes) if mine else NO_EDITS

    @staticmethod
    def of(session: Session, activity_id: str) -> Edits:
        """Give what was changed of an activity."""
        row = session.get(EditRow, activity_id)
        return NO_EDITS if row is None else EDITS.of(row.changes)

    @staticmethod
    def put(session: Session, account_id: str, activity_id: str, edits: Edits) -> None:
        """Write what is changed of an activity now."""
        row = session.get(EditRow, activity_id)
        if not edits:
            if row is not None:
                session.delete(row)
        elif row is None:
            session.add(_row(account_id, activity_id, edits))
        else:
            row.changes, row.changed_at = _plain(edits), datetime.now(UTC)
        session.flush()

    @staticmethod
    def take_over(session: Session, activity_id: str, into: str) -> None:
        """Let what was changed of one activity count for the one that it becomes part of."""
        theirs = session.get(EditRow, activity_id)
        if theirs is not None:
            both = ActivityEdits.of(session, into).over(EDITS.of(theirs.changes))
            ActivityEdits.put(session, theirs.account_id, into, both)

    @staticmethod
    def give_back(session: Session, activity_id: str, to: str) -> None:
        """Take from an activity what came with one that goes its own way again."""
        theirs = session.get(EditRow, to)
        if theirs is not None:
            left = ActivityEdits.of(session, activity_id).without(EDITS.of(theirs.changes))
            ActivityEdits.put(session, theirs.account_id, activity_id, left)


def _row(account_id: str, activity_id: str, edits: Edits) -> EditRow:
    return EditRow(
        activity_id=activity_id,
        account_id=account_id,
        changes=_plain(edits),
        changed_at=datetime.now(UTC),
    )


def _plain(edits: Edits) -> dict[str, object]:
    plain = msgspec.to_builtins(edits)
    return {name: value for name, value in plain.items() if value not in (None, {})}
