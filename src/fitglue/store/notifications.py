"""What people are told: one row per cause, and the one place that decides whether to tell it."""

import uuid
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from fitglue.domain.notification import QUIET, TOLD, Cause, Kind
from fitglue.store.inserting import inserted
from fitglue.store.tables import NotificationRow, SendingRow
from fitglue.store.transactions import Transactions


class Notifications:
    """Changes take part in the caller's transaction, beside the state that causes them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def happened(session: Session, account_id: str, cause: Cause) -> NotificationRow | None:
        """Write a cause, and give its row if it has to be told: once, until it is solved."""
        row, now = _locked(session, account_id, cause) if cause.adds else None, datetime.now(UTC)
        if row is None:  # as most are: only crowds come again and again
            if new := inserted(session, NotificationRow, _first(account_id, cause, now)):
                return new
            row = _locked(session, account_id, cause)
            assert row is not None  # noqa: S101 - it stood in the way, and is locked now
        is_anew = not row.tellings or row.resolved_at is not None
        if is_anew or (cause.adds and now - row.changed_at > QUIET):
            row.tellings, row.number, row.told = row.tellings + 1, cause.number, asdict(cause.told)
            row.happened_at = row.changed_at = now
            row.read_at = row.resolved_at = None
            return row
        row.told, row.changed_at = asdict(TOLD.of(row.told).merged(cause.told)), now
        row.number = row.number + 1 if cause.adds else cause.number
        return None

    @staticmethod
    def resolve(session: Session, account_id: str, kind: Kind, *subjects: str) -> bool:
        """Write that causes are gone, and tell whether any was there; no subject means them all."""
        mine = _open(account_id, kind)
        if subjects:
            mine.append(NotificationRow.subject.in_(subjects))
        now = datetime.now(UTC)
        ended = session.execute(update(NotificationRow).where(*mine).values(resolved_at=now))
        return cast("CursorResult[Any]", ended).rowcount > 0

    @staticmethod
    def open_subjects(session: Session, account_id: str, kind: Kind, prefix: str) -> list[str]:
        """Give the subjects of what is not solved, of those that begin so."""
        open_ones = session.scalars(_OPEN_SUBJECTS, {"account_id": account_id, "kind": kind})
        return [subject for subject in open_ones if subject.startswith(prefix)]

    def latest(self, account_id: str, limit: int = 100) -> list[NotificationRow]:
        """Give what happened lately, newest first."""
        mine = select(NotificationRow).where(NotificationRow.account_id == account_id)
        newest = mine.order_by(NotificationRow.happened_at.desc(), NotificationRow.id).limit(limit)
        with self._transactions.reading() as session:
            return list(session.scalars(newest))

    def count(self, account_id: str) -> int:
        """Count what asks for something and was not read: what the bell shows."""
        asks = [kind.value for kind in Kind if kind.asks]
        mine = select(func.count()).where(
            NotificationRow.account_id == account_id,
            NotificationRow.kind.in_(asks),
            NotificationRow.read_at.is_(None),
            NotificationRow.resolved_at.is_(None),
        )
        with self._transactions.reading() as session:
            return session.scalar(mine) or 0

    def read(self, account_id: str, notification_id: str) -> NotificationRow | None:
        """Note that somebody has read one of theirs, and give it."""
        with self._transactions.writing("read a notification") as session:
            row = session.get(NotificationRow, notification_id)
            if row is None or row.account_id != account_id:
                return None
            row.read_at = row.read_at or datetime.now(UTC)
            return row

    def read_all(self, account_id: str) -> None:
        """Note that somebody has read all of theirs."""
        with self._transactions.writing("read all notifications") as session:
            mine = update(NotificationRow).where(
                NotificationRow.account_id == account_id, NotificationRow.read_at.is_(None)
            )
            session.execute(mine.values(read_at=datetime.now(UTC)))

    def forget(self, before: datetime) -> int:
        """Delete what happened before a moment and asks for nothing any more, and count it."""
        over = NotificationRow.resolved_at.is_not(None) | (NotificationRow.kind == Kind.DELIVERED)
        old = select(NotificationRow.id).where(NotificationRow.changed_at < before, over)
        with self._transactions.writing("forget notifications") as session:
            session.execute(delete(SendingRow).where(SendingRow.notification_id.in_(old)))
            gone = session.execute(delete(NotificationRow).where(NotificationRow.id.in_(old)))
            return cast("CursorResult[Any]", gone).rowcount


def _open(account_id: str, kind: Kind) -> list[ColumnElement[bool]]:
    return [
        NotificationRow.account_id == account_id,
        NotificationRow.kind == kind,
        NotificationRow.resolved_at.is_(None),
    ]


def _first(account_id: str, cause: Cause, now: datetime) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()), "account_id": account_id, "kind": cause.kind.value,
        "subject": cause.subject, "told": asdict(cause.told), "number": cause.number,
        "tellings": 1, "happened_at": now, "changed_at": now, "read_at": None, "resolved_at": None,
    }  # fmt: skip


def _locked(session: Session, account_id: str, cause: Cause) -> NotificationRow | None:
    """Give the one row of a cause for changing, if it was there before."""
    named = {"account_id": account_id, "kind": cause.kind, "subject": cause.subject}
    return session.scalars(_OF_CAUSE, named).one_or_none()


# Asked for every delivery, so made once.
_OPEN_SUBJECTS = select(NotificationRow.subject).where(
    NotificationRow.account_id == bindparam("account_id"),
    NotificationRow.kind == bindparam("kind"),
    NotificationRow.resolved_at.is_(None),
)
_OF_CAUSE = (
    select(NotificationRow)
    .where(NotificationRow.account_id == bindparam("account_id"))
    .where(NotificationRow.kind == bindparam("kind"))
    .where(NotificationRow.subject == bindparam("subject"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
