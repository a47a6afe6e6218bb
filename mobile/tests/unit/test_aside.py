"""A mistake of ours in one workout holds no other back: it is set aside, told, and read again."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from fitglue.testing.phone_server import PhoneServer
from fitglue_phone.core import aside, diagnosis, schema
from fitglue_phone.core.queue import Queue
from fitglue_phone.core.state import for_the_server
from fitglue_phone.core.workout import Series, Workout
from fitglue_phone.simulated import Happening, SimulatedHealth, a_life
from fitglue_phone.simulated.phone import AUTUMN_S, SimulatedPhone

MakePhone = Callable[[Sequence[Happening]], SimulatedPhone]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Give the workouts whose series nobody can read; a test takes them out again."""
    whole, ids = SimulatedHealth.series, set[str]()

    def series(health: SimulatedHealth, workout: Workout) -> Iterator[Series]:
        if workout.uuid in ids:
            raise ZeroDivisionError("a value of 163 bpm")
        return whole(health, workout)

    monkeypatch.setattr(SimulatedHealth, "series", series)
    return ids


@pytest.fixture
def phone(make_phone: MakePhone, broken: set[str]) -> SimulatedPhone:
    """Give a phone whose newest workout, the first in turn, cannot be read."""
    made = make_phone(a_life(6, AUTUMN_S, minutes=3, late=False))
    made.pairs()
    made.app.send_history()
    broken.add(max(made.health.contents(), key=lambda one: one.start_s).uuid)
    return made


def parts_of(server: PhoneServer, uuid: str) -> set[str]:
    return {name.split(":")[0] for name in server.parts[uuid]}


def test_the_others_are_sent_at_the_first_wake(
    phone: SimulatedPhone, server: PhoneServer, broken: set[str]
) -> None:
    phone.wakes(1)
    others = {one.uuid for one in phone.health.contents()} - broken
    assert len(others) == 5
    assert all("series" in parts_of(server, one) for one in others)
    assert phone.app.state().aside == 0  # it may pass: there are some tries more


def test_after_some_tries_it_is_set_aside_and_told_with_its_place_and_no_value(
    phone: SimulatedPhone,
) -> None:
    phone.wakes(6, every_s=1000)
    state = phone.app.state()
    assert (state.aside, state.reading) == (1, 0)
    assert state.is_up_to_date
    assert state.aside_why.startswith("ZeroDivisionError at test_aside.py:")
    told = [one for one in diagnosis.findings(state, phone.clock.now_s()) if one.is_trouble]
    assert told[0].buttons == (diagnosis.Button.READ_AGAIN,)
    assert told[0].sentence.startswith("1 workout could not be read")
    assert "163" not in str(told)
    assert "Set aside, unread: 1 (Zero" in for_the_server(state)["last_error"]


def test_a_press_reads_it_again(
    phone: SimulatedPhone, broken: set[str], has_all: Callable[..., bool], server: PhoneServer
) -> None:
    phone.wakes(6, every_s=1000)
    broken.clear()
    phone.wakes(2, every_s=1000)
    assert phone.app.state().aside == 1  # by itself it is not tried for ever
    phone.app.read_aside_again()
    phone.wakes(2)
    assert phone.app.state().aside == 0
    assert has_all(server, phone.health)


def test_another_version_of_the_app_reads_it_again_and_counts_anew(
    phone: SimulatedPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.wakes(6, every_s=1000)
    for module in ("aside", "reading", "state"):
        monkeypatch.setattr(f"fitglue_phone.core.{module}.__version__", "99.0")
    assert (phone.app.state().aside, phone.app.state().reading) == (0, 1)
    phone.wakes(1, every_s=50_000)
    assert phone.app.state().aside == 0
    phone.wakes(6, every_s=5000)
    assert phone.app.state().aside == 1


def test_a_queue_of_an_earlier_app_gets_what_it_lacks(tmp_path: Path) -> None:
    file = sqlite3.connect(tmp_path / "queue.sqlite3")
    file.executescript(schema.TABLES)
    file.execute("INSERT INTO notes VALUES ('kept', 7)")
    file.commit()
    file.close()
    for _ in range(2):
        queue = Queue(tmp_path)
        assert queue.note("kept") == 7
        assert aside.told(queue) == (0, "")
        queue.close()
