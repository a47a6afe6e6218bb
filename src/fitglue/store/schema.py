"""Which tables the database has, and how it gets those of today.

Migrations are numbered in the names of their files, and each follows the one before; so a start
that finds the tables of today, or none, need not load what would change them.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect, text

from fitglue.domain.errors import Bug, Misconfigured
from fitglue.store.tables import Table

MIGRATIONS = Path(__file__).with_name("migrations")
VERSION_TABLE = "alembic_version"
_LOCK = 0x0F17_61_0E  # any number that is ours, for PostgreSQL's advisory lock


def migrate(
    engine: Engine,
    before: Callable[[Engine], None] = lambda _: None,
    scripts: Path = MIGRATIONS,
) -> None:
    """Run every migration that this database has not seen, in one transaction.

    Processes that start together migrate once; a kill leaves the old schema. `before` is called
    when there is data to lose, while nobody else writes. Raises Misconfigured for a newer database.
    """
    head = newest(scripts)
    if revision_of(engine) == head:
        return
    with alone(engine) as connection:
        found = current_revision(connection)
        if found == head:
            return  # another process was faster
        check_known(found, scripts)
        if found is None and scripts == MIGRATIONS:
            make_anew(connection, head)
            return
        if found is not None and _holds_data(connection):
            before(engine)
        upgrade(connection, head, scripts)


def make_anew(connection: Connection, revision: str) -> None:
    """Make the tables of today where there are none: what all migrations come to, in one go."""
    Table.metadata.create_all(connection)
    connection.execute(
        text(
            f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL, "
            f"CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
        )
    )
    stamped = text(f"INSERT INTO {VERSION_TABLE} VALUES (:revision)")  # noqa: S608 - ours
    connection.execute(stamped, {"revision": revision})


def revision_of(engine: Engine) -> str | None:
    """Give the revision that a database is at; None when it has no tables of ours."""
    with engine.connect().execution_options(read_only=True) as connection:
        return current_revision(connection)


def current_revision(connection: Connection) -> str | None:
    """Give the revision within a transaction; None when there are no tables of ours."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 - ours


@cache
def newest(scripts: Path = MIGRATIONS) -> str:
    """Give the revision that this program works with."""
    return max(revisions(scripts))


def revisions(scripts: Path = MIGRATIONS) -> set[str]:
    """Give every revision that there ever was."""
    return {script.stem.partition("_")[0] for script in (scripts / "versions").glob("*_*.py")}


def check_known(revision: str | None, scripts: Path = MIGRATIONS) -> None:
    """Raise Misconfigured for a revision that this program has never heard of."""
    if revision is not None and revision not in revisions(scripts):
        raise Misconfigured(
            f"The database was written by a newer FitGlue (its tables are {revision}).",
            "Install that version or a later one; this one changes nothing.",
        )


def upgrade(connection: Connection, revision: str, scripts: Path = MIGRATIONS) -> None:
    """Run migrations up to `revision` in the transaction that the connection is in."""
    from alembic import command  # noqa: PLC0415 - a tenth of a second that few starts need
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def table_names(revision: str, scripts: Path = MIGRATIONS) -> set[str]:
    """Name the tables that FitGlue has at a revision; whatever else is there is not ours."""
    scratch = create_engine("sqlite://")
    with scratch.begin() as connection:
        upgrade(connection, revision, scripts)
        names = set(inspect(connection).get_table_names())
    scratch.dispose()
    return names - {VERSION_TABLE}


@contextmanager
def alone(engine: Engine) -> Generator[Connection]:
    """Give one transaction in which nobody else changes tables; it commits at the end."""
    with engine.connect() as connection, _without_foreign_keys(connection), connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection
        if engine.dialect.name == "sqlite" and _dangling(connection):
            raise Bug("The changed tables of the database do not fit each other.")


@contextmanager
def _without_foreign_keys(connection: Connection) -> Generator[None]:
    # SQLite changes a column by rebuilding its table, and the rows that point at it must stand
    # that; the switch works outside of transactions only: https://sqlite.org/lang_altertable.html
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - the connection is open
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _dangling(connection: Connection) -> bool:
    return connection.execute(text("PRAGMA foreign_key_check")).first() is not None


def _holds_data(connection: Connection) -> bool:
    # Every row belongs to an account, in every revision there is.
    return connection.execute(text("SELECT 1 FROM accounts LIMIT 1")).first() is not None
