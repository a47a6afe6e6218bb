"""`fitglue doctor` finds what is wrong and says what to do."""

import os
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fitglue.config import Settings
from fitglue.instance import open_instance
from fitglue.pipeline.intake import take
from fitglue.store.phones import NewPhone
from fitglue.testing.arrivals import an_arrival
from fitglue.testing.at_work import walk_through
from fitglue.testing.command_line import CommandLine, Ended
from fitglue.testing.running_server import serving


@pytest.fixture
def used(fitglue: CommandLine) -> CommandLine:
    """An installation with an activity."""
    instance = open_instance(Settings(data=fitglue.data))
    take(instance.starter, instance.owner().id, "apple_health", [an_arrival()])
    walk_through(instance, instance.owner().id)
    instance.close()
    return fitglue


def verdicts(ended: Ended) -> dict[str, str]:
    return {one["about"]: one["verdict"] for one in ended.json["findings"]}


def test_a_sound_installation_gets_nothing_but_good_words(used: CommandLine) -> None:
    with serving(used) as server:
        port = server.address.rpartition(":")[2]
        ended = used.run("doctor", "--all", "--json", FITGLUE_PORT=port)
    assert ended.code == 0
    assert set(verdicts(ended).values()) == {"good"}, ended.out


def test_before_the_first_start_nothing_is_made(fitglue: CommandLine) -> None:
    ended = fitglue.run("doctor")
    assert ended.code == 0
    assert "fitglue serve" in ended.out
    assert not fitglue.data.exists()


def test_everything_that_is_wrong_is_found_at_once(used: CommandLine, tmp_path: Path) -> None:
    """A lost blob, work that does not move, a port of another program, no folder, no zone."""
    next(path for path in (used.data / "blobs").rglob("*") if path.is_file()).write_bytes(b"?")
    with closing(sqlite3.connect(used.data / "fitglue.db")) as database, database:
        database.execute("UPDATE deliveries SET state='waiting', changed_at='2026-01-01 00:00:00'")
    (tmp_path / "file").write_text("")
    with socket.create_server(("127.0.0.1", 0)) as other:
        ended = used.run(
            "doctor", "--all", "--json", FITGLUE_PORT=str(other.getsockname()[1]),
            FITGLUE_OUTPUT=str(tmp_path / "file"), FITGLUE_ZONE="Europe/Atlantis",
        )  # fmt: skip
    assert ended.code == 1
    found = verdicts(ended)
    wrong = {about for about, verdict in found.items() if verdict == "wrong"}
    assert wrong >= {"blobs", "deliveries", "port", "time zones"}
    assert found["output folder"] in {"odd", "wrong"}
    assert found["database"] == "good"


def test_a_damaged_database_is_found(used: CommandLine) -> None:
    path = used.data / "fitglue.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
    content = path.read_bytes()
    path.write_bytes(content[:8192] + os.urandom(4096) + content[12288:])
    ended = used.run("doctor", "--json")
    assert ended.code == 1
    assert verdicts(ended)["database"] == "wrong"
    assert "restore" in ended.out


def test_a_silent_phone_and_a_paused_pipeline_are_told_and_are_no_error(used: CommandLine) -> None:
    instance = open_instance(Settings(data=used.data))
    own = instance.owner().id
    [pipeline] = instance.store.pipelines.of_account(own)
    instance.store.pipelines.enable(own, pipeline.plan.id, enabled=False)
    phone = NewPhone("Kim's iPhone", "1.0", "27.1", "0" * 64, "1" * 64)
    instance.store.phones.sign_in(own, phone)
    instance.close()
    with closing(sqlite3.connect(used.data / "fitglue.db")) as database, database:
        database.execute("UPDATE phones SET seen_at = '2026-01-01 00:00:00'")
    ended = used.run("doctor", "--json")
    assert ended.code == 0
    told = [one for one in ended.json["findings"] if one["about"] in {"phone", "pipelines"}]
    assert {one["verdict"] for one in told} == {"odd"}
    sentences = " ".join(one["sentence"] for one in told)
    assert "No contact from Kim's iPhone for" in sentences
    assert "“Everything to folder” is paused." in sentences
    assert "On the phone: open FitGlue once." in [one["next_step"] for one in told]
