"""What an operator relies on: stops, full disks, backups while working, logs without values."""

import contextlib
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fitglue.testing.command_line import CommandLine, Imported
from fitglue.testing.exports import Export
from fitglue.testing.running_server import KIM, RunningServer, serving

HOLD = b"x" * 100


def until(true: object, what: str, seconds: float = 90) -> None:
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


def rows(data: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "fitglue.db", timeout=30)) as database:
        return database.execute(question).fetchall()


def number(data: Path, table: str) -> int:
    return int(str(rows(data, f"SELECT count(*) FROM {table}")[0][0]))  # noqa: S608 - ours


def upload_begun(server: RunningServer, cookie: str, size_bytes: int) -> socket.socket:
    """Begin to send a file, and hold the last part back."""
    port = int(server.address.rpartition(":")[2])
    connection = socket.create_connection(("127.0.0.1", port))
    head = (
        f"POST /imports?name=a.zip HTTP/1.1\r\nHost: localhost:{port}\r\n"
        f"Cookie: fitglue_session={cookie}\r\nContent-Length: {size_bytes}\r\n\r\n"
    )
    connection.sendall(head.encode() + b"PK")
    return connection


def test_a_stop_lets_an_answer_that_is_being_given_end(fitglue: CommandLine) -> None:
    with serving(fitglue) as server, server.signed_up() as browser:
        cookie = browser.cookies["fitglue_session"]
        with upload_begun(server, cookie, 102) as connection:
            time.sleep(0.5)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            connection.sendall(HOLD)
            assert connection.recv(4096).startswith(b"HTTP/1.1 201")
        assert server.process.wait(timeout=10) == 0
    assert number(fitglue.data, "imports") == 1


def test_a_stop_does_not_wait_for_who_says_nothing(fitglue: CommandLine) -> None:
    with serving(fitglue) as server, server.signed_up() as browser:
        cookie = browser.cookies["fitglue_session"]
        with upload_begun(server, cookie, 102):
            time.sleep(0.5)
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(timeout=10) == 0
    assert not list((fitglue.data / "incoming").iterdir())


def test_a_stop_ends_an_import_and_leaves_no_process(fitglue: CommandLine, export: Export) -> None:
    with serving(fitglue) as server:
        with server.signed_up() as browser:
            browser.post("/imports?name=export.zip", content=export.path.read_bytes())
        until(lambda: number(fitglue.data, "activities") > 0, "the first activities")
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=10) == 0
    # Whoever has the database open could not be alone with it.
    with closing(sqlite3.connect(fitglue.data / "fitglue.db", timeout=5)) as alone:
        assert alone.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)


def test_a_backup_taken_during_an_import_restores_to_whole_activities(
    fitglue: CommandLine, export: Export, tmp_path: Path
) -> None:
    with serving(fitglue) as server:
        with server.signed_up() as browser:
            browser.post("/imports?name=export.zip", content=export.path.read_bytes())
        until(lambda: number(fitglue.data, "activities") > 0, "the first activities")
        before = number(fitglue.data, "activities")
        ended = fitglue.run("backup", tmp_path / "backup.zip")
        assert ended.code == 0, ended.err
    other = CommandLine(tmp_path / "other")
    assert other.run("restore", tmp_path / "backup.zip").code == 0
    assert number(other.data, "activities") >= before
    with serving(other) as server:
        assert not server.link  # the account came along
        until(lambda: rows(other.data, "SELECT state FROM imports") == [("done",)], "the import")
        until(lambda: len(list(other.data.rglob("*.fit"))) == export.workouts, "every file")
    assert number(other.data, "activities") == export.workouts
    assert len(list(other.data.rglob("*.fit"))) == export.workouts
    checked = other.run("doctor", "--all", "--json").json
    assert {"about": "blobs", "verdict": "good"}.items() <= next(
        one for one in checked["findings"] if one["about"] == "blobs"
    ).items()


def test_a_backup_goes_into_a_folder_and_over_no_other_file(
    fitglue: CommandLine, imported: Imported, tmp_path: Path
) -> None:
    nothing = fitglue.run("backup", tmp_path)
    assert (nothing.code, nothing.err.count("\n")) == (1, 2)
    assert "nothing to back up" in nothing.err
    assert imported.fitglue.run("backup", tmp_path).code == 0
    (made,) = tmp_path.glob("fitglue-*.zip")
    again = imported.fitglue.run("backup", made)
    assert again.code == 1
    assert "is there already" in again.err


