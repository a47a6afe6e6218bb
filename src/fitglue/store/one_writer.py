"""One writer at a time on SQLite, first come, first served, before a connection is taken.

SQLite has one write lock and no line in front of it: whoever finds it taken sleeps and looks again,
while others who come later pass by; and each sleeper holds a connection that a reader may want.
With many at once some wait until SQLite gives up. So the writers of a process stand in a line of
ours: https://sqlite.org/c3ref/busy_timeout.html is left for other processes.
"""

import threading
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event

_NOBODY = 0  # no thread's number
_HAS_TURN = "fitglue_has_turn"
# What Python's driver begins a transaction for by itself:
# https://docs.python.org/3/library/sqlite3.html#sqlite3-transaction-control-isolation-level
_CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class OneWriter:
    """A line of writers; who has the turn gives it to whoever waits longest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[tuple[int, threading.Lock]] = deque()
        self._whose = _NOBODY

    @contextmanager
    def turn(self) -> Generator[None]:
        """Have the turn during the block."""
        self.take()
        try:
            yield
        finally:
            self.give()

    def take(self) -> None:
        """Wait for the turn. Raises RuntimeError for who has it: it would wait for itself."""
        me = threading.get_ident()
        with self._lock:
            if self._whose == _NOBODY:
                self._whose = me
                return
            if self._whose == me:
                raise RuntimeError("a change began inside another one")
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append((me, mine))
        try:
            mine.acquire()
        except BaseException:  # a signal, while it waited
            self._give_up(me, mine)
            raise

    def give(self) -> None:
        """Let the next one write."""
        with self._lock:
            self._whose = _NOBODY
            if self._waiting:
                self._whose, its = self._waiting.popleft()
                its.release()

    def has_waiting(self, number: int) -> bool:
        """Tell whether so many wait, or more."""
        with self._lock:
            return len(self._waiting) >= number

    def _give_up(self, me: int, mine: threading.Lock) -> None:
        with self._lock:
            if (me, mine) in self._waiting:
                self._waiting.remove((me, mine))
                return
        self.give()


def turn_of(engine: Engine) -> Any:
    """Give what a writer enters before it connects; PostgreSQL has lines of its own."""
    return _of(engine.url).turn if engine.dialect.name == "sqlite" else nullcontext


def let_stand_in_line(engine: Engine) -> None:
    """Let connections that begin with a look take their turn at their first change."""
    line = _of(engine.url)

    def before(
        connection: Connection, _cursor: Any, statement: str, _values: Any, _context: Any,
        _many: bool,  # noqa: FBT001 - as SQLAlchemy calls it
    ) -> None:  # fmt: skip
        if _HAS_TURN not in connection.info and statement.lstrip().upper().startswith(_CHANGES):
            line.take()
            connection.info[_HAS_TURN] = True

    def ended(connection: Connection) -> None:
        if connection.info.pop(_HAS_TURN, False):
            line.give()

    def back(_driver: Any, record: Any) -> None:
        if record.info.pop(_HAS_TURN, False):
            line.give()

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "commit", ended)
    event.listen(engine, "rollback", ended)
    event.listen(engine, "checkin", back)


def _of(url: URL) -> OneWriter:
    return _of_file(str(Path(url.database or "").absolute()))


@lru_cache(maxsize=64)
def _of_file(_path: str) -> OneWriter:
    return OneWriter()
