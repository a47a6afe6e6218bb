"""What the first page tells of a person's activities, from columns alone: no document, no blob."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fitglue.store.activities import LIST_ONLY
from fitglue.store.inputs import WAITING
from fitglue.store.journal import IN_TROUBLE, PipelineStands
from fitglue.store.tables import (
    ActivityRow,
    ConnectionRow,
    DeliveryRow,
    ImportRow,
    InputRow,
    PhoneRow,
    PipelineRow,
    RunRow,
)
from fitglue.store.transactions import Transactions


@dataclass(frozen=True, slots=True)
class SportSum:
    """The activities of one sport in a span of time; `swum` says how its distance is told."""

    sport: str
    number: int
    timer_s: float
    distance_m: float


@dataclass(frozen=True, slots=True)
class Failure:
    """Deliveries that failed for one reason: how many, where to, through which connection."""

    target: str
    connection: str
    state: str
    why: str
    next_step: str
    number: int


class Overview:
    """Sums and counts, always of one account."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def sums(self, account_id: str, begin: datetime, end: datetime) -> list[SportSum]:
        """Sum up the activities that start in a span, by sport, the most time first."""
        timer_s = func.sum(ActivityRow.timer_s)
        by_sport = (
            select(
                ActivityRow.sport, func.count(), timer_s,
                func.sum(ActivityRow.distance_m),
            )
            .where(
                ActivityRow.account_id == account_id, ActivityRow.hidden_at.is_(None),
                ActivityRow.start >= begin, ActivityRow.start < end,
            )
            .group_by(ActivityRow.sport)
            .order_by(timer_s.desc(), ActivityRow.sport)
        )  # fmt: skip
        with self._transactions.reading() as session:
            found = session.execute(by_sport)
            return [SportSum(sport, n, time_s or 0.0, m or 0.0) for sport, n, time_s, m in found]

    def first_start(self, account_id: str) -> datetime | None:
        """Say when the first activity began."""
        first = (
            select(ActivityRow.start)
            .where(ActivityRow.account_id == account_id, ActivityRow.hidden_at.is_(None))
            .order_by(ActivityRow.start)
            .limit(1)
        )
        with self._transactions.reading() as session:
            return session.scalar(first)

    def latest(self, account_id: str, number: int) -> list[ActivityRow]:
        """Give the latest activities."""
        newest = (
            select(ActivityRow)
            .where(ActivityRow.account_id == account_id, ActivityRow.hidden_at.is_(None))
            .order_by(ActivityRow.start.desc(), ActivityRow.id.desc())
            .limit(number)
        )
        with self._transactions.reading() as session:
            return list(session.scalars(newest.options(*LIST_ONLY)))

    def deliveries(self, activity_ids: Sequence[str]) -> list[DeliveryRow]:
        """Give the deliveries of some activities; by these alone, or all of a person's are read."""
        some = select(DeliveryRow).where(DeliveryRow.activity_id.in_(activity_ids))
        with self._transactions.reading() as session:
            return list(session.scalars(some.order_by(DeliveryRow.position)))

    def run_states(self, activity_ids: Sequence[str]) -> dict[str, set[str]]:
        """Give the states of the runs of some activities."""
        some = select(RunRow.activity_id, RunRow.state).where(RunRow.activity_id.in_(activity_ids))
        states: dict[str, set[str]] = {}
        with self._transactions.reading() as session:
            for activity_id, state in session.execute(some.distinct()):
                states.setdefault(activity_id, set()).add(state)
        return states

    def failures(self, account_id: str) -> list[Failure]:
        """Gather what failed at targets by its cause, the most frequent first."""
        cause = (
            DeliveryRow.target, DeliveryRow.connection, DeliveryRow.state, DeliveryRow.why,
            DeliveryRow.next_step,
        )  # fmt: skip
        number = func.count()
        gathered = (
            select(*cause, number)
            .join(ActivityRow, ActivityRow.id == DeliveryRow.activity_id)
            .where(
                DeliveryRow.state.in_(IN_TROUBLE), DeliveryRow.account_id == account_id,
                ActivityRow.hidden_at.is_(None),
            )
            .group_by(*cause)
            .order_by(number.desc(), DeliveryRow.target)
        )  # fmt: skip
        with self._transactions.reading() as session:
            return [Failure(*row) for row in session.execute(gathered)]

    def needs(self, account_id: str) -> dict[str, PipelineStands]:
        """Count the questions and the failed deliveries of each pipeline that has any."""
        stands: dict[str, PipelineStands] = {}
        asked = select(InputRow.pipeline_id, func.count()).where(
            InputRow.account_id == account_id, InputRow.state == WAITING
        )
        failed = select(DeliveryRow.pipeline_id, func.count()).where(
            DeliveryRow.state.in_(IN_TROUBLE), DeliveryRow.account_id == account_id
        )
        with self._transactions.reading() as session:
            for name, question in (("asks", asked), ("in_trouble", failed)):
                for pipeline_id, number in session.execute(question.group_by("pipeline_id")):
                    setattr(stands.setdefault(pipeline_id, PipelineStands()), name, number)
        return stands

    def runs_in(self, account_id: str, state: str) -> int:
        """Count a person's runs in a state."""
        counted = select(func.count()).where(RunRow.state == state, RunRow.account_id == account_id)
        with self._transactions.reading() as session:
            return session.scalar(counted) or 0

    def has_delivered(self, account_id: str) -> bool:
        """Tell whether anything has ever arrived at a target."""
        sent = select(DeliveryRow.id).where(
            DeliveryRow.account_id == account_id, DeliveryRow.sent_at.is_not(None)
        )
        with self._transactions.reading() as session:
            return session.scalar(sent.limit(1)) is not None

    def last_import(self, account_id: str) -> ImportRow | None:
        """Give the last file that came."""
        mine = select(ImportRow).where(ImportRow.account_id == account_id)
        with self._transactions.reading() as session:
            return session.scalar(mine.order_by(ImportRow.created_at.desc()).limit(1))

    def mark(self, account_id: str, top: str) -> str:
        """Name the state of the first page; `top` names that of the latest activities."""
        with self._transactions.reading() as session:
            told = [_told(session, question) for question in _questions(account_id)]
        told.append([(row.number, row.target, row.state) for row in self.failures(account_id)])
        # The first to arrive need not be one of the latest: a year of samples goes oldest first.
        state = top, told, self.has_delivered(account_id)
        return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def _told(session: Session, question: object) -> list[tuple[object, ...]]:
    return sorted((tuple(row) for row in session.execute(question)), key=repr)  # ty: ignore[no-matching-overload]


def _questions(account_id: str) -> Sequence[object]:
    """Ask for what else changes the page: few rows each."""
    return (
        select(InputRow.id).where(InputRow.account_id == account_id, InputRow.state == WAITING),
        select(ConnectionRow.id, ConnectionRow.state).where(ConnectionRow.account_id == account_id),
        select(PhoneRow.id, PhoneRow.revoked_at).where(PhoneRow.account_id == account_id),
        select(PipelineRow.id, PipelineRow.enabled, PipelineRow.archived_at, PipelineRow.name)
        .where(PipelineRow.account_id == account_id),
        select(ImportRow.id, ImportRow.state)
        .where(ImportRow.account_id == account_id, ImportRow.state.in_(("waiting", "running"))),
    )  # fmt: skip
