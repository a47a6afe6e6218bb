"""The server as a process: it starts, says where it is, works, and survives being killed."""

import os
import signal
import sqlite3
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from fitglue.testing.command_line import CommandLine
from fitglue.testing.exports import Export
from fitglue.testing.running_server import RunningServer, family, serving


def until(true: Callable[[], bool], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def upload(browser: httpx2.Client, path: Path) -> str:
    sent = browser.post("/imports", params={"name": path.name}, content=path.read_bytes())
    assert sent.status_code in {200, 201, 202, 303}, sent.text
    return path.name


def import_states(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "fitglue.db")) as database:
        return [state for (state,) in database.execute("SELECT state FROM imports")]


def count(data: Path, table: str) -> int:
    with closing(sqlite3.connect(data / "fitglue.db")) as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - ours


@dataclass(frozen=True)
class Started:
    """A server at its first start, a browser of its first account, and its data folder."""

    server: RunningServer
    browser: httpx2.Client
    data: Path


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """Start in a folder where an upload was cut off; tests leave nothing there."""
    fitglue = CommandLine(tmp_path_factory.mktemp("started") / "data")
    half = fitglue.data / "incoming" / "half"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"PK")
    with serving(fitglue) as server, server.signed_up() as browser:
        yield Started(server, browser, fitglue.data)


def test_the_first_start_prints_an_address_and_a_link_that_makes_the_first_account(
    started: Started,
) -> None:
    assert started.server.link.startswith(started.server.address)
    assert started.browser.get("/activities").status_code == 200


def test_without_signing_in_there_is_nothing_to_see(started: Started) -> None:
    with started.server.browser() as stranger:
        for page in ("/", "/activities", "/imports", "/settings"):
            answer = stranger.get(page)
            assert answer.status_code == 303
            assert "/sign-in" in answer.headers["location"] or "location" in answer.headers
        assert stranger.post("/imports?name=a.zip", content=b"PK").status_code in {303, 401, 403}


def test_an_uploaded_export_becomes_activities(fitglue: CommandLine, export: Export) -> None:
    with serving(fitglue) as server, server.signed_up() as browser:
        upload(browser, export.path)
        until(lambda: import_states(fitglue.data) == ["done"], "the import")
        until(lambda: len(list(fitglue.data.rglob("*.fit"))) == export.workouts, "every file")
        assert "Run" in browser.get("/activities").text
    files = list(fitglue.data.rglob("*.fit"))
    assert count(fitglue.data, "activities") == len(files) == export.workouts
    assert not list((fitglue.data / "incoming").iterdir())


def test_an_import_that_is_killed_half_way_is_finished_by_the_next_start(
    fitglue: CommandLine, export: Export
) -> None:
    with serving(fitglue) as server:
        with server.signed_up() as browser:
            upload(browser, export.path)
        until(lambda: count(fitglue.data, "activities") > 0, "the first activities")
        for pid in family(server.process.pid):
            os.kill(pid, signal.SIGKILL)
    assert count(fitglue.data, "activities") < export.workouts
    with serving(fitglue) as server:
        assert not server.link  # there is an account
        until(lambda: import_states(fitglue.data) == ["done"], "the import to go on")
        until(lambda: len(list(fitglue.data.rglob("*.fit"))) == export.workouts, "every file")
    assert count(fitglue.data, "activities") == export.workouts
    assert count(fitglue.data, "recordings") == export.recordings
    assert len(list(fitglue.data.rglob("*.fit"))) == count(fitglue.data, "activities")


def test_an_upload_that_was_cut_off_leaves_nothing_behind(started: Started) -> None:
    assert not (started.data / "incoming" / "half").exists()


def test_an_upload_has_to_say_how_large_it_is(started: Started) -> None:
    answer = started.browser.post("/imports?name=a.zip", content=iter([b"PK"]))
    assert answer.status_code == 411
    assert not list((started.data / "incoming").iterdir())


def test_a_taken_port_is_said(fitglue: CommandLine, started: Started) -> None:
    ended = fitglue.run("serve", "--port", started.server.address.rpartition(":")[2])
    assert ended.code == 1
    assert "--port" in ended.err


def test_the_demo_has_something_to_see(fitglue: CommandLine) -> None:
    with serving(fitglue, "demo") as server:
        demo = fitglue.data / "demo"
        until(lambda: import_states(demo) == ["done"], "the demo's import")
        with urllib.request.urlopen(f"{server.address}/healthz") as answer:  # noqa: S310 - ours
            assert answer.status == 200
        with server.signed_up() as browser:
            assert browser.get("/activities").status_code == 200
    assert count(demo, "activities") > 100
