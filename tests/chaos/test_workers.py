"""Several workers on one PostgreSQL: the dead are replaced, outages outlived, nobody waits."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.exc import DBAPIError

from fitglue.config import Settings
from fitglue.instance import Instance, open_instance
from fitglue.testing.at_work import until
from fitglue.testing.fakes import World, installed
from fitglue.testing.postgres import PostgresServer, postgres_server
from fitglue.testing.workers import somebody, workers, workout_arrives

pytestmark = pytest.mark.chaos


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[World]:
    with installed(tmp_path / "fakes") as world:
        yield world


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of this test's own, for it is stopped and started."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def instance(server: PostgresServer, tmp_path: Path, outside: World) -> Iterator[Instance]:
    del outside
    url = server.new_database()
    opened = open_instance(Settings(data=tmp_path / "data", database_url=url))
    yield opened
    opened.close()


def all_done(instance: Instance, account_id: str, number: int) -> bool:
    """Tell whether so many runs have ended well; an outage is no answer."""
    try:
        runs = instance.store.runs.recent(account_id, limit=10_000)
    except DBAPIError:
        return False
    return len(runs) == number and all(run.state == "done" for run in runs)


def test_the_work_of_a_worker_that_never_comes_back_is_taken_over(
    instance: Instance, outside: World
) -> None:
    kim = somebody(instance, "kim", boosters=["work"])
    with workers(instance.settings, 2) as pair:
        activities = [workout_arrives(instance, kim, number) for number in range(24)]
        until(lambda: outside.calls("deliver"), "the first delivery", 180)
        pair.kill(0)
        until(lambda: all_done(instance, kim, 24), "all of them", 180)
    assert {len(outside.has(activity)) for activity in activities} == {1}


def test_a_database_that_comes_and_goes_ends_every_run_once(
    instance: Instance, server: PostgresServer, outside: World, outage_s: float
) -> None:
    kim = somebody(instance, "kim", boosters=["ok", "later"], script="lost-reply")
    random, activities = Random(7), []  # noqa: S311 - pauses, no secrets
    over = threading.Event()

    def workouts_arrive() -> None:
        while not over.is_set():
            activities.append(workout_arrives(instance, kim, len(activities)))
            time.sleep(0.2)

    sender = threading.Thread(target=workouts_arrive)
    with workers(instance.settings, 2):
        sender.start()
        end = time.monotonic() + outage_s
        while time.monotonic() < end:
            time.sleep(random.uniform(5, 20) if outage_s > 60 else random.uniform(3, 5))
            server.stop()
            time.sleep(random.uniform(0.2, 2))
            server.start()
        over.set()
        sender.join()
        until(lambda: all_done(instance, kim, len(activities)), "all of them", 120)
    assert len(activities) > 5
    assert {len(outside.has(activity)) for activity in activities} == {1}


def test_somebody_with_a_thousand_workouts_keeps_nobody_waiting(
    instance: Instance, crowd: int
) -> None:
    crowded = somebody(instance, "crowded")
    others = [somebody(instance, name) for name in ("ann", "bob", "cem")]
    for number in range(crowd):
        workout_arrives(instance, crowded, number)
    for other in others:
        for number in range(10):
            workout_arrives(instance, other, number)
    with workers(instance.settings):
        until(lambda: all(all_done(instance, one, 10) for one in others), "the others")
        left = instance.store.runs.due(crowded)
    assert left > crowd * 0.5, "the others went first, and in order"
