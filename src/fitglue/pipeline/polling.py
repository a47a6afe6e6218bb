"""Asks services what is new, by the clock, and fetches spans of the past, page by page.

A page and the cursor for the next are one transaction: whoever is cut off asks for that page again,
and what it gave is recognised. What we delivered ourselves and comes back is left out.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from fitglue import registry
from fitglue.domain.arrival import Page, SourceTools, Span
from fitglue.domain.connecting import HistoryState
from fitglue.domain.errors import Delivery, FitGlueError, NeedsUser, Paced, Transient, Unknown
from fitglue.domain.plugins import Polled
from fitglue.pipeline.engine import BACKFILL_AFTER, POLLS, Engine, Job, Step
from fitglue.pipeline.intake import Manner, Outcome, Taken
from fitglue.pipeline.reaching import Door
from fitglue.pipeline.retrying import decision
from fitglue.pipeline.starting import Starter
from fitglue.pipeline.taking_pages import Taking

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.accounts import Account
    from fitglue.store.tables import HistoryRow, PollRow

log = logging.getLogger(__name__)
_AFTER_A_MISTAKE_S = 3600.0


def poll_job(row: "PollRow", *, delay_s: float = 0.0) -> Job:
    """Give the job that asks for the next page of what is new."""
    arguments = (row.connection_id, row.source, row.number)
    return Job(workflow="poll", arguments=arguments, queue=POLLS, delay_s=delay_s)


def history_job(row: "HistoryRow", *, delay_s: float = 0.0) -> Job:
    """Give the job that fetches the next page of the past; what is new goes before it."""
    return Job(
        workflow="history", arguments=(row.id, row.page), queue=POLLS, delay_s=delay_s,
        priority=BACKFILL_AFTER,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Polling:
    """Asks through the connections of everybody."""

    starter: Starter
    door: Door
    tools_of: Callable[["Account"], SourceTools]

    def queue_due(self) -> int:
        """Queue what is due, and count it; a job that is queued already changes nothing."""
        due = self._store.polls.due(datetime.now(UTC))
        for row in due:
            with self._store.transactions.writing("queue a poll") as session:
                self.engine.enqueue(session, poll_job(row))
        return len(due)

    def poll(self, step: Step, connection_id: str, source: str, number: int) -> str:
        """Ask for a page of what is new. This is the engine's workflow."""
        return step("poll", self.ask, connection_id, source, number)

    def ask(self, connection_id: str, source_id: str, number: int) -> str:
        """Ask for a page and take it; while there is more, the next one is queued."""
        row = self._store.polls.get(connection_id, source_id)
        connection = self._store.connections.get(connection_id)
        if row is None or connection is None or row.number != number:
            return "over"
        source, account = (
            registry.polled(source_id),
            self._store.accounts.get(connection.account_id),
        )
        try:
            line = self.door.connected(account.id, connection.service, connection_id)
            page = source.changes(line, row.cursor, self._tools(account, source_id))
            manner = Manner(backfill=False, settle_s=0.0, whole=True)
            taking = Taking(self.starter, account, connection, source_id, manner)
            some = taking.ready(page)
        except DBAPIError:  # our database, of which the service knows nothing
            raise
        except Exception as problem:  # noqa: BLE001 - a plugin's mistake ends no other's polls
            return self._postpone(row, as_ours(problem, source_id))
        with self._store.intake() as intake:
            self._store.sync.lock(intake.session, account.id)
            waiting = self._store.polls.locked(intake.session, connection_id, source_id)
            if waiting is None or waiting.number != number:
                return "over"
            taking.take(intake, some)
            self._go_on(intake.session, waiting, source, page)
        return "done"

    def history(self, step: Step, history_id: str, page: int) -> str:
        """Fetch a page of the past. This is the engine's workflow."""
        return step("history", self.fetch, history_id, page)

    def fetch(self, history_id: str, number: int) -> str:
        """Fetch a page of the past and take it."""
        row = self._store.polls.history(history_id)
        connection = self._store.connections.get(row.connection_id) if row else None
        if row is None or connection is None or not _is_its_turn(row, number):
            return "over"
        source, account = (
            registry.polled(row.source),
            self._store.accounts.get(connection.account_id),
        )
        try:
            line = self.door.connected(account.id, connection.service, connection.id, backfill=True)
            span = Span(row.start_at, row.end_at)
            page = source.past(line, span, row.cursor, self._tools(account, row.source))
            taking = Taking(self.starter, account, connection, row.source, _manner_of(row))
            some = taking.ready(page)
        except DBAPIError:
            raise
        except Exception as problem:  # noqa: BLE001 - as above
            return self._hold(row, as_ours(problem, row.source))
        with self._store.intake() as intake:
            self._store.sync.lock(intake.session, account.id)
            waiting = self._store.polls.locked_history(intake.session, history_id)
            if waiting is None or not _is_its_turn(waiting, number):
                return "over"
            _count(waiting, page, taking.take(intake, some))
            self._next_page(intake.session, waiting, page)
        return "done"

    def _tools(self, account: "Account", source_id: str) -> SourceTools:
        return tools_for(self._store, self.tools_of(account), (account.id, source_id))

    @property
    def engine(self) -> Engine:
        """Give the engine."""
        return self.starter.engine

    @property
    def _store(self) -> "Store":
        return self.starter.store

    def _go_on(self, session: "Session", row: "PollRow", source: Polled, page: Page) -> None:
        now = datetime.now(UTC)
        row.cursor, row.number, row.asked_at = dict(page.cursor), row.number + 1, now
        row.tries, row.why = 0, ""
        row.next_at = now + (timedelta() if page.more else source.poll_every)
        if page.more:
            session.flush()
            self.engine.enqueue(session, poll_job(row))

    def _postpone(self, row: "PollRow", problem: Delivery) -> str:
        with self._store.transactions.writing("poll later") as session:
            waiting = self._store.polls.locked(session, row.connection_id, row.source)
            if waiting is None or waiting.number != row.number:
                return "over"
            waiting.tries += not isinstance(problem, Paced)
            waiting.number, waiting.why = waiting.number + 1, problem.sentence
            wait = timedelta(seconds=after_s(problem, waiting.tries))
            waiting.next_at = datetime.now(UTC) + wait
        return "later"

    def _next_page(self, session: "Session", row: "HistoryRow", page: Page) -> None:
        row.cursor, row.page, row.tries, row.why = dict(page.cursor), row.page + 1, 0, ""
        row.changed_at = datetime.now(UTC)
        if not page.more:
            row.state = HistoryState.DONE
            return
        session.flush()
        self.engine.enqueue(session, history_job(row))

    def _hold(self, row: "HistoryRow", problem: Delivery) -> str:
        with self._store.transactions.writing("history later") as session:
            waiting = self._store.polls.locked_history(session, row.id)
            if waiting is None or not _is_its_turn(waiting, row.page):
                return "over"
            waiting.tries += not isinstance(problem, Paced)
            waiting.why, waiting.changed_at = problem.sentence, datetime.now(UTC)
            waiting.page += 1
            if isinstance(problem, NeedsUser):
                waiting.state = HistoryState.PAUSED
                return "paused"
            if not isinstance(problem, Transient | Unknown):
                waiting.state = HistoryState.FAILED
                return "failed"
            session.flush()
            delay_s = after_s(problem, waiting.tries)
            self.engine.enqueue(session, history_job(waiting, delay_s=delay_s))
        return "later"


