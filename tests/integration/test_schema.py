"""The migrations and the tables say the same."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from fitglue.config import Settings
from fitglue.store import Store
from fitglue.store.blobs import FolderBlobs
from fitglue.store.database import open_database
from fitglue.store.schema import MIGRATIONS, revisions
from fitglue.store.tables import Table


def test_migrations_make_exactly_the_tables_that_the_code_describes(no_tables: Settings) -> None:
    engine = open_database(no_tables.url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, Table.metadata) == []
    engine.dispose()


def test_migrations_follow_each_other_in_the_order_of_their_numbers() -> None:
    followed = [one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    assert followed == sorted(revisions(), reverse=True)


def test_whoever_was_there_before_others_could_come_is_an_admin_and_stays_signed_in(
    no_tables: Settings,
) -> None:
    engine = create_engine(no_tables.url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
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
