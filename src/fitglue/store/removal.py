"""How an activity ends when its owner deletes it, noted so that all of it can come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from fitglue.domain.ledger import DeliveryState
from fitglue.domain.notification import Kind
from fitglue.domain.runs import UNFINISHED, RunState
from fitglue.store.inputs import CANCELLED, WAITING, Inputs
from fitglue.store.pairs import Pairs
from fitglue.store.runs import Runs
from fitglue.store.selecting import has_not_left
from fitglue.store.tables import (
    ActivityRow,
    DeliveryRow,
    InputRow,
    Instant,
    NotificationRow,
    PairRow,
    RecordingRow,
    RemovedRow,
    RunRow,
)

WHY = "You deleted the activity."
_RUN = ("state", "why", "wake_at", "changed_at")
_DELIVERY = ("state", "why", "next_step", "retry_at", "changed_at")
_INPUT = ("state", "answer", "answered_at", "file_blob")


@dataclass(slots=True)
class Resumed:
    """How many activities are back; their runs and deliveries, which need a job again."""

    number: int = 0
    runs: list[RunRow] = field(default_factory=list)
    deliveries: list[DeliveryRow] = field(default_factory=list)


def remove(session: Session, account_id: str, ids: list[str], act_id: str) -> None:
    """End and hide activities of one person, which are there."""
    now = datetime.now(UTC)
    before: dict[str, dict[str, Any]] = {one: {} for one in ids}
    _end_runs(session, ids, before)
    _skip_deliveries(session, ids, before, now)
    _withdraw_questions(session, account_id, ids, before)
    _leave(session, account_id, ids, before, now)
    gone = update(ActivityRow).where(ActivityRow.id.in_(ids)).values(hidden_at=now)
    session.execute(gone.execution_options(synchronize_session=False))
    rows = [
        {"id": one, "account_id": account_id, "act_id": act_id, "before": told, "removed_at": now}
        for one, told in before.items()
    ]
    session.execute(insert(RemovedRow), rows)


def _end_runs(session: Session, ids: list[str], before: Mapping[str, dict[str, Any]]) -> None:
    states = (*UNFINISHED, RunState.BLOCKED)
    mine = select(RunRow).where(RunRow.activity_id.in_(ids), RunRow.state.in_(states))
    for run in session.scalars(mine.with_for_update()):
        _note(before[run.activity_id], "runs", run, _RUN)
        Runs.end(run, RunState.CANCELLED, WHY)


def _skip_deliveries(
    session: Session, ids: list[str], before: Mapping[str, dict[str, Any]], now: datetime
) -> None:
    mine = select(DeliveryRow).where(DeliveryRow.activity_id.in_(ids), has_not_left())
    for row in session.scalars(mine.with_for_update()):
        _note(before[row.activity_id], "deliveries", row, _DELIVERY)
        row.state, row.why, row.next_step = DeliveryState.SKIPPED, WHY, ""
        row.retry_at, row.changed_at = None, now


def _withdraw_questions(
    session: Session, account_id: str, ids: list[str], before: Mapping[str, dict[str, Any]]
) -> None:
    mine = select(InputRow).where(InputRow.activity_id.in_(ids), InputRow.state == WAITING)
    rows = session.scalars(mine.with_for_update()).all()
    if not rows:
        return
    told = _open_questions(session, account_id)
    for row in rows:
        _note(before[row.activity_id], "inputs", row, _INPUT)
        Inputs.settle(row, CANCELLED, None, row.file_blob)
    session.flush()
    solved = sorted(told - _open_questions(session, account_id))
    for activity_id in {row.activity_id for row in rows}:
        before[activity_id]["news"] = solved


def _open_questions(session: Session, account_id: str) -> set[str]:
    asked = select(NotificationRow.id).where(
        NotificationRow.account_id == account_id, NotificationRow.kind == Kind.QUESTION,
        NotificationRow.resolved_at.is_(None),
    )  # fmt: skip
    return set(session.scalars(asked))


def _leave(
    session: Session, account_id: str, ids: list[str], before: Mapping[str, dict[str, Any]],
    now: datetime,
) -> None:  # fmt: skip
    """Let nothing be made of their recordings, and nobody be asked about these."""
    mine = (RecordingRow.activity_id.in_(ids), RecordingRow.left_at.is_(None))
    rows = session.execute(
        select(RecordingRow.id, RecordingRow.activity_id, RecordingRow.source,
               RecordingRow.source_id).where(*mine)
    ).all()  # fmt: skip
    for row in rows:
        before[row.activity_id].setdefault("recordings", []).append(row.id)
    senders = {(one.source, one.source_id): one.activity_id for one in rows}
    for pair in Pairs.asked(session, account_id):
        sides = ((pair.one_source, pair.one_source_id), (pair.other_source, pair.other_source_id))
        home = next((senders[side] for side in sides if side in senders), None)
        if home is not None:
            before[home].setdefault("pairs", []).append(_values(pair))
            session.delete(pair)
    left = update(RecordingRow).where(*mine).values(left_at=now)
    session.execute(left.execution_options(synchronize_session=False))


def restore(session: Session, row: RemovedRow, resumed: Resumed) -> None:
    """Bring one back, and add what needs a job to `resumed`."""
    resumed.number += 1
    before = row.before
    for run in _again(session, RunRow, before.get("runs", [])):
        if RunState(run.state) is not RunState.BLOCKED:
            run.segment += 1  # its old job is gone
            resumed.runs.append(run)
    for delivery in _again(session, DeliveryRow, before.get("deliveries", [])):
        delivery.attempt += 1
        resumed.deliveries.append(delivery)
    _again(session, InputRow, before.get("inputs", []))
    for asked in before.get("pairs", []):
        if session.get(PairRow, asked["id"]) is None:
            session.add(PairRow(**_read(PairRow, asked)))
    _show_again(session, row)
    session.delete(row)


def _show_again(session: Session, row: RemovedRow) -> None:
    changes = (
        update(NotificationRow)
        .where(_mine(NotificationRow, row), NotificationRow.id.in_(row.before.get("news", [])))
        .values(resolved_at=None),
        update(RecordingRow)
        .where(_mine(RecordingRow, row), RecordingRow.id.in_(row.before.get("recordings", [])))
        .values(left_at=None),
        update(ActivityRow)
        .where(_mine(ActivityRow, row), ActivityRow.id == row.id)
        .values(hidden_at=None),
    )
    for change in changes:
        session.execute(change.execution_options(synchronize_session=False))


def _mine(table: Any, row: RemovedRow) -> ColumnElement[bool]:
    """Hold it to the row's owner, for a row may have come with an export that anybody wrote."""
    mine: ColumnElement[bool] = table.account_id == row.account_id
    return mine


def _note(told: dict[str, Any], name: str, row: Any, columns: tuple[str, ...]) -> None:
    told.setdefault(name, []).append(_values(row, ("id", *columns)))


def _values(row: Any, columns: tuple[str, ...] = ()) -> dict[str, Any]:
    names = columns or tuple(row.__table__.columns.keys())
    values = {name: getattr(row, name) for name in names}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _read(table: Any, told: Mapping[str, Any]) -> dict[str, Any]:
    columns = table.__table__.columns
    times = {column.key for column in columns if isinstance(column.type, Instant)}
    return {
        name: datetime.fromisoformat(value) if name in times and value else value
        for name, value in told.items()
    }


def _again(session: Session, table: Any, told: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Give rows back the values that they had; what went its own way since is left alone."""
    rows = []
    for one in told:
        row = session.get(table, one["id"], with_for_update=True)
        ended = (RunState.CANCELLED, DeliveryState.SKIPPED, CANCELLED)
        if row is None or row.state not in ended:
            continue
        for name, value in _read(table, one).items():
            setattr(row, name, value)
        rows.append(row)
    return rows
