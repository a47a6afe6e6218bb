"""Counts of what one person has waiting, failed, set aside or left behind, for the diagnosis."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from fitglue.domain.ledger import AT_THE_TARGET
from fitglue.formats.phone_sync.reading import ENVELOPE
from fitglue.store.tables import (
    ActivityRow,
    AsideRow,
    DeliveryRow,
    ImportRow,
    PartRow,
    RecordingRow,
    RefusedItemRow,
    RemovedRow,
    RunRow,
)
from fitglue.store.transactions import Transactions

_LATELY = timedelta(days=30)
_ENVELOPE_COMES = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Condition:
    """Runs and deliveries by state, the sources that sent something lately, and what is odd."""

    runs: Mapping[str, int]
    deliveries: Mapping[str, int]
    sources: frozenset[str]
    refused_items: int
    set_aside: int
    headless: int
    kept_elsewhere: int
    import_refused: ImportRow | None


class Conditions:
    """Counts, always of one account."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def of_account(self, account_id: str) -> Condition:
        """Count, in one view of the database."""
        with self._transactions.reading() as session:
            return Condition(
                runs=_by_state(session, account_id, RunRow),
                deliveries=_by_state(session, account_id, DeliveryRow),
                sources=_sources(session, account_id),
                refused_items=_number(session, RefusedItemRow.account_id == account_id),
                set_aside=_number(
                    session, (AsideRow.account_id == account_id) & AsideRow.is_broken
                ),
                headless=_headless(session, account_id),
                kept_elsewhere=len(left_behind(session, account_id)),
                import_refused=_import_refused(session, account_id),
            )

    def left_behind(self, account_id: str) -> list[ActivityRow]:
        """Give the activities deleted in Health of late that are still at a target."""
        with self._transactions.reading() as session:
            return left_behind(session, account_id)

    def deleted(self, account_id: str, activity_id: str) -> ActivityRow | None:
        """Give an activity that was deleted in Health, if it is this person's."""
        with self._transactions.reading() as session:
            row = session.get(ActivityRow, activity_id)
            if row is None or row.account_id != account_id or row.hidden_at is None:
                return None
            return row


def left_behind(session: Session, account_id: str) -> list[ActivityRow]:
    """Give hidden activities that are still at a target, the latest deleted first."""
    there = select(DeliveryRow.activity_id).where(
        DeliveryRow.account_id == account_id, DeliveryRow.state.in_(AT_THE_TARGET)
    )
    hidden = select(ActivityRow).where(
        ActivityRow.account_id == account_id,
        ActivityRow.hidden_at >= datetime.now(UTC) - _LATELY,
        ActivityRow.id.in_(there),
        ~exists().where(RemovedRow.id == ActivityRow.id),  # its owner deleted it here
    )
    return list(session.scalars(hidden.order_by(ActivityRow.hidden_at.desc(), ActivityRow.id)))


def _by_state(
    session: Session, account_id: str, table: type[RunRow | DeliveryRow]
) -> dict[str, int]:
    counted = (
        select(table.state, func.count())
        .join(ActivityRow, ActivityRow.id == table.activity_id)
        .where(table.account_id == account_id, ActivityRow.hidden_at.is_(None))
        .group_by(table.state)
    )
    return dict(list(session.execute(counted)))


def _sources(session: Session, account_id: str) -> frozenset[str]:
    lately = select(RecordingRow.source).where(
        RecordingRow.account_id == account_id,
        RecordingRow.received_at >= datetime.now(UTC) - _LATELY,
    )
    return frozenset(session.scalars(lately.distinct()))


def _number(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(condition)) or 0


def _headless(session: Session, account_id: str) -> int:
    """Count workouts of which parts came a while ago, and no envelope."""
    envelope = aliased(PartRow)
    has_one = (
        select(envelope.id)
        .where(
            envelope.account_id == account_id, envelope.name == ENVELOPE,
            envelope.workout_uuid == PartRow.workout_uuid,
        )
        .exists()
    )  # fmt: skip
    headless = select(func.count(PartRow.workout_uuid.distinct())).where(
        PartRow.account_id == account_id,
        PartRow.received_at < datetime.now(UTC) - _ENVELOPE_COMES,
        ~has_one,
    )
    return session.scalar(headless) or 0


def _import_refused(session: Session, account_id: str) -> ImportRow | None:
    """Give the last import, if it was refused, and not long ago."""
    mine = select(ImportRow).where(
        ImportRow.account_id == account_id, ImportRow.state.in_(("done", "refused"))
    )
    last = session.scalar(mine.order_by(ImportRow.created_at.desc()).limit(1))
    if last is None or last.state != "refused":
        return None
    return last if last.created_at >= datetime.now(UTC) - _LATELY else None
