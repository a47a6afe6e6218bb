"""Deliveries that change hands: what a target has of an activity that became one with another.

The row goes over, so that the target is updated and gets nothing twice, and keeps the name by which
the target knows it.
"""

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from fitglue.domain.ledger import IN_FLIGHT
from fitglue.store.tables import DeliveryRow


def take_over(session: Session, activity_id: str, into: str) -> None:
    """Let an activity have what another has at targets where it has nothing itself."""
    for row in _there(session, activity_id):
        row.taken_from = row.taken_from or activity_id
        _give(session, row, into)


def give_back(session: Session, activity_id: str, back_to: str) -> None:
    """Let an activity that is its own again have what was taken over from it."""
    for row in _there(session, activity_id):
        if row.taken_from == back_to:
            _give(session, row, back_to)
            row.taken_from = None if row.activity_id == back_to else row.taken_from


def _give(session: Session, row: DeliveryRow, into: str) -> None:
    own = session.scalar(
        select(DeliveryRow).where(
            DeliveryRow.activity_id == into,
            DeliveryRow.pipeline_id == row.pipeline_id,
            DeliveryRow.target_key == row.target_key,
        )
    )
    if own is None:
        row.activity_id = into
    elif not _is_there(own):
        _swap(session, row, own)
    session.flush()


def _swap(session: Session, row: DeliveryRow, own: DeliveryRow) -> None:
    """Exchange places; for a moment one has another key, for each may be there only once."""
    key, before = row.target_key, row.activity_id
    own.target_key = f"~{own.id}"
    session.flush()
    row.activity_id = own.activity_id
    session.flush()
    own.activity_id, own.target_key = before, key


def _there(session: Session, activity_id: str) -> Iterable[DeliveryRow]:
    there = select(DeliveryRow).where(
        DeliveryRow.activity_id == activity_id,
        or_(DeliveryRow.sent_at.is_not(None), DeliveryRow.state.in_(IN_FLIGHT)),
    )
    return list(session.scalars(there.with_for_update()))


def _is_there(row: DeliveryRow) -> bool:
    return row.sent_at is not None or row.state in IN_FLIGHT
