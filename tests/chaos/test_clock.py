"""A clock that jumps by a day, either way, while a run waits: nothing waits a day for it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fitglue.config import Settings
from fitglue.instance import Instance, open_instance
from fitglue.testing.at_work import until
from fitglue.testing.fakes import World, installed
from fitglue.testing.workers import somebody, workers, workout_arrives

pytestmark = pytest.mark.chaos
DAY_S = 24 * 3600


class Clock:
    """The time of day of the programs that have its variables."""

    def __init__(self, folder: Path, library: Path) -> None:
        self._file = folder / "clock"
        self._file.write_bytes(bytes(8))
        self.variables = {"LD_PRELOAD": str(library), "OTHER_CLOCK": str(self._file)}

    def jumps(self, seconds: int) -> None:
        """Let it differ by so much from the machine's."""
        with self._file.open("r+b") as file:  # the same file: the programs look into it
            file.write(seconds.to_bytes(8, sys.byteorder, signed=True))


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("the clock of a program is set with a C compiler on Linux")
    library, source = tmp_path / "other_clock.so", Path(__file__).with_name("other_clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source], check=True)
    return Clock(tmp_path, library)


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[World]:
    with installed(tmp_path / "fakes") as world:
        yield world


@pytest.fixture
def instance(tmp_path: Path, outside: World) -> Iterator[Instance]:
    del outside
    opened = open_instance(Settings(data=tmp_path / "data", zone="Europe/Paris"))
    yield opened
    opened.close()


def waits(instance: Instance, account_id: str) -> bool:
    return [run.state for run in instance.store.runs.recent(account_id)] == ["parked"]


@pytest.mark.parametrize(("jump", "script"), [(-DAY_S, "soon"), (DAY_S, "much-later")])
def test_a_run_that_waits_goes_on_when_its_time_is_over(
    instance: Instance, outside: World, clock: Clock, jump: int, script: str
) -> None:
    kim = somebody(instance, "kim", boosters=[script])
    with workers(instance.settings, variables=clock.variables):
        activity = workout_arrives(instance, kim, 1)
        until(lambda: waits(instance, kim), "the run to wait")
        clock.jumps(jump)
        until(lambda: outside.has(activity), "the delivery")
    assert len(outside.has(activity)) == 1


@pytest.mark.parametrize("jump", [-DAY_S, DAY_S])
def test_what_arrives_after_a_jump_is_delivered_as_soon_as_ever(
    instance: Instance, outside: World, clock: Clock, jump: int
) -> None:
    kim = somebody(instance, "kim", boosters=["later"], script="busy,lost-reply")
    with workers(instance.settings, variables=clock.variables):
        clock.jumps(jump)
        activities = [workout_arrives(instance, kim, number) for number in range(3)]
        until(lambda: all(outside.has(one) for one in activities), "the deliveries")
        until(lambda: instance.store.runs.due(kim) == 0, "the end")
    assert {len(outside.has(one)) for one in activities} == {1}
