"""One try of one delivery, through the ledger, so that nothing arrives twice or not at all.

`sending` is committed before a byte leaves. A try that finds it there was cut off: whether the
target has the activity only the target can say, so it is asked before anything is sent again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from fitglue import registry
from fitglue.domain.draft import Draft
from fitglue.domain.errors import (
    Bug,
    Delivery,
    FitGlueError,
    NeedsUser,
    Paced,
    Processing,
    Refused,
    Transient,
    Unknown,
)
from fitglue.domain.health_writes import TARGET_ID
from fitglue.domain.ledger import IN_FLIGHT, OPEN, DeliveryState, led_to
from fitglue.domain.plan import TargetUse, plan_of
from fitglue.domain.plugins import Receipt, TargetTools
from fitglue.domain.runs import RunState
from fitglue.pipeline import looking_again
from fitglue.pipeline.admission import Admission
from fitglue.pipeline.engine import (
    BACKFILL_AFTER,
    PIPELINES,
    SERVICES,
    Engine,
    Job,
    Step,
    target_queue,
)
from fitglue.pipeline.handing_over import handed_over, settings_of
from fitglue.pipeline.notifying import Notifying
from fitglue.pipeline.reaching import Reaching
from fitglue.pipeline.retrying import decision, given_up
from fitglue.pipeline.sampling import why_a_sample_stays
from fitglue.pipeline.staying import why_it_stays

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.tables import DeliveryRow, RunRow

log = logging.getLogger(__name__)
_AFTER_AN_UPGRADE = "Look at Settings, Plan. After an upgrade, press “Send again”."
Drafts = Callable[["Store", "RunRow"], Draft | None]


def delivery_job(
    row: "DeliveryRow", *, workflow: str = "delivery", delay_s: float = 0.0, backfill: bool = False
) -> Job:
    """Give the job of a delivery's next try.

    What goes to a service waits for nobody else's, and what has a pace of its own for its turn.
    """
    queue = queue_of(row.target)
    return Job(
        workflow=workflow,
        arguments=(row.id, row.attempt),
        queue=queue,
        connection="" if queue == PIPELINES else connection_of(row),
        delay_s=delay_s,
        priority=BACKFILL_AFTER if backfill else 1,
    )


def queue_of(target_id: str) -> str:
    """Name the queue on which a target is asked."""
    if registry.has_pace(target_id):
        return target_queue(target_id)
    return SERVICES if registry.service_of(target_id) else PIPELINES


def connection_of(row: "DeliveryRow") -> str:
    """Name whose pace counts: a person's account at a target."""
    return f"{row.target}:{row.account_id}"


