"""A power cut takes what was not synced to the disk; what was promised is not among it.

A cut is played by killing the process and shortening SQLite's log to any length between what our
last commit had synced and what was written: the engine's own commits are not waited for.
"""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session

from fitglue.config import Settings
from fitglue.instance import open_instance
from fitglue.pipeline.intake import take
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.at_work import until_quiet
from fitglue.testing.fakes import World, installed
from fitglue.testing.lives import KILLED, LIVED, begun, ended, forked
from fitglue.testing.workers import APPLE, somebody
from fitglue.worker import executor_of

pytestmark = pytest.mark.chaos
WORKOUTS = 40


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[World]:
    with installed(tmp_path / "fakes") as world:
        yield world


def test_a_power_cut_takes_nothing_that_was_promised(
    tmp_path: Path, outside: World, cuts: int
) -> None:
    random = Random(3)  # noqa: S311 - lengths, no secrets
    settings = Settings(data=tmp_path / "data", zone="Europe/Paris")
    instance = open_instance(settings)
    kim = somebody(instance, "kim")
    instance.close()
    promised: set[str] = set()
    for number in range(cuts):
        receipts, synced = tmp_path / f"receipts-{number}", tmp_path / f"synced-{number}"
        life = begun(lambda: _live(settings, kim, receipts, synced))  # noqa: B023 - lived at once
        time.sleep(random.uniform(0.5, 2.5))
        os.kill(life, signal.SIGKILL)
        assert ended(life) == KILLED
        promised |= set(_lines(receipts))
        _cut_power(settings, _lines(synced), random)
        assert promised <= _kept(settings)
    assert forked(lambda: _finish(settings, kim)) == LIVED
    assert {len(outside.has(activity)) for activity in _kept(settings)} <= {1}
    assert promised <= {activity for activity in _kept(settings) if outside.has(activity)}


def _live(settings: Settings, kim: str, receipts: Path, synced: Path) -> None:
    log = settings.data / "fitglue.db-wal"

    def note_length(_session: Session) -> None:
        with synced.open("a") as file:
            file.write(f"{log.stat().st_size}\n")

    event.listen(Engine, "connect", _keep_the_log_growing)
    event.listen(Session, "after_commit", note_length)
    instance = open_instance(settings)
    executor_of(instance).start()
    for number in range(WORKOUTS):
        arrival = an_arrival(f"{receipts.name}-{number}", a_run(days=number, minutes=2))
        (taken,) = take(instance.starter, kim, APPLE, [arrival])
        with receipts.open("a") as file:
            file.write(f"{taken.activity_id}\n")
    until_quiet(instance, kim)
    time.sleep(60)


def _keep_the_log_growing(connection: Any, _record: object) -> None:
    """Let what was synced be told by its length: nothing goes over into the database meanwhile."""
    connection.execute("PRAGMA wal_autocheckpoint = 0")


def _finish(settings: Settings, kim: str) -> None:
    instance = open_instance(settings)
    executor_of(instance).start()
    until_quiet(instance, kim)


def _cut_power(settings: Settings, synced: Sequence[str], random: Random) -> None:
    log = settings.data / "fitglue.db-wal"
    if not log.exists() or not synced:
        return
    written = log.stat().st_size
    length = random.randint(min(max(map(int, synced)), written), written)
    with log.open("r+b") as file:
        file.truncate(length)
    (settings.data / "fitglue.db-shm").unlink(missing_ok=True)


def _kept(settings: Settings) -> set[str]:
    database = create_engine(settings.url)
    with database.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        rows = connection.execute(text("SELECT activity_id FROM runs"))
        kept = {activity for (activity,) in rows}
    database.dispose()
    return kept


def _lines(path: Path) -> list[str]:
    """Give the whole lines of a file that somebody may have been writing."""
    return path.read_text().split("\n")[:-1] if path.exists() else []
