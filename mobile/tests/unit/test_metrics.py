"""Health metrics: not asked for until the server wants them, then sent whole and once."""

import gzip
from collections.abc import Callable, Sequence

import pytest

from fitglue.formats.phone_sync import wire
from fitglue.testing.phone_server import PhoneServer
from fitglue_phone.core import batches
from fitglue_phone.core.diagnosis import Button, findings
from fitglue_phone.simulated import Happening, Recorded
from fitglue_phone.simulated.life import RUNNING
from fitglue_phone.simulated.metrics import SimulatedMetrics
from fitglue_phone.simulated.phone import AUTUMN_S, SimulatedPhone

MakePhone = Callable[[Sequence[Happening]], SimulatedPhone]
HOUR_S = 3600.0


@pytest.fixture
def phone(make_phone: MakePhone) -> SimulatedPhone:
    """Give a paired phone of a body that was measured for some weeks."""
    phone = make_phone([])
    phone.metrics = SimulatedMetrics(phone.clock, days=40, until_s=AUTUMN_S)
    phone.is_relaunched()
    phone.pairs()
    return phone


def sent(server: PhoneServer) -> dict[str, list[str]]:
    """Give the UUIDs of samples as they came, by metric."""
    told: dict[str, list[str]] = {}
    for item in server.metrics:
        if isinstance(item, wire.Metric):
            told.setdefault(item.quantity, []).extend(item.uuid)
    return told


def is_all_there_once(server: PhoneServer, phone: SimulatedPhone) -> bool:
    came = sent(server)
    assert {name: set(uuids) for name, uuids in came.items()} == phone.metrics.contents()
    return all(len(uuids) == len(set(uuids)) for uuids in came.values())


def steps(server: PhoneServer) -> dict[str, float]:
    """Give the sums of days, the newest word of each."""
    told = [item for item in server.metrics if isinstance(item, wire.MetricSums)]
    ordered = sorted(told, key=lambda one: one.revision)
    return {day: value for one in ordered for day, value in zip(one.day, one.value, strict=True)}


def test_health_is_not_asked_for_metrics_until_the_server_wants_them(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    phone.wakes(3, every_s=HOUR_S)
    assert phone.metrics.reads == 0
    assert server.metrics == []


def test_all_metrics_are_sent_once(phone: SimulatedPhone, server: PhoneServer) -> None:
    server.wants_metrics = True
    phone.wakes(4, every_s=HOUR_S)
    assert is_all_there_once(server, phone)
    assert steps(server) == phone.metrics.steps
    assert len(server.metrics) == 3 + 2  # a page of each, and two months


def test_they_are_asked_for_once_an_hour(phone: SimulatedPhone, server: PhoneServer) -> None:
    server.wants_metrics = True
    phone.wakes(1, every_s=60)
    before = phone.metrics.reads
    phone.wakes(30, every_s=60)
    assert phone.metrics.reads == before
    phone.wakes(31, every_s=60)
    assert phone.metrics.reads == before + 4


def test_what_comes_and_goes_later_is_told(phone: SimulatedPhone, server: PhoneServer) -> None:
    server.wants_metrics = True
    phone.wakes(1, every_s=2 * HOUR_S)
    uuid = phone.metrics.measures("BodyMass", AUTUMN_S, 70.5)
    phone.wakes(1, every_s=2 * HOUR_S)
    assert is_all_there_once(server, phone)
    phone.metrics.forgets(uuid)
    phone.wakes(1)
    (gone,) = [item for item in server.metrics if isinstance(item, wire.MetricDeleted)]
    assert (gone.quantity, gone.uuid) == ("BodyMass", [uuid])


def test_a_days_sum_that_grows_is_sent_with_its_month_alone(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    server.wants_metrics = True
    phone.wakes(1, every_s=2 * HOUR_S)
    server.metrics.clear()
    phone.metrics.steps["2026-11-14"] += 900
    phone.wakes(1)
    assert steps(server)["2026-11-14"] == 7900
    assert {day[:7] for day in steps(server)} == {"2026-11"}


def test_metrics_that_are_switched_off_wait_for_nobody_and_are_sent_whole_when_on_again(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    server.wants_metrics = True
    phone.uploader.holds_back = True
    phone.app.wake()
    server.wants_metrics = False
    phone.uploader.holds_back = False
    phone.uploader.lets_go()
    phone.wakes(2, every_s=2 * HOUR_S)
    reads = phone.metrics.reads
    assert (server.metrics, phone.app.state().waiting) == ([], 0)
    phone.wakes(2, every_s=2 * HOUR_S)
    assert phone.metrics.reads == reads
    server.wants_metrics = True
    one = Recorded(3, RUNNING, phone.clock.now_s() - 4000, 5)
    phone.health.happens(Happening(phone.clock.now_s(), "workout", one))
    phone.wakes(3, every_s=2 * HOUR_S)
    assert is_all_there_once(server, phone)


def test_a_locked_phone_moves_no_anchor_of_a_metric(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    server.wants_metrics = True
    phone.wakes(1, every_s=2 * HOUR_S)
    before = phone.app.anchors()
    phone.metrics.measures("RestingHeartRate", AUTUMN_S, 51.0)
    phone.metrics.is_locked = True
    phone.wakes(5, every_s=2 * HOUR_S)
    after = phone.app.anchors()
    assert {kind: after[kind] for kind in before if kind.startswith("metric:")} == {
        kind: before[kind] for kind in before if kind.startswith("metric:")
    }
    phone.metrics.is_locked = False
    phone.app.protected_data_came_back()
    assert is_all_there_once(server, phone)


def test_metrics_that_fail_hold_no_workout_back_and_are_asked_for_by_their_button(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    server.wants_metrics = True
    phone.metrics.fails_with = 5
    one = Recorded(3, RUNNING, AUTUMN_S - 4000, 5)
    phone.health.happens(Happening(AUTUMN_S, "workout", one))
    phone.wakes(2)
    assert one.uuid in server.parts
    state = phone.app.state()
    assert (state.wants_metrics, state.metrics_error, state.health_error) == (True, 5, None)
    (found,) = [one for one in findings(state, phone.clock.now_s()) if one.is_trouble]
    assert found.buttons == (Button.ASK_HEALTH,)


def test_an_anchor_of_a_metric_that_is_not_known_any_more_has_it_read_anew(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    server.wants_metrics = True
    phone.wakes(1, every_s=2 * HOUR_S)
    phone.metrics.generation += 1
    phone.metrics.measures("BodyMass", AUTUMN_S, 70.5)
    phone.wakes(1)
    assert {name: set(uuids) for name, uuids in sent(server).items()} == phone.metrics.contents()


def test_workouts_go_before_metrics(
    phone: SimulatedPhone, server: PhoneServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOST_ITEMS", 2)
    server.wants_metrics = True
    phone.wakes(1, every_s=2 * HOUR_S)
    phone.metrics.measures("BodyMass", AUTUMN_S, 70.5)
    one = Recorded(3, RUNNING, AUTUMN_S - 4000, 5)
    for what in ("workout", "series", "route"):
        phone.health.happens(Happening(AUTUMN_S, what, one))
    phone.uploader.holds_back = True
    phone.app.wake()
    first, *_, last = (phone.uploader.begun[name] for name in phone.uploader.begun)
    kinds = [gzip.decompress(one.file.read_bytes()).decode() for one in (first, last)]
    assert '"kind":"workout"' in kinds[0]
    assert ['"kind":"metric"' in kind for kind in kinds] == [False, True]
