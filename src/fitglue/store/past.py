"""Past activities, as a pipeline might want them: by source, sport and time, newest first."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from fitglue.domain.ledger import DeliveryState
from fitglue.domain.past import PastWanted, Place
from fitglue.domain.runs import UNFINISHED, Cause, RunState
from fitglue.store.tables import ActivityRow, DeliveryRow, RecordingRow, RunRow
from fitglue.store.transactions import Transactions


@dataclass(frozen=True, slots=True)
class Progress:
    """The runs of one wish to run past activities: begun so far, not over yet, cancelled."""

    begun: int
    under_way: int
    cancelled: int

    @property
    def done(self) -> int:
        """Count those that came to their end."""
        return self.begun - self.under_way - self.cancelled


class Past:
    """Questions about past activities, always of one account."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def count(self, account_id: str, wanted: PastWanted) -> int:
        """Count them."""
        fitting = select(func.count()).where(*_fitting(account_id, wanted))
        with self._transactions.reading() as session:
            return session.scalar(fitting.select_from(ActivityRow)) or 0

    def there_already(
        self, account_id: str, wanted: PastWanted, pipeline_id: str
    ) -> dict[str, int]:
        """Count those that a pipeline has sent before, by the key of its target."""
        sent = (
            select(DeliveryRow.target_key, func.count(DeliveryRow.activity_id.distinct()))
            .join(ActivityRow, ActivityRow.id == DeliveryRow.activity_id)
            .where(
                DeliveryRow.pipeline_id == pipeline_id, DeliveryRow.state == DeliveryState.SENT,
                *_fitting(account_id, wanted),
            )
            .group_by(DeliveryRow.target_key)
        )  # fmt: skip
        with self._transactions.reading() as session:
            return dict(list(session.execute(sent)))

    @staticmethod
    def waiting(session: Session, account_id: str, pipeline_id: str) -> list[RunRow]:
        """Give a pipeline's runs of past activities that wait for their turn."""
        rows = select(RunRow).where(
            RunRow.account_id == account_id, RunRow.pipeline_id == pipeline_id,
            RunRow.cause == Cause.PAST, RunRow.state.in_((RunState.WAITING, RunState.PARKED)),
        )  # fmt: skip
        return list(session.scalars(rows.with_for_update()))

    @staticmethod
    def any_ended(session: Session, pipeline_id: str, cause_key: str, why: str) -> bool:
        """Tell whether a run of one cause was cancelled, and for this reason."""
        ended = exists().where(
            RunRow.pipeline_id == pipeline_id, RunRow.cause_key == cause_key,
            RunRow.state == RunState.CANCELLED, RunRow.why == why,
        )  # fmt: skip
        return bool(session.scalar(select(ended)))

    def progress(self, account_id: str, pipeline_id: str) -> Progress | None:
        """Tell how far the last run for past activities is; none where there was none."""
        runs = (RunRow.account_id == account_id, RunRow.pipeline_id == pipeline_id,
                RunRow.cause == Cause.PAST)  # fmt: skip
        last = select(RunRow.cause_key).where(*runs).order_by(RunRow.created_at.desc()).limit(1)
        with self._transactions.reading() as session:
            key = session.scalar(last)
            if key is None:
                return None
            counted = select(RunRow.state, func.count()).where(*runs, RunRow.cause_key == key)
            states = dict(list(session.execute(counted.group_by(RunRow.state))))
        return Progress(
            begun=sum(states.values()),
            under_way=sum(states.get(state, 0) for state in UNFINISHED),
            cancelled=states.get(RunState.CANCELLED, 0),
        )

    def newest(
        self, account_id: str, wanted: PastWanted, limit: int, before: Place | None = None
    ) -> list[Place]:
        """Give the newest of them, or the next ones behind a place."""
        rows = select(ActivityRow.start, ActivityRow.id, ActivityRow.revision)
        rows = rows.where(*_fitting(account_id, wanted))
        if before is not None:
            same_moment = and_(ActivityRow.start == before.start, ActivityRow.id < before.id)
            rows = rows.where(or_(ActivityRow.start < before.start, same_moment))
        rows = rows.order_by(ActivityRow.start.desc(), ActivityRow.id.desc()).limit(limit)
        with self._transactions.reading() as session:
            return [Place(start, key, revision) for start, key, revision in session.execute(rows)]


def _fitting(account_id: str, wanted: PastWanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        ActivityRow.account_id == account_id,
        ActivityRow.hidden_at.is_(None),
        exists().where(
            RecordingRow.activity_id == ActivityRow.id, RecordingRow.source.in_(wanted.sources)
        ),
    ]
    if wanted.sport:
        conditions.append(ActivityRow.sport == wanted.sport)
    conditions += [
        ActivityRow.search.contains(word, autoescape=True) for word in wanted.text.lower().split()
    ]
    if wanted.since is not None:
        conditions.append(ActivityRow.start >= wanted.since)
    if wanted.until is not None:
        conditions.append(ActivityRow.start < wanted.until)
    if wanted.not_in:
        had = exists().where(
            RunRow.activity_id == ActivityRow.id,
            RunRow.pipeline_id == wanted.not_in,
            RunRow.state != RunState.CANCELLED,
        )
        conditions.append(~had)
    return conditions
