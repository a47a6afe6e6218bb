"""What leaves by channels: a ledger of its own, in which nothing is sent twice.

`sending` is committed before a byte leaves. A job that finds it there was cut off: nobody can tell
whether the message arrived, so it stays `unknown`, and is not sent again.
"""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fitglue.domain.notification import SendingState
from fitglue.store.tables import ChannelRow, NotificationRow, SendingRow
from fitglue.store.transactions import Transactions

Pair = tuple[SendingRow, NotificationRow]


class Sendings:
    """Changes take part in the caller's transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def want(
        session: Session, notification: NotificationRow, channel: ChannelRow, wait_s: float
    ) -> SendingRow:
        """Let a notification be sent by a channel, a little later."""
        key, now = str(uuid.uuid4()), datetime.now(UTC)
        row = SendingRow(
            id=key, account_id=notification.account_id, notification_id=notification.id,
            channel_id=channel.id, telling=notification.tellings, state=SendingState.WAITING,
            attempt=1, tries=0, taken_by="", due_at=now + timedelta(seconds=wait_s), changed_at=now,
        )  # fmt: skip
        session.add(row)
        return row

    @staticmethod
    def locked(session: Session, sending_id: str) -> tuple[SendingRow, ChannelRow] | None:
        """Give a sending and its channel; nobody else sends by it until this transaction ends."""
        row = session.get(SendingRow, sending_id)
        if row is None:
            return None
        channel = session.get(ChannelRow, row.channel_id, with_for_update=True)
        session.refresh(row)
        return (row, channel) if channel is not None else None

    @staticmethod
    def due(session: Session, row: SendingRow) -> list[Pair]:
        """Give a sending, and all else that may leave by its channel now, with what they tell."""
        is_due = (SendingRow.due_at <= datetime.now(UTC)) | (SendingRow.id == row.id)
        mine = (
            select(SendingRow, NotificationRow)
            .join(NotificationRow, NotificationRow.id == SendingRow.notification_id)
            .where(SendingRow.channel_id == row.channel_id)
            .where(SendingRow.state == SendingState.WAITING, is_due)
            .order_by(SendingRow.due_at, SendingRow.id)
        )  # fmt: skip
        return [(sending, told) for sending, told in session.execute(mine)]

    @staticmethod
    def taken(session: Session, sending_id: str) -> list[SendingRow]:
        """Give all that a sending's job took along and that is under way."""
        along = select(SendingRow).where(
            SendingRow.taken_by == sending_id, SendingRow.state == SendingState.SENDING
        )
        return list(session.scalars(along))

    @staticmethod
    def become(rows: Sequence[SendingRow], state: SendingState, taken_by: str = "") -> None:
        """Write a state on some."""
        for row in rows:
            row.state, row.changed_at = state, datetime.now(UTC)
            row.taken_by = taken_by or row.taken_by
            row.due_at = row.due_at if state == SendingState.WAITING else None

    @staticmethod
    def later(row: SendingRow, wait_s: float) -> None:
        """Let one wait for another job."""
        now = datetime.now(UTC)
        row.state, row.attempt, row.taken_by = SendingState.WAITING, row.attempt + 1, ""
        row.due_at, row.changed_at = now + timedelta(seconds=wait_s), now

    def leave_open(self) -> None:
        """Send nothing of what was under way: after a restore nobody knows what has left since."""
        with self._transactions.writing("leave sendings open") as session:
            under_way = update(SendingRow).where(
                SendingRow.state.in_((SendingState.WAITING, SendingState.SENDING))
            )
            session.execute(under_way.values(state=SendingState.UNKNOWN, due_at=None))
