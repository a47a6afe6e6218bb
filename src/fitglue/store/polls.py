"""What is asked of services by the clock, and spans of the past that are fetched from them."""

import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from fitglue.domain.arrival import Span
from fitglue.domain.connecting import ConnectionState, HistoryState
from fitglue.store.selecting import owned_by
from fitglue.store.tables import ActivityRow, ConnectionRow, DeliveryRow, HistoryRow, PollRow
from fitglue.store.transactions import Transactions


class Polls:
    """Questions and changes; those with a session take part in the caller's transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def switch_on(session: Session, connection_id: str, source: str) -> PollRow:
        """Ask for what is new from now on; one that is on goes on, at once."""
        row = session.get(PollRow, (connection_id, source))
        if row is None:
            row = PollRow(
                connection_id=connection_id, source=source, cursor={}, number=0, tries=0, why="",
                asked_at=None,
            )  # fmt: skip
            session.add(row)
        row.next_at = datetime.now(UTC)
        return row

    @staticmethod
    def switch_off(session: Session, connection_id: str, source: str) -> None:
        """Ask no more; what was fetched stays."""
        session.execute(
            delete(PollRow).where(PollRow.connection_id == connection_id, PollRow.source == source)
        )

    @staticmethod
    def locked(session: Session, connection_id: str, source: str) -> PollRow | None:
        """Give a poll for changing."""
        return session.get(PollRow, (connection_id, source), with_for_update=True)

    def get(self, connection_id: str, source: str) -> PollRow | None:
        """Give a poll."""
        with self._transactions.reading() as session:
            return session.get(PollRow, (connection_id, source))

    def asked_at(self, account_id: str, source: str) -> datetime | None:
        """Tell when a source was last asked for a person and answered; none where it is off.

        Through several connections: the one that was asked the longest ago.
        """
        mine = (
            select(PollRow.asked_at)
            .join(ConnectionRow)
            .where(ConnectionRow.account_id == account_id, PollRow.source == source)
        )
        with self._transactions.reading() as session:
            asked = list(session.scalars(mine))
        known = [moment for moment in asked if moment is not None]
        return min(known) if known and len(known) == len(asked) else None

    def of_account(self, account_id: str) -> Sequence[PollRow]:
        """Give what is asked through a person's connections."""
        with self._transactions.reading() as session:
            own = ConnectionRow.account_id == account_id
            return session.scalars(select(PollRow).join(ConnectionRow).where(own)).all()

    def due(self, now: datetime) -> Sequence[PollRow]:
        """Give what has to be asked now, of connections that work."""
        with self._transactions.reading() as session:
            works = ConnectionRow.state == ConnectionState.CONNECTED
            due = select(PollRow).join(ConnectionRow).where(PollRow.next_at <= now, works)
            return session.scalars(due.order_by(PollRow.next_at)).all()

    @staticmethod
    def ours(
        session: Session, account_id: str, targets: Collection[str], remote_ids: Collection[str]
    ) -> set[str]:
        """Give those of some ids under which we delivered something to some targets."""
        there = select(DeliveryRow.remote_id).where(
            DeliveryRow.account_id == account_id,
            DeliveryRow.target.in_(targets),
            DeliveryRow.remote_id.in_(remote_ids),
        )
        return set(session.scalars(there))

    @staticmethod
    def known(session: Session, account_id: str, activity_ids: Collection[str]) -> set[str]:
        """Give those of some ids that are a person's activities, or were before they became one."""
        own = owned_by(ActivityRow.account_id, account_id), ActivityRow.id.in_(activity_ids)
        before = (
            DeliveryRow.account_id == account_id, DeliveryRow.taken_from.in_(activity_ids),
        )  # fmt: skip
        here = set(session.scalars(select(ActivityRow.id).where(*own)))
        earlier = session.scalars(select(DeliveryRow.taken_from).where(*before))
        return here | {one for one in earlier if one}

    @staticmethod
    def begin_history(
        session: Session, poll: tuple[str, str], span: Span, *, posts: bool, expected: int | None
    ) -> HistoryRow:
        """Begin to fetch a span of the past from a source through a connection."""
        now = datetime.now(UTC)
        row = HistoryRow(
            id=str(uuid.uuid4()), connection_id=poll[0], source=poll[1], start_at=span.start,
            end_at=span.end, posts=posts, state=HistoryState.RUNNING, cursor={}, page=0,
            expected=expected, found=0, taken=0, tries=0, why="", created_at=now, changed_at=now,
        )  # fmt: skip
        session.add(row)
        return row

    @staticmethod
    def locked_history(session: Session, history_id: str) -> HistoryRow | None:
        """Give a history import for changing."""
        return session.get(HistoryRow, history_id, with_for_update=True)

    @staticmethod
    def stopped_histories(session: Session, connection_id: str) -> Sequence[HistoryRow]:
        """Give the history imports that say why they stopped; who paused one needs no reason."""
        stopped = (HistoryRow.state == HistoryState.PAUSED, HistoryRow.why != "")
        own = HistoryRow.connection_id == connection_id
        return session.scalars(select(HistoryRow).where(own, *stopped).with_for_update()).all()

    def history(self, history_id: str) -> HistoryRow | None:
        """Give a history import."""
        with self._transactions.reading() as session:
            return session.get(HistoryRow, history_id)

    def histories(self, account_id: str) -> Sequence[HistoryRow]:
        """Give a person's history imports, the newest first."""
        with self._transactions.reading() as session:
            own = ConnectionRow.account_id == account_id
            found = select(HistoryRow).join(ConnectionRow).where(own)
            return session.scalars(found.order_by(HistoryRow.created_at.desc())).all()
