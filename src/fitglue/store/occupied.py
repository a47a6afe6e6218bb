"""Whether another FitGlue has the database open."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, text

from fitglue.domain.errors import Misconfigured

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()"
)


def check_nobody_is_there(engine: Engine) -> None:
    """Raise Misconfigured when a server or a worker is connected."""
    if engine.dialect.name == "sqlite":
        path = Path(engine.url.database or "")
        occupied = path.is_file() and _has_others(path)
    else:
        with engine.connect() as connection:
            occupied = bool(connection.execute(_OTHERS).scalar())
    if occupied:
        raise Misconfigured(
            "FitGlue is running on this database.", "Stop it (Ctrl-C), then restore again."
        )


def _has_others(path: Path) -> bool:
    # Only who is alone may leave the WAL mode; the next connection enters it again.
    try:
        with closing(sqlite3.connect(path, timeout=0)) as alone:
            (mode,) = alone.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as problem:
        if "locked" in str(problem):
            return True
        raise
    except sqlite3.DatabaseError as problem:
        raise Misconfigured(
            f"The database {path} is damaged: {problem}.",
            f"Move {path.name} out of its folder, then restore again.",
        ) from problem
    return mode != "delete"
