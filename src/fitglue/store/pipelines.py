"""A person's pipelines."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Text, bindparam, cast, exists, select, update
from sqlalchemy.orm import Session

from fitglue.domain.ledger import DeliveryState
from fitglue.domain.plan import Plan, plan_of
from fitglue.domain.runs import UNFINISHED, RunState
from fitglue.store.inputs import CANCELLED, WAITING
from fitglue.store.tables import DeliveryRow, InputRow, PipelineRow, RunRow
from fitglue.store.transactions import Transactions


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A plan, and whether new activities go through it."""

    plan: Plan
    enabled: bool
    created_at: datetime


class Pipelines:
    """Keeps pipelines. A deleted one is gone for its owner; its runs keep their history."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def save(self, account_id: str, plan: Plan, *, enabled: bool = True) -> Pipeline:
        """Keep a plan; one without an id becomes a new pipeline."""
        with self._transactions.writing("save a pipeline") as session:
            row = _of(session, account_id, plan.id) if plan.id else None
            if row is None:
                row = PipelineRow(
                    id=str(uuid.uuid4()), account_id=account_id, created_at=datetime.now(UTC),
                    archived_at=None,
                )  # fmt: skip
                session.add(row)
            _fill(row, plan)
            row.enabled = enabled
        return _pipeline(row)

    def enable(self, account_id: str, pipeline_id: str, *, enabled: bool) -> bool:
        """Let new activities go through it, or not; tell whether it is there."""
        with self._transactions.writing("enable a pipeline") as session:
            row = _of(session, account_id, pipeline_id)
            if row is not None:
                row.enabled = enabled
            return row is not None

    def archive(self, account_id: str, pipeline_id: str) -> bool:
        """Delete it for its owner, and end what waits in it; tell whether it was there."""
        with self._transactions.writing("archive a pipeline") as session:
            row = _of(session, account_id, pipeline_id)
            if row is None:
                return False
            now = datetime.now(UTC)
            row.enabled, row.archived_at = False, now
            for end in _ends_of_what_waits(pipeline_id, now):
                session.execute(end)
            return True

    def get(self, account_id: str, pipeline_id: str) -> Pipeline | None:
        """Give one pipeline."""
        with self._transactions.reading() as session:
            row = _of(session, account_id, pipeline_id)
            return _pipeline(row) if row else None

    def of_account(self, account_id: str) -> list[Pipeline]:
        """Give a person's pipelines, oldest first."""
        with self._transactions.reading() as session:
            return [_pipeline(row) for row in session.scalars(_of_account(account_id))]

    @staticmethod
    def enabled(session: Session, account_id: str) -> list[Plan]:
        """Give the plans that new activities go through."""
        rows = session.execute(_ENABLED, {"account_id": account_id})
        return [_pipeline(row).plan for row in rows]


def has_target(account_id: ColumnElement[str], plugin: str) -> ColumnElement[bool]:
    """Tell whether any of a person's pipelines has a target, those that are off too.

    It is looked for in the text of the JSON, which both databases keep as `json.dumps` wrote it.
    Within a setting's words every quote has a backslash before it, so that they are never taken
    for it; only a setting that itself is named `plugin` could be.
    """
    use = f'"plugin": "{plugin}"'
    return exists().where(
        _T.account_id == account_id, _T.archived_at.is_(None),
        cast(_T.targets, Text).contains(use, autoescape=True),
    )  # fmt: skip


def _of_account(account_id: str) -> Any:
    return (
        select(PipelineRow)
        .where(PipelineRow.account_id == account_id, PipelineRow.archived_at.is_(None))
        .order_by(PipelineRow.created_at)
    )


# Asked for every arrival, so made once, and of the table: no row is wanted as an object.
_T = PipelineRow.__table__.c
_ENABLED = (
    select(PipelineRow.__table__)
    .where(_T.account_id == bindparam("account_id"), _T.archived_at.is_(None), _T.enabled)
    .order_by(_T.created_at)
)


def _of(session: Session, account_id: str, pipeline_id: str) -> PipelineRow | None:
    row = session.get(PipelineRow, pipeline_id)
    mine = row is not None and row.account_id == account_id and row.archived_at is None
    return row if mine else None


def _ends_of_what_waits(pipeline_id: str, now: datetime) -> tuple[Any, ...]:
    why = "Its pipeline was deleted."
    runs = (
        update(RunRow)
        .where(RunRow.pipeline_id == pipeline_id, RunRow.state.in_(UNFINISHED))
        .values(
            state=RunState.CANCELLED, why=why, wake_at=None, changed_at=now,
            segment=RunRow.segment + 1,
        )
    )  # fmt: skip
    deliveries = (
        update(DeliveryRow)
        .where(DeliveryRow.pipeline_id == pipeline_id, DeliveryRow.state == DeliveryState.WAITING)
        .values(state=DeliveryState.SKIPPED, why=why, changed_at=now)
    )
    questions = (
        update(InputRow)
        .where(InputRow.pipeline_id == pipeline_id, InputRow.state == WAITING)
        .values(state=CANCELLED, answered_at=now)
    )
    looks = update(RunRow).where(RunRow.pipeline_id == pipeline_id).values(look_again_at=None)
    return runs, deliveries, questions, looks


def _fill(row: PipelineRow, plan: Plan) -> None:
    row.name, row.sources = plan.name, list(plan.sources)
    row.boosters = [msgspec.to_builtins(use) for use in plan.boosters]
    row.targets = [msgspec.to_builtins(use) for use in plan.targets]


def _pipeline(row: PipelineRow | Row[Any]) -> Pipeline:
    plan = plan_of({
        "id": row.id, "name": row.name, "sources": row.sources, "boosters": row.boosters,
        "targets": row.targets,
    })  # fmt: skip
    return Pipeline(plan, row.enabled, row.created_at)
