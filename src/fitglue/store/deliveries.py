"""The ledger: what has to go where, each try, and what the targets said."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CompoundSelect, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from fitglue.domain.ledger import IN_FLIGHT, OPEN, DeliveryState
from fitglue.domain.plan import TargetUse
from fitglue.domain.runs import RunState
from fitglue.store import by_key, taking_over
from fitglue.store.inserting import insert_if_missing
from fitglue.store.selecting import has_not_left, owned_by
from fitglue.store.tables import ActivityRow, AttemptRow, DeliveryRow, RunRow
from fitglue.store.transactions import Transactions

_IDS_AT_A_TIME = 500  # databases limit the parameters of one question


class Deliveries:
    """Questions and changes of the ledger. Changes take part in the caller's transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def want(session: Session, run: RunRow, position: int, use: TargetUse) -> DeliveryRow:
        """Let a run want its activity at a target, in the one row there is for the two.

        What is in flight for an earlier run stays so; that try sees the new wish when it ends.
        What its owner took back stays so too.
        """
        place = {"activity_id": run.activity_id, "pipeline_id": run.pipeline_id, "key": use.key}
        row = session.scalar(_AT_PLACE, place)
        if row is None:
            row = _new(run, use)
            session.add(row)
        row.run_id, row.position, row.settings = run.id, position, dict(use.settings)
        row.connection = use.connection or row.connection
        if row.state not in (*IN_FLIGHT, DeliveryState.WITHDRAWN):
            Deliveries.want_again(row)
        return row

    @staticmethod
    def want_again(row: DeliveryRow) -> None:
        """Let a delivery wait for a job of its own: the next attempt's."""
        row.state, row.attempt, row.tries = DeliveryState.WAITING, row.attempt + 1, 0
        row.why, row.next_step, row.retry_at = "", "", None
        row.changed_at = datetime.now(UTC)

    @staticmethod
    def want_gone(row: DeliveryRow) -> None:
        """Let what a delivery left wait to be deleted: the next attempt does it."""
        Deliveries.want_again(row)
        row.state = DeliveryState.DELETING

    @staticmethod
    def is_gone(row: DeliveryRow) -> None:
        """Write that the target has it no more."""
        row.state, row.why, row.next_step = DeliveryState.DELETED, "", ""
        row.remote_id, row.url, row.tries = "", "", 0
        row.retry_at, row.changed_at = None, datetime.now(UTC)

    @staticmethod
    def withdraw(row: DeliveryRow, why: str, next_step: str) -> None:
        """Write that its owner took it back: no run sends it again."""
        Deliveries.is_gone(row)
        row.state, row.why, row.next_step = DeliveryState.WITHDRAWN, why, next_step

    @staticmethod
    def locked(session: Session, delivery_id: str) -> DeliveryRow | None:
        """Give a delivery for changing."""
        return by_key.locked(session, DeliveryRow, delivery_id)

    @staticmethod
    def same_place(session: Session, row: DeliveryRow) -> DeliveryRow | None:
        """Give another pipeline's delivery of this activity to the very same place, if one began.

        One whose end is not known yet comes before one that has arrived.
        """
        begun = DeliveryRow.state.in_(IN_FLIGHT)
        others = session.scalars(
            select(DeliveryRow)
            .where(
                DeliveryRow.activity_id == row.activity_id, DeliveryRow.target == row.target,
                DeliveryRow.connection == row.connection, DeliveryRow.id != row.id,
                or_(begun, DeliveryRow.remote_id != ""),
            )
            .order_by(begun.desc(), DeliveryRow.id)
        ).all()  # fmt: skip
        return next((one for one in others if one.settings == row.settings), None)

    @staticmethod
    def begin_attempt(session: Session, row: DeliveryRow, *, asking: bool) -> None:
        """Write that bytes are about to leave, or that the target is asked what it has."""
        row.state = DeliveryState.UNKNOWN if asking else DeliveryState.SENDING
        _begin(session, row, DeliveryState.SENDING)

    @staticmethod
    def begin_deletion(session: Session, row: DeliveryRow) -> None:
        """Write that the target is asked to delete what it has."""
        row.retry_at = None
        _begin(session, row, DeliveryState.DELETING)

    @staticmethod
    def end_attempt(session: Session, row: DeliveryRow, state: DeliveryState, told: str) -> str:
        """Write what came of a try, and give the run it was made for."""
        end = {"ended": state.value, "said": told, "now": datetime.now(UTC)}
        which = {"of": row.id, "nth": row.attempt}
        return session.execute(_END_ATTEMPT, which | end).scalar_one()

    @staticmethod
    def open_of_run(session: Session, run_id: str) -> bool:
        """Tell whether anything of a run is still on its way."""
        return session.scalar(_OPEN_OF_RUN, {"run_id": run_id}) is not None

    @staticmethod
    def left_by_run(session: Session, run_id: str, segment: int) -> list[tuple[DeliveryRow, bool]]:
        """Give what a segment of a run has not sent yet, or has begun to send, and how.

        A try that was made for another run is that one's. What waits for a later try has its job.
        A run that has gone on since gives nothing: a later segment may be sending this very moment.
        """
        delivers = and_(RunRow.state == RunState.DELIVERING, RunRow.segment == segment)
        over = and_(RunRow.state != RunState.DELIVERING, RunRow.segment == segment + 1)
        begun = and_(DeliveryRow.state.in_(IN_FLIGHT), AttemptRow.run_id == run_id)
        waits = and_(
            DeliveryRow.state == DeliveryState.WAITING, DeliveryRow.run_id == run_id,
            RunRow.state == RunState.DELIVERING,
        )  # fmt: skip
        this_try = and_(
            AttemptRow.delivery_id == DeliveryRow.id, AttemptRow.number == DeliveryRow.attempt
        )
        left = (
            select(DeliveryRow, RunRow.backfill)
            .join(RunRow, RunRow.id == run_id)
            .outerjoin(AttemptRow, this_try)
            .where(or_(DeliveryRow.run_id == run_id, DeliveryRow.activity_id.in_(_led_to(run_id))))
            .where(DeliveryRow.retry_at.is_(None), or_(begun, waits), or_(delivers, over))
        )
        return [(row, backfill) for row, backfill in session.execute(left)]

    @staticmethod
    def skip_waiting(session: Session, run: RunRow, why: str) -> None:
        """Let nothing that waits go out, for its run ended."""
        session.execute(
            update(DeliveryRow)
            .where(
                DeliveryRow.activity_id == run.activity_id,
                DeliveryRow.pipeline_id == run.pipeline_id,
                has_not_left(),
            )
            .values(state=DeliveryState.SKIPPED, why=why, changed_at=datetime.now(UTC))
        )

    @staticmethod
    def skip_all_waiting(session: Session, activity_id: str, why: str) -> None:
        """Let nothing of an activity go out that waits, for whichever pipeline."""
        waiting = update(DeliveryRow).where(DeliveryRow.activity_id == activity_id, has_not_left())
        now = datetime.now(UTC)
        session.execute(
            waiting.values(
                state=DeliveryState.SKIPPED, why=why, next_step="", retry_at=None, changed_at=now
            )
        )

    take_over = staticmethod(taking_over.take_over)
    give_back = staticmethod(taking_over.give_back)

    @staticmethod
    def skip(row: DeliveryRow, why: str) -> None:
        """Let a delivery that waits not go out."""
        row.state, row.why, row.next_step = DeliveryState.SKIPPED, why, ""
        row.retry_at, row.changed_at = None, datetime.now(UTC)

    def counted(self, account_id: str) -> dict[str, dict[str, int]]:
        """Count a person's deliveries by target and state."""
        asked = (
            select(DeliveryRow.target, DeliveryRow.state, func.count())
            .where(DeliveryRow.account_id == account_id)
            .group_by(DeliveryRow.target, DeliveryRow.state)
        )
        found: dict[str, dict[str, int]] = {}
        with self._transactions.reading() as session:
            for target, state, number in session.execute(asked):
                found.setdefault(target, {})[state] = number
        return found

    def unfinished(self) -> list[DeliveryRow]:
        """Give every delivery that goes on by itself, whoever's it is."""
        with self._transactions.reading() as session:
            going = DeliveryRow.state.in_((*OPEN, DeliveryState.DELETING))
            return list(session.scalars(select(DeliveryRow).where(going)))

    def of_run(self, account_id: str, run_id: str) -> list[DeliveryRow]:
        """Give the deliveries that a run wants."""
        mine = select(DeliveryRow).where(
            DeliveryRow.account_id == account_id, DeliveryRow.run_id == run_id
        )
        with self._transactions.reading() as session:
            return list(session.scalars(mine.order_by(DeliveryRow.position)))

    def of_activities(self, account_id: str, activity_ids: Sequence[str]) -> list[DeliveryRow]:
        """Give the deliveries of some activities, in the order of pipelines and targets."""
        rows = (
            select(DeliveryRow)
            .where(owned_by(DeliveryRow.account_id, account_id))
            .where(DeliveryRow.activity_id.in_(activity_ids))
            .order_by(DeliveryRow.pipeline_id, DeliveryRow.position)
        )
        with self._transactions.reading() as session:
            return list(session.scalars(rows))

    def files(self, account_id: str, activity_ids: Sequence[str]) -> dict[str, list[str]]:
        """Give the paths of delivered files, by activity."""
        paths: dict[str, list[str]] = {}
        for first in range(0, len(activity_ids), _IDS_AT_A_TIME):
            asked = activity_ids[first : first + _IDS_AT_A_TIME]
            for row in self.of_activities(account_id, asked):
                if row.target == "folder" and row.state == DeliveryState.SENT:
                    paths.setdefault(row.activity_id, []).append(row.url)
        return paths

    def get(self, account_id: str, delivery_id: str) -> DeliveryRow | None:
        """Give one delivery."""
        with self._transactions.reading() as session:
            row = session.get(DeliveryRow, delivery_id)
            return row if row is not None and row.account_id == account_id else None

    def attempts(self, account_id: str, delivery_id: str) -> list[AttemptRow]:
        """Give every try of a delivery, the first first."""
        tries = (
            select(AttemptRow)
            .join(DeliveryRow, DeliveryRow.id == AttemptRow.delivery_id)
            .where(DeliveryRow.account_id == account_id, AttemptRow.delivery_id == delivery_id)
            .order_by(AttemptRow.number)
        )
        with self._transactions.reading() as session:
            return list(session.scalars(tries))


