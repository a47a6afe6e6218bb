"""Runs that follow a run, because a booster wants to look again: what it seeks may come later.

What was made is delivered meanwhile, and brought up to date. Nothing waits but a row and a job.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fitglue.domain.boost import Outcome
from fitglue.domain.errors import Gone, Refused
from fitglue.domain.plan import plan_of
from fitglue.domain.runs import TRACE_LINE, Beginning, Cause, RunState
from fitglue.pipeline.engine import Engine, Job, Step
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store.ending_runs import Over
    from fitglue.store.tables import RunRow

_AT_ONCE_S = 1.0  # what is due within a second is due
Looks = Mapping[str, Sequence[float]]


def look_job(run_id: str, *, delay_s: float = 0.0) -> Job:
    """Give the job that starts the run behind a run."""
    return Job(workflow="look", arguments=(run_id,), delay_s=delay_s)


def attempts(looks: Looks) -> dict[str, int]:
    """Give how often each booster looked before: one that is not due yet does so as the last time.

    `looks` are, by booster, how often it asked for more time and when that is over (in seconds
    since 1970).
    """
    soon = time.time() + _AT_ONCE_S
    return {key: int(number) - (due_at > soon) for key, (number, due_at) in looks.items()}


def note(run: "RunRow", looks_s: Mapping[str, float]) -> None:
    """Write which boosters want to look again, and when the first of them does.

    Each keeps its own time: what another one's look repeats counts for nothing.
    """
    now, looks = time.time(), dict(run.looks)
    for key, seconds in looks_s.items():
        number, due_at = looks.get(key, (0, 0.0))
        if due_at <= now + _AT_ONCE_S:
            looks[key] = (number + 1, now + seconds)
    run.looks = looks
    if looks_s:
        first = datetime.fromtimestamp(min(looks[key][1] for key in looks_s), UTC)
        run.look_again_at = min(first, run.look_again_at or first)


def note_wait(run: "RunRow", key: str) -> None:
    """Count that a booster holds the run itself until it looks again."""
    number, _ = run.looks.get(key, (0, 0.0))
    run.looks = {**run.looks, key: (number + 1, 0.0)}


def what_failed(run: "RunRow") -> str:
    """Say which look came to nothing; what was delivered before it must stay as it is."""
    if run.cause != Cause.LOOK:
        return ""
    lines = (TRACE_LINE.of(line) for line in run.trace)
    failed = (one for one in lines if one.key in run.looks and one.outcome is Outcome.FAILED)
    return next((f"It could not look again: {one.why}" for one in failed), "")


def queue(engine: Engine, session: "Session", run: "RunRow | Over") -> None:
    """Let the run behind a run begin in time, if one is wanted.

    Call it when a run has ended: what is still on its way to its targets is not overtaken.
    """
    if run.look_again_at is None:
        return
    delay_s = max((run.look_again_at - datetime.now(UTC)).total_seconds(), 0.1)
    engine.enqueue(session, look_job(run.id, delay_s=delay_s))


@dataclass(frozen=True, slots=True)
class LookingAgain:
    """Starts the runs behind runs."""

    starter: Starter

    def look(self, step: Step, run_id: str) -> str:
        """Start the run behind a run. This is the engine's workflow."""
        return step("look", self.start, run_id)

    def start(self, run_id: str) -> str:
        """Start it, unless nobody waits for it any more."""
        with self.starter.store.transactions.writing("look again") as session:
            run = self.starter.store.runs.any(session, run_id)
            if run is None or run.look_again_at is None:
                return "over"
            run.look_again_at = None
            if not self._is_wanted(session, run):
                return "over"
            revision = self.starter.store.activities.revision(
                session, run.account_id, run.activity_id
            )
            if revision is None:  # deleted meanwhile
                return "over"
            self.starter.start(session, _behind(run, revision))
        return "begun"

    def _is_wanted(self, session: "Session", run: "RunRow") -> bool:
        store = self.starter.store
        looked_in_vain = run.state == RunState.FAILED and run.cause == Cause.LOOK
        if run.state != RunState.DONE and not looked_in_vain:
            return False
        is_there = store.pipelines.get(run.account_id, run.pipeline_id) is not None
        return is_there and store.runs.is_newest(session, run)

    def stop(self, account_id: str, run_id: str) -> None:
        """Be content with what there is: nothing follows. Raises Gone, Refused."""
        with self.starter.store.transactions.writing("look no more") as session:
            run = self.starter.store.runs.owned(session, account_id, run_id)
            if run is None:
                raise Gone("There is no such run.")
            if run.look_again_at is None:
                raise Refused("This run waits for nothing.", "Look at its trace.")
            run.look_again_at = None

    def now(self, account_id: str, run_id: str) -> None:
        """Let every booster that wants to look again look at once. Raises Gone, Refused."""
        with self.starter.store.transactions.writing("look now") as session:
            run = self.starter.store.runs.owned(session, account_id, run_id)
            if run is None:
                raise Gone("There is no such run.")
            if run.look_again_at is None:
                raise Refused("This run waits for nothing.", "Look at its trace.")
            if run.state == RunState.DELIVERING:
                raise Refused("This run is still on its way.", "Wait until it has been delivered.")
            run.looks = {key: (number, 0.0) for key, (number, _) in run.looks.items()}
            run.look_again_at = datetime.now(UTC)
        self.starter.engine.wake(look_job(run_id))


def _behind(run: "RunRow", revision: int) -> Beginning:
    return Beginning(
        account_id=run.account_id,
        activity_id=run.activity_id,
        revision=revision,
        plan=plan_of(run.plan),
        cause=Cause.LOOK,
        cause_key=f"look-{run.id}",
        delivers=run.delivers,
        backfill=run.backfill,
        looks=run.looks,
    )
