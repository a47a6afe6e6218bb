"""An export may have been written by anybody: what is not right is refused, and nothing changes."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fitglue.config import Settings
from fitglue.domain.arrival import Arrival
from fitglue.domain.edits import Edits
from fitglue.domain.errors import Damaged, Hostile, TooBig, Unreadable
from fitglue.instance import Instance, open_instance
from fitglue.ownership.archive import is_export
from fitglue.ownership.bringing_in import Brought, bring_in
from fitglue.ownership.contents import CONTENTS, LEFT_OUT
from fitglue.ownership.readme import readme
from fitglue.ownership.writing import write_export
from fitglue.pipeline.amending import Amending
from fitglue.pipeline.intake import take
from fitglue.store.accounts import Account
from fitglue.store.erasing_people import rows_left
from fitglue.store.tables import ConnectionRow, DeliveryRow, Table
from fitglue.testing.arrivals import a_run
from fitglue.testing.at_work import walk_through
from fitglue.testing.running_server import KIM

Row = dict[str, Any]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A right export, of one run that went to the folder."""
    folder = tmp_path_factory.mktemp("there")
    instance = open_instance(Settings(data=folder / "data", zone="UTC"))
    kim = instance.add_account(**KIM)
    take(instance.starter, kim.id, "apple_health", [Arrival("one", a_run())])
    walk_through(instance, kim.id)
    (one,) = instance.store.activities.ids(kim.id)
    Amending(instance.starter, kim.id).amend(one, Edits(title="Mine"))
    with instance.store.transactions.writing() as session:
        row = instance.store.connections.add(session, kim.id, "hevy")
        row.sealed, row.name = b"never to be seen", "Kim at Hevy"
    write_export(instance.store, kim.id, folder / "all.zip", lambda _: None)
    instance.close()
    return (folder / "all.zip").read_bytes()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Instance]:
    opened = open_instance(Settings(data=tmp_path / "data", zone="UTC"))
    yield opened
    opened.close()


