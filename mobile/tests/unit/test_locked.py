"""A locked phone: Health cannot be read, and nothing is lost for it."""

import random
from collections.abc import Callable, Sequence

from fitglue.testing.phone_server import PhoneServer
from fitglue_phone.core.ports import Kind
from fitglue_phone.simulated import Happening, Recorded, SimulatedHealth
from fitglue_phone.simulated.life import RUNNING
from fitglue_phone.simulated.phone import AUTUMN_S, SimulatedPhone

MakePhone = Callable[[Sequence[Happening]], SimulatedPhone]
HasAll = Callable[[PhoneServer, SimulatedHealth], bool]


def test_in_a_thousand_random_wakes_no_anchor_moves_on_an_error_and_unlocking_delivers_all(
    make_phone: MakePhone, server: PhoneServer, has_all: HasAll
) -> None:
    chance = random.Random(5)  # noqa: S311 - no secret
    phone = make_phone([])
    phone.health.reads_take = lambda: phone.clock.passes(0.5)
    phone.pairs()
    unlocked_at_s = None
    for number in range(1000):
        if chance.random() < 0.06:
            start_s = phone.clock.now_s() - chance.uniform(700, 90_000)
            one = Recorded(number, RUNNING, start_s, 3)
            for what in ("workout", "series", "route"):
                phone.health.happens(Happening(phone.clock.now_s(), what, one))
        was_locked = phone.health.is_locked
        phone.health.is_locked = chance.random() < 0.6
        if was_locked and not phone.health.is_locked:
            unlocked_at_s = phone.clock.now_s()
            phone.app.protected_data_came_back()
            assert phone.clock.now_s() - unlocked_at_s <= 60
            there = {one.uuid for one in phone.health.contents()}
            assert {uuid for uuid, parts in server.parts.items() if len(parts) > 1} == there
        anchors = phone.app.anchors()
        phone.app.wake()
        if phone.health.is_locked:
            assert phone.app.anchors() == anchors
            assert phone.app.state().health_error == 6
        phone.clock.passes(chance.uniform(1, 900))
    assert unlocked_at_s is not None
    assert len(server.parts) > 30
    phone.health.is_locked = False
    phone.app.protected_data_came_back()
    assert has_all(server, phone.health)


def test_a_phone_that_is_locked_while_parts_are_read_reads_them_later(
    make_phone: MakePhone, server: PhoneServer, has_all: HasAll
) -> None:
    one = Recorded(9, RUNNING, AUTUMN_S - 4000, 10)
    told = [Happening(AUTUMN_S - 10, what, one) for what in ("workout", "series", "route")]
    phone = make_phone(told)
    phone.pairs()
    phone.health.locks_after = 3  # two kinds of changes, and the workout
    phone.app.wake()
    assert server.parts == {}
    assert phone.app.anchors().keys() == set(Kind)
    phone.health.is_locked = False
    phone.app.protected_data_came_back()
    assert has_all(server, phone.health)


def test_before_the_first_unlock_nothing_is_done_and_nothing_is_lost(
    make_phone: MakePhone, server: PhoneServer, has_all: HasAll
) -> None:
    one = Recorded(9, RUNNING, AUTUMN_S - 4000, 10)
    phone = make_phone([Happening(AUTUMN_S - 10, what, one) for what in ("workout", "series")])
    phone.pairs()
    phone.keychain.is_locked = phone.health.is_locked = True
    phone.is_relaunched()
    phone.wakes(3)
    assert server.asked["/sync"] == 0
    phone.keychain.is_locked = phone.health.is_locked = False
    phone.app.protected_data_came_back()
    assert has_all(server, phone.health)


def test_what_was_queued_is_sent_while_the_phone_is_locked(
    make_phone: MakePhone, server: PhoneServer, has_all: HasAll
) -> None:
    one = Recorded(9, RUNNING, AUTUMN_S - 4000, 10)
    told = [Happening(AUTUMN_S - 10, what, one) for what in ("workout", "series", "route")]
    phone = make_phone([])
    phone.pairs()
    phone.app.wake()
    for each in told:
        phone.health.happens(each)
    phone.uploader.offline = True
    phone.app.wake()
    phone.uploader.offline = False
    phone.health.is_locked = True
    phone.clock.passes(60)
    phone.app.wake()
    phone.health.is_locked = False
    assert has_all(server, phone.health)
