"""Who tells of a change waits for that change to be queued, and for nothing else."""

from collections.abc import Callable, Iterator, Sequence

import pytest

from fitglue.testing.phone_server import PhoneServer
from fitglue_phone.core.workout import Series, Workout
from fitglue_phone.simulated import Happening, Recorded, SimulatedHealth
from fitglue_phone.simulated.life import RUNNING
from fitglue_phone.simulated.phone import AUTUMN_S, SimulatedPhone

MakePhone = Callable[[Sequence[Happening]], SimulatedPhone]
HasAll = Callable[[PhoneServer, SimulatedHealth], bool]


def recorded(phone: SimulatedPhone, seed: int) -> Recorded:
    """Let a workout come with all its parts."""
    one = Recorded(seed, RUNNING, AUTUMN_S - 4000 - seed, 5)
    for what in ("workout", "series", "route"):
        phone.health.happens(Happening(AUTUMN_S - 10, what, one))
    return one


@pytest.fixture
def phone(make_phone: MakePhone) -> SimulatedPhone:
    phone = make_phone([])
    phone.pairs()
    phone.app.wake()
    return phone


def test_a_change_is_queued_before_its_parts_are_read(
    phone: SimulatedPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = []
    series = phone.health.series

    def noting(workout: Workout) -> Iterator[Series]:
        order.append("parts")
        yield from series(workout)

    monkeypatch.setattr(phone.health, "series", noting)
    recorded(phone, 1)
    phone.app.changed(lambda: order.append(f"queued {phone.app.state().waiting}"))
    phone.app.wake()
    assert order == ["queued 1", "parts"]


def test_a_change_that_is_told_while_parts_are_read_is_queued_before_the_next_workouts(
    phone: SimulatedPhone, server: PhoneServer, has_all: HasAll, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    series = phone.health.series

    def comes_between(workout: Workout) -> Iterator[Series]:
        order.append(workout.uuid)
        if len(order) == 1:
            recorded(phone, 3)
            phone.app.changed(lambda: order.append("queued"))
        yield from series(workout)

    monkeypatch.setattr(phone.health, "series", comes_between)
    for seed in (1, 2):
        recorded(phone, seed)
    phone.app.wake()
    assert order[1] == "queued"
    assert has_all(server, phone.health)


def test_who_told_of_a_change_hears_of_it_when_the_phone_is_locked_too(
    phone: SimulatedPhone, server: PhoneServer, has_all: HasAll
) -> None:
    heard: list[dict[str, bytes]] = []
    recorded(phone, 1)
    before = phone.app.anchors()
    phone.health.is_locked = True
    phone.app.changed(lambda: heard.append(phone.app.anchors()))
    phone.app.wake()
    assert heard == [before]
    phone.health.is_locked = False
    phone.app.protected_data_came_back()
    assert has_all(server, phone.health)
