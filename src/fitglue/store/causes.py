"""What a notification has to know of what causes it. Reads in the caller's transaction."""

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from fitglue.domain.ledger import DeliveryState
from fitglue.domain.notification import Kind
from fitglue.domain.plan import BoosterUse
from fitglue.domain.sample import SAMPLE
from fitglue.store.inputs import WAITING, input_id
from fitglue.store.tables import (
    ActivityRow,
    DeliveryRow,
    InputRow,
    NotificationRow,
    RecordingRow,
    RunRow,
)

_TITLE = select(ActivityRow.title).where(ActivityRow.id == bindparam("activity_id"))  # made once


@dataclass(frozen=True, slots=True)
class OfDelivery:
    """What telling of a delivery has to know of the run that wants it, and of its activity.

    `has_trouble` is set when a notification is open that the delivery's arrival may solve.
    """

    activity_id: str
    pipeline_id: str
    backfill: bool
    title: str
    is_sample: bool
    has_trouble: bool


class Causes:
    """Questions about activities, deliveries and inputs."""

    @staticmethod
    def title(session: Session, activity_id: str) -> str:
        """Give an activity's title."""
        return session.scalar(_TITLE, {"activity_id": activity_id}) or "An activity"

    @staticmethod
    def of_delivery(session: Session, row: DeliveryRow) -> OfDelivery:
        """Give all that there is to know of a delivery, with one question."""
        asked = {
            "run_id": row.run_id, "activity_id": row.activity_id, "account_id": row.account_id,
            "delivery": f"delivery:{row.id}",
        }  # fmt: skip
        return OfDelivery(*session.execute(_OF_DELIVERY, asked).one())

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


# Asked for every delivery, so made once, and of columns alone.
_R, _A, _N = RunRow.__table__.c, ActivityRow.__table__.c, NotificationRow.__table__.c
_OF_RUN = literal("run:") + _R.activity_id + literal(":") + _R.pipeline_id
_SOURCE_ID = RecordingRow.__table__.c.source_id
_OF_DELIVERY = select(
    _R.activity_id,
    _R.pipeline_id,
    _R.backfill,
    func.coalesce(
        select(func.nullif(_A.title, ""))
        .where(_A.id == bindparam("activity_id"))
        .scalar_subquery(),
        "An activity",
    ),
    exists().where(
        RecordingRow.__table__.c.activity_id == bindparam("activity_id"),
        func.substr(_SOURCE_ID, 1, len(SAMPLE)) == SAMPLE,
    ),
    exists()
    .where(_N.account_id == bindparam("account_id"), _N.resolved_at.is_(None))
    .where(
        or_(
            _N.kind == Kind.NEEDS_YOU,
            (_N.kind == Kind.FAILED) & _N.subject.in_((bindparam("delivery"), _OF_RUN)),
        )
    ),
).where(_R.id == bindparam("run_id"))
