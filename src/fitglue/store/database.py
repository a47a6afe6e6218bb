"""Opens the database and brings its tables up to date."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError

from fitglue.domain.errors import Misconfigured

MIGRATIONS = Path(__file__).with_name("migrations")


def open_database(url: str) -> Engine:
    """Connect and migrate. Raises Misconfigured when the database cannot be reached."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    try:
        migrate(engine)
    except OperationalError as problem:
        shown = make_url(url).render_as_string(hide_password=True)
        raise Misconfigured(
            f"The database at {shown} cannot be opened: {problem.orig}.",
            "Check FITGLUE_DATA or FITGLUE_DATABASE_URL, and that the disk is not full.",
        ) from problem
    return engine


def open_job_database(url: str) -> Engine:
    """Connect for the durable engine, which asks often and writes its own transactions.

    What it loses in a power cut it does again, so on SQLite it need not wait for the disk; a job
    that a receipt depends on is written in our transactions, which do.
    """
    engine = create_engine(url, pool_size=20, max_overflow=10, pool_pre_ping=False)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_for_jobs)
    return engine


def migrate(engine: Engine) -> None:
    """Run every migration that this database has not seen, in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would open transactions lazily and only for writes; we say BEGIN ourselves:
    # https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#serializable-isolation-savepoints-transactional-ddl
    connection.isolation_level = None
    # FULL, for a receipt must survive a power cut: https://sqlite.org/pragma.html#pragma_synchronous
    _set_pragmas(connection, "FULL")


def _prepare_for_jobs(connection: Any, _record: object) -> None:
    connection.isolation_level = "IMMEDIATE"  # the write lock before a change, none for a look
    _set_pragmas(connection, "NORMAL")


def _set_pragmas(connection: Any, synchronous: str) -> None:
    for pragma in (
        "journal_mode = WAL",
        f"synchronous = {synchronous}",
        "busy_timeout = 30000",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if sqlite3.sqlite_version_info < (3, 42):  # it has no unixepoch('subsec'), which DBOS asks for
        connection.create_function("unixepoch", -1, lambda *_: round(time.time(), 3))


def _begin_immediate(connection: Any) -> None:
    # A transaction that reads and then writes would fail when another wrote in between; taking
    # the write lock at once waits instead. Readers ask for a plain one.
    read_only = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
