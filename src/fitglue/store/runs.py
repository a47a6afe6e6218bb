"""Runs: their beginning, where they stand, and how they end."""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session, defer

from fitglue.domain.ledger import OPEN, DeliveryState
from fitglue.domain.runs import UNFINISHED, Beginning, Cause, RunState
from fitglue.store import by_key, ending_runs
from fitglue.store.selecting import owned_by
from fitglue.store.tables import DeliveryRow, InputRow, RunRow
from fitglue.store.transactions import Transactions


class Runs:
    """Questions and changes of runs. What changes them takes part in the caller's transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def begin(
        self, session: Session, beginning: Beginning, wake_at: datetime | None = None
    ) -> str | None:
        """Write a run, and give its id; none when this cause has started one before.

        Unfinished and held runs of the same activity and pipeline end, for this one knows more.
        """
        if beginning.revision > 1 or beginning.cause is not Cause.ARRIVAL:
            if session.scalar(_started_by(beginning)):
                return None
            session.execute(_supersede(beginning))
        row = _row(beginning, wake_at)
        session.execute(_NEW_RUN, row)
        run_id: str = row["id"]
        return run_id

    def get(self, account_id: str, run_id: str) -> RunRow | None:
        """Give one run."""
        with self._transactions.reading() as session:
            row = session.get(RunRow, run_id)
            return row if row is not None and row.account_id == account_id else None

    def at(self, run_id: str, segment: int) -> RunRow | None:
        """Give a run that a job may go on with; none when it has gone on or is over."""
        with self._transactions.reading() as session:
            return _workable(by_key.read(session, RunRow, run_id), segment)

    @staticmethod
    def locked(session: Session, run_id: str, segment: int) -> RunRow | None:
        """Give it for changing, if the job may still go on with it."""
        return _workable(by_key.locked(session, RunRow, run_id), segment)

    @staticmethod
    def outstanding(session: Session, account_id: str, *, backfill: bool) -> int:
        """Count the runs of an account that wait for their turn."""
        asked = {"account_id": account_id, "backfill": backfill}
        return session.scalar(_OUTSTANDING, asked) or 0

    def unfinished(self) -> list[tuple[str, int, datetime | None]]:
        """Give every run that goes on by itself, whoever's it is: its segment, and when."""
        going = select(RunRow.id, RunRow.segment, RunRow.wake_at).where(
            RunRow.state.in_((RunState.WAITING, RunState.PARKED))
        )
        asked_in_time = select(RunRow.id, RunRow.segment, RunRow.wake_at).where(
            RunRow.state == RunState.ASKING, RunRow.wake_at.is_not(None)
        )
        with self._transactions.reading() as session:
            rows = [*session.execute(going), *session.execute(asked_in_time)]
            return [(row.id, row.segment, row.wake_at) for row in rows]

    def is_any_due(self) -> bool:
        """Tell whether any run, whoever's it is, waits for a worker or is on its way."""
        any_due = (
            select(RunRow.id)
            .where(RunRow.state.in_((RunState.WAITING, RunState.DELIVERING)))
            .limit(1)
        )
        with self._transactions.reading() as session:
            return session.scalar(any_due) is not None

    def looking_again(self) -> list[tuple[str, datetime]]:
        """Name every run that has ended and that another one follows, and when."""
        wanted = select(RunRow.id, RunRow.look_again_at).where(
            RunRow.look_again_at.is_not(None),
            RunRow.state.in_((RunState.DONE, RunState.FAILED)),
        )
        with self._transactions.reading() as session:
            return [(row.id, row.look_again_at) for row in session.execute(wanted)]

    @staticmethod
    def is_newest(session: Session, run: RunRow) -> bool:
        """Tell whether no later run took an activity through the same pipeline."""
        later = select(RunRow.id).where(
            RunRow.activity_id == run.activity_id,
            RunRow.pipeline_id == run.pipeline_id,
            RunRow.id != run.id,
            RunRow.created_at >= run.created_at,
        )
        return session.scalar(later.limit(1)) is None

    def due(self, account_id: str) -> int:
        """Count the runs of an account that have something to do now."""
        waiting = select(func.count()).where(
            RunRow.account_id == account_id, RunRow.state == RunState.WAITING
        )
        sending = select(func.count(DeliveryRow.run_id.distinct())).where(
            DeliveryRow.account_id == account_id,
            DeliveryRow.state.in_((*OPEN, DeliveryState.DELETING)),
            DeliveryRow.retry_at.is_(None),
        )
        with self._transactions.reading() as session:
            return (session.scalar(waiting) or 0) + (session.scalar(sending) or 0)

    def of_activity(self, account_id: str, activity_id: str) -> list[RunRow]:
        """Give an activity's runs, newest first, without their drafts."""
        mine = select(RunRow).where(
            owned_by(RunRow.account_id, account_id), RunRow.activity_id == activity_id
        )
        return self._listed(mine.order_by(RunRow.created_at.desc(), RunRow.id))

    def made(self, account_id: str, activity_id: str, revision: int) -> list[RunRow]:
        """Give the newest run of each pipeline whose boosters changed a revision of an activity."""
        changed = select(RunRow).where(
            owned_by(RunRow.account_id, account_id),
            RunRow.activity_id == activity_id,
            RunRow.activity_revision == revision,
            RunRow.state.in_((RunState.DONE, RunState.DELIVERING)),
            RunRow.draft.is_not(None),
        )
        with self._transactions.reading() as session:
            rows = session.scalars(changed.order_by(RunRow.created_at, RunRow.id))
            return list({row.pipeline_id: row for row in rows}.values())

    def recent(
        self, account_id: str, *, pipeline_id: str = "", state: str = "", limit: int = 100
    ) -> list[RunRow]:
        """Give an account's runs, newest first, without their drafts."""
        mine = select(RunRow).where(RunRow.account_id == account_id)
        if pipeline_id:
            mine = mine.where(RunRow.pipeline_id == pipeline_id)
        if state:
            mine = mine.where(RunRow.state == state)
        return self._listed(mine.order_by(RunRow.created_at.desc(), RunRow.id).limit(limit))

    def _listed(self, rows: Any) -> list[RunRow]:
        with self._transactions.reading() as session:
            return list(session.scalars(rows.options(defer(RunRow.draft))))

    @staticmethod
    def of_delivery(session: Session, delivery: DeliveryRow) -> RunRow:
        """Give the run that wants a delivery."""
        return by_key.there(session, RunRow, delivery.run_id)

    @staticmethod
    def has_newer(session: Session, delivery: DeliveryRow) -> bool:
        """Tell whether another run is on its way to want a delivery."""
        newer = select(RunRow.id).where(
            RunRow.activity_id == delivery.activity_id,
            RunRow.pipeline_id == delivery.pipeline_id,
            RunRow.state.in_(UNFINISHED),
            RunRow.id != delivery.run_id,
        )
        return session.scalar(newer.limit(1)) is not None

    end_if_delivered = staticmethod(ending_runs.end_if_delivered)

    @staticmethod
    def owned(session: Session, account_id: str, run_id: str) -> RunRow | None:
        """Give a run of somebody for changing."""
        row = by_key.locked(session, RunRow, run_id)
        return row if row is not None and row.account_id == account_id else None

    @staticmethod
    def any(session: Session, run_id: str) -> RunRow | None:
        """Give a run for changing, wherever it stands."""
        return by_key.locked(session, RunRow, run_id)

    @staticmethod
    def waiting_for_answer(session: Session, run_id: str) -> RunRow | None:
        """Give a run for changing, if it waits for a person."""
        row = by_key.locked(session, RunRow, run_id)
        return row if row is not None and row.state == RunState.ASKING else None

    @staticmethod
    def of_input(session: Session, question: InputRow) -> RunRow:
        """Give the run in which a question was asked."""
        return session.get_one(RunRow, question.run_id)

    @staticmethod
    def unfinished_of(session: Session, activity_id: str) -> list[RunRow]:
        """Give the runs of an activity that are not over or are held, for changing."""
        states = (*UNFINISHED, RunState.BLOCKED)
        mine = select(RunRow).where(RunRow.activity_id == activity_id, RunRow.state.in_(states))
        return list(session.scalars(mine.with_for_update()))

    @staticmethod
    def settle_anew(session: Session, beginning: Beginning, wake_at: datetime) -> RunRow | None:
        """Let a run that has not begun wait for `wake_at`, with what has come since.

        None when there is none: it has done something already, or something else started it.
        """
        waiting = select(RunRow).where(
            RunRow.activity_id == beginning.activity_id,
            RunRow.pipeline_id == beginning.plan.id,
            RunRow.state == RunState.WAITING,
            RunRow.cause == Cause.ARRIVAL,
            RunRow.position == 0,
            RunRow.draft.is_(None),
        )
        row = session.scalar(waiting.with_for_update())
        if row is not None:
            row.activity_revision, row.plan = beginning.revision, beginning.plan.as_document()
            row.segment += 1
            row.wake_at, row.changed_at = wake_at, datetime.now(UTC)
        return row

    @staticmethod
    def end(row: RunRow, state: RunState, why: str = "") -> None:
        """Write how a run ended; the jobs that it still has find nothing to do."""
        row.state, row.why, row.wake_at = state.value, why, None
        row.segment += 1
        row.changed_at = datetime.now(UTC)


