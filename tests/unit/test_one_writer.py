"""Whoever wants to write waits for a turn, and nobody is passed by."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from fitglue.store.database import connect, open_job_database
from fitglue.store.one_writer import OneWriter
from fitglue.store.transactions import Transactions

PATIENCE_S = 20.0


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    """Our own connections to a file with one table, and those of the durable engine."""
    url = f"sqlite:///{tmp_path / 'fitglue.db'}"
    ours, jobs = connect(url), open_job_database(url)
    with ours.begin() as connection:
        connection.execute(text("CREATE TABLE written (number INTEGER)"))
    yield ours, jobs
    ours.dispose()
    jobs.dispose()


def _waits(line: OneWriter, number: int, order: list[int]) -> threading.Thread:
    def write() -> None:
        with line.turn():
            order.append(number)

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    while not line.has_waiting(number + 1):
        thread.join(0.001)
    return thread


def test_who_waits_longest_is_next() -> None:
    line, order = OneWriter(), list[int]()
    with line.turn():
        threads = [_waits(line, number, order) for number in range(12)]
    for thread in threads:
        thread.join(PATIENCE_S)
    assert order == list(range(12))


def test_a_change_inside_another_is_refused_at_once(engines: tuple[Engine, Engine]) -> None:
    writing = Transactions(engines[0]).writing
    with writing(), pytest.raises(RuntimeError, match="inside another"), writing():
        raise AssertionError
    with writing() as session:
        session.execute(text("INSERT INTO written VALUES (1)"))


def test_jobs_wait_for_our_turn_and_give_theirs_back(engines: tuple[Engine, Engine]) -> None:
    ours, jobs = engines
    ended = threading.Event()

    def job() -> None:
        with jobs.begin() as connection:
            connection.execute(text("INSERT INTO written VALUES (2)"))
        ended.set()

    with Transactions(ours).writing() as session:
        session.execute(text("INSERT INTO written VALUES (1)"))
        threading.Thread(target=job, daemon=True).start()
        with jobs.connect() as looking:  # a look needs no turn
            assert looking.execute(text("SELECT count(*) FROM written")).scalar() == 0
        assert not ended.is_set()
    assert ended.wait(PATIENCE_S)
    with Transactions(ours).writing() as session:
        assert session.scalar(text("SELECT count(*) FROM written")) == 2


def test_a_job_that_is_not_committed_gives_its_turn_back(engines: tuple[Engine, Engine]) -> None:
    ours, jobs = engines
    with jobs.connect() as connection:
        connection.execute(text("INSERT INTO written VALUES (1)"))
    with Transactions(ours).writing() as session:
        assert session.scalar(text("SELECT count(*) FROM written")) == 0