def tools_for(store: "Store", tools: SourceTools, whose: tuple[str, str]) -> SourceTools:
    """Let a source of a person, account and source, look at what is kept of it."""
    return replace(tools, here=partial(store.recordings.here, *whose))


def after_s(problem: Delivery, tries: int) -> float:
    """Tell after how long a service is asked again."""
    retry = decision(problem, tries)
    return retry.after_s if retry is not None else _AFTER_A_MISTAKE_S


def _is_its_turn(row: "HistoryRow", number: int) -> bool:
    return row.page == number and row.state == HistoryState.RUNNING


def _manner_of(row: "HistoryRow") -> Manner:
    """Complete what is here; under terms take its place, for what was read first goes first."""
    return Manner(runs=row.posts, whole=row.source in registry.staying())


def _count(row: "HistoryRow", page: Page, taken: Sequence[Taken]) -> None:
    row.found += len(page.arrivals)
    row.taken += sum(1 for one in taken if one.outcome is Outcome.NEW)


def as_ours(problem: Exception, source_id: str) -> Delivery:
    """Take whatever went wrong with a source as something to be tried again."""
    if isinstance(problem, Delivery):
        return problem
    if isinstance(problem, FitGlueError):
        return Transient(problem.sentence, problem.next_step, retry_after_s=_AFTER_A_MISTAKE_S)
    log.error("a source failed", extra={"source": source_id}, exc_info=problem)
    sentence = f"FitGlue made a mistake here ({type(problem).__name__})."
    return Transient(sentence, retry_after_s=_AFTER_A_MISTAKE_S)
