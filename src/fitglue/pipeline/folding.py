"""Lets one activity become part of another: its row stays, and leads there."""

from typing import TYPE_CHECKING

from fitglue.pipeline.hiding import let_rest

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store

_WHY = "It is one workout with another activity now."


def fold(store: "Store", session: "Session", activity_id: str, into: str) -> None:
    """Give an activity's recordings and what targets have of it to another one.

    What was not delivered of it stays here: the other one is.
    """
    store.recordings.move(session, store.recordings.senders(session, activity_id), into)
    let_rest(store, session, activity_id, _WHY)
    store.edits.take_over(session, activity_id, into)
    store.activities.become(session, activity_id, into)
    store.deliveries.take_over(session, activity_id, into)
    store.pairs.forget_settled(session, store.recordings.senders(session, into))