def _begin(session: Session, row: DeliveryRow, state: DeliveryState) -> None:
    row.changed_at = datetime.now(UTC)
    attempt: dict[str, Any] = {
        "delivery_id": row.id, "number": row.attempt, "run_id": row.run_id, "state": state.value,
        "told": "", "began_at": row.changed_at, "ended_at": None,
    }  # fmt: skip
    insert_if_missing(session, AttemptRow, attempt)  # one that was cut off goes on


def _led_to(run_id: str) -> CompoundSelect[str]:
    """Ask for a run's activity, and for the one that it is part of by now."""
    own = select(RunRow.activity_id).where(RunRow.id == run_id)
    into = select(ActivityRow.became).join(RunRow, RunRow.activity_id == ActivityRow.id)
    return own.union(into.where(RunRow.id == run_id, ActivityRow.became.is_not(None)))


def _new(run: RunRow, use: TargetUse) -> DeliveryRow:
    return DeliveryRow(
        id=str(uuid.uuid4()), account_id=run.account_id, activity_id=run.activity_id,
        pipeline_id=run.pipeline_id, target_key=use.key, target=use.plugin,
        state=DeliveryState.WAITING, attempt=0, tries=0, why="", next_step="", remote_id="",
        url="", sent_at=None, retry_at=None, taken_from=None,
    )  # fmt: skip


# Asked for every delivery, so made once: to make a question costs more than to ask it.
_AT_PLACE = (
    select(DeliveryRow)
    .where(DeliveryRow.activity_id == bindparam("activity_id"))
    .where(DeliveryRow.pipeline_id == bindparam("pipeline_id"))
    .where(DeliveryRow.target_key == bindparam("key"))
    .with_for_update()
)
_END_ATTEMPT = (
    update(AttemptRow)
    .where(AttemptRow.delivery_id == bindparam("of"), AttemptRow.number == bindparam("nth"))
    .values(state=bindparam("ended"), told=bindparam("said"), ended_at=bindparam("now"))
    .returning(AttemptRow.run_id)
    .execution_options(synchronize_session=False)
)
_OPEN_OF_RUN = (
    select(DeliveryRow.id)
    .where(DeliveryRow.run_id == bindparam("run_id"), DeliveryRow.state.in_(OPEN))
    .limit(1)
)
