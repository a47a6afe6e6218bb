"""Starts runs: the row and its job commit together, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fitglue.domain.activity import Activity
from fitglue.domain.plan import Plan
from fitglue.domain.runs import Beginning, Cause, RunState
from fitglue.pipeline.engine import BACKFILL_AFTER, IMPORTS, Engine, Job

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.tables import RunRow


def segment_job(run_id: str, segment: int, *, priority: int = 1, delay_s: float = 0.0) -> Job:
    """Give the job that goes on with a run."""
    return Job(workflow="segment", arguments=(run_id, segment), priority=priority, delay_s=delay_s)


def export_job(export_id: str) -> Job:
    """Give the job that makes an export of everything."""
    return Job(workflow="export", arguments=(export_id,), queue=IMPORTS)


def import_job(import_id: str) -> Job:
    """Give the job that does an import."""
    return Job(workflow="import", arguments=(import_id,), queue=IMPORTS)


@dataclass(frozen=True, slots=True)
class Wave:
    """Why the runs of an activity start together, how they are treated, and the enabled pipelines.

    Those are asked for when nobody has yet; so are the sources of the activity.
    """

    cause: Cause
    backfill: bool = False
    settle_s: float = 0.0
    plans: Sequence[Plan] | None = None
    sources: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Starter:
    """Starts runs in a transaction of the caller's."""

    store: "Store"
    engine: Engine

    def start(
        self, session: "Session", beginning: Beginning, *, settle_s: float = 0.0
    ) -> str | None:
        """Start a run and give its id; none when its cause has started one before.

        With `settle_s` it waits so long for late parts, and each of them lets it wait anew.

        Whoever has few runs waiting goes before whoever has many: the n-th waiting run of each
        person has the same priority.
        """
        wake_at = datetime.now(UTC) + timedelta(seconds=settle_s) if settle_s else None
        is_late = wake_at is not None and beginning.revision > 1
        if is_late and (run := self.store.runs.settle_anew(session, beginning, wake_at)):
            session.flush()
            self.engine.enqueue(session, segment_job(run.id, run.segment, delay_s=settle_s))
            return run.id
        run_id = self.store.runs.begin(session, beginning, wake_at)
        if run_id is None:
            return None
        priority = self._turn(session, beginning.account_id, backfill=beginning.backfill)
        self.engine.enqueue(session, segment_job(run_id, 0, priority=priority, delay_s=settle_s))
        return run_id

    def start_all(
        self,
        session: "Session",
        account_id: str,
        activity: Activity,
        wave: Wave,
    ) -> None:
        """Start the runs that an activity's new revision causes: one in each pipeline that is on.

        Those that take from a source of any of its recordings are meant.
        """
        plans = wave.plans
        if plans is None:
            plans = self.store.pipelines.enabled(session, account_id)
        sources = wave.sources
        if sources is None:
            sources = self.store.recordings.sources(session, activity.id) if plans else frozenset()
        for plan in plans:
            if sources.isdisjoint(plan.sources):
                continue
            beginning = Beginning(
                account_id=account_id,
                activity_id=activity.id,
                revision=activity.revision,
                plan=plan,
                cause=wave.cause,
                cause_key=f"revision-{activity.revision}",
                backfill=wave.backfill,
            )
            self.start(session, beginning, settle_s=wave.settle_s)

    def go_on(self, session: "Session", run: "RunRow") -> None:
        """Let a run that was held before its beginning begin."""
        run.state, run.why, run.changed_at = RunState.WAITING.value, "", datetime.now(UTC)
        run.segment += 1
        session.flush()
        priority = self._turn(session, run.account_id, backfill=run.backfill)
        self.engine.enqueue(session, segment_job(run.id, run.segment, priority=priority))

    def _turn(self, session: "Session", account_id: str, *, backfill: bool) -> int:
        rank = self.store.runs.outstanding(session, account_id, backfill=backfill)
        return max(rank, 1) + (BACKFILL_AFTER if backfill else 0)
