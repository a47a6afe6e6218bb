"""What the server wants written is in Health once, with its route, and never comes back."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from fitglue.domain.streams import StreamKind
from fitglue.formats.phone_sync.writing import as_sent, content_of
from fitglue.testing.arrivals import a_run
from fitglue.testing.conformance.targets import an_activity
from fitglue.testing.phone_server import PhoneServer
from fitglue_phone.core.boosted import boosted_of
from fitglue_phone.core.ports import HealthFailure, Locked
from fitglue_phone.simulated import Happening
from fitglue_phone.simulated.phone import SimulatedPhone

MakePhone = Callable[[Sequence[Happening]], SimulatedPhone]
WRITE = "0d9c1c1e-7a4e-5a0b-9a53-2f1f3c3f9a1c"
RUN = a_run(minutes=5)


def wants(server: PhoneServer, version: int = 1) -> None:
    """Let the server want the run written."""
    server.wants_writing = True
    server.to_write[WRITE] = as_sent(content_of(an_activity(RUN)).content, WRITE, version)


@pytest.fixture
def phone(make_phone: MakePhone, server: PhoneServer) -> SimulatedPhone:
    """Give a paired phone, and a server that wants a run written."""
    wants(server)
    phone = make_phone([])
    phone.pairs()
    return phone


def verdicts(server: PhoneServer) -> list[str]:
    return [one.verdict for one in server.write_receipts]


def test_a_workout_is_written_once_with_its_route_and_told(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    phone.wakes(3)
    (one,) = phone.writing.there
    route = RUN.streams[StreamKind.ROUTE]
    inside = route.time_s < RUN.elapsed_s
    assert list(one.route.latitude_deg) == pytest.approx(list(route["latitude_deg"][inside]))
    assert one.workout.start_s == pytest.approx(RUN.start.timestamp())
    assert [(told.verdict, told.uuid) for told in server.write_receipts] == [("written", one.uuid)]
    assert phone.writing.writes == 1


def test_what_was_written_never_comes_to_the_server(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    phone.wakes(3, every_s=7200)
    assert phone.writing.there
    assert server.parts == {}
    assert phone.app.state().workouts_seen == 0


def test_a_receipt_that_was_lost_is_given_again_and_nothing_is_written_twice(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    phone.wakes(1)
    wants(server)  # it heard nothing
    phone.wakes(1)
    assert phone.writing.writes == 1
    assert verdicts(server) == ["written", "written"]
    assert len({one.uuid for one in server.write_receipts}) == 1


def test_a_newer_version_takes_the_place_of_the_earlier_one(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    phone.wakes(1)
    wants(server, 2)
    phone.wakes(1)
    (one,) = phone.writing.there
    assert one.version == 2
    assert [told.write_version for told in server.write_receipts] == [1, 2]


def test_a_workout_that_was_cut_off_before_its_route_gets_that(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    told = server.to_write[WRITE]
    del server.to_write[WRITE]
    whole = boosted_of(json.loads(told))
    phone.writing.write(replace(whole, points=type(whole.points)()))
    assert not phone.writing.there[0].points
    wants(server)
    phone.wakes(1)
    (one,) = phone.writing.there
    assert len(one.route) > 0
    assert phone.writing.writes == 1


def test_a_phone_that_may_not_write_says_so_and_writes_when_it_may(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    phone.writing.is_allowed = False
    phone.wakes(1)
    assert verdicts(server) == ["not_allowed"]
    assert "Settings" in server.write_receipts[0].next_step
    phone.writing.is_allowed = True
    phone.wakes(1)
    assert verdicts(server) == ["not_allowed", "written"]


def test_a_locked_phone_writes_when_it_is_open(phone: SimulatedPhone, server: PhoneServer) -> None:
    phone.wakes(1)
    wants(server, 2)
    phone.health.is_locked = True
    phone.wakes(2)
    assert verdicts(server) == ["written"]
    phone.health.is_locked = False
    phone.wakes(1)
    assert verdicts(server) == ["written", "written"]


def test_nobody_is_asked_often_whether_there_is_something(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    server.wants_writing = False
    server.to_write.clear()
    phone.wakes(20)
    assert server.asked["/sync/writes"] == 1


def test_what_health_will_never_take_is_refused(
    phone: SimulatedPhone, server: PhoneServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_: object) -> str:
        raise HealthFailure(3, "The workout ends before it begins.")

    monkeypatch.setattr(phone.writing, "write", refuses)
    phone.wakes(2)
    assert [(one.verdict, one.why) for one in server.write_receipts] == [
        ("refused", "The workout ends before it begins.")
    ]


def test_a_phone_that_locks_in_the_midst_tells_what_was_written(
    phone: SimulatedPhone, server: PhoneServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = WRITE.replace("0d9c", "1d9c")
    server.to_write[other] = as_sent(content_of(an_activity(RUN)).content, other, 1)
    writes, is_open = phone.writing.write, [True]

    def locks(boosted: object) -> str:
        if not is_open.pop():
            raise Locked
        is_open.append(False)
        return writes(boosted)  # ty: ignore[invalid-argument-type]

    monkeypatch.setattr(phone.writing, "write", locks)
    phone.wakes(1)
    assert verdicts(server) == ["written"]
    assert set(server.to_write) == {other}
