"""Wakes the engine's queues when something waits in them, with one question for all of them.

DBOS has a thread for each queue that asks the database several times a second, for as long as the
server runs: with a dozen queues that is a tenth of a core for nothing. Here each of those threads
waits at a bell, and one more thread looks for all of them. This is a part of the adapter around
DBOS, as `engine` is; tests/integration/test_engine.py holds what it relies on.
"""

import logging
import threading
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, exists, func, literal_column, select
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from sqlalchemy import Engine as Database

_LOOK_EVERY_S = 0.1
_AFTER_AN_OUTAGE_S = 1.0
_DELAYED = literal_column("'DELAYED'")  # no parameter: the index is for this word alone
log = logging.getLogger(__name__)


class Bell:
    """What a thread of DBOS waits at, where it has an event that only stops it."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self._stopped = threading.Event()

    def is_set(self) -> bool:
        """Tell whether the thread is to end."""
        return self._stopped.is_set()

    def wait(self, timeout: float) -> bool:
        """Let the thread's own interval pass, then wait for a ring; true if it is to end instead.

        No interval is no wait: DBOS then only asks whether to end.
        """
        if not self._stopped.wait(timeout) and timeout > 0:
            self._rung.wait()
            self._rung.clear()
        return self._stopped.is_set()

    def ring(self) -> None:
        """Let the thread look into its queue."""
        self._rung.set()

    def stop(self) -> None:
        """Let the thread end."""
        self._stopped.set()
        self._rung.set()

    set = stop  # DBOS's word for it


class Bells:
    """Rings for each queue that has jobs, again and again until none of them waits.

    Where a look costs nothing, on SQLite, it `knows_delays`: `delays` rings when one is over.
    """

    def __init__(self, database: "Database", tables: Any, queues: Iterable[str]) -> None:
        self._database = database
        self._question = _which_have_jobs(tables)
        self._which_is_due = _when_the_next_is_due(tables)
        self.knows_delays = database.dialect.name == "sqlite"
        self.delays: Any = Bell()  # DBOS says that it wants an event
        self._of = {name: Bell() for name in queues}
        self._left: set[str] = set()
        self._stopping = threading.Event()

    def __getitem__(self, queue: str) -> Bell:
        """Give the bell of a queue."""
        return self._of[queue]

    @contextmanager
    def leaving(self, queue: str) -> Generator[None]:
        """Ring no more for a queue during the block: another process begins its jobs."""
        self._left.add(queue)
        try:
            yield
        finally:
            self._left.discard(queue)

    def stop(self) -> None:
        """Let everybody go who waits."""
        self._stopping.set()
        for bell in self._of.values():
            bell.stop()

    def keep_looking(self) -> None:
        """Look until stopped; a database that is away is asked again when it is back."""
        while not self._stopping.is_set():
            try:
                # In no transaction: each look sees what was committed by then.
                with self._database.connect().execution_options(
                    isolation_level="AUTOCOMMIT"
                ) as connection:
                    self._look(connection)
            except SQLAlchemyError:  # whatever it is: without this thread no job is ever begun
                log.warning("the database does not answer; nothing new is begun")
                self._stopping.wait(_AFTER_AN_OUTAGE_S)

    def _look(self, connection: Connection) -> None:
        seen, waiting, due_ms = None, True, None
        while not self._stopping.wait(_LOOK_EVERY_S):
            commits = _commits(connection)
            if self.knows_delays and commits != seen:
                due_ms = connection.scalar(self._which_is_due)
            if due_ms is not None and due_ms <= time.time() * 1000:
                self.delays.ring()
            if waiting or commits is None or commits != seen:
                seen, waiting = commits, self._ring(connection)

    def _ring(self, connection: Connection) -> bool:
        waiting = connection.scalars(self._question).all()
        for name in (self._of.keys() & waiting) - self._left:
            self._of[name].ring()
        return bool(waiting)


def _commits(connection: Connection) -> int | None:
    """Give a number that changes with every commit of others, where it is for nothing.

    See https://sqlite.org/pragma.html#pragma_data_version.
    """
    if connection.dialect.name != "sqlite":
        return None
    # Past SQLAlchemy, whose way of asking costs more than all else that an idle server does.
    driver: Any = connection.connection.driver_connection
    return int(driver.execute("PRAGMA data_version").fetchone()[0])


def _which_have_jobs(tables: Any) -> Select[tuple[str]]:
    """Ask for the queues with a job to begin: a look into an index each, however many wait."""
    queue, job = tables.queues.c, tables.workflow_status.c
    # Both, for the index is over the two states and SQLite takes it for no less.
    is_waiting = (job.status == "ENQUEUED", job.status.in_(("ENQUEUED", "PENDING")))
    return select(queue.name).where(exists().where(job.queue_name == queue.name, *is_waiting))


def _when_the_next_is_due(tables: Any) -> Select[Any]:
    """Ask for the moment of the next delayed job, in milliseconds: a look into an index."""
    job = tables.workflow_status.c
    return select(func.min(job.delay_until_epoch_ms)).where(job.status == _DELAYED)
