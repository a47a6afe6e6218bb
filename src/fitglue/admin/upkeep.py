"""Long work of the server for itself: a backup, a look at everything stored, tidying.

It is done by a worker, so that no page waits for it, and it is begun anew if that one dies.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from fitglue.admin import backups, storage
from fitglue.admin.overseer import Overseer
from fitglue.domain.audit import Event
from fitglue.domain.errors import Conflict, FitGlueError
from fitglue.instance import Instance
from fitglue.pipeline.engine import UPKEEP, Job, Step
from fitglue.store.tables import TaskRow

_TOLD_EVERY_S = 0.3
#: Work that has said nothing for so long was cut off, by a restore or a power cut.
CUT_OFF_AFTER = timedelta(minutes=15)


class TaskKind(StrEnum):
    """What the server may be asked to do for itself."""

    BACKUP = "backup"
    CHECK = "check"
    TIDY = "tidy"


_EVENTS = {
    TaskKind.BACKUP: Event.BACKUP_BEGUN, TaskKind.CHECK: Event.STORAGE_CHECKED,
    TaskKind.TIDY: Event.STORAGE_TIDIED,
}  # fmt: skip
Tell = Callable[[float, str], None]
_WORK: dict[TaskKind, Callable[[Instance, str, Tell], dict[str, Any]]] = {
    TaskKind.BACKUP: backups.make, TaskKind.CHECK: storage.check, TaskKind.TIDY: storage.tidy,
}  # fmt: skip


def begin(overseer: Overseer, kind: TaskKind) -> str:
    """Let a worker do something, and give the task's id. Raises Conflict while one is at it."""
    instance = overseer.instance
    if any(is_under_way(row) for row in instance.store.server_tasks.of_kind(kind, 3)):
        raise Conflict("This is being done already.", "Wait for its end.")
    with instance.store.transactions.writing("begin a task of the server") as session:
        row = instance.store.server_tasks.add(session, kind)
        session.flush()
        instance.engine.enqueue(session, Job(workflow="upkeep", arguments=(row.id,), queue=UPKEEP))
    overseer.note(_EVENTS[kind])
    return row.id


def is_under_way(row: TaskRow) -> bool:
    """Tell whether a task goes on, or will."""
    return row.finished_at is None and datetime.now(UTC) - row.changed_at < CUT_OFF_AFTER


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Does tasks."""

    instance: Instance

    def work(self, step: Step, task_id: str) -> str:
        """Do a task. This is the engine's workflow."""
        return step("upkeep", self.run, task_id)

    def run(self, task_id: str) -> str:
        """Do it to its end, and write down what came of it."""
        tasks = self.instance.store.server_tasks
        row = tasks.get(task_id)
        if row is None or row.finished_at is not None:
            return "over"
        try:
            result = _WORK[TaskKind(row.kind)](self.instance, row.id, self._teller(row.id))
        except FitGlueError as problem:
            tasks.finish(row.id, "failed", {"why": problem.sentence, "next": problem.next_step})
            return "failed"
        tasks.finish(row.id, "done", result)
        return "done"

    def _teller(self, task_id: str) -> Tell:
        told_at = float("-inf")

        def tell(share: float, doing: str) -> None:
            nonlocal told_at
            now = time.monotonic()
            if now - told_at >= _TOLD_EVERY_S:
                told_at = now
                self.instance.store.server_tasks.progress(task_id, share, doing)

        return tell