def changed(export: bytes, folder: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Write an export with other entries; those that become nothing are left out."""
    path = folder / "changed.zip"
    with zipfile.ZipFile(io.BytesIO(export)) as source, zipfile.ZipFile(path, "w") as target:
        for info in source.infolist():
            content = change(info.filename, source.read(info))
            if content is not None:
                target.writestr(info.filename, content, zipfile.ZIP_DEFLATED)
    return path


def with_rows(table: str, change: Callable[[Row], Row]) -> Callable[[str, bytes], bytes]:
    """Change every row of a table."""

    def changing(name: str, content: bytes) -> bytes:
        if name != f"tables/{table}.jsonl":
            return content
        rows = (change(json.loads(line)) for line in content.splitlines())
        return b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    return changing


def brought(instance: Instance, account: Account, path: Path, **how: bool) -> Brought:
    return bring_in(instance.store, account.id, path, lambda _: None, **how)


def refused(instance: Instance, path: Path, kind: type[Unreadable]) -> str:
    """Have an export refused, see that nothing changed, and give the sentence."""
    kim = instance.add_account(**KIM)
    before, blobs = _rows(instance, kim), set(instance.store.blobs.keys())
    with pytest.raises(kind) as told:
        brought(instance, kim, path)
    assert _rows(instance, kim) == before
    assert set(instance.store.blobs.keys()) == blobs
    return told.value.sentence


def _rows(instance: Instance, account: Account) -> dict[str, int]:
    with instance.store.transactions.reading() as session:
        return rows_left(session, account.id)


def test_one_of_a_later_version_is_refused_with_a_sentence(
    export: bytes, elsewhere: Instance, tmp_path: Path
) -> None:
    def later(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        return json.dumps(json.loads(content) | {"version": 2, "fitglue": "9.0"}).encode()

    path = changed(export, tmp_path, later)
    assert is_export(path)
    told = refused(elsewhere, path, Unreadable)
    assert told == "This export was made by a newer FitGlue (9.0)."


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("activities", lambda row: row | {"streams_blob": "0" * 64}),
        ("activities", lambda row: row | {"document": {"no": "workout"}}),
        ("activities", lambda row: row | {"start": "yesterday"}),
        ("edits", lambda row: row | {"changes": {"title": 7}}),
        ("activities", lambda row: row | {"title": 7}),
        ("activities", lambda row: {name: row[name] for name in row if name != "title"}),
        ("recordings", lambda row: row | {"activity_id": "another's"}),
        ("deliveries", lambda row: row | {"run_id": "another's"}),
        ("deliveries", lambda row: row | {"state": "sent twice"}),
        ("runs", lambda row: row | {"plan": {"version": 99}}),
        ("pipelines", lambda row: row | {"targets": ["none"]}),
    ],
    ids=[
        "another-blob",
        "no-workout",
        "no-instant",
        "no-edit",
        "no-title-but-a-number",
        "no-title",
        "another-activity",
        "another-run",
        "no-state",
        "a-later-plan",
        "no-target",
    ],
)
def test_a_row_that_is_not_right_changes_nothing(
    export: bytes, elsewhere: Instance, tmp_path: Path, table: str, change: Callable[[Row], Row]
) -> None:
    path = changed(export, tmp_path, with_rows(table, change))
    assert "damaged" in refused(elsewhere, path, Damaged)


def test_a_blob_that_is_not_what_its_name_says_is_refused(
    export: bytes, elsewhere: Instance, tmp_path: Path
) -> None:
    path = changed(export, tmp_path, lambda name, content: content + name[:7].encode()
                   if name.startswith("streams/") else content)  # fmt: skip
    assert "damaged" in refused(elsewhere, path, Damaged)


def test_a_mountain_is_refused_before_it_is_unpacked(
    export: bytes, elsewhere: Instance, tmp_path: Path
) -> None:
    path = changed(export, tmp_path, lambda name, content: b" " * (64 << 20)
                   if name == "tables/runs.jsonl" else content)  # fmt: skip
    with pytest.raises((Hostile, TooBig)):
        brought(elsewhere, elsewhere.add_account(**KIM), path)


def test_names_that_lead_out_are_refused(
    export: bytes, elsewhere: Instance, tmp_path: Path
) -> None:
    path = tmp_path / "out.zip"
    path.write_bytes(export)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("blobs/../../../etc/passwd", b"")
    refused(elsewhere, path, Hostile)


def test_nobody_takes_the_rows_of_another_person_here(
    export: bytes, elsewhere: Instance, tmp_path: Path
) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(export)
    kim = elsewhere.add_account(**KIM)
    brought(elsewhere, kim, path)
    before = _rows(elsewhere, kim)
    lee = elsewhere.add_account(**{**KIM, "email": "lee@example.org"})
    with pytest.raises(Unreadable, match="belongs to another account"):
        brought(elsewhere, lee, path)
    assert _rows(elsewhere, kim) == before


def test_links_that_are_none_and_paths_of_another_machine_are_dropped(
    export: bytes, elsewhere: Instance, tmp_path: Path
) -> None:
    change = with_rows("deliveries", lambda row: row | {"url": "javascript:alert(1)"})
    kim = elsewhere.add_account(**KIM)
    brought(elsewhere, kim, changed(export, tmp_path, change))
    with elsewhere.store.transactions.reading() as session:
        assert {row.url for row in session.query(DeliveryRow)} == {""}
        [connection] = session.query(ConnectionRow)
        assert (connection.state, connection.sealed) == ("needs_you", b"")


def test_no_secret_is_in_an_export(export: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(export)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (b"never to be seen", b"argon2", b"password_hash", b"token_hash"):
        assert secret not in everything


def test_a_look_says_what_would_come_and_changes_nothing(
    export: bytes, elsewhere: Instance, tmp_path: Path
) -> None:
    path, kim = tmp_path / "all.zip", elsewhere.add_account(**KIM)
    path.write_bytes(export)
    before = _rows(elsewhere, kim)
    assert brought(elsewhere, kim, path, only_look=True).new == 1
    assert _rows(elsewhere, kim) == before
    assert list(elsewhere.store.blobs.keys()) == []


def test_what_came_by_another_way_stays_as_it_is(
    export: bytes, elsewhere: Instance, tmp_path: Path
) -> None:
    path, kim = tmp_path / "all.zip", elsewhere.add_account(**KIM)
    path.write_bytes(export)
    take(elsewhere.starter, kim.id, "apple_health", [Arrival("one", a_run())])
    came = brought(elsewhere, kim, path)
    assert (came.new, came.unchanged) == (0, 1)
    assert len(elsewhere.store.activities.ids(kim.id)) == 1
    assert any("already by another way" in one for one in came.warnings)


def test_every_table_of_people_is_in_the_export_or_says_why_not() -> None:
    told = {kept.table.name for kept in CONTENTS} | set(LEFT_OUT)
    owned = {
        table.name
        for table in Table.metadata.sorted_tables
        if "account_id" in table.columns or table.name == "accounts"
    }
    assert owned - told == set()
    for kept in CONTENTS:
        assert kept.file in readme()
