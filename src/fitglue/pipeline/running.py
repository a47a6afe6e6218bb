"""A run, in short segments: boosters, then what they led to. Nothing ever waits inside one.

A run that has to wait is a row, and a job with a delay. After a crash a segment begins again, and
its rows tell how far it came: each step writes what it did and what follows in one transaction.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy.exc import DBAPIError

from fitglue import registry
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.draft import Draft
from fitglue.domain.errors import Bug, DiskFull, FitGlueError
from fitglue.domain.ledger import OPEN, DeliveryState
from fitglue.domain.plan import Plan, plan_of
from fitglue.domain.plugins import PluginKind
from fitglue.domain.runs import RunState, TraceLine
from fitglue.formats import draft_document, stream_blob
from fitglue.pipeline import looking_again
from fitglue.pipeline.admission import Admission
from fitglue.pipeline.boosting import Circumstances, SharedTools, Stretch, boosted, in_turn
from fitglue.pipeline.delivering import Delivering, delivery_job, queue_of
from fitglue.pipeline.engine import PIPELINES, Engine, Step
from fitglue.pipeline.notifying import Notifying
from fitglue.pipeline.starting import segment_job
from fitglue.pipeline.staying import why_it_stays

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.tables import RunRow

# What a boosting step says should come next, as the engine keeps it.
_BOOST, _DELIVER, _END = "boost", "deliver", "end"
_UNTIL_THERE_IS_ROOM_S = 600.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Running:
    """Works on runs of a store."""

    store: "Store"
    engine: Engine
    delivering: Delivering
    admission: Admission
    shared_tools: Callable[[str], SharedTools]

    @property
    def _notifying(self) -> Notifying:
        return Notifying(self.store, self.engine)

    def segment(self, step: Step, run_id: str, segment: int) -> str:
        """Go on with a run until it is over or has to wait. This is the engine's workflow."""
        said = step(_BOOST, self.boost, run_id, segment)
        while said["then"] == _BOOST:
            said = step(_BOOST, self.boost, run_id, segment)
        for delivery_id, attempt in said.get("deliveries", ()):
            step(_DELIVER, self.delivering.deliver, delivery_id, attempt)
        return said["then"]

    def boost(self, run_id: str, segment: int) -> dict[str, Any]:
        """Let the boosters work whose turn it is, and write what they did.

        A run that cannot go on says why: an error that left here would leave it hanging.
        """
        try:
            return self._boost(run_id, segment)
        except DBAPIError:  # the step waits for its database
            raise
        except DiskFull as problem:
            return self._wait_for_room(run_id, segment, problem)
        except FitGlueError as problem:
            return self._end(run_id, segment, RunState.FAILED, problem.sentence)
        except Exception as problem:
            log.exception("a run failed", extra={"run": run_id})
            why = f"FitGlue made a mistake with this run ({type(problem).__name__})."
            return self._end(run_id, segment, RunState.FAILED, why)

    def _boost(self, run_id: str, segment: int) -> dict[str, Any]:
        with self.store.transactions.reading() as session:
            run = self.store.runs.at(run_id, segment)
            why = why_it_stays(self.store, session, run.activity_id) if run is not None else ""
        if run is None or run.state == RunState.DELIVERING:
            self.delivering.hand_on(run_id, segment)
            return {"then": _END}
        if why:
            return self._stay(run_id, segment, why)
        if not self.admission.admits(run):
            return {"then": _END}
        plan = in_turn(plan_of(run.plan))
        if run.state == RunState.ASKING:
            self._close_question(run, plan)
        with self.store.transactions.reading():
            draft, circumstances = draft_of(self.store, run), self._circumstances(run)
            streams_blob = self._streams_blob(run, draft)
        if draft is None:
            return self._end(run_id, segment, RunState.SUPERSEDED, "The activity is gone.")
        stretch = boosted(draft, plan, run.position, circumstances)
        packed = (
            None if stretch.draft is draft else self._packed(draft, stretch.draft, streams_blob)
        )
        with self.store.transactions.writing("boosted") as session:
            locked = self.store.runs.locked(session, run_id, segment)
            if locked is None:  # cancelled or superseded meanwhile
                return {"then": _END}
            _write_trace(locked, stretch.trace, run.position)
            if packed is not None:
                locked.draft, locked.draft_streams_blob = packed
            return self._go_on(session, locked, plan, stretch)

    def _streams_blob(self, run: "RunRow", draft: Draft | None) -> str:
        """Name what a draft's streams were read from, in case that boosters leave them alone."""
        if draft is None or not run.plan["boosters"]:
            return ""
        return run.draft_streams_blob or self.store.activities.streams_blob(draft.activity.id)

    def _packed(self, before: Draft, after: Draft, streams_blob: str) -> tuple[bytes, str]:
        streams = after.activity.workout.streams
        if streams is not before.activity.workout.streams:
            streams_blob = self.store.blobs.put(stream_blob.pack(streams))
        return draft_document.encode(after), streams_blob

    def _close_question(self, run: "RunRow", plan: Plan) -> None:
        """End the wait for an answer whose deadline has come; a booster learns that from it."""
        with self.store.transactions.writing("close a question") as session:
            self.store.inputs.expire(session, run, plan.boosters[run.position])

    def _circumstances(self, run: "RunRow") -> Circumstances:
        account = self.store.accounts.get(run.account_id)
        return Circumstances(
            zone=account.zone,
            units=account.units,
            now=datetime.now(UTC),
            answers=self.store.inputs.answers(run) if run.plan["boosters"] else {},
            looks=looking_again.attempts(run.looks),
            tries=run.tries,
            tier=self.admission.tier(run.account_id),
            shared=self.shared_tools(run.account_id),
        )

    def _go_on(
        self, session: "Session", run: "RunRow", plan: Plan, stretch: Stretch
    ) -> dict[str, Any]:
        run.position, run.changed_at = stretch.position, datetime.now(UTC)
        looking_again.note(run, stretch.looks_s)
        for use in plan.boosters:
            if use.key in stretch.questions:
                self.store.inputs.ask(session, run, use, stretch.questions[use.key])
                self._notifying.asked(session, run, use, stretch.questions[use.key])
        if stretch.stopped_by is not None:
            return self._stop(session, run, plan, stretch.stopped_by)
        run.tries = 0
        if stretch.position < len(plan.boosters):
            return {"then": _BOOST}
        if why := looking_again.what_failed(run):
            looking_again.queue(self.engine, session, run)
            self.store.runs.end(run, RunState.FAILED, why)
            self._notifying.failed(session, run)
            return {"then": _END}
        return self._deliver(session, run, plan)

    def _stop(self, session: "Session", run: "RunRow", plan: Plan, boost: Boost) -> dict[str, Any]:
        match boost.outcome:
            case Outcome.RETRY_LATER:
                if boost.is_trouble:
                    run.tries += 1
                else:
                    looking_again.note_wait(run, plan.boosters[run.position].key)
                self._park(session, run, RunState.PARKED, boost.why, boost.retry_after_s)
            case Outcome.ASK:
                self._wait_for_answer(session, run, boost)
            case Outcome.HALT:
                run.look_again_at = None
                self.store.runs.end(run, RunState.HALTED, boost.why)
                self.store.deliveries.skip_waiting(session, run, boost.why)
            case _:
                run.look_again_at = None
                why = f"{_name(plan, run.position)} is required: {boost.why}"
                self.store.runs.end(run, RunState.FAILED, why)
                self._notifying.failed(session, run)
                self.store.deliveries.skip_waiting(session, run, why)
        return {"then": _END}

    def _wait_for_answer(self, session: "Session", run: "RunRow", boost: Boost) -> None:
        deadline = boost.question.deadline if boost.question else None
        wait_s = None
        if deadline is not None:
            wait_s = max((deadline - datetime.now(UTC)).total_seconds(), 0.0)
        self._park(session, run, RunState.ASKING, boost.why, wait_s)

    def _wait_for_room(self, run_id: str, segment: int, problem: DiskFull) -> dict[str, Any]:
        with self.store.transactions.writing("wait for room") as session:
            run = self.store.runs.locked(session, run_id, segment)
            if run is not None:
                self._park(session, run, RunState.PARKED, problem.sentence, _UNTIL_THERE_IS_ROOM_S)
        return {"then": _END}

    def _park(
        self, session: "Session", run: "RunRow", state: RunState, why: str, wait_s: float | None
    ) -> None:
        run.state, run.why = state.value, why
        run.segment += 1
        run.wake_at = None
        if wait_s is not None:
            run.wake_at = datetime.now(UTC) + timedelta(seconds=wait_s)
            self.engine.enqueue(session, segment_job(run.id, run.segment, delay_s=wait_s))

    def _deliver(self, session: "Session", run: "RunRow", plan: Plan) -> dict[str, Any]:
        if not run.delivers or not plan.targets:
            self.store.runs.end(run, RunState.DONE)
            looking_again.queue(self.engine, session, run)
            self.store.deliveries.skip_waiting(session, run, "A newer run sends nothing.")
            return {"then": _END}
        run.state, run.why, run.wake_at = RunState.DELIVERING.value, "", None
        here: list[tuple[str, int]] = []
        is_open = False
        for position, use in enumerate(plan.targets):
            row = self.store.deliveries.want(session, run, position, use)
            is_open = is_open or row.state in OPEN
            if row.state != DeliveryState.WAITING:
                continue  # an earlier run's try is on its way, and sees this wish when it ends
            if queue_of(use.plugin) != PIPELINES:
                session.flush()
                self.engine.enqueue(session, delivery_job(row, backfill=run.backfill))
            else:
                here.append((row.id, row.attempt))
        session.flush()
        # Its owner took all of it back.
        if not is_open and not self.store.deliveries.open_of_run(session, run.id):
            self.store.runs.end(run, RunState.DONE)
            looking_again.queue(self.engine, session, run)
        return {"then": _DELIVER, "deliveries": here}

    def _stay(self, run_id: str, segment: int, why: str) -> dict[str, Any]:
        """End a run of what stays here before a booster sees it; each delivery says why."""
        with self.store.transactions.writing("stay") as session:
            run = self.store.runs.locked(session, run_id, segment)
            if run is None:
                return {"then": _END}
            targets = plan_of(run.plan).targets if run.delivers else ()
            for position, use in enumerate(targets):
                self.store.deliveries.want(session, run, position, use)
            session.flush()
            self.store.deliveries.skip_waiting(session, run, why)
            self.store.runs.end(run, RunState.HALTED, why)
        return {"then": _END}

    def _end(self, run_id: str, segment: int, state: RunState, why: str) -> dict[str, Any]:
        with self.store.transactions.writing("end a run") as session:
            run = self.store.runs.locked(session, run_id, segment)
            if run is not None:
                self.store.runs.end(run, state, why)
                if state is RunState.FAILED:
                    self._notifying.failed(session, run)
                self.store.deliveries.skip_waiting(session, run, why)
        return {"then": _END}


def draft_of(store: "Store", run: "RunRow") -> Draft | None:
    """Give a run's draft: as its boosters have left it, else the activity as it is."""
    if run.draft is None:
        activity = store.activities.get(run.account_id, run.activity_id)
        # What was on its way when its activity became one with another is that other now.
        into = store.activities.led_to(run.account_id, run.activity_id) if not activity else None
        activity = store.activities.get(run.account_id, into) if into else activity
        return Draft(activity) if activity is not None else None
    if not run.draft_streams_blob:
        raise Bug("A run has lost its streams.")
    return draft_document.decode(
        run.draft, stream_blob.unpack(store.blobs.get(run.draft_streams_blob))
    )


def _name(plan: Plan, position: int) -> str:
    plugin_id = plan.boosters[position].plugin
    plugin = registry.of_kind(PluginKind.BOOSTER).get(plugin_id)
    return plugin.about.name if plugin else plugin_id


def _write_trace(run: "RunRow", lines: Sequence[TraceLine], position: int) -> None:
    written = [msgspec.to_builtins(line) for line in lines]
    run.trace = [*run.trace[:position], *written]
