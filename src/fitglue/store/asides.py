"""Workouts of services that could not be read: set aside until they can, or are gone there."""

import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from fitglue.domain.aside import LONGEST_ID, Aside, Came
from fitglue.domain.connecting import ConnectionState
from fitglue.store.tables import AsideRow, ConnectionRow
from fitglue.store.transactions import Transactions

_MOST_SHOWN = 200
_AT_A_TIME = 50


class Asides:
    """Questions and changes; those with a session take part in the caller's transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def put(session: Session, came: Came, asides: Sequence[Aside]) -> None:
        """Set some aside; what was set aside before is told as it is now."""
        for one in {aside.name: aside for aside in asides}.values():
            row = _named(session, came, one.name) or _begun(session, came, one)
            told = one.told
            row.what, row.why, row.next_step = told.what, told.why.sentence, told.why.next_step
            row.is_broken, row.content_blob = told.is_broken, one.blob
            row.read_by, row.next_at, row.tries = came.read_by, None, 0
            row.number, row.changed_at = row.number + 1, datetime.now(UTC)
        session.flush()

    @staticmethod
    def forget(
        session: Session, connection_id: str, source: str, source_ids: Collection[str]
    ) -> bool:
        """Forget what could be taken by now, or is gone there; tell whether there was any."""
        if not source_ids:
            return False
        mine = (
            AsideRow.connection_id == connection_id, AsideRow.source == source,
            AsideRow.source_id.in_([one[:LONGEST_ID] for one in source_ids]),
        )  # fmt: skip
        gone = session.scalars(delete(AsideRow).where(*mine).returning(AsideRow.id))
        return bool(list(gone))

    @staticmethod
    def forget_connection(session: Session, connection_id: str) -> set[str]:
        """Forget everything that came through a connection, and name the blobs of that."""
        of_it = AsideRow.connection_id == connection_id
        return set(
            session.scalars(delete(AsideRow).where(of_it).returning(AsideRow.content_blob))
        ) - {""}

    @staticmethod
    def forget_bytes(session: Session, source: str, until: datetime) -> set[str]:
        """Forget the bytes of what came from a source before a moment, and name their blobs."""
        old = (AsideRow.source == source, AsideRow.changed_at < until, AsideRow.content_blob != "")
        keys = set(session.scalars(select(AsideRow.content_blob).where(*old)))
        session.execute(update(AsideRow).where(*old).values(content_blob=""))
        return keys

    @staticmethod
    def broken(session: Session, connection_id: str, source: str) -> Sequence[AsideRow]:
        """Give what is wrong of what came from a source through a connection, newest first."""
        mine = (
            AsideRow.connection_id == connection_id, AsideRow.source == source, AsideRow.is_broken
        )  # fmt: skip
        return session.scalars(
            select(AsideRow).where(*mine).order_by(AsideRow.received_at.desc(), AsideRow.id)
        ).all()

    @staticmethod
    def locked(session: Session, aside_id: str) -> AsideRow | None:
        """Give one for changing."""
        return session.get(AsideRow, aside_id, with_for_update=True)

    @staticmethod
    def want_again(session: Session, rows: Sequence[AsideRow]) -> None:
        """Let some be read again, now."""
        for row in rows:
            row.next_at, row.tries, row.number = datetime.now(UTC), 0, row.number + 1
        session.flush()

    def get(self, account_id: str, aside_id: str) -> AsideRow | None:
        """Give one of a person's."""
        with self._transactions.reading() as session:
            row = session.get(AsideRow, aside_id)
            return row if row is not None and row.account_id == account_id else None

    def read(self, aside_id: str) -> AsideRow | None:
        """Give one, whoever's it is."""
        with self._transactions.reading() as session:
            return session.get(AsideRow, aside_id)

    def of_connection(self, connection_id: str) -> Sequence[AsideRow]:
        """Give what came through a connection: what is wrong first, then the newest."""
        mine = select(AsideRow).where(AsideRow.connection_id == connection_id)
        order = (AsideRow.is_broken.desc(), AsideRow.received_at.desc(), AsideRow.id)
        with self._transactions.reading() as session:
            return session.scalars(mine.order_by(*order).limit(_MOST_SHOWN)).all()

    def counts(self, account_id: str) -> dict[str, dict[bool, int]]:
        """Count a person's by connection, and by whether something is wrong."""
        counted = (
            select(AsideRow.connection_id, AsideRow.is_broken, func.count())
            .where(AsideRow.account_id == account_id)
            .group_by(AsideRow.connection_id, AsideRow.is_broken)
        )
        found: dict[str, dict[bool, int]] = {}
        with self._transactions.reading() as session:
            for connection_id, is_broken, number in session.execute(counted):
                found.setdefault(connection_id, {})[is_broken] = number
        return found

    def due(self, now: datetime, version: str) -> Sequence[AsideRow]:
        """Give what is read again now, of connections that work.

        That is what somebody asked for, and what another FitGlue could not read.
        """
        is_due = or_(AsideRow.next_at <= now, AsideRow.next_at.is_(None))
        is_wanted = or_(AsideRow.next_at.is_not(None), AsideRow.read_by != version)
        works = ConnectionRow.state == ConnectionState.CONNECTED
        due = (
            select(AsideRow)
            .join(ConnectionRow)
            .where(is_due, is_wanted, works, AsideRow.source_id != "")
            .order_by(AsideRow.next_at, AsideRow.received_at.desc())
            .limit(_AT_A_TIME)
        )
        with self._transactions.reading() as session:
            return session.scalars(due).all()


def _named(session: Session, came: Came, name: str) -> AsideRow | None:
    mine = (
        AsideRow.connection_id == came.connection_id, AsideRow.source == came.source,
        AsideRow.name == name,
    )  # fmt: skip
    return session.scalar(select(AsideRow).where(*mine).with_for_update())


def _begun(session: Session, came: Came, one: Aside) -> AsideRow:
    now = datetime.now(UTC)
    row = AsideRow(
        id=str(uuid.uuid4()), account_id=came.account_id, connection_id=came.connection_id,
        source=came.source, name=one.name, source_id=one.source_id, posts=came.posts,
        backfill=came.backfill, number=0, next_at=None, tries=0, received_at=now,
    )  # fmt: skip
    session.add(row)
    return row
