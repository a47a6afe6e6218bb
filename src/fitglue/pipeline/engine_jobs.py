"""The engine's jobs as people look at them: what waits, runs, hangs or has failed, and acts on it.

This is a part of the adapter around DBOS, as `engine` is; its tables are read directly, for its
own questions load what a job was given and count nothing.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, update

if TYPE_CHECKING:
    from sqlalchemy import Engine as Database

#: A step that takes longer than this is looked at; an import of gigabytes may.
HANGS_AFTER = timedelta(minutes=30)
_TIMERS = ("tidy", "sweep", "tick")  # the engine's own clockwork, of which nobody has to know


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    DELAYED = "delayed"
    RUNNING = "running"
    HANGING = "hanging"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DONE = "done"


_STATES = {
    "ENQUEUED": JobState.WAITING, "DELAYED": JobState.DELAYED, "PENDING": JobState.RUNNING,
    "ERROR": JobState.FAILED, "MAX_RECOVERY_ATTEMPTS_EXCEEDED": JobState.FAILED,
    "CANCELLED": JobState.CANCELLED, "SUCCESS": JobState.DONE,
}  # fmt: skip
_ENDED_BADLY = ("ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "CANCELLED")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSeen:
    """A job. `subject` is the id of what it is about, by which its owner is found."""

    id: str
    workflow: str
    subject: str
    queue: str
    state: JobState
    tries: int
    created_at: datetime
    began_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None

    @property
    def can_be_stopped(self) -> bool:
        """Tell whether it has not ended."""
        return self.ended_at is None and self.state in {
            JobState.WAITING, JobState.DELAYED, JobState.RUNNING, JobState.HANGING,
        }  # fmt: skip

    @property
    def can_run_again(self) -> bool:
        """Tell whether it ended before its work was done."""
        return self.state in {JobState.FAILED, JobState.CANCELLED}


@dataclass(frozen=True, slots=True)
class QueueSeen:
    """A queue: jobs by state, and since when the oldest that is due waits."""

    name: str
    numbers: dict[JobState, int]
    oldest_at: datetime | None

    @property
    def due(self) -> int:
        """Count what waits for its turn."""
        return self.numbers.get(JobState.WAITING, 0)


class EngineJobs:
    """Looks at jobs, and acts on single ones."""

    def __init__(self, database: "Database", tables: Any) -> None:
        self._database = database
        self._status, self._steps = tables.workflow_status, tables.operation_outputs

    def queues(self) -> list[QueueSeen]:
        """Count the jobs of every queue that has any that have not ended well."""
        table = self._status.c
        state = _hanging(table)
        asked = (
            select(table.queue_name, table.status, state, func.count(), func.min(table.created_at))
            .where(table.status != "SUCCESS", table.name.not_in(_TIMERS))
            .group_by(table.queue_name, table.status, state)
        )
        found: dict[str, QueueSeen] = {}
        with self._database.connect() as connection:
            for name, status, hangs, number, oldest in connection.execute(asked):
                queue = found.setdefault(name or "", QueueSeen(name or "", {}, None))
                shown = JobState.HANGING if hangs else _STATES[status]
                queue.numbers[shown] = queue.numbers.get(shown, 0) + number
                if status == "ENQUEUED":
                    found[queue.name] = QueueSeen(queue.name, queue.numbers, _instant(oldest))
        return sorted(found.values(), key=lambda one: one.name)

    def listed(
        self, states: Sequence[JobState], queue: str = "", limit: int = 200
    ) -> list[JobSeen]:
        """List jobs, the newest first; every state but `done`, when none is named."""
        table = self._status.c
        statuses = [word for word, state in _STATES.items() if state in states]
        if JobState.HANGING in states:
            statuses.append("PENDING")
        asked = select(self._status).where(table.name.not_in(_TIMERS))
        if states:
            asked = asked.where(table.status.in_(statuses))
        else:
            asked = asked.where(table.status != "SUCCESS")
        if states and JobState.RUNNING not in states and JobState.HANGING in states:
            asked = asked.where(or_(table.status != "PENDING", _hanging(table)))
        if queue:
            asked = asked.where(table.queue_name == queue)
        with self._database.connect() as connection:
            rows = connection.execute(asked.order_by(table.created_at.desc()).limit(limit))
            return [_seen(row) for row in rows]

    def get(self, job_id: str) -> JobSeen | None:
        """Give one job."""
        asked = select(self._status).where(self._status.c.workflow_uuid == job_id)
        with self._database.connect() as connection:
            row = connection.execute(asked).one_or_none()
        return _seen(row) if row is not None else None

    def run_again(self, job_id: str) -> bool:
        """Let a job that failed or was stopped go on where it was; false when it is none.

        Steps that ended well keep what they gave; the one that failed is done anew.
        """
        steps, table = self._steps.c, self._status.c
        failed = and_(steps.workflow_uuid == job_id, steps.error.is_not(None))
        is_one = and_(table.workflow_uuid == job_id, table.status.in_(_ENDED_BADLY))
        fresh = {
            "status": "ENQUEUED", "error": None, "output": None, "recovery_attempts": 0,
            "started_at_epoch_ms": None, "completed_at": None, "owner_xid": None,
            "delay_until_epoch_ms": None, "updated_at": _now_ms(),
            "queue_name": func.coalesce(table.queue_name, "pipelines"),
        }  # fmt: skip
        with self._database.begin() as connection:
            changed = connection.execute(update(self._status).where(is_one).values(**fresh))
            if changed.rowcount:
                connection.execute(delete(self._steps).where(failed))
            return bool(changed.rowcount)


def _hanging(table: Any) -> ColumnElement[bool]:
    since = func.coalesce(table.started_at_epoch_ms, table.created_at)
    long_ago = _now_ms() - round(HANGS_AFTER / timedelta(milliseconds=1))
    return and_(table.status == "PENDING", since < long_ago)


def _seen(row: Row[Any]) -> JobSeen:
    began = _instant(row.started_at_epoch_ms)
    state = _STATES[row.status]
    hangs = state is JobState.RUNNING and datetime.now(UTC) - (began or _at(row)) > HANGS_AFTER
    return JobSeen(
        id=row.workflow_uuid, workflow=row.name or "",
        subject=row.workflow_uuid.split(":")[1] if ":" in row.workflow_uuid else "",
        queue=row.queue_name or "", state=JobState.HANGING if hangs else state,
        tries=row.recovery_attempts or 0, created_at=_at(row), began_at=began,
        due_at=_instant(row.delay_until_epoch_ms), ended_at=_instant(row.completed_at),
    )  # fmt: skip


def _at(row: Row[Any]) -> datetime:
    return _instant(row.created_at) or datetime.now(UTC)


def _instant(milliseconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None


def _now_ms() -> int:
    return round(time.time() * 1000)
