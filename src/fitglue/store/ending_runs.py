"""The end of a run whose deliveries are all over, in the transaction of the last of them."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from fitglue.domain.ledger import OPEN
from fitglue.domain.runs import RunState
from fitglue.store.tables import DeliveryRow, RunRow


class Over(NamedTuple):
    """A run that has ended, and when another one follows it."""

    id: str
    look_again_at: datetime | None


def end_if_delivered(session: Session, run_id: str) -> Over | None:
    """End a run that waited for its deliveries alone, unless one of them is on its way still.

    What the session has changed has to be written before.
    """
    # Locked first: of two deliveries that end at once, the second has to see the first.
    if session.execute(_DELIVERING, {"key": run_id}).first() is None:
        return None
    ended = session.execute(_END, {"key": run_id, "now": datetime.now(UTC)}).first()
    return Over(*ended) if ended is not None else None


# Asked for every delivery, so made once, and of columns alone.
_RUNS: Any = RunRow.__table__
_T, _D = _RUNS.c, DeliveryRow.__table__.c
_DELIVERING = (
    select(_T.id)
    .where(_T.id == bindparam("key"), _T.state == RunState.DELIVERING)
    .with_for_update()
)
_END = (
    update(_RUNS)
    .where(_T.id == bindparam("key"), _T.state == RunState.DELIVERING)
    .where(~exists().where(_D.run_id == bindparam("key"), _D.state.in_(OPEN)))
    .values(
        state=RunState.DONE, why="", wake_at=None, segment=_T.segment + 1,
        changed_at=bindparam("now"),
    )
    .returning(_T.id, _T.look_again_at)
)  # fmt: skip
