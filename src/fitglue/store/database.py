"""Opens the database: SQLite in the data folder, or PostgreSQL."""

import sqlite3
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError

from fitglue.domain.errors import DiskFull, Misconfigured
from fitglue.store.one_writer import let_stand_in_line
from fitglue.store.schema import migrate

#: How our connections call themselves, so that a restore sees who else is there.
APPLICATION = "fitglue"
_CHECKPOINT_PATIENCE_S = 20.0
_IN_MEMORY = "PRAGMA temp_store = MEMORY"
# Writers stand in a line without a connection, so this many at once only look; few stay open.
_AT_ONCE = {"pool_size": 5, "max_overflow": 95}


def open_database(url: str, before_migrating: Callable[[Engine], None] = lambda _: None) -> Engine:
    """Connect and migrate; what holds data already is shown to `before_migrating` first.

    Raises Misconfigured when the database cannot be reached, or is of a newer FitGlue.
    """
    engine = connect(url)
    try:
        migrate(engine, before_migrating)
    except BaseException as problem:
        engine.dispose()
        if isinstance(problem, OperationalError):
            raise unreachable(engine.url, problem) from problem
        raise
    return engine


def open_job_database(url: str) -> Engine:
    """Connect for the durable engine, which asks often and writes its own transactions.

    What it loses in a power cut it does again, so on SQLite it need not wait for the disk; a job
    that a receipt depends on is written in our transactions, which do.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() != "sqlite":
        return _connect_to_postgres(parsed, pool_size=20, max_overflow=10)
    engine = create_engine(parsed, hide_parameters=True, pool_size=20, max_overflow=10)
    event.listen(engine, "connect", _prepare_for_jobs)
    let_stand_in_line(engine)
    return engine


def connect(url: str) -> Engine:
    """Prepare connections as all of FitGlue needs them; none is opened yet.

    Raises Misconfigured for an address that makes no sense.
    """
    parsed = _parsed(url)
    # An error that names its parameters would carry health data into logs.
    if parsed.get_backend_name() != "sqlite":
        return _connect_to_postgres(parsed)
    engine = create_engine(parsed, hide_parameters=True, **_AT_ONCE)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def forget_freed_pages(engine: Engine) -> None:
    """Write SQLite's file anew: its freed pages still hold the rows that were there.

    PostgreSQL is told that deleted rows may be overwritten.
    """
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM"))
        return
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection  # outside of any transaction
        driver.execute("PRAGMA temp_store = FILE")  # the new file comes to stand there first
        driver.execute("VACUUM")
        driver.execute(_IN_MEMORY)
        until = time.monotonic() + _CHECKPOINT_PATIENCE_S
        # Whoever reads meanwhile holds the old pages for a moment.
        while driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            if time.monotonic() > until:
                return
            time.sleep(0.05)


def unreachable(url: URL, problem: OperationalError) -> Misconfigured:
    """Say why a database does not answer."""
    said = str(problem.orig).strip()
    if "disk is full" in said or "No space left" in said:
        return DiskFull.at("the database")
    return Misconfigured(
        f"The database at {url.render_as_string(hide_password=True)} cannot be opened: {said}.",
        "Check FITGLUE_DATA or FITGLUE_DATABASE_URL, and that the disk is not full.",
    )


def _connect_to_postgres(url: URL, **pool: int) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,  # a database that was restarted is no error of the next request
        connect_args={"application_name": APPLICATION, "connect_timeout": 10},
        **pool,
    )
    event.listen(engine, "connect", _prepare_postgres)
    return engine


def _prepare_postgres(connection: Any, _record: object) -> None:
    # It takes a question about pairs for a long one, and translates it for half a second to answer
    # it in thirty milliseconds. None of ours is long enough for that to pay.
    connection.execute("SET jit = off")
    connection.commit()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as problem:
        raise Misconfigured(
            "FITGLUE_DATABASE_URL is not an address of a database.",
            "Write it as postgresql://user:password@host/name.",
        ) from problem
    # The plain name means another driver to SQLAlchemy than the one we bring.
    plain = parsed.drivername in {"postgresql", "postgres"}
    return parsed.set(drivername="postgresql+psycopg") if plain else parsed


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
        "busy_timeout = 30000",
        "journal_mode = WAL",
        f"synchronous = {synchronous}",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    # A list of a hundred thousand ids would go through a file.
    connection.execute(_IN_MEMORY)
    if sqlite3.sqlite_version_info < (3, 42):  # it has no unixepoch('subsec'), which DBOS asks for
        connection.create_function("unixepoch", -1, lambda *_: round(time.time(), 3))


def _begin_immediate(connection: Any) -> None:
    # A transaction that reads and then writes would fail when another wrote in between; taking
    # the write lock at once waits instead. Readers ask for a plain one.
    if connection.get_execution_options().get("read_only"):
        # It takes no lock yet, so it cannot fail; and said through SQLAlchemy it costs more than
        # many a question.
        connection.connection.driver_connection.execute("BEGIN")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
