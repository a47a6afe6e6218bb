"""Opens the database: SQLite in the data folder, or PostgreSQL."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from fitglue.domain.errors import DiskFull, Misconfigured
from fitglue.store.schema import migrate

#: How our connections call themselves, so that a restore sees who else is there.
APPLICATION = "fitglue"


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


def connect(url: str) -> Engine:
    """Prepare connections as all of FitGlue needs them; none is opened yet.

    Raises Misconfigured for an address that makes no sense.
    """
    parsed = _parsed(url)
    # An error that names its parameters would carry health data into logs.
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed,
            hide_parameters=True,
            pool_pre_ping=True,  # a database that was restarted is no error of the next request
            connect_args={"application_name": APPLICATION, "connect_timeout": 10},
        )
    engine = create_engine(parsed, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def forget_freed_pages(engine: Engine) -> None:
    """Write SQLite's file anew: its freed pages still hold the rows that were there."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection  # outside of any transaction
        driver.execute("VACUUM")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def unreachable(url: URL, problem: OperationalError) -> Misconfigured:
    """Say why a database does not answer."""
    said = str(problem.orig).strip()
    if "disk is full" in said or "No space left" in said:
        return DiskFull.at("the database")
    return Misconfigured(
        f"The database at {url.render_as_string(hide_password=True)} cannot be opened: {said}.",
        "Check FITGLUE_DATA or FITGLUE_DATABASE_URL, and that the disk is not full.",
    )


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
    for pragma in (
        "busy_timeout = 30000",
        "journal_mode = WAL",
        # FULL, for a receipt must survive a power cut: https://sqlite.org/pragma.html#pragma_synchronous
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Any) -> None:
    # A transaction that reads and then writes would fail when another wrote in between; taking
    # the write lock at once waits instead. Readers ask for a plain one.
    read_only = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
