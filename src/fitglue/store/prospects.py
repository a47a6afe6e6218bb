"""What an act on some activities would meet: what targets have, what went through pipelines."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fitglue.domain.ledger import AT_THE_TARGET, DeliveryState
from fitglue.domain.runs import UNFINISHED, RunState
from fitglue.store.listing import batches
from fitglue.store.tables import DeliveryRow, RunRow
from fitglue.store.transactions import Transactions

MADE = (RunState.DONE, RunState.DELIVERING)


@dataclass(slots=True)
class Prospects:
    """Counts of what there is of some activities.

    `through`: those that have been through a pipeline. `there`: those that a target of a pipeline
    has, by its key; `told`: those that it has, or was to have. `targets`: what each kind of target
    has. `waiting`: runs that are not over.
    """

    through: Counter[str] = field(default_factory=Counter)
    there: Counter[tuple[str, str]] = field(default_factory=Counter)
    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    targets: Counter[str] = field(default_factory=Counter)
    waiting: int = 0


class Foresight:
    """Looks ahead, for one account."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def of(self, activity_ids: Sequence[str]) -> Prospects:
        """Look at the runs and deliveries of some activities, which are one person's."""
        found = Prospects()
        with self._transactions.reading() as session:
            for asked in batches(activity_ids):
                _add_runs(session, asked, found)
                _add_deliveries(session, asked, found)
        return found

    @staticmethod
    def newest_run(session: Session, activity_id: str, pipeline_id: str) -> RunRow | None:
        """Give the newest run whose outcome can be sent, for changing."""
        made = select(RunRow).where(
            RunRow.activity_id == activity_id, RunRow.pipeline_id == pipeline_id,
            RunRow.state.in_(MADE),
        )  # fmt: skip
        newest = made.order_by(RunRow.created_at.desc(), RunRow.id).limit(1)
        return session.scalar(newest.with_for_update())

    @staticmethod
    def delivery(
        session: Session, activity_id: str, pipeline_id: str, target_key: str
    ) -> DeliveryRow | None:
        """Give the delivery of an activity to a target, for changing."""
        mine = select(DeliveryRow).where(
            DeliveryRow.activity_id == activity_id, DeliveryRow.pipeline_id == pipeline_id,
            DeliveryRow.target_key == target_key,
        )  # fmt: skip
        return session.scalar(mine.with_for_update())

    def runs_of(self, account_id: str, cause_key: str) -> list[str]:
        """Name the runs of a cause that are not over."""
        mine = select(RunRow.id).where(
            RunRow.account_id == account_id, RunRow.cause_key == cause_key,
            RunRow.state.in_((*UNFINISHED, RunState.BLOCKED)),
        )  # fmt: skip
        with self._transactions.reading() as session:
            return list(session.scalars(mine))


def _add_runs(session: Session, asked: Sequence[str], found: Prospects) -> None:
    activities = func.count(RunRow.activity_id.distinct())
    through = select(RunRow.pipeline_id, activities).where(
        RunRow.activity_id.in_(asked), RunRow.state.in_(MADE)
    )
    found.through.update(dict(list(session.execute(through.group_by(RunRow.pipeline_id)))))
    going = select(func.count()).where(
        RunRow.activity_id.in_(asked), RunRow.state.in_((*UNFINISHED, RunState.BLOCKED))
    )
    found.waiting += session.scalar(going) or 0


def _add_deliveries(session: Session, asked: Sequence[str], found: Prospects) -> None:
    row = DeliveryRow
    grouped = (row.pipeline_id, row.target_key, row.target, row.state)
    counted = select(*grouped, func.count()).where(row.activity_id.in_(asked)).group_by(*grouped)
    for pipeline_id, key, target, state, number in session.execute(counted):
        found.told[pipeline_id, key] += number
        if DeliveryState(state) in AT_THE_TARGET:
            found.there[pipeline_id, key] += number
            found.targets[target] += number
