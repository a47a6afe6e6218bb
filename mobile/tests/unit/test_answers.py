"""What the app makes of each answer that a server, or no server, can give."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from fitglue.testing.phone_server import PhoneServer
from fitglue_phone.core.diagnosis import Button, findings
from fitglue_phone.core.ports import Answer
from fitglue_phone.simulated import Happening, SimulatedHealth, a_life
from fitglue_phone.simulated.phone import AUTUMN_S, SimulatedPhone

MakePhone = Callable[[Sequence[Happening]], SimulatedPhone]
HasAll = Callable[[PhoneServer, SimulatedHealth], bool]


@pytest.fixture
def phone(make_phone: MakePhone) -> SimulatedPhone:
    """Give a phone that is paired, knows what the server has, and has ten workouts to send."""
    phone = make_phone(a_life(10, AUTUMN_S, minutes=3, late=False))
    phone.pairs()
    phone.uploader.offline = True
    phone.app.send_history()
    phone.uploader.offline = False
    return phone


@pytest.mark.parametrize("status", [500, 502, 503, 507, 429, 408, 404, 302])
def test_a_failure_is_tried_again_later_and_nothing_is_lost(
    phone: SimulatedPhone, server: PhoneServer, has_all: HasAll, status: int
) -> None:
    server.failures = [status] * 4
    phone.wakes(12, every_s=900)
    assert server.failures == []
    assert has_all(server, phone.health)


def test_without_a_network_waits_grow_to_an_hour_and_no_longer(
    phone: SimulatedPhone, server: PhoneServer, has_all: HasAll
) -> None:
    phone.uploader.offline = True
    waits = []
    for _ in range(20):
        phone.app.wake()
        state = phone.app.state()
        assert state.next_try_s is not None
        waits.append(state.next_try_s - phone.clock.now_s())
        phone.clock.time_s = state.next_try_s
    assert 2.5 <= waits[0] <= 5
    assert max(waits) <= 3600
    assert min(waits[-5:]) >= 1800
    assert len({round(one) for one in waits[-5:]}) > 1  # jitter
    phone.uploader.offline = False
    phone.wakes(2)
    assert has_all(server, phone.health)


def test_nothing_is_asked_while_a_wait_lasts_and_a_server_may_say_how_long(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    phone.uploader.portal = Answer(429, b"", retry_after_s=300.0)
    phone.app.wake()
    phone.uploader.portal = None
    phone.wakes(4, every_s=70)
    assert server.asked["/sync"] == 0
    phone.clock.passes(30)
    phone.app.wake()
    assert server.asked["/sync"] > 0


def test_a_reply_that_was_lost_is_asked_for_again_under_the_same_id(
    phone: SimulatedPhone, server: PhoneServer, has_all: HasAll
) -> None:
    phone.uploader.refuses = lambda _: 503
    phone.app.wake()  # what the server has is known after this, and nothing is there
    phone.uploader.refuses = lambda _: None
    server.lose_replies = 3
    phone.wakes(10)
    assert has_all(server, phone.health)
    assert len(server.batches) < server.asked["/sync"]


def test_a_batch_id_that_means_something_else_there_is_replaced(
    phone: SimulatedPhone, server: PhoneServer, has_all: HasAll
) -> None:
    phone.app.wake()
    server.parts.clear()
    phone.pairs()
    server.failures = [409]
    phone.wakes(3)
    assert has_all(server, phone.health)


def test_a_batch_that_is_too_large_is_sent_in_halves(
    phone: SimulatedPhone, server: PhoneServer, has_all: HasAll
) -> None:
    phone.uploader.refuses = lambda body: 413 if body.count(b'"kind"') > 12 else None
    phone.wakes(3)
    assert has_all(server, phone.health)


def test_one_item_that_no_server_reads_is_found_and_shown_and_the_others_go(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    bad = phone.health.contents()[0].uuid
    phone.uploader.refuses = lambda body: 422 if bad.encode() in body else None
    phone.wakes(3)
    assert set(server.parts) == {one.uuid for one in phone.health.contents()[1:]}
    assert {one["workout"] for one in phone.app.refused()} == {bad}
    assert phone.app.state().waiting == 0


def test_what_is_refused_is_shown_with_its_reason_and_not_sent_for_ever(
    phone: SimulatedPhone, server: PhoneServer
) -> None:
    bad = phone.health.contents()[0].uuid
    server.refuse = {bad}
    phone.wakes(3)
    uploads = server.asked["/sync"]
    phone.wakes(20, every_s=3600)
    assert server.asked["/sync"] == uploads
    refused = phone.app.refused()
    assert {(one["workout"], one["why"]) for one in refused} == {(bad, "Not this one.")}
    told = findings(phone.app.state(), phone.clock.now_s())
    assert Button.SHOW_REFUSED in told[0].buttons


def test_a_phone_that_was_revoked_sends_nothing_until_it_is_paired_again(
    phone: SimulatedPhone, server: PhoneServer, has_all: HasAll
) -> None:
    phone.keychain.secrets["token"] = "revoked"  # noqa: S105 - it opens nothing
    phone.wakes(10)
    assert server.asked["/sync"] + server.asked["/sync/digest"] == 1
    told = findings(phone.app.state(), phone.clock.now_s())
    assert told[0].buttons == (Button.PAIR,)
    phone.pairs()
    phone.wakes(2)
    assert has_all(server, phone.health)


def test_an_answer_of_something_else_than_a_fitglue_server_acknowledges_nothing(
    phone: SimulatedPhone, server: PhoneServer, has_all: HasAll
) -> None:
    for body in (b"<html>Welcome to our hotel</html>", b'{"receipts": []}', b'{"receipts": [1]}'):
        phone.uploader.portal = Answer(200, body)
        phone.wakes(3, every_s=300)
        assert not phone.app.state().is_up_to_date
        phone.clock.passes(3600)
    phone.uploader.portal = None
    phone.wakes(2, every_s=3600)
    assert has_all(server, phone.health)


def test_no_batch_is_larger_than_a_server_takes(
    make_phone: MakePhone, server: PhoneServer, has_all: HasAll
) -> None:
    phone = make_phone(a_life(2, AUTUMN_S, minutes=400, late=False))
    phone.pairs()
    phone.app.send_history()
    phone.wakes(4)
    assert has_all(server, phone.health)
    assert 300_000 < server.largest <= 1 << 20


def test_answers_that_come_in_a_later_life_of_the_app_are_taken(
    phone: SimulatedPhone, server: PhoneServer, has_all: HasAll
) -> None:
    phone.uploader.holds_back = True
    phone.app.wake()
    begun = set(phone.uploader.begun)
    phone.is_relaunched()
    phone.app.wake()
    assert set(phone.uploader.begun) == begun  # nothing is begun twice
    phone.uploader.holds_back = False
    phone.uploader.lets_go()
    phone.wakes(2)
    assert has_all(server, phone.health)
    assert len(server.batches) == server.asked["/sync"]


def test_files_of_batches_are_removed_when_they_were_acknowledged(
    phone: SimulatedPhone, tmp_path: Path
) -> None:
    phone.wakes(2)
    assert [one for one in tmp_path.rglob("batches/*") if one.is_file()] == []


def test_the_server_is_told_how_the_phone_is(phone: SimulatedPhone, server: PhoneServer) -> None:
    phone.wakes(1)
    state = server.states[-1]
    assert (state.os_version, state.platform, state.workouts_seen) == ("27.1", "healthkit", 10)
    assert state.request_status == 2
