"""What FitGlue relies on in its durable engine, so that another version, or engine, can be judged.

Each test is a promise that `pipeline/engine.py` makes to the rest, on both databases.
"""

import time
from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import create_engine, event

from fitglue.config import Settings
from fitglue.domain.pace import Window
from fitglue.instance import Instance, open_instance
from fitglue.pipeline.engine import PIPELINES, Engine, Job, Step, target_queue
from fitglue.pipeline.engine_work import Queue, Work
from fitglue.store.database import open_job_database
from fitglue.testing.at_work import until
from fitglue.testing.lives import LIVED, begun, ended


class Log:
    """What was done, in a file, so that it outlives whoever did it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, word: str) -> str:
        with self.path.open("a") as file:
            file.write(f"{word}\n")
        return word

    @property
    def words(self) -> list[str]:
        return self.path.read_text().split() if self.path.exists() else []


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "log")


def work_of(log: Log, *queues: Queue) -> Work:
    """Workflows for tests: `note` does one step, `two` does two and may die between them."""

    def note(step: Step, word: str) -> Any:
        return step("note", log.note, word)

    def two(step: Step, word: str, pause: int) -> Any:
        step("first", log.note, f"{word}-first")
        log.note("paused")
        time.sleep(pause)
        return step("second", log.note, f"{word}-second")

    def patient(step: Step, word: str) -> Any:
        return step("note", after_an_outage, log, word)

    def timed(step: Step, who: str, number: int) -> Any:
        del number
        return step("note", log.note, f"{who}{time.time()}")

    workflows = {"note": note, "two": two, "timed": timed, "patient": patient}
    return Work(workflows, (Queue(PIPELINES), *queues))


def after_an_outage(log: Log, word: str) -> str:
    """Note a word, but ask a database first that is away at the first try."""
    if log.note("try") and log.words.count("try") == 1:
        create_engine("postgresql+psycopg://127.0.0.1:1/nobody").connect()
    return log.note(word)


@contextmanager
def at_work(engine: Engine, work: Work, slot: str = "w0") -> Generator[Engine]:
    engine.listen_every_s = 0.05
    # A browser's driver keeps an event loop in a test's thread, and inside one none may start.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(engine.launch, slot, work).result()
    try:
        yield engine
    finally:
        end = time.monotonic() + 3
        while slot in engine.at_work() and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(0.05)
        engine.stop(patience_s=0)


def enqueue(instance: Instance, *jobs: Job) -> None:
    with instance.store.transactions.writing("test") as session:
        for job in jobs:
            instance.engine.enqueue(session, job)


def note(word: str, **options: Any) -> Job:
    return Job(workflow="note", arguments=(word,), **options)


def test_a_job_and_its_row_commit_together_or_not_at_all(instance: Instance, log: Log) -> None:
    def fail_half_way() -> None:
        with instance.store.transactions.writing("test") as session:
            instance.engine.enqueue(session, note("lost"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    enqueue(instance, note("kept"))
    with at_work(instance.engine, work_of(log)):
        until(lambda: log.words, "the job")
    assert log.words == ["kept"]


def test_the_same_cause_never_starts_twice(instance: Instance, log: Log) -> None:
    enqueue(instance, note("once"), note("once"))
    with at_work(instance.engine, work_of(log)):
        until(lambda: log.words, "the job")
        enqueue(instance, note("once"), note("other"))
        until(lambda: "other" in log.words, "the other")
    assert Counter(log.words) == {"once": 1, "other": 1}


def test_a_step_goes_on_when_its_database_is_back(instance: Instance, log: Log) -> None:
    enqueue(instance, Job(workflow="patient", arguments=("done",)))
    with at_work(instance.engine, work_of(log)):
        until(lambda: "done" in log.words, "the second try")
    assert log.words == ["try", "try", "done"]


def test_a_step_that_waits_for_its_database_is_begun_again_by_the_next_process(
    instance: Instance, log: Log
) -> None:
    enqueue(instance, Job(workflow="patient", arguments=("done",)))
    with at_work(instance.engine, work_of(log)):
        until(lambda: log.words == ["try"], "the first try")
        instance.engine.stop(patience_s=0)
    with at_work(instance.engine, work_of(log)):
        until(lambda: "done" in log.words, "the second try")
    assert log.words == ["try", "try", "done"]


def test_lower_priorities_go_first(instance: Instance, log: Log) -> None:
    late = note("late", priority=1_000_001, queue="one")
    soon, now = note("soon", priority=2, queue="one"), note("now", queue="one")
    enqueue(instance, late, soon, now)
    work = Work(work_of(log).workflows, (Queue("one", at_once=1),))
    with at_work(instance.engine, work):
        until(lambda: len(log.words) == 3, "all three")
    assert log.words == ["now", "soon", "late"]


def test_a_delayed_job_waits_and_can_be_woken(instance: Instance, log: Log) -> None:
    later, tomorrow = note("later", delay_s=0.5), note("tomorrow", delay_s=86_400)
    enqueue(instance, later, tomorrow)
    with at_work(instance.engine, work_of(log)):
        until(lambda: "later" in log.words, "the first")
        assert "tomorrow" not in log.words
        instance.engine.wake(tomorrow)
        until(lambda: "tomorrow" in log.words, "the woken one")


def test_at_home_an_idle_engine_changes_nothing(tmp_path: Path, log: Log) -> None:
    instance = open_instance(Settings(data=tmp_path / "data"))
    enqueue(instance, note("first"), note("tomorrow", delay_s=86_400))
    with at_work(instance.engine, work_of(log)):
        until(lambda: "first" in log.words and not instance.engine.at_work(), "its end")
        time.sleep(1)  # in which DBOS looks around, too
        with changes() as seen:
            time.sleep(2.5)
    instance.close()
    assert seen == []


@contextmanager
def changes() -> Generator[list[str]]:
    seen: list[str] = []

    def hear(_: Any, __: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SELECT", "PRAGMA")):
            seen.append(statement)

    event.listen(Database, "before_cursor_execute", hear)
    try:
        yield seen
    finally:
        event.remove(Database, "before_cursor_execute", hear)


def test_a_cancelled_job_never_runs(instance: Instance, log: Log) -> None:
    job = note("cancelled", delay_s=1)
    enqueue(instance, job)
    instance.engine.cancel([job])
    with at_work(instance.engine, work_of(log)):
        enqueue(instance, note("other", delay_s=1.5))
        until(lambda: "other" in log.words, "the other")
    assert log.words == ["other"]


def test_each_connection_has_its_own_window(instance: Instance, log: Log) -> None:
    queue = target_queue("slow")
    jobs = [
        Job(workflow="timed", arguments=(who, at), queue=queue, connection=who)
        for who in "ab"
        for at in range(6)
    ]
    enqueue(instance, *jobs)
    with at_work(instance.engine, work_of(log, Queue(queue, window=Window(3, 4.0)))):
        until(lambda: len(log.words) == 12, "all of them")
    for who in "ab":
        times = sorted(float(word[1:]) for word in log.words if word[0] == who)
        assert len(times) == 6
        # SQLite counts whole seconds, and a step begins a moment after its job.
        assert times[3] - times[0] > 2.5


def _in_a_fork(settings: Settings, log: Log, slot: str, then: Callable[[Log], bool]) -> int:
    """Work in a process of its own until something is true; it ends there as a crash would."""

    def work() -> None:
        engine = Engine(open_job_database(settings.url))
        engine.launch(slot, work_of(log))
        until(lambda: then(log), "that")

    return begun(work)


def _two_dies_between(settings: Settings, log: Log, slot: str) -> None:
    instance = open_instance(settings)
    enqueue(instance, Job(workflow="two", arguments=("job", 30)))
    instance.close()
    assert ended(_in_a_fork(settings, log, slot, lambda log: "paused" in log.words)) == LIVED


def impatient(log: Log) -> Work:
    """The same workflows by a newer program that no longer pauses."""

    def two(step: Step, word: str, pause: int) -> Any:
        del pause
        step("first", log.note, f"{word}-first")
        return step("second", log.note, f"{word}-second")

    return Work({"two": two}, (Queue(PIPELINES),))


def test_a_restart_goes_on_behind_the_last_step_and_by_new_code(
    settings: Settings, log: Log
) -> None:
    _two_dies_between(settings, log, "w0")
    instance = open_instance(settings)
    with at_work(instance.engine, impatient(log)):
        until(lambda: "job-second" in log.words, "the rest")
    assert log.words == ["job-first", "paused", "job-second"]
    instance.close()


def test_a_live_executor_takes_over_from_a_dead_one(settings: Settings, log: Log) -> None:
    _two_dies_between(settings, log, "w7")
    instance = open_instance(settings)
    with at_work(instance.engine, impatient(log), "w0"):
        assert instance.engine.at_work() == {"w7"}
        assert instance.engine.adopt("w7") == 1
        assert instance.engine.adopt("w7") <= 1  # twice is harmless
        until(lambda: "job-second" in log.words, "the rest")
    assert log.words == ["job-first", "paused", "job-second"]
    instance.close()


def test_two_executors_share_the_work_and_do_nothing_twice(settings: Settings, log: Log) -> None:
    instance = open_instance(settings)
    enqueue(instance, *(note(f"n{at}") for at in range(40)))
    other = _in_a_fork(settings, log, "w1", lambda log: len(log.words) >= 40)
    with at_work(instance.engine, work_of(log), "w0"):
        until(lambda: len(log.words) >= 40, "all of them")
        time.sleep(0.5)
    assert ended(other) == LIVED
    assert Counter(log.words) == {f"n{at}": 1 for at in range(40)}
    instance.close()


def test_a_schedule_starts_a_workflow_by_the_clock(instance: Instance, log: Log) -> None:
    def tick(step: Step, _when: datetime, _context: Any) -> Any:
        return step("note", log.note, "tick")

    work = Work({"tick": tick}, (Queue(PIPELINES),), {"tick": "* * * * * *"})
    with at_work(instance.engine, work):
        until(lambda: len(log.words) >= 2, "two ticks")


def test_what_has_ended_can_be_forgotten(instance: Instance, log: Log) -> None:
    enqueue(instance, note("done"), note("waiting", delay_s=3600))
    with at_work(instance.engine, work_of(log)):
        until(lambda: log.words, "the job")
        time.sleep(0.3)
    assert instance.engine.forget_finished(datetime.now(UTC) - timedelta(days=1)) == 0
    assert instance.engine.forget_finished(datetime.now(UTC) + timedelta(days=1)) == 1
