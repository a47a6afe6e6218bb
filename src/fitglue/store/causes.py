"""What a notification has to know of what causes it. Reads in the caller's transaction."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from fitglue.domain.ledger import DeliveryState
from fitglue.domain.plan import BoosterUse
from fitglue.store.inputs import WAITING, input_id
from fitglue.store.tables import ActivityRow, DeliveryRow, InputRow, RunRow

_TITLE = select(ActivityRow.title).where(ActivityRow.id == bindparam("activity_id"))  # made once


class Causes:
    """Questions about activities, deliveries and inputs."""

    @staticmethod
    def title(session: Session, activity_id: str) -> str:
        """Give an activity's title."""
        return session.scalar(_TITLE, {"activity_id": activity_id}) or "An activity"

    @staticmethod
    def that_need(session: Session, row: DeliveryRow, *, for_any_reason: bool = False) -> int:
        """Count a person's deliveries to a target that need them, for the same reason as one."""
        mine = select(func.count()).where(
            DeliveryRow.account_id == row.account_id,
            DeliveryRow.state == DeliveryState.NEEDS_YOU,
            DeliveryRow.target == row.target,
        )
        same = mine if for_any_reason else mine.where(DeliveryRow.why == row.why)
        return session.scalar(same) or 0

    @staticmethod
    def open_question(session: Session, run: RunRow, use: BoosterUse) -> str | None:
        """Give the id of what a booster asks in a run; none when that is settled."""
        row = session.get(InputRow, input_id(run.activity_id, run.pipeline_id, use.key))
        return row.id if row is not None and row.state == WAITING else None
