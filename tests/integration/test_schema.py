"""The migrations and the tables say the same."""

from datetime import UTC, datetime
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Inspector,
    LargeBinary,
    MetaData,
    create_engine,
    insert,
    inspect,
    select,
    text,
)

from fitglue.config import Settings
from fitglue.store import Store
from fitglue.store.blobs import FolderBlobs
from fitglue.store.database import open_database
from fitglue.store.schema import MIGRATIONS, current_revision, make_anew, newest, revisions
from fitglue.store.tables import RecordingRow, Table


def test_migrations_make_exactly_the_tables_that_the_code_describes(no_tables: Settings) -> None:
    engine = create_engine(no_tables.url)
    with engine.begin() as connection:
        _upgrade(connection, newest())
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, Table.metadata) == []
    engine.dispose()


def test_tables_that_are_made_anew_are_those_that_migrations_make(no_tables: Settings) -> None:
    engine = create_engine(no_tables.url)
    with engine.begin() as connection:
        _upgrade(connection, newest())
        migrated = _described(connection)
        everything = MetaData()
        everything.reflect(connection)
        everything.drop_all(connection)
        make_anew(connection, newest())
        assert current_revision(connection) == newest()
        anew = _described(connection)
    engine.dispose()
    assert anew == migrated


def _described(connection: Connection) -> dict[str, Any]:
    found = inspect(connection)
    return {name: _table(found, name) for name in found.get_table_names()}


def _table(found: Inspector, name: str) -> dict[str, Any]:
    columns = {
        one["name"]: (str(one["type"]), one["nullable"], _default(one["default"]))
        for one in found.get_columns(name)
    }
    keys = [
        found.get_indexes(name),
        found.get_unique_constraints(name),
        found.get_foreign_keys(name),
    ]
    told = [sorted(repr(sorted(one.items(), key=str)) for one in some) for some in keys]
    return {"columns": columns, "keys": told, "primary": found.get_pk_constraint(name)}


def _default(written: str | None) -> str | None:
    """Give a default as a database spells it: PostgreSQL names its type, others its brackets."""
    return written and written.split("::")[0].strip("()'")


def test_migrations_follow_each_other_in_the_order_of_their_numbers() -> None:
    followed = [one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    assert followed == sorted(revisions(), reverse=True)


def test_whoever_was_there_before_others_could_come_is_an_admin_and_stays_signed_in(
    no_tables: Settings,
) -> None:
    engine = create_engine(no_tables.url)
    with engine.begin() as connection:
        _upgrade(connection, "0001")
        connection.execute(
            text(
                "INSERT INTO accounts VALUES"
                " ('a1', 'Kim', 'k@e.org', '#', 'metric', 'UTC', 'auto', '', '2026-01-01 10:00'),"
                " ('a2', 'Lee', 'l@e.org', '#', 'metric', 'UTC', 'auto', '', '2026-01-02 10:00')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO sessions VALUES"
                " ('hash', 'a1', '192.0.2.7', '2026-01-01 10:00:00', '2999-01-01 10:00:00')"
            )
        )
    engine.dispose()
    store = Store(open_database(no_tables.url), FolderBlobs(no_tables.data / "blobs"))
    assert [one.is_admin for one in store.accounts.everybody()] == [True, False]
    found = store.sessions.of_token("hash")
    assert found is not None
    assert found.account.id == "a1"
    assert len(found.session_id) == 36
    store.close()


def test_recordings_of_an_older_fitglue_learn_when_they_were(no_tables: Settings) -> None:
    engine = create_engine(no_tables.url)
    seen, gone = datetime(2026, 3, 14, 17, 30), datetime(2026, 4, 1)  # noqa: DTZ001 - as rows are
    with engine.begin() as connection:
        _upgrade(connection, "0005")
        _put(connection, "accounts", id="a")
        for one, hidden_at in (("phone", None), ("export", None), ("deleted", gone)):
            _put(connection, "activities", id=one, account_id="a", start=seen, hidden_at=hidden_at)
            _put(
                connection, "recordings", id=one, account_id="a", activity_id=one,
                source="apple_health", source_id=one,
            )  # fmt: skip
        _put(connection, "parts", id="p", account_id="a", workout_uuid="phone")
    engine.dispose()
    store = Store(open_database(no_tables.url), FolderBlobs(no_tables.data / "blobs"))
    with store.transactions.reading() as session:
        rows = {row.id: row for row in session.scalars(select(RecordingRow))}
    assert {row.start for row in rows.values()} == {seen.replace(tzinfo=UTC)}
    assert {key: row.completes for key, row in rows.items()} == {
        "phone": False, "export": True, "deleted": True,
    }  # fmt: skip
    assert [key for key, row in rows.items() if row.left_at is not None] == ["deleted"]
    assert store.accounts.get("a").device_order == ()
    store.close()


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _put(connection: Connection, table: str, **values: Any) -> None:
    """Insert a row in which everything else says nothing."""
    found = MetaData()
    found.reflect(connection, only=[table])
    nothing = {
        column.name: _nothing(column.type)
        for column in found.tables[table].columns
        if not column.nullable
    }
    connection.execute(insert(found.tables[table]).values(**(nothing | values)))


def _nothing(kind: Any) -> object:
    if isinstance(kind, DateTime):
        return datetime(2026, 1, 1)  # noqa: DTZ001 - as rows are
    if isinstance(kind, JSON):
        return {}
    return b"" if isinstance(kind, LargeBinary) else kind.python_type()
