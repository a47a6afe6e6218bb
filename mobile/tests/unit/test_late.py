"""Workouts that come late, and a phone that is new to a server that has them all."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from fitglue.testing.phone_server import PhoneServer
from fitglue_phone.core.ports import Answer
from fitglue_phone.simulated import Happening, Recorded, SimulatedHealth, a_life
from fitglue_phone.simulated.life import CYCLING
from fitglue_phone.simulated.phone import AUTUMN_S, SimulatedPhone

MakePhone = Callable[[Sequence[Happening]], SimulatedPhone]
HasAll = Callable[[PhoneServer, SimulatedHealth], bool]
HOUR_S = 3600.0


@pytest.mark.parametrize("late_s", [0.0, 2 * HOUR_S, 72 * HOUR_S, 21 * 24 * HOUR_S])
@pytest.mark.parametrize("empty_wakes", [0, 1, 50])
def test_a_workout_that_is_visible_late_is_sent_whole_with_the_parts_that_come_a_day_later(
    make_phone: MakePhone, server: PhoneServer, has_all: HasAll, late_s: float, empty_wakes: int
) -> None:
    phone = make_phone([])
    phone.pairs()
    phone.wakes(1)
    phone.wakes(empty_wakes, every_s=late_s / max(empty_wakes, 1))
    seen_s = phone.clock.now_s()
    ride = Recorded(9, CYCLING, AUTUMN_S - 1300, 20)
    for after_s, what in ((0.0, "workout"), (23 * HOUR_S, "series"), (24 * HOUR_S, "route")):
        phone.health.happens(Happening(seen_s + after_s, what, ride))
    phone.wakes(30, every_s=HOUR_S)
    assert has_all(server, phone.health)
    assert server.order.count(ride.uuid) == 1


def test_a_new_phone_sends_next_to_nothing_where_all_of_its_workouts_are(
    server: PhoneServer, tmp_path: Path
) -> None:
    life = a_life(1000, AUTUMN_S - 30 * 24 * HOUR_S, minutes=30, late=False)
    server.parts = {one.recorded.uuid: {} for one in life}
    sent: list[int] = []

    def answering(path: str, headers: dict[str, str], body: bytes) -> Answer:
        sent.append(len(body))
        status, told = server.answer(path.removeprefix("/api/v1"), headers, body)
        return Answer(status, json.dumps(told).encode())

    phone = SimulatedPhone(tmp_path, life, answering)
    try:
        phone.pairs()
        phone.app.send_history()
        phone.wakes(2)
        assert phone.app.state().is_up_to_date
    finally:
        phone.app.close()
    assert server.asked["/sync"] == 0
    assert sum(sent) < (1 << 20) / 5  # five thousand are asked for with less than a megabyte
