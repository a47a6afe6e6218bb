"""A person deletes activities, and brings them back.

For a while everything stays, unseen: nothing is sent, nothing is asked, and what comes again from
the same source changes nothing. Restored, runs and questions go on where they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fitglue.domain.acts import RESTORABLE, Kind, State
from fitglue.domain.errors import Gone
from fitglue.domain.runs import RunState
from fitglue.pipeline.delivering import delivery_job
from fitglue.pipeline.starting import Starter, segment_job

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.removal import Resumed

_GO_ON = (RunState.WAITING, RunState.PARKED)


@dataclass(frozen=True, slots=True)
class Removing:
    """Deletes and restores one person's activities. Whatever is not theirs is not there."""

    starter: Starter
    account_id: str

    def delete(self, activity_ids: Sequence[str]) -> str:
        """Delete activities, and give the id of the act that undoes it. Raises Gone."""
        store = self.starter.store
        with store.transactions.writing("delete activities") as session:
            store.sync.lock(session, self.account_id)
            act = store.acts.begin(session, self.account_id, Kind.DELETE, [], {})
            removed = store.removed.remove(session, self.account_id, activity_ids, act.id)
            if not removed:
                raise Gone("There is no such activity.")
            act.activities, act.number, act.state = removed, len(removed), State.DONE.value
        return act.id

    def restore(self, activity_ids: Sequence[str]) -> None:
        """Bring deleted activities back, exactly as they were. Raises Gone."""
        with self.starter.store.transactions.writing("restore activities") as session:
            if not self.bring_back(session, activity_ids):
                raise Gone("There is no such deleted activity any more.")

    def bring_back(self, session: "Session", activity_ids: Sequence[str]) -> bool:
        """Restore in the caller's transaction; false when there was nothing to restore."""
        store = self.starter.store
        store.sync.lock(session, self.account_id)
        resumed = store.removed.restore(session, self.account_id, activity_ids)
        self._give_jobs(session, resumed)
        return resumed.number > 0

    def _give_jobs(self, session: "Session", resumed: "Resumed") -> None:
        for run in resumed.runs:
            asked_in_time = run.state == RunState.ASKING and run.wake_at is not None
            if run.state in _GO_ON or asked_in_time:
                job = segment_job(run.id, run.segment, delay_s=_until(run.wake_at))
                self.starter.engine.enqueue(session, job)
        for row in resumed.deliveries:
            self.starter.engine.enqueue(session, delivery_job(row, delay_s=_until(row.retry_at)))


def bury(store: "Store") -> int:
    """Delete for good what was deleted long enough ago, and count it.

    Names stay, so that a second export of the same workouts does not bring them back.
    """
    number = 0
    for account_id, activity_id in store.removed.due(datetime.now(UTC) - RESTORABLE):
        with store.intake() as intake:
            session = intake.session
            store.sync.lock(session, account_id)
            row = store.removed.doomed(session, account_id, activity_id)
            if row is None:
                continue
            senders, rows = store.recordings.left_with(session, account_id, activity_id)
            store.removed.bury(session, row, senders)
            store.erasing.erase(session, rows)
            number += 1
    store.acts.forget(RESTORABLE)
    return number


def _until(moment: datetime | None) -> float:
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0) if moment else 0.0
