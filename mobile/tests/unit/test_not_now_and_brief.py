"""What Android's store may say beside HealthKit's: not now, only this far back, and in brief."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from fitglue.testing.phone_server import PhoneServer
from fitglue_phone.core.ports import ONLY_WHILE_OPEN, TOO_OFTEN, Changes, NotNow
from fitglue_phone.core.workout import Series, Workout
from fitglue_phone.simulated import SimulatedHealth, a_life
from fitglue_phone.simulated.phone import AUTUMN_S, SimulatedPhone

MakePhone = Callable[[Any], SimulatedPhone]
_DAY_S = 86_400.0


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have pages bring workouts without their statistics."""
    whole = SimulatedHealth.changes

    def changes(self: SimulatedHealth, *asked: Any) -> Changes:
        page = whole(self, *asked)
        workouts = tuple(replace(one, statistics=()) for one in page.workouts)
        return replace(page, workouts=workouts, are_brief=True)

    monkeypatch.setattr(SimulatedHealth, "changes", changes)


@pytest.mark.usefixtures("brief")
def test_workouts_told_in_brief_are_sent_whole_and_never_without_their_statistics(
    make_phone: MakePhone, server: PhoneServer, has_all: Callable[..., bool]
) -> None:
    phone = make_phone(a_life(20, AUTUMN_S, minutes=3))
    phone.pairs()
    phone.app.send_history()
    phone.wakes(3, every_s=2 * _DAY_S)
    assert has_all(server, phone.health)
    assert sorted(server.order) == sorted({*server.order})  # no envelope went twice


@pytest.mark.usefixtures("brief")
def test_after_an_invalid_anchor_brief_ones_are_asked_for_and_not_sent_again(
    make_phone: MakePhone, server: PhoneServer, has_all: Callable[..., bool]
) -> None:
    phone = make_phone(a_life(20, AUTUMN_S, minutes=3, late=False))
    phone.pairs()
    phone.app.send_history()
    phone.wakes(3, every_s=2 * _DAY_S)
    uploads = server.asked["/sync"]
    phone.health.generation = 2
    phone.wakes(2)
    assert server.asked["/sync"] == uploads
    assert has_all(server, phone.health)


def test_what_is_out_of_reach_is_not_taken_as_deleted(
    make_phone: MakePhone, server: PhoneServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = a_life(20, AUTUMN_S, minutes=3, late=False)
    phone = make_phone(life)
    phone.pairs()
    phone.app.send_history()
    phone.wakes(2)
    [oldest, *_] = sorted(phone.health.contents(), key=lambda one: one.start_s)
    monkeypatch.setattr(phone.health, "earliest_s", lambda: oldest.start_s + 1)
    phone.health.forgets(oldest.uuid)
    phone.health.generation = 2
    phone.wakes(2)
    assert server.deleted == set()
    monkeypatch.setattr(phone.health, "earliest_s", lambda: 0.0)
    phone.health.generation = 3
    phone.wakes(2)
    assert server.deleted == {oldest.uuid.upper()}


@pytest.mark.parametrize(
    ("code", "comes_back_after_s"), [(TOO_OFTEN, 900.0), (ONLY_WHILE_OPEN, 4 * 3600.0)]
)
def test_not_now_puts_no_workout_off_and_is_not_asked_for_every_minute(
    make_phone: MakePhone, server: PhoneServer, monkeypatch: pytest.MonkeyPatch,
    code: int, comes_back_after_s: float,
) -> None:  # fmt: skip
    phone = make_phone(a_life(5, AUTUMN_S, minutes=3, late=False))
    phone.pairs()

    def not_now(_health: SimulatedHealth, _workout: Workout) -> Iterator[Series]:
        raise NotNow(code)

    with monkeypatch.context() as while_it_lasts:
        while_it_lasts.setattr(SimulatedHealth, "series", not_now)
        phone.wakes(3)
        assert phone.scheduler.after_s == comes_back_after_s
        assert not server.parts
    phone.app.wake()  # and at once all is read: nothing was put off
    assert server.parts
    assert phone.app.state().reading == 0
