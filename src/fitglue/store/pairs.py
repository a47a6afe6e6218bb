"""Pairs of recordings: the questions whether they are one workout, and what people said."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from fitglue.domain.activity import Sender
from fitglue.store.tables import PairRow, RecordingRow
from fitglue.store.transactions import Transactions

ASKED, ONE, TWO = "asked", "one", "two"
_NAMESPACE = uuid.UUID("3d2b8a54-1c7b-4a6c-8e38-6f1d5b7f0a92")


class Pairs:
    """Keeps one row for two recordings, whichever came first, always of one account."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def ask(session: Session, one: Sender, other: Sender, reasons: Sequence[str]) -> None:
        """Ask whether two are one workout, unless that was asked or said before."""
        if session.get(PairRow, pair_id(one, other)) is None:
            session.add(_row(one, other, ASKED, reasons))

    @staticmethod
    def say(
        session: Session, ones: Iterable[Sender], others: Iterable[Sender], *, are_one: bool
    ) -> None:
        """Remember of each with each what a person said."""
        said = ONE if are_one else TWO
        for one, other in product(ones, others):
            row = session.get(PairRow, pair_id(one, other))
            if row is None:
                row = _row(one, other, said, ())
                session.add(row)
            row.state, row.answered_at = said, datetime.now(UTC)

    @staticmethod
    def kept_apart(session: Session, sender: Sender) -> set[Sender]:
        """Give the recordings that are another workout than this one, because somebody said so."""
        mine = select(PairRow).where(
            PairRow.account_id == sender.account_id, PairRow.state == TWO, _has(sender)
        )
        both = {side for row in session.scalars(mine) for side in Pairs.sides(row)}
        return both - {sender}

    @staticmethod
    def asked(session: Session, account_id: str) -> list[PairRow]:
        """Give the questions that wait for a person."""
        mine = select(PairRow).where(PairRow.account_id == account_id, PairRow.state == ASKED)
        return list(session.scalars(mine))

    @staticmethod
    def forget_questions(session: Session, senders: Iterable[Sender]) -> None:
        """Ask nothing more about recordings that are gone."""
        for sender in senders:
            for row in _asked_about(session, sender):
                session.delete(row)

    @staticmethod
    def forget(session: Session, senders: Iterable[Sender]) -> None:
        """Forget all that was asked and said about recordings that are deleted for good."""
        for sender in senders:
            mine = select(PairRow).where(PairRow.account_id == sender.account_id, _has(sender))
            for row in session.scalars(mine):
                session.delete(row)
        session.flush()

    @staticmethod
    def forget_settled(session: Session, senders: Iterable[Sender]) -> None:
        """Ask nothing more about recordings of which it is clear now that they are one workout."""
        together = set(senders)
        for sender in together:
            for row in _asked_about(session, sender):
                if set(Pairs.sides(row)) <= together:
                    session.delete(row)

    @staticmethod
    def sides(row: PairRow) -> tuple[Sender, Sender]:
        """Name the two recordings."""
        return (
            Sender(row.account_id, row.one_source, row.one_source_id),
            Sender(row.account_id, row.other_source, row.other_source_id),
        )

    @staticmethod
    def locked(session: Session, account_id: str, pair_id: str) -> PairRow | None:
        """Give a question that waits, for changing."""
        row = session.get(PairRow, pair_id, with_for_update=True)
        mine = row is not None and row.account_id == account_id and row.state == ASKED
        return row if mine else None

    def get(self, account_id: str, pair_id: str) -> PairRow | None:
        """Give one pair."""
        with self._transactions.reading() as session:
            row = session.get(PairRow, pair_id)
            return row if row is not None and row.account_id == account_id else None

    def waiting(self, account_id: str) -> list[tuple[PairRow, str, str]]:
        """Give the questions that wait, oldest first, each with the two activities as of now."""
        one, other = aliased(RecordingRow), aliased(RecordingRow)
        mine = (
            select(PairRow, one.activity_id, other.activity_id)
            .where(PairRow.account_id == account_id, PairRow.state == ASKED)
            .join(one, _is(one, PairRow.one_source, PairRow.one_source_id))
            .join(other, _is(other, PairRow.other_source, PairRow.other_source_id))
            .where(one.activity_id != other.activity_id)
            .order_by(PairRow.asked_at, PairRow.id)
        )
        with self._transactions.reading() as session:
            found = {row.id: (row, a, b) for row, a, b in session.execute(mine)}
            return list(found.values())

    def count(self, account_id: str) -> int:
        """Count the questions that wait."""
        mine = select(func.count()).where(PairRow.account_id == account_id, PairRow.state == ASKED)
        with self._transactions.reading() as session:
            return session.scalar(mine) or 0


def _asked_about(session: Session, sender: Sender) -> list[PairRow]:
    mine = select(PairRow).where(
        PairRow.account_id == sender.account_id, PairRow.state == ASKED, _has(sender)
    )
    return list(session.scalars(mine))


def _has(sender: Sender) -> ColumnElement[bool]:
    return or_(
        and_(PairRow.one_source == sender.source, PairRow.one_source_id == sender.source_id),
        and_(PairRow.other_source == sender.source, PairRow.other_source_id == sender.source_id),
    )


def _is(recording: Any, source: Any, source_id: Any) -> ColumnElement[bool]:
    return and_(
        recording.account_id == PairRow.account_id,
        recording.source == source,
        recording.source_id == source_id,
        recording.left_at.is_(None),
    )


def _row(one: Sender, other: Sender, state: str, reasons: Sequence[str]) -> PairRow:
    return PairRow(
        id=pair_id(one, other), account_id=one.account_id,
        one_source=one.source, one_source_id=one.source_id,
        other_source=other.source, other_source_id=other.source_id,
        state=state, reasons=list(reasons), asked_at=datetime.now(UTC), answered_at=None,
    )  # fmt: skip


def pair_id(one: Sender, other: Sender) -> str:
    """Name two recordings together, whichever comes first."""
    names = sorted(f"{each.source}\n{each.source_id}" for each in (one, other))
    return str(uuid.uuid5(_NAMESPACE, "\n".join((one.account_id, *names))))
