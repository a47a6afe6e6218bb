"""Reads again what was set aside: when its owner wants that, and with a newer FitGlue.

It is asked for anew, for it may have been mended at its service. Nobody is asked while the
connection does not work, and what happens now goes first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from fitglue import registry
from fitglue.domain.arrival import Arrival, Page, SetAside, SourceTools
from fitglue.domain.errors import Delivery, Gone, Paced, Refused
from fitglue.domain.plugins import AsksForOne, PluginKind
from fitglue.formats.packing import unpacked
from fitglue.pipeline.engine import BACKFILL_AFTER, POLLS, Job, Step
from fitglue.pipeline.intake import Manner
from fitglue.pipeline.polling import after_s, as_ours, tools_for
from fitglue.pipeline.reaching import Door
from fitglue.pipeline.setting_aside import READER, tell_what_is_left
from fitglue.pipeline.starting import Starter
from fitglue.pipeline.taking_pages import Taking

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.accounts import Account
    from fitglue.store.tables import AsideRow, ConnectionRow


def reread_job(row: "AsideRow") -> Job:
    """Give the job that reads one again."""
    return Job(
        workflow="reread", arguments=(row.id, row.number), queue=POLLS, priority=BACKFILL_AFTER
    )


@dataclass(frozen=True, slots=True)
class Rereading:
    """Reads again for everybody."""

    starter: Starter
    door: Door
    tools_of: Callable[["Account"], SourceTools]

    def queue_due(self) -> int:
        """Queue what is due, and count it; a job that is queued already changes nothing."""
        due = self._store.asides.due(datetime.now(UTC), READER)
        for row in due:
            with self._store.transactions.writing("queue what was set aside") as session:
                self.starter.engine.enqueue(session, reread_job(row))
        return len(due)

    def reread(self, step: Step, aside_id: str, number: int) -> str:
        """Read one again. This is the engine's workflow."""
        return step("reread", self.read, aside_id, number)

    def read(self, aside_id: str, number: int) -> str:
        """Ask for one and take it, or leave it set aside."""
        row = self._store.asides.read(aside_id)
        connection = self._store.connections.get(row.connection_id) if row else None
        if row is None or connection is None or row.number != number:
            return "over"
        account = self._store.accounts.get(row.account_id)
        manner = _manner_of(row)
        taking = Taking(self.starter, account, connection, row.source, manner)
        try:
            some = taking.ready(self._page(row, connection, account))
        except DBAPIError:  # our database, of which the service knows nothing
            raise
        except Exception as problem:  # noqa: BLE001 - a plugin's mistake ends no other's work
            return self._later(row, as_ours(problem, row.source))
        with self._store.intake() as intake:
            self._store.sync.lock(intake.session, account.id)
            waiting = self._store.asides.locked(intake.session, aside_id)
            if waiting is None or waiting.number != number:
                return "over"
            taking.take(intake, some)
            if some.asides and waiting.name not in {one.name for one in some.asides}:
                intake.session.delete(waiting)  # it is set aside under another name now
        return "still" if some.asides else "read"

    @property
    def _store(self) -> "Store":
        return self.starter.store

    def _page(self, row: "AsideRow", connection: "ConnectionRow", account: "Account") -> Page:
        """Ask for one; what is gone there is told as that. Raises Delivery."""
        source = registry.of_kind(PluginKind.SOURCE).get(row.source)
        if not isinstance(source, AsksForOne) or not row.source_id:
            raise Refused("This is not asked for again: its service does not name it.")
        line = self.door.connected(account.id, connection.service, connection.id, backfill=True)
        tools = tools_for(self._store, self.tools_of(account), (account.id, row.source))
        try:
            found: Arrival | SetAside = source.one(line, row.source_id, tools)
        except Gone:
            return Page(deleted=[row.source_id])
        return Page(arrivals=[found])

    def _later(self, row: "AsideRow", problem: Delivery) -> str:
        """Ask again later, or leave it when the service says no; its reason stays what it was."""
        with self._store.transactions.writing("read again later") as session:
            waiting = self._store.asides.locked(session, row.id)
            if waiting is None or waiting.number != row.number:
                return "over"
            waiting.number += 1
            waiting.tries += not isinstance(problem, Paced)
            waiting.read_by = READER
            if isinstance(problem, Refused):
                waiting.next_at, waiting.tries = None, 0
                return "still"
            wait = timedelta(seconds=after_s(problem, waiting.tries))
            waiting.next_at = datetime.now(UTC) + wait
        return "later"


@dataclass(frozen=True, slots=True)
class SetAsideOf:
    """What was set aside of one person: looked at, read again, or let go."""

    starter: Starter
    account_id: str

    def of_connection(self, connection_id: str) -> "Sequence[AsideRow]":
        """Give what came through a connection. Raises Gone."""
        self._check(connection_id)
        return self.starter.store.asides.of_connection(connection_id)

    def again(self, aside_id: str) -> str:
        """Read one again, now, and name its connection. Raises Gone."""
        with self.starter.store.transactions.writing("read again") as session:
            row = self._own(session, aside_id)
            self._queue(session, [row])
        return row.connection_id

    def all_again(self, connection_id: str) -> int:
        """Read everything of a connection again that can be asked for. Raises Gone."""
        rows = [row for row in self.of_connection(connection_id) if row.source_id]
        with self.starter.store.transactions.writing("read all again") as session:
            found = [self.starter.store.asides.locked(session, row.id) for row in rows]
            here = [row for row in found if row is not None]
            self._queue(session, here)
        return len(here)

    def content(self, aside_id: str) -> bytes:
        """Give the bytes of one, as they came. Raises Gone."""
        row = self.starter.store.asides.get(self.account_id, aside_id)
        if row is None or not row.content_blob:
            raise _no_such()
        return unpacked(self.starter.store.blobs.get(row.content_blob))

    def let_go(self, aside_id: str) -> str:
        """Forget one, and name its connection; what changes at the service comes anew."""
        with self.starter.store.transactions.writing("let go of what was set aside") as session:
            row = self._own(session, aside_id)
            session.delete(row)
            session.flush()
            self.starter.store.erasing.let_go(session, {row.content_blob} - {""})
            connection = self.starter.store.connections.seen(session, row.connection_id)
            if connection is not None:
                tell_what_is_left(self.starter, session, connection, row.source)
        return row.connection_id

    def _queue(self, session: "Session", rows: "Sequence[AsideRow]") -> None:
        self.starter.store.asides.want_again(session, rows)
        for row in rows:
            self.starter.engine.enqueue(session, reread_job(row))

    def _own(self, session: "Session", aside_id: str) -> "AsideRow":
        row = self.starter.store.asides.locked(session, aside_id)
        if row is None or row.account_id != self.account_id:
            raise _no_such()
        return row

    def _check(self, connection_id: str) -> None:
        row = self.starter.store.connections.get(connection_id)
        if row is None or row.account_id != self.account_id:
            raise Gone("There is no such connection.")


def _no_such() -> Gone:
    return Gone("Nothing like this is set aside.")


def _manner_of(row: "AsideRow") -> Manner:
    """Take it as it would have been taken when it came."""
    return Manner(backfill=row.backfill, runs=row.posts, whole=True)
