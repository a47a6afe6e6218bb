"""Every moment that something waits for."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from fitglue.store.tables import CallRow, DeliveryRow, HoldRow, RunRow, SendingRow

_MOMENTS = (
    RunRow.wake_at, RunRow.look_again_at, DeliveryRow.retry_at, HoldRow.until, CallRow.at,
    SendingRow.due_at,
)  # fmt: skip


def bring_forward(session: Session, by: timedelta) -> None:
    """Move all of them, and the calls that a pace counts, to an earlier time of the clock."""
    for moment in _MOMENTS:
        waiting = select(moment.class_).where(moment.is_not(None)).options(load_only(moment))
        for row in session.scalars(waiting):
            setattr(row, moment.key, getattr(row, moment.key) - by)