@dataclass(frozen=True, slots=True)
class Delivering:
    """Delivers what runs of a store want."""

    store: "Store"
    engine: Engine
    output: Path
    draft_of: Drafts
    admission: Admission
    reaching: Reaching

    def delivery(self, step: Step, delivery_id: str, attempt: int) -> str:
        """Try a delivery once. This is the engine's workflow."""
        return step("deliver", self.deliver, delivery_id, attempt)

    def deliver(self, delivery_id: str, attempt: int) -> str:
        """Try a delivery, and give the state that it led to; what was tried already stays."""
        with self.store.transactions.writing("sending") as session:
            begun = self._begin(session, delivery_id, attempt)
            if begun is None:
                return "over"
            asks_first = begun[0].state == DeliveryState.UNKNOWN
        outcome = self._try(*begun, asks_first=asks_first)
        with self.store.transactions.writing("settled") as session:
            return self._settle(session, delivery_id, outcome)

    def hand_on(self, run_id: str, segment: int) -> None:
        """Give jobs to the deliveries of a run whose own job was cut off while it made them.

        One that has a job of its own already keeps that: jobs are named by delivery and attempt.
        """
        with self.store.transactions.writing("hand on") as session:
            for row, backfill in self.store.deliveries.left_by_run(session, run_id, segment):
                self.engine.enqueue(session, delivery_job(row, backfill=backfill))

    def _begin(
        self, session: "Session", delivery_id: str, attempt: int
    ) -> "tuple[DeliveryRow, RunRow] | None":
        row = self.store.deliveries.locked(session, delivery_id)
        if row is None or row.attempt != attempt or row.state not in OPEN:
            return None
        cut_off, run = row.state in IN_FLIGHT, self.store.runs.of_delivery(session, row)
        if not self._may_go(session, row, run, cut_off=cut_off):
            return None
        if not self.reaching.is_open(session, row, is_new=not cut_off and not row.remote_id):
            Notifying(self.store, self.engine).settled(session, row, row.run_id)
            self._end_run(session, row.run_id)
            return None
        if wait_s := self._wait_s(session, row, run):
            self._later(session, row, wait_s)
            return None
        self.store.deliveries.begin_attempt(session, row, asking=cut_off)
        return row, run

    def _may_go(
        self, session: "Session", row: "DeliveryRow", run: "RunRow", *, cut_off: bool
    ) -> bool:
        stays = why_it_stays(self.store, session, row.activity_id)
        if why := stays or why_a_sample_stays(self.store, session, row):
            self._skip(session, row, why, "")
            return False
        if cut_off and (row.target != TARGET_ID or run.state != RunState.CANCELLED):
            return True  # what may have left is asked for; a phone is told what it should not write
        if not self._is_wanted(row, run):
            return False
        if why := self.admission.why_not(session, row, run):
            self._skip(session, row, why, _AFTER_AN_UPGRADE)
        return not why

    def _wait_s(self, session: "Session", row: "DeliveryRow", run: "RunRow") -> float:
        """Give how long a delivery has to wait for its turn; what is there already need not."""
        wait_s = self.store.pace.wait_s(session, connection_of(row), registry.pace(row.target))
        if wait_s > 0 or row.ticket or row.state in IN_FLIGHT:
            return wait_s
        if wait_s := self.reaching.waits_for_another_s(session, row):
            return wait_s
        paced = self.reaching.no_room(session, row, backfill=run.backfill)
        if paced is None:
            return 0.0
        row.why, row.next_step = paced.sentence, paced.next_step
        return paced.retry_after_s or 0.0

    def _is_wanted(self, row: "DeliveryRow", run: "RunRow") -> bool:
        if run.state == RunState.CANCELLED:  # while this was on its way, and did not arrive
            self.store.deliveries.skip(row, run.why)
        # A superseded run's wish is renewed, or dropped, by the run that took its place.
        return run.state not in {RunState.CANCELLED, RunState.SUPERSEDED}

    def _skip(self, session: "Session", row: "DeliveryRow", why: str, next_step: str) -> None:
        self.store.deliveries.skip(row, why)
        row.next_step = next_step
        self._end_run(session, row.run_id)

    def _later(self, session: "Session", row: "DeliveryRow", wait_s: float) -> None:
        row.attempt += 1
        row.retry_at = datetime.now(UTC) + timedelta(seconds=wait_s)
        backfill = self.store.runs.of_delivery(session, row).backfill
        self.engine.enqueue(session, delivery_job(row, delay_s=wait_s, backfill=backfill))

    def _try(self, row: "DeliveryRow", run: "RunRow", *, asks_first: bool) -> Receipt | Delivery:
        try:
            return self._hand_over(row, run, asks_first=asks_first)
        except Delivery as problem:
            return problem
        except FitGlueError as problem:
            return Refused(problem.sentence, problem.next_step)
        except DBAPIError:  # our database, of which the target knows nothing: the step waits for it
            raise
        except Exception as problem:  # whether it arrived cannot be known: the target is asked
            log.exception("a target failed", extra={"target": row.target})
            return _mistake(problem, twice=asks_first)

    def _hand_over(self, row: "DeliveryRow", run: "RunRow", *, asks_first: bool) -> Receipt:
        draft = self.draft_of(self.store, run)
        if draft is None:
            raise Refused("The activity is gone.", "Nothing: there is nothing left to send.")
        target = registry.target(row.target)
        plan = plan_of(run.plan)
        use = plan.target(row.target_key) or TargetUse(key=row.target_key, plugin=row.target)
        settings = settings_of(target, row.settings)
        tools = TargetTools(
            settings=settings, output=self.output, owner=row.account_id, ticket=row.ticket,
            wanted_at=run.created_at,
            connection=self.reaching.connection(row, backfill=run.backfill),
            showcase=self.store.showcase.of(row.id),
            health=self.store.health_writes.of(row.account_id),
        )  # fmt: skip
        known = Receipt(row.remote_id, row.url, tuple(row.wrote)) if row.remote_id else None
        activity = draft.for_target(plan, use)
        if row.taken_from:  # the target knows it by the name it had
            activity = replace(activity, id=row.taken_from)
        receipt = handed_over(target, activity, tools, known=known, asks_first=asks_first)
        return replace(receipt, wrote=activity.said)

    def _settle(self, session: "Session", delivery_id: str, outcome: Receipt | Delivery) -> str:
        row = self.store.deliveries.locked(session, delivery_id)
        if row is None:  # its owner erased everything meanwhile
            return "over"
        state = led_to(outcome)
        told = outcome.sentence if isinstance(outcome, Delivery) else f"It is there: {outcome.id}."
        for_run = self.store.deliveries.end_attempt(session, row, state, told)
        row.state, row.changed_at, row.retry_at = state, datetime.now(UTC), None
        if isinstance(outcome, Receipt):
            _write_receipt(row, outcome)
        else:
            self._write_problem(session, row, outcome)
        Notifying(self.store, self.engine).settled(session, row, for_run)
        if row.run_id != for_run and row.state not in OPEN:
            self._chain(session, row)
        self._end_run(session, for_run)
        return row.state

    def _write_problem(self, session: "Session", row: "DeliveryRow", problem: Delivery) -> None:
        row.tries += not _is_paced(problem)
        row.ticket = ticket_after(row.ticket, problem)
        retry = decision(problem, row.tries)
        if retry is None and isinstance(problem, Transient | Unknown):
            problem = given_up(problem)
            row.state = led_to(problem)
        row.why, row.next_step = problem.sentence, problem.next_step
        if retry is None:
            return
        holds = isinstance(problem, Transient) and not row.connection  # that keeps its own pace
        if holds and problem.retry_after_s is not None:
            self.store.pace.hold(session, connection_of(row), problem.retry_after_s)
        self._later(session, row, retry.after_s)

    def _chain(self, session: "Session", row: "DeliveryRow") -> None:
        """Go on with what a newer run wanted while this try was on its way."""
        self.store.deliveries.want_again(row)
        self.engine.enqueue(session, delivery_job(row))

    def _end_run(self, session: "Session", run_id: str) -> None:
        session.flush()
        ended = self.store.runs.end_if_delivered(session, run_id)
        if ended is not None:
            looking_again.queue(self.engine, session, ended)


def _is_paced(problem: Delivery) -> bool:
    """Tell whether nothing went wrong: it is asked no faster, be it for what became of a file."""
    return isinstance(problem, Paced) or isinstance(problem.__cause__, Paced)


def ticket_after(ticket: str, problem: Delivery) -> str:
    """Give the ticket of the next try: a new one, the old one, or none for what is over."""
    if isinstance(problem, Processing):
        return problem.ticket
    return ticket if isinstance(problem, Transient | Unknown | NeedsUser) else ""


def _write_receipt(row: "DeliveryRow", receipt: Receipt) -> None:
    row.remote_id, row.url, row.wrote = receipt.id, receipt.url, list(receipt.wrote)
    row.why, row.next_step, row.tries, row.ticket = "", "", 0, ""
    row.sent_at = row.sent_at or row.changed_at


def _mistake(problem: Exception, *, twice: bool) -> Delivery:
    sentence = f"FitGlue made a mistake with this activity ({type(problem).__name__})."
    return Refused(sentence, Bug.default_next_step) if twice else Unknown(sentence)