def test_a_restore_that_is_killed_leaves_what_was_there_or_all_of_the_new(
    imported: Imported, export: Export, tmp_path: Path
) -> None:
    assert imported.fitglue.run("backup", tmp_path / "backup.zip").code == 0
    other, seed = CommandLine(tmp_path / "other"), random.Random(7)  # noqa: S311 - moments
    for _ in range(3):
        shutil.rmtree(other.data, ignore_errors=True)
        began = subprocess.Popen(
            other.command("restore", tmp_path / "backup.zip"),
            env=other.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until((other.data / "fitglue.db").exists, "the database")
        time.sleep(seed.random() * 0.6)
        began.kill()
        began.wait()
        tables = rows(other.data, "SELECT name FROM sqlite_master WHERE name = 'activities'")
        assert not tables or number(other.data, "activities") == export.workouts
    assert other.run("restore", tmp_path / "backup.zip", "--replace").code == 0
    assert number(other.data, "activities") == export.workouts


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = shutil.which("mount") and os.getuid() == 0
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "fitglue-test", str(folder)]
    if not mounted or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs the rights of root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(path: Path) -> None:
    """Write until there is no room for another byte."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while file.write(b"\0" * size):
                    pass


def test_a_disk_that_is_full_before_an_upload_says_507(small_disk: Path) -> None:
    fitglue = CommandLine(small_disk / "data")
    with serving(fitglue) as server, server.signed_up() as browser:
        answer = browser.post(
            "/imports?name=a.zip", content=b"PK" * 1000, headers={"accept": "application/json"}
        )
        assert answer.status_code == 507
        assert "no room" in answer.json()["sentence"]
        assert browser.get("/readyz").text == "the disk is full\n"


def test_a_disk_that_fills_up_half_way_loses_nothing_that_was_promised(small_disk: Path) -> None:
    fitglue = CommandLine(small_disk / "data")
    with serving(fitglue) as server, server.signed_up() as browser:
        account = rows(fitglue.data, "SELECT id FROM accounts")
        filler = small_disk / "filler"
        fill(filler)
        settings = {"units": "metric", "zone": "UTC", "theme": "dark", "tile_url": ""}
        full = [browser.post("/settings", data=settings | {"theme": theme}).status_code
                for theme in ("dark", "light") * 40]  # fmt: skip
        assert 507 in full
        assert set(full) <= {303, 507}
        filler.unlink()
        assert browser.post("/settings", data=settings | {"theme": "dark"}).status_code < 400
    assert rows(fitglue.data, "PRAGMA integrity_check") == [("ok",)]
    assert rows(fitglue.data, "SELECT id, theme FROM accounts") == [(account[0][0], "dark")]


def test_logs_hold_no_password_token_place_or_heartbeat(
    fitglue: CommandLine, export: Export
) -> None:
    with serving(
        fitglue,
        FITGLUE_LOG_LEVEL="debug",
        FITGLUE_METRICS_TOKEN="canary-token",  # noqa: S106 - a canary
    ) as server:
        token = server.link.rpartition("/")[2]
        with server.signed_up() as browser:
            session = browser.cookies["fitglue_session"]
            browser.post("/sign-in", data={"email": KIM["email"], "password": "canary-password"})
            browser.get("/metrics", headers={"authorization": "Bearer canary-token"})
            sent = browser.post("/imports?name=canary-name.zip", content=export.path.read_bytes())
            until(lambda: rows(fitglue.data, "SELECT state FROM imports") == [("done",)], "it")
            (activity,) = rows(fitglue.data, "SELECT id, avg_hr_bpm FROM activities "
                               "WHERE avg_hr_bpm IS NOT NULL LIMIT 1")  # fmt: skip
            # An error on the way: the streams of an activity that a page asks for are gone.
            shutil.rmtree(fitglue.data / "blobs")
            assert browser.get(f"/activities/{activity[0]}").status_code >= 400
            broken = fitglue.data / "fitglue.db"
            with closing(sqlite3.connect(broken)) as database, database:
                database.execute("ALTER TABLE activities RENAME TO gone")
            assert browser.get("/activities?q=canary-search").status_code == 500
        server.process.send_signal(signal.SIGTERM)
        said, _ = server.process.communicate(timeout=15)
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert {line["event"] for line in lines} >= {"answered", "a request failed"}
    assert "OperationalError" in said
    secrets = [token, session, KIM["password"], KIM["email"], "canary", str(activity[1]),
               str(activity[0]), sent.json()["id"], "45.7", "4.8"]  # fmt: skip
    values = " ".join(
        str(value) for line in lines for key, value in line.items()
        if key not in {"took_ms", "timestamp", "request_id"}
    )  # fmt: skip
    assert [one for one in secrets if one in values] == []
    assert [one for one in secrets[:-2] if one in said] == []
