"""A backup holds everything, and becomes the same installation on either database."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, select, text

from fitglue.backup.manifest import Manifest
from fitglue.backup.restoring import restore
from fitglue.backup.writing import Wish, write_backup
from fitglue.config import Settings
from fitglue.domain.arrival import Arrival
from fitglue.domain.errors import Damaged, FitGlueError, Hostile, Misconfigured
from fitglue.instance import Instance, incoming_folder, open_instance
from fitglue.pipeline.intake import take
from fitglue.store import schema
from fitglue.store.tables import Table
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.at_work import until, walk_through, working

FROM_SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@dataclass
class Filled:
    """An installation with something of everything, closed."""

    settings: Settings
    account_id: str


def arrive(instance: Instance, account_id: str, *arrivals: Arrival) -> None:
    """Let workouts arrive and be delivered."""
    take(instance.starter, account_id, "apple_health", arrivals)
    walk_through(instance, account_id)


def fill(instance: Instance) -> str:
    account = instance.add_account(name="Kim", email="kim@example.org", password="four words")  # noqa: S106 - of this test
    instance.store.sessions.open(account.id, "a hash", "here")
    arrive(instance, account.id, *(an_arrival(f"run-{day}", a_run(days=day)) for day in range(3)))
    arrive(instance, account.id, an_arrival("run-1", a_run(days=1, brand="Tempo")))
    upload = incoming_folder(instance.settings) / "an-upload"
    upload.write_bytes(b"PK")
    instance.queue_import(account.id, upload, "export.zip")
    instance.settings.secret_key_file.write_bytes(b"a key")
    return account.id


@pytest.fixture
def filled(instance: Instance) -> Filled:
    account_id = fill(instance)
    instance.close()
    return Filled(instance.settings, account_id)


@pytest.fixture
def made(filled: Filled, tmp_path: Path) -> Path:
    write_backup(filled.settings, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An installation that nobody has used, perhaps on the other kind of database."""
    if request.param == "sqlite":
        return Settings(data=tmp_path / "elsewhere")
    server = request.getfixturevalue("postgres_url")
    name = "restored_" + os.urandom(6).hex()
    admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return Settings(data=tmp_path / "elsewhere", database_url=f"{server}/{name}")


