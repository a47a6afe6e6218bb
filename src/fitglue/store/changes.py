"""Whether anything was written since one looked last: a small question, asked for all who wait."""

import threading
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection


class Changes:
    """Names the state of the whole database; another name, and somebody has written something.

    On SQLite that is `data_version` of one connection that is kept for this alone: it counts what
    every other connection commits (https://sqlite.org/pragma.html#pragma_data_version). On
    PostgreSQL it is the snapshot: a transaction that writes begins and ends in another one
    (https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT).
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: Connection | None = None
        self._lock = threading.Lock()

    def version(self) -> str:
        """Give the name of the state of now. Raises DBAPIError."""
        if self._engine.dialect.name != "sqlite":
            with self._engine.connect() as connection:
                return str(connection.scalar(text("SELECT pg_current_snapshot()::text")))
        with self._lock:
            if self._kept is None:
                self._kept = self._engine.connect()
            driver: Any = self._kept.connection.driver_connection  # outside of any transaction
            return str(driver.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the connection; the next question opens another one."""
        with self._lock:
            if self._kept is not None:
                self._kept.close()
                self._kept = None
