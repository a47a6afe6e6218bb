"""What a step does while its database is away: it waits, and begins again when it is back.

A step whose error the engine wrote down would be over for good, and its run with it. Each step may
run twice anyway, for it may be cut off at any moment.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 10.0
# Busy or locked by others, full, or on a disk that fails: https://sqlite.org/rescode.html
_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
}  # fmt: skip
# No connection, no resources, an operator at work, a lost race:
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES_AWAY = ("08", "53", "57P", "40")
log = logging.getLogger(__name__)


class Interrupted(BaseException):
    """The process ends while a step waits; not an `Exception`, so that none is written down."""


def outlasting(stopping: threading.Event, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function, again while its database is away. Raises Interrupted when told to stop."""
    wait_s = _FIRST_WAIT_S
    while True:
        try:
            return function(*arguments)
        except (DBAPIError, NoneFree) as problem:
            if not is_away(problem):
                raise
            log.warning("the database is away; a step waits", extra={"wait_s": wait_s})
        if stopping.wait(wait_s):
            raise Interrupted
        wait_s = min(wait_s * 2, _LONGEST_WAIT_S)


def is_away(problem: DBAPIError | NoneFree) -> bool:
    """Tell whether an error says that the database cannot be had now, rather than what is wrong."""
    if isinstance(problem, NoneFree) or problem.connection_invalidated:
        return True
    said = problem.orig
    if isinstance(said, sqlite3.OperationalError):
        return said.sqlite_errorcode & 0xFF in _SQLITE_AWAY
    if not isinstance(problem, OperationalError):
        return False
    # What psycopg could not ask anybody has no code of the server's.
    code = getattr(said, "sqlstate", None)
    return code is None or code.startswith(_POSTGRES_AWAY)
