"""What happened lately, over all activities: runs in a list, and how pipelines stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, defer

from fitglue.domain.ledger import DeliveryState
from fitglue.domain.runs import UNFINISHED, RunState
from fitglue.store.inputs import WAITING
from fitglue.store.selecting import owned_by
from fitglue.store.tables import ActivityRow, DeliveryRow, InputRow, RunRow
from fitglue.store.transactions import Transactions

IN_TROUBLE = (DeliveryState.NEEDS_YOU, DeliveryState.REFUSED)
Standing = Literal["", "under_way", "needs_you", "done", "stopped"]
_STANDINGS: Mapping[str, tuple[RunState, ...]] = {
    "under_way": (RunState.WAITING, RunState.PARKED, RunState.DELIVERING),
    "needs_you": (RunState.ASKING, RunState.FAILED),
    "done": (RunState.DONE,),
    "stopped": (RunState.HALTED, RunState.CANCELLED, RunState.SUPERSEDED, RunState.BLOCKED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsWanted:
    """Which runs a list shows. `before` and `before_id` are the last run of the page before.

    `text` are words to find in the activity, `activity_id` is one.
    """

    standing: Standing = ""
    pipeline_id: str = ""
    text: str = ""
    activity_id: str = ""
    before: datetime | None = None
    before_id: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class RunsListed:
    """Runs without their drafts, their deliveries counted by state, and activities' titles."""

    rows: list[RunRow]
    deliveries: Mapping[str, Mapping[str, int]]
    titles: Mapping[str, str]


@dataclass(slots=True)
class PipelineStands:
    """How a pipeline stands: runs begun lately, runs not over yet, and what needs its owner."""

    lately: int = 0
    under_way: int = 0
    asks: int = 0
    in_trouble: int = 0


@dataclass(frozen=True, slots=True)
class _Counted:
    of: dict[str, PipelineStands] = field(default_factory=dict)

    def add(self, session: Session, name: str, question: Any) -> None:
        for pipeline_id, number in session.execute(question.group_by("pipeline_id")).all():
            setattr(self.of.setdefault(pipeline_id, PipelineStands()), name, number)


class Journal:
    """Questions about runs, always of one account."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def page(self, account_id: str, wanted: RunsWanted) -> RunsListed:
        """Give a page of runs, newest first."""
        rows = select(RunRow).where(RunRow.account_id == account_id, *_conditions(wanted))
        rows = rows.order_by(RunRow.created_at.desc(), RunRow.id.desc()).limit(wanted.limit)
        with self._transactions.reading() as session:
            page = list(session.scalars(rows.options(defer(RunRow.draft))))
            counts = _delivery_counts(session, [row.id for row in page])
            return RunsListed(page, counts, _titles(session, [row.activity_id for row in page]))

    def titles(self, account_id: str, activity_ids: Sequence[str]) -> dict[str, str]:
        """Give the titles of some activities."""
        with self._transactions.reading() as session:
            return _titles(session, activity_ids, owned_by(ActivityRow.account_id, account_id))

    def stands(self, account_id: str, since: datetime) -> dict[str, PipelineStands]:
        """Tell how each pipeline stands that has anything to tell."""
        counted = _Counted()
        runs = select(RunRow.pipeline_id, func.count()).where(RunRow.account_id == account_id)
        questions = select(InputRow.pipeline_id, func.count()).where(
            InputRow.account_id == account_id, InputRow.state == WAITING
        )
        deliveries = select(DeliveryRow.pipeline_id, func.count()).where(
            DeliveryRow.account_id == account_id, DeliveryRow.state.in_(IN_TROUBLE)
        )
        with self._transactions.reading() as session:
            counted.add(session, "lately", runs.where(RunRow.created_at >= since))
            counted.add(session, "under_way", runs.where(RunRow.state.in_(UNFINISHED)))
            counted.add(session, "asks", questions)
            counted.add(session, "in_trouble", deliveries)
        return counted.of


def _conditions(wanted: RunsWanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.pipeline_id:
        conditions.append(RunRow.pipeline_id == wanted.pipeline_id)
    if wanted.activity_id:
        conditions.append(RunRow.activity_id == wanted.activity_id)
    if words := wanted.text.lower().split():
        named = (ActivityRow.search.contains(word, autoescape=True) for word in words)
        conditions.append(exists().where(ActivityRow.id == RunRow.activity_id, *named))
    if wanted.standing:
        conditions.append(_stands(wanted.standing))
    if wanted.before is not None:
        same_moment = and_(RunRow.created_at == wanted.before, RunRow.id < wanted.before_id)
        conditions.append(or_(RunRow.created_at < wanted.before, same_moment))
    return conditions


def _stands(standing: str) -> ColumnElement[bool]:
    by_state = RunRow.state.in_(_STANDINGS[standing])
    in_trouble = exists().where(DeliveryRow.run_id == RunRow.id, DeliveryRow.state.in_(IN_TROUBLE))
    match standing:
        case "needs_you":
            return or_(by_state, in_trouble)
        case "done":
            return and_(by_state, ~in_trouble)
        case _:
            return by_state


def _delivery_counts(session: Session, run_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    by_state = (
        select(DeliveryRow.run_id, DeliveryRow.state, func.count())
        .where(DeliveryRow.run_id.in_(run_ids))
        .group_by(DeliveryRow.run_id, DeliveryRow.state)
    )
    counts: dict[str, dict[str, int]] = {}
    for run_id, state, number in session.execute(by_state).all():
        counts.setdefault(run_id, {})[state] = number
    return counts


def _titles(
    session: Session, activity_ids: Sequence[str], *conditions: ColumnElement[bool]
) -> dict[str, str]:
    if not activity_ids:
        return {}
    rows = select(ActivityRow.id, ActivityRow.title).where(ActivityRow.id.in_(activity_ids))
    return dict(list(session.execute(rows.where(*conditions))))
