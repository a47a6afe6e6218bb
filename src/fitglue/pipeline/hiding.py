"""Hides an activity that was deleted where it came from: nothing more of it goes anywhere."""

from typing import TYPE_CHECKING

from fitglue.domain.runs import RunState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store


def hide(store: "Store", session: "Session", account_id: str, activity_id: str, why: str) -> bool:
    """Hide an activity, end its runs and cancel what is not delivered; false if it is not there.

    What a target has stays there; its row remembers where.
    """
    if not store.activities.hide(session, account_id, activity_id):
        return False
    let_rest(store, session, activity_id, why)
    return True


def let_rest(store: "Store", session: "Session", activity_id: str, why: str) -> None:
    """End an activity's runs and questions, and cancel what is not delivered."""
    for run in store.runs.unfinished_of(session, activity_id):
        store.runs.end(run, RunState.CANCELLED, why)
    store.deliveries.skip_all_waiting(session, activity_id, why)
    store.inputs.withdraw(session, activity_id)
