"""Tables of an older FitGlue become those of today: once, whole, and after a copy."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from fitglue.config import Settings
from fitglue.domain.errors import Misconfigured
from fitglue.instance import Instance, open_instance
from fitglue.store import schema
from fitglue.store.copies import copy_before_migrating
from fitglue.store.database import connect, open_database

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    op.create_table("gear", sa.Column("id", sa.Integer(), primary_key=True))
    with op.batch_alter_table("accounts") as accounts:
        accounts.add_column(sa.Column("shoe", sa.Text(), nullable=True))
    {then}
"""


@pytest.fixture
def later(tmp_path: Path) -> Callable[[str], Path]:
    """The migrations of a FitGlue of tomorrow, whose last one ends with `then`."""

    def make(then: str = "") -> Path:
        scripts = tmp_path / "migrations"
        shutil.copytree(schema.MIGRATIONS, scripts, dirs_exist_ok=True)
        text = NEXT.format(head=schema.newest(), then=then)
        (scripts / "versions" / "9999_later.py").write_text(text)
        return scripts

    return make


def start(settings: Settings, scripts: Path) -> "subprocess.Popen[str]":
    """Migrate in a process of its own, as a start of that FitGlue would."""
    program = (
        "import sys, pathlib; from fitglue.store import database, schema\n"
        "engine = database.connect(sys.argv[1])\n"
        "schema.migrate(engine, lambda _: print('copied'), pathlib.Path(sys.argv[2]))\n"
        "print(schema.revision_of(engine))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program, settings.url, str(scripts)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def upgraded(settings: Settings, scripts: Path) -> None:
    """Migrate here."""
    engine = connect(settings.url)
    try:
        schema.migrate(engine, scripts=scripts)
    finally:
        engine.dispose()


def table_names(settings: Settings) -> set[str]:
    engine = create_engine(settings.url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_processes_that_start_together_migrate_once(
    settings: Settings, instance: Instance, later: Callable[[str], Path]
) -> None:
    instance.owner()
    scripts = later("import time; time.sleep(0.5)")
    started = [start(settings, scripts) for _ in range(3)]
    said = [one.communicate(timeout=60) for one in started]
    assert [one.returncode for one in started] == [0] * 3, said
    assert sum(out.count("copied") for out, _ in said) == 1
    assert all("9999" in out for out, _ in said)


def test_processes_that_start_together_on_nothing_make_one_set_of_tables(
    no_tables: Settings,
) -> None:
    started = [start(no_tables, schema.MIGRATIONS) for _ in range(3)]
    said = [one.communicate(timeout=60) for one in started]
    assert [one.returncode for one in started] == [0] * 3, said
    assert not any("copied" in out for out, _ in said)


def test_a_migration_that_is_killed_leaves_the_old_tables_and_the_next_start_goes_on(
    settings: Settings, instance: Instance, later: Callable[[str], Path]
) -> None:
    account = instance.owner()
    before = table_names(settings)
    # It dies after it changed tables, as by a power cut: no exception, no clean-up.
    killed = start(settings, later("import os; os.kill(os.getpid(), 9)"))
    killed.communicate(timeout=60)
    assert killed.returncode == -9
    assert table_names(settings) == before
    assert instance.store.accounts.get(account.id).id == account.id
    upgraded(settings, later(""))
    assert table_names(settings) == before | {"gear"}


def test_a_migration_that_fails_changes_nothing(
    settings: Settings, instance: Instance, later: Callable[[str], Path]
) -> None:
    instance.owner()
    before = table_names(settings)
    with pytest.raises(RuntimeError, match="a mistake"):
        upgraded(settings, later("raise RuntimeError('a mistake')"))
    assert table_names(settings) == before


def test_rows_that_point_at_a_rebuilt_table_stay(
    settings: Settings, instance: Instance, later: Callable[[str], Path]
) -> None:
    account = instance.owner()
    instance.store.sessions.open(account.id, "a hash", "here")
    upgraded(settings, later(""))
    assert instance.store.sessions.of_token("a hash") is not None


def test_a_database_of_a_newer_fitglue_is_refused(
    settings: Settings, instance: Instance, later: Callable[[str], Path]
) -> None:
    instance.owner()
    upgraded(settings, later(""))
    with pytest.raises(Misconfigured, match="newer FitGlue") as caught:
        open_database(settings.url)
    assert "later" in caught.value.next_step


def test_an_upgrade_of_sqlite_is_preceded_by_a_copy_that_opens(
    tmp_path: Path, later: Callable[[str], Path]
) -> None:
    instance = open_instance(Settings(data=tmp_path / "data"))
    name = instance.add_account(name="Kim", email="kim@example.org", password="").name
    engine = connect(instance.settings.url)
    backups = instance.settings.backups_folder
    made: list[Path | None] = []
    for _ in range(2):
        schema.migrate(
            engine, lambda one: made.append(copy_before_migrating(one, backups)), later("")
        )
    (copy,) = backups.iterdir()
    assert made == [copy]
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT name FROM accounts").fetchone() == (name,)
        columns = [row[1] for row in database.execute("PRAGMA table_info(accounts)")]
    assert "shoe" not in columns
    engine.dispose()
    instance.store.close()


def test_the_newest_three_copies_are_kept(tmp_path: Path) -> None:
    instance = open_instance(Settings(data=tmp_path / "data"))
    engine = connect(instance.settings.url)
    made = [copy_before_migrating(engine, tmp_path / "backups") for _ in range(5)]
    assert sorted((tmp_path / "backups").iterdir()) == made[2:]
    engine.dispose()
    instance.store.close()


def test_a_plain_postgresql_address_means_the_driver_we_bring(postgres_url: str) -> None:
    engine = connect(postgres_url.replace("+psycopg", "") + "/postgres")
    with engine.connect() as connection:
        named = connection.execute(text("SELECT current_setting('application_name')")).scalar()
    assert named == "fitglue"
    engine.dispose()


@pytest.mark.parametrize("wrong", ["nonsense", "postgresql://nobody@127.0.0.1:9/none"])
def test_a_database_that_is_not_there_is_said_in_a_sentence(wrong: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        open_database(wrong)
    assert "FITGLUE_DATABASE_URL" in caught.value.sentence + caught.value.next_step
