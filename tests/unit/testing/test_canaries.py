"""The search for planted secrets finds them, whatever was made of them on their way."""

import base64
import gzip
import html
import json
import secrets
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import zstandard

from fitglue.testing.canaries import found_in, found_in_folder, found_in_text, planted


def zipped(content: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("part", content)
    return file.getvalue()


FORMS: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "in JSON": lambda text: json.dumps({"token": text}).encode(),
    "in a page": lambda text: html.escape(text).encode(),
    "in a URL": lambda text: quote(text).encode(),
    "in a form": lambda text: urlencode({"key": text}).encode(),
    "in base64": lambda text: base64.b64encode(text.encode()),
    "in base64 after a name": lambda text: base64.b64encode(b"kim:" + text.encode()),
    "in base64 after two signs": lambda text: base64.urlsafe_b64encode(b"k:" + text.encode()),
    "in hexadecimal": lambda text: text.encode().hex().encode(),
    "in HEXADECIMAL": lambda text: text.encode().hex().upper().encode(),
    "with a percent for each": lambda text: "".join(f"%{b:02X}" for b in text.encode()).encode(),
    "in UTF-16": lambda text: text.encode("utf-16"),
    "packed by zstd": lambda text: zstandard.compress(text.encode() * 3),
    "packed by gzip": lambda text: gzip.compress(text.encode()),
    "packed by zip": lambda text: zipped(text.encode()),
    "packed three times": lambda text: zipped(gzip.compress(zstandard.compress(text.encode()))),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_canary_is_found(form: str) -> None:
    canaries = planted(40)
    content = secrets.token_bytes(997) + FORMS[form](canaries[17]) + secrets.token_bytes(100)
    assert {one.canary for one in found_in(canaries, content, "here")} == {canaries[17]}


def test_nothing_is_found_where_nothing_is() -> None:
    canaries = planted(40)
    others = "".join(planted(40))
    assert found_in_text(canaries, others, "here") == []
    assert found_in(canaries, secrets.token_bytes(1 << 16), "here") == []
    assert found_in(canaries, b"PK\x03\x04 \x1f\x8b\x08 \x28\xb5\x2f\xfd", "here") == []


def test_canaries_differ() -> None:
    assert len(set(planted(40))) == 40


def test_a_log_and_a_page_are_searched_as_text() -> None:
    (canary,) = planted(1)
    (seen, *_) = found_in_text([canary], f"refused: {canary}", "the log")
    assert (seen.canary, seen.place, seen.form) == (canary, "the log", "plain")


def test_every_file_of_a_folder_is_searched(tmp_path: Path) -> None:
    canaries = planted(4)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "one.zip").write_bytes(zipped(canaries[0].encode()))
    (tmp_path / "blob").write_bytes(zstandard.compress(canaries[1].encode()))
    (tmp_path / base64.urlsafe_b64encode(canaries[2].encode()).decode()).touch()
    (tmp_path / "clean").write_bytes(b"nothing")
    found = found_in_folder(canaries, tmp_path)
    assert {one.canary for one in found} == set(canaries[:3])
    assert "backups/one.zip!part" in {one.place for one in found}


def test_a_database_is_searched_with_its_log_and_across_its_pages(tmp_path: Path) -> None:
    canaries = planted(3)
    with closing(sqlite3.connect(tmp_path / "fitglue.db", isolation_level=None)) as database:
        database.execute("PRAGMA page_size = 512")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE connections (id INTEGER, sealed BLOB, note TEXT)")
        # 450 bytes before it: it begins on one page and ends on another.
        torn = bytes(450) + canaries[0].encode() + bytes(900)
        database.execute("INSERT INTO connections VALUES (1, ?, '')", (torn,))
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("INSERT INTO connections VALUES (2, NULL, ?)", (canaries[1],))
        before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        found = found_in_folder(canaries, tmp_path)
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert {one.canary for one in found} == set(canaries[:2])
    places = {one.place for one in found}
    assert "fitglue.db!connections.sealed" in places
    assert "fitglue.db-wal" in places


def test_what_was_deleted_and_still_lies_in_the_file_is_found(tmp_path: Path) -> None:
    (canary,) = planted(1)
    with closing(sqlite3.connect(tmp_path / "fitglue.db", isolation_level=None)) as database:
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("CREATE TABLE connections (note TEXT)")
        database.execute("INSERT INTO connections VALUES (?)", (canary,))
        database.execute("DELETE FROM connections")
    assert found_in_folder([canary], tmp_path)