def all_rows(settings: Settings) -> dict[str, list[dict[str, object]]]:
    """Read every row of every table, as our models see them."""
    engine = create_engine(settings.url)
    with engine.connect() as connection:
        rows = {
            table.name: [
                dict(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in Table.metadata.sorted_tables
        }
    engine.dispose()
    return rows


def without_places(rows: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    for row in (*rows["deliveries"], *rows["imports"]):
        for name in ("url", "path"):
            row.pop(name, None)
    return rows


def test_every_row_comes_back_on_either_database(
    filled: Filled, made: Path, elsewhere: Settings
) -> None:
    restore(elsewhere, made)
    assert without_places(all_rows(elsewhere)) == without_places(all_rows(filled.settings))


def test_activities_open_and_files_lie_where_the_rows_say(
    filled: Filled, made: Path, elsewhere: Settings
) -> None:
    before = {path.name: path.read_bytes() for path in filled.settings.data.rglob("*.fit")}
    restore(elsewhere, made)
    shutil.rmtree(filled.settings.data)
    instance = open_instance(elsewhere)
    store, rows = instance.store, all_rows(elsewhere)
    for row in rows["activities"]:
        activity = store.activities.get(filled.account_id, str(row["id"]))
        assert activity is not None
        assert activity.workout.has_route
    for row in rows["recordings"]:
        assert all(store.blobs.get(key) for key in dict(row["originals"]).values())  # ty: ignore[no-matching-overload]
    assert {Path(str(row["url"])).name for row in rows["deliveries"]} == set(before)
    for row in rows["deliveries"]:
        assert Path(str(row["url"])).read_bytes() == before[Path(str(row["url"])).name]
    (waiting,) = store.imports.unfinished()
    assert Path(waiting.path).read_bytes() == b"PK"
    assert elsewhere.secret_key_file.read_bytes() == b"a key"
    assert elsewhere.secret_key_file.stat().st_mode & 0o077 == 0
    instance.close()


@FROM_SQLITE
def test_files_that_stayed_behind_are_delivered_again(
    filled: Filled, elsewhere: Settings, tmp_path: Path
) -> None:
    write_backup(filled.settings, tmp_path / "lean.zip", Wish(files=False, key=False))
    restore(elsewhere, tmp_path / "lean.zip")
    assert not elsewhere.secret_key_file.exists()
    assert not list(elsewhere.output_folder.rglob("*.fit"))
    instance = open_instance(elsewhere)
    with working(instance):
        until(lambda: len(list(elsewhere.output_folder.rglob("*.fit"))) == 3, "the files")
    instance.close()


@FROM_SQLITE
def test_a_backup_says_what_is_in_it_and_is_for_nobody_else(filled: Filled, tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    manifest = write_backup(filled.settings, path)
    assert (manifest.rows["activities"], manifest.rows["recordings"]) == (3, 4)
    assert manifest.schema == schema.newest()
    assert path.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(path) as opened:
        said = json.loads(opened.read("manifest.json"))
        assert sum(name.startswith("blobs/") for name in opened.namelist()) == said["blobs"]
    assert list(tmp_path.glob(".*")) == []


@FROM_SQLITE
def test_an_upload_that_was_gone_is_said_on_its_import(
    filled: Filled, elsewhere: Settings, tmp_path: Path
) -> None:
    (incoming_folder(filled.settings) / "an-upload").unlink()
    write_backup(filled.settings, tmp_path / "backup.zip")
    restore(elsewhere, tmp_path / "backup.zip")
    (row,) = all_rows(elsewhere)["imports"]
    assert row["state"] == "refused"
    assert "Import it again." in str(row["result"])


@FROM_SQLITE
def test_a_blob_that_was_lost_before_stops_no_backup(
    filled: Filled, elsewhere: Settings, tmp_path: Path
) -> None:
    lost = next(path for path in (filled.settings.data / "blobs").rglob("*") if path.is_file())
    lost.unlink()
    manifest = write_backup(filled.settings, tmp_path / "backup.zip")
    assert manifest.missing_blobs == [lost.name]
    assert restore(elsewhere, tmp_path / "backup.zip").missing_blobs == [lost.name]


def test_an_installation_in_use_is_not_overwritten_without_saying_so(
    filled: Filled, made: Path
) -> None:
    before = all_rows(filled.settings)
    with pytest.raises(Misconfigured, match="already") as caught:
        restore(filled.settings, made)
    assert "--replace" in caught.value.next_step
    assert all_rows(filled.settings) == before


@FROM_SQLITE
def test_replacing_leaves_nothing_of_what_was_there(
    made: Path, elsewhere: Settings, tmp_path: Path
) -> None:
    other = open_instance(elsewhere)
    account = other.add_account(name="A Canary", email="eve@example.org", password="")
    arrive(other, account.id, an_arrival("other", a_run(days=40, minutes=7)))
    other.close()
    restore(elsewhere, made, replace=True)
    assert [row["name"] for row in all_rows(elsewhere)["accounts"]] == ["Kim"]
    named = {row["streams_blob"] for row in all_rows(elsewhere)["recordings"]}
    kept = {path.name for path in (elsewhere.data / "blobs").rglob("*") if path.is_file()}
    assert named <= kept
    with zipfile.ZipFile(made) as opened:
        in_backup = {name.rpartition("/")[2] for name in opened.namelist() if "blobs/" in name}
    assert kept == in_backup
    database = tmp_path / "elsewhere" / "fitglue.db"
    assert not database.exists() or b"A Canary" not in database.read_bytes()


@FROM_SQLITE
def test_a_newer_installation_is_not_replaced_by_an_older_program(
    made: Path, elsewhere: Settings
) -> None:
    newer = open_instance(elsewhere)
    with newer.store.database.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    with pytest.raises(Misconfigured, match="newer FitGlue"):
        restore(elsewhere, made, replace=True)


@FROM_SQLITE
def test_a_restore_waits_for_the_server_to_be_stopped(made: Path, elsewhere: Settings) -> None:
    running = open_instance(elsewhere)
    running.store.accounts.count()
    with pytest.raises(Misconfigured, match="running"):
        restore(elsewhere, made)
    running.close()
    restore(elsewhere, made)


@FROM_SQLITE
def test_tables_that_are_not_ours_are_left_out_and_those_of_the_engine_go(
    filled: Filled, elsewhere: Settings, tmp_path: Path
) -> None:
    write_backup(filled.settings, tmp_path / "backup.zip")
    open_instance(elsewhere).close()
    engine = create_engine(elsewhere.url)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("CREATE TABLE of_a_neighbour (id TEXT)"))
    engine.dispose()
    restore(elsewhere, tmp_path / "backup.zip", replace=True)
    found = MetaData()
    found.reflect(engine)
    assert "workflow_status" not in found.tables
    if engine.dialect.name == "postgresql":
        assert "of_a_neighbour" in found.tables
        found.reflect(engine, schema="dbos")
        assert "dbos.workflow_status" not in found.tables
    engine.dispose()


def rewritten(backup: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Copy a backup with some entries changed, or left out where `change` gives None."""
    path = backup.with_name("changed.zip")
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    return path


def with_manifest(**changes: object) -> Callable[[str, bytes], bytes]:
    def change(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        return json.dumps(json.loads(content) | changes).encode()

    return change


def leave_out(part: str) -> Callable[[str, bytes], bytes | None]:
    return lambda name, content: None if part in name else content


def damage(part: str) -> Callable[[str, bytes], bytes | None]:
    return lambda name, content: content[:-1] + b"?" if part in name else content


@pytest.mark.parametrize(
    "change",
    [damage("rows/activities"), damage("blobs/"), damage("files/"), damage("manifest.json"),
     leave_out("rows/recordings"), leave_out("blobs/"), leave_out("manifest.json")],
    ids=["rows", "blob", "file", "manifest", "no rows", "no blobs", "no manifest"],
)  # fmt: skip
@FROM_SQLITE
def test_a_damaged_backup_is_refused_and_nothing_is_made(
    made: Path, tmp_path: Path, change: Callable[[str, bytes], bytes | None]
) -> None:
    settings = Settings(data=tmp_path / "new")
    with pytest.raises(Damaged):
        restore(settings, rewritten(made, change))
    assert not settings.data.exists()


@FROM_SQLITE
def test_a_backup_that_was_cut_short_is_refused(made: Path, tmp_path: Path) -> None:
    made.write_bytes(made.read_bytes()[:-2000])
    with pytest.raises(Damaged, match="cut short"):
        restore(Settings(data=tmp_path / "new"), made)


@pytest.mark.parametrize("changes", [{"format": 2}, {"schema": "9999"}])
@FROM_SQLITE
def test_a_backup_of_a_newer_fitglue_is_refused(
    made: Path, tmp_path: Path, changes: dict[str, object]
) -> None:
    with pytest.raises(FitGlueError, match="newer FitGlue"):
        restore(Settings(data=tmp_path / "new"), rewritten(made, with_manifest(**changes)))


@FROM_SQLITE
def test_a_backup_that_points_out_of_its_folders_is_refused(made: Path, tmp_path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        said: Manifest = json.loads(content)
        said["parts"]["files/../../evil"] = said["parts"]["secret.key"]  # ty: ignore[not-subscriptable]
        return json.dumps(said).encode()

    path = rewritten(made, change)
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr("files/../../evil", b"a key")
    with pytest.raises(Hostile):
        restore(Settings(data=tmp_path / "new"), path)
    assert not (tmp_path / "evil").exists()


def test_every_column_that_names_blobs_is_known_to_backups() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in Table.metadata.sorted_tables
        for column in table.columns
        if "blob" in column.name or column.name == "originals"
    }
    followed = {name for name in named if name.endswith(("_blob", ".originals"))}
    assert named == followed, "name it …_blob, or teach backup.rows.blob_keys"


@pytest.fixture(autouse=True)
def _no_leftovers(tmp_path: Path) -> Iterator[None]:
    yield
    assert not list(tmp_path.rglob("*.part"))
