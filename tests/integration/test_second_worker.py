"""A busy server at home has another process work on its runs, until there are none."""

import errno
import multiprocessing
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from fitglue import second_worker
from fitglue.config import Settings
from fitglue.instance import Instance, open_instance
from fitglue.second_worker import SecondWorker, second_worker_of
from fitglue.testing.at_work import until, until_quiet, working
from fitglue.testing.fakes import World, installed
from fitglue.testing.workers import somebody, workout_arrives


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[World]:
    """Give the world that the fake target delivers into."""
    with installed(tmp_path / "fakes") as world:
        yield world


@pytest.fixture
def home(tmp_path: Path, outside: World) -> Iterator[Instance]:
    """Give an installation at home."""
    del outside
    opened = open_instance(Settings(data=tmp_path / "data", zone="Europe/Paris"))
    yield opened
    opened.close()


@contextmanager
def two_working(home: Instance, *, busy_share: float = 0.0) -> Generator[SecondWorker]:
    """Work, and find that too little from a share of a core on."""
    second = SecondWorker(home, look_every_s=0.2, busy_share=busy_share, quiet_s=1.0)
    with working(home):
        second.start()
        try:
            yield second
        finally:
            second.tell_to_stop()
            second.join()


def the_other() -> list[multiprocessing.process.BaseProcess]:
    """Give the process beside this one, if there is one."""
    return multiprocessing.active_children()


def at_work_elsewhere(home: Instance) -> bool:
    """Tell whether all that is worked on is worked on in another process."""
    return home.engine.at_work() == {"w1"}


def test_while_there_is_much_to_do_another_process_works_and_this_one_only_answers(
    home: Instance, outside: World
) -> None:
    kim = somebody(home, "kim", boosters=["work"])
    activities = [workout_arrives(home, kim, number) for number in range(24)]
    with two_working(home):
        until(lambda: at_work_elsewhere(home), "the other process")
        until_quiet(home, kim)
        until(lambda: not the_other(), "its end")
        activities.append(workout_arrives(home, kim, 24))
        until_quiet(home, kim)
    assert [len(outside.has(activity)) for activity in activities] == [1] * 25


def test_work_of_another_process_that_was_killed_is_done_here_once(
    home: Instance, outside: World
) -> None:
    kim = somebody(home, "kim", boosters=["work"])
    activities = [workout_arrives(home, kim, number) for number in range(24)]
    with two_working(home) as second:
        until(lambda: at_work_elsewhere(home), "the other process")
        second.busy_share = 1e9
        (other,) = the_other()
        other.kill()
        until_quiet(home, kim)
    assert [len(outside.has(activity)) for activity in activities] == [1] * 24


def test_a_stop_ends_the_other_process_too_and_the_next_start_goes_on(
    home: Instance, outside: World
) -> None:
    kim = somebody(home, "kim", boosters=["work"])
    activities = [workout_arrives(home, kim, number) for number in range(20)]
    with two_working(home):
        until(lambda: at_work_elsewhere(home), "the other process")
    assert not the_other()
    with working(home):
        until_quiet(home, kim)
    assert [len(outside.has(activity)) for activity in activities] == [1] * 20


def test_a_server_that_has_little_to_do_works_alone(home: Instance, outside: World) -> None:
    kim = somebody(home, "kim", boosters=["ok"])
    with two_working(home, busy_share=1e9):
        activity = workout_arrives(home, kim, 1)
        until_quiet(home, kim)
        assert not the_other()
    assert len(outside.has(activity)) == 1


def test_a_busy_server_without_runs_works_alone(home: Instance) -> None:
    looks: list[bool] = []

    class Counted(SecondWorker):
        def _has_runs(self) -> bool:
            looks.append(super()._has_runs())
            return looks[-1]

    second = Counted(home, look_every_s=0.01, busy_share=0.0)
    second.start()
    until(lambda: len(looks) > 3, "some looks")
    second.tell_to_stop()
    second.join()
    assert not any(looks)
    assert not the_other()


def test_a_machine_without_room_for_another_process_is_asked_again_later(home: Instance) -> None:
    workout_arrives(home, somebody(home, "kim", boosters=["ok"]), 1)
    tries: list[int] = []

    class WithoutRoom(SecondWorker):
        def _work_beside(self) -> int | None:
            tries.append(1)
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    second = WithoutRoom(home, look_every_s=0.01, busy_share=0.0, after_a_failure_s=0.1)
    second.start()
    until(lambda: len(tries) > 1, "a second try")
    second.tell_to_stop()
    second.join()


def test_only_a_home_with_several_cores_has_another_process(
    home: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def has_one(**settings: object) -> bool:
        other = replace(home, settings=home.settings.model_copy(update=settings))
        return second_worker_of(other) is not None

    monkeypatch.setattr(second_worker.os, "cpu_count", lambda: 2)
    assert has_one()
    assert not has_one(second_worker=False)
    assert not has_one(database_url="postgresql://somewhere/fitglue")
    monkeypatch.setattr(second_worker.os, "cpu_count", lambda: 1)
    assert not has_one()