def _workable(row: RunRow | None, segment: int) -> RunRow | None:
    if row is None or row.segment != segment or RunState(row.state).is_over:
        return None
    return row


def _started_by(beginning: Beginning) -> Any:
    return select(RunRow.id).where(
        RunRow.activity_id == beginning.activity_id,
        RunRow.pipeline_id == beginning.plan.id,
        RunRow.cause_key == beginning.cause_key,
    )


def _supersede(beginning: Beginning) -> Any:
    return (
        update(RunRow)
        .where(
            RunRow.activity_id == beginning.activity_id,
            RunRow.pipeline_id == beginning.plan.id,
            RunRow.state.in_((*UNFINISHED, RunState.BLOCKED)),
        )
        .values(
            state=RunState.SUPERSEDED, why="A newer run knows more.", segment=RunRow.segment + 1,
            changed_at=datetime.now(UTC),
        )
    )  # fmt: skip


def _row(beginning: Beginning, wake_at: datetime | None) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "id": str(uuid.uuid4()), "account_id": beginning.account_id,
        "activity_id": beginning.activity_id, "activity_revision": beginning.revision,
        "pipeline_id": beginning.plan.id, "cause": beginning.cause.value,
        "cause_key": beginning.cause_key, "plan": beginning.plan.as_document(),
        "delivers": beginning.delivers, "backfill": beginning.backfill,
        "state": RunState.WAITING.value, "why": "", "segment": 0, "position": 0, "tries": 0,
        "trace": [], "draft": None, "draft_streams_blob": "", "created_at": now,
        "changed_at": now, "wake_at": wake_at, "looks": dict(beginning.looks),
        "look_again_at": None,
    }  # fmt: skip


# Asked for every run, so made once, and of the table: no row is wanted as an object.
_TABLE = RunRow.metadata.tables[RunRow.__tablename__]
_NEW_RUN = insert(_TABLE)
_OUTSTANDING = select(func.count()).where(
    _TABLE.c.state == RunState.WAITING,
    _TABLE.c.account_id == bindparam("account_id"),
    _TABLE.c.backfill == bindparam("backfill"),
)
