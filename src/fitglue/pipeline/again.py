"""What a person can do about runs and deliveries: run again, send again, cancel, settle."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fitglue.domain.errors import Gone, Refused
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.plan import Plan
from fitglue.domain.runs import Beginning, Cause, RunState
from fitglue.pipeline.delivering import connection_of, delivery_job
from fitglue.pipeline.notifying import Notifying
from fitglue.pipeline.starting import Starter, segment_job

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store.tables import DeliveryRow, RunRow

_AWAY = {DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.DELETING}
_ALREADY = "It is on its way already."


@dataclass(frozen=True, slots=True)
class Again:
    """Acts on one person's runs and deliveries. Whatever is not theirs is not there."""

    starter: Starter
    account_id: str

    def run(self, activity_id: str, pipeline_id: str) -> str:
        """Run an activity through a pipeline once more, by its rule of today. Gives the run's id.

        What was delivered is updated, never doubled.
        """
        plan = self._plan(pipeline_id)
        with self.starter.store.transactions.writing("run again") as session:
            revision = self.starter.store.activities.revision(session, self.account_id, activity_id)
            if revision is None:
                raise _gone("activity")
            beginning = self._beginning(plan, activity_id, revision, Cause.AGAIN)
            run_id = self.starter.start(session, beginning)
        assert run_id is not None  # noqa: S101 - a fresh cause always starts
        return run_id

    def run_past(self, pipeline_id: str, activity_ids: Sequence[str], *, delivers: bool) -> int:
        """Run past activities, behind what happens now, and count the runs begun.

        Without `delivers` they are boosted and kept, and nothing is sent.
        """
        plan = self._plan(pipeline_id)
        store, begun = self.starter.store, 0
        for activity_id in activity_ids:
            with store.transactions.writing("run a past activity") as session:
                revision = store.activities.revision(session, self.account_id, activity_id)
                if revision is None:
                    continue
                beginning = self._beginning(
                    plan, activity_id, revision, Cause.PAST, delivers=delivers
                )
                begun += self.starter.start(session, beginning) is not None
        return begun

    def send(self, delivery_id: str) -> None:
        """Send once more to one target: what is there is updated."""
        with self.starter.store.transactions.writing("send again") as session:
            self.send_in(session, self._delivery(session, delivery_id))

    def send_in(self, session: "Session", row: "DeliveryRow") -> None:
        """Send once more in the caller's transaction, who has the row for changing."""
        store = self.starter.store
        if row.state in _AWAY or store.runs.has_newer(session, row):
            raise Refused(_ALREADY, "Wait for its end.")
        store.showcase.allow(session, row.id)
        store.deliveries.want_again(row)
        store.pace.release(session, connection_of(row))
        self._reopen_run(session, row)
        self.starter.engine.enqueue(session, delivery_job(row))

    def send_missed(self, run_id: str, target_key: str) -> str:
        """Send what a run made to a target that its pipeline has today. Gives the delivery's id."""
        with self.starter.store.transactions.writing("send to a missed target") as session:
            return self.send_missed_in(session, self._run(session, run_id), target_key)

    def send_missed_in(self, session: "Session", run: "RunRow", target_key: str) -> str:
        """Send what a run made in the caller's transaction. Gives the delivery's id."""
        if run.state == RunState.BLOCKED:
            raise Refused(run.why, "Look at Settings, Plan.")
        plan = self._plan(run.pipeline_id)
        use = plan.target(target_key)
        if use is None:
            raise _gone("target")
        row = self.starter.store.deliveries.want(session, run, plan.targets.index(use), use)
        session.flush()
        if row.state == DeliveryState.WAITING:
            self._reopen_run(session, row)
            self.starter.engine.enqueue(session, delivery_job(row))
        return row.id

    def it_is_there(self, delivery_id: str) -> None:
        """Take a person's word that a delivery of unknown end has arrived."""
        with self.starter.store.transactions.writing("it is there") as session:
            row = self._delivery(session, delivery_id)
            if row.state != DeliveryState.NEEDS_YOU:
                raise Refused("This delivery asks nothing of you.", "Look at its history.")
            row.state, row.why, row.next_step = DeliveryState.SENT, "You said so.", ""
            row.sent_at = row.sent_at or datetime.now(UTC)
            Notifying(self.starter.store, self.starter.engine).it_is_there(session, row)

    def cancel(self, run_id: str) -> None:
        """End a run: what has not been sent stays here."""
        store = self.starter.store
        with store.transactions.writing("cancel a run") as session:
            run = self._run(session, run_id)
            if RunState(run.state).is_over and run.state != RunState.BLOCKED:
                raise Refused("This run is over already.", "Look at what it delivered.")
            waiting = segment_job(run.id, run.segment)
            store.runs.end(run, RunState.CANCELLED, "You cancelled it.")
            store.deliveries.skip_waiting(session, run, "You cancelled its run.")
        self.starter.engine.cancel([waiting])

    def wake(self, run_id: str) -> None:
        """Let a run that was given time try now."""
        with self.starter.store.transactions.writing("wake a run") as session:
            run = self._run(session, run_id)
            if run.state != RunState.PARKED:
                raise Refused("This run waits for nothing.", "Look at its trace.")
            job = segment_job(run.id, run.segment)
        self.starter.engine.wake(job)

    def _plan(self, pipeline_id: str) -> Plan:
        pipeline = self.starter.store.pipelines.get(self.account_id, pipeline_id)
        if pipeline is None:
            raise _gone("pipeline")
        return pipeline.plan

    def _run(self, session: "Session", run_id: str) -> "RunRow":
        run = self.starter.store.runs.owned(session, self.account_id, run_id)
        if run is None:
            raise _gone("run")
        return run

    def _delivery(self, session: "Session", delivery_id: str) -> "DeliveryRow":
        row = self.starter.store.deliveries.locked(session, delivery_id)
        if row is None or row.account_id != self.account_id:
            raise _gone("delivery")
        return row

    def _reopen_run(self, session: "Session", row: "DeliveryRow") -> None:
        run = self.starter.store.runs.of_delivery(session, row)
        run.state, run.why = RunState.DELIVERING.value, ""

    def _beginning(
        self, plan: Plan, activity_id: str, revision: int, cause: Cause, *, delivers: bool = True
    ) -> Beginning:
        return Beginning(
            account_id=self.account_id,
            activity_id=activity_id,
            revision=revision,
            plan=plan,
            cause=cause,
            cause_key=f"{cause}-{secrets.token_hex(8)}",
            delivers=delivers,
            backfill=cause is Cause.PAST,
        )


def _gone(what: str) -> Gone:
    return Gone(f"There is no such {what}.")
