"""`kill -9` while the tables change: the old ones are there, whole, and the next start goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from fitglue.config import Settings
from fitglue.instance import open_instance
from fitglue.store import schema
from fitglue.store.database import connect
from fitglue.testing.crash_points import arm
from fitglue.testing.lives import KILLED, forked
from fitglue.testing.postgres import PostgresServer

pytestmark = pytest.mark.chaos
SOMEBODY = """
INSERT INTO accounts (id, name, email, password_hash, units, zone, theme, tile_url, created_at)
VALUES ('kim', 'Kim', 'kim@example.org', '', 'metric', 'Europe/Paris', 'auto', '', '2026-01-01')
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[int], Settings]:
    """Databases with the first tables that there were, and somebody in them."""

    def make(number: int) -> Settings:
        url = ""
        if request.param == "postgresql":
            server: PostgresServer = request.getfixturevalue("postgres")
            url = server.new_database()
        settings = Settings(data=tmp_path / str(number), database_url=url)
        settings.data.mkdir()
        database = connect(settings.url)
        with database.begin() as connection:
            schema.upgrade(connection, "0001")
            connection.execute(text(SOMEBODY))
        database.dispose()
        return settings

    return make


def tables(settings: Settings) -> set[str]:
    database = create_engine(settings.url)
    names = set(inspect(database).get_table_names())
    database.dispose()
    return names


def test_an_upgrade_that_is_killed_leaves_the_old_tables_and_the_next_start_goes_on(
    old: Callable[[int], Settings], tries: int
) -> None:
    for number in range(tries):
        settings = old(number)
        before = tables(settings)

        def dies(settings: Settings = settings, hit: int = number % 10 + 1) -> None:
            arm("statement CREATE TABLE", hit)
            open_instance(settings)

        assert forked(dies) == KILLED
        assert tables(settings) == before
        instance = open_instance(settings)
        assert instance.store.accounts.get("kim").name == "Kim"
        instance.close()
