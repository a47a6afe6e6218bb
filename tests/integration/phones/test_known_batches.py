"""What came before is answered at the door; everything else is let through as it came."""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from fitglue.api.known_batches import KnownBatches
from fitglue.domain.scopes import Scope as May
from fitglue.formats.phone_sync.inflating import LARGEST_SENT
from fitglue.people import programs
from fitglue.security.rate import Rate
from fitglue.testing.people import LEE, account_of
from fitglue.testing.phone import Packed
from fitglue.testing.phone_workouts import a_workout, an_envelope

_A_MINUTE = 5
_INSIDE = 418  # as nobody else answers


async def inside(scope: Scope, receive: Receive, send: Send) -> None:
    """Tell how much of a body comes through."""
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)}", _INSIDE)(scope, receive, send)


@pytest.fixture
def door(home: Any) -> TestClient:
    """Give the door, behind which somebody says that they were reached."""
    return TestClient(KnownBatches(inside, home.instance, Rate(_A_MINUTE)))


@pytest.fixture
def known(home: Any) -> Packed:
    """Give a batch that the phone has sent."""
    home.phone.records(a_workout())
    packed = home.phone.packs()
    home.phone.sends(packed)
    return packed


def posts(door: TestClient, token: str, body: Any, kind: str = "Bearer") -> Any:
    headers = {"authorization": f"{kind} {token}", "content-encoding": "gzip"}
    return door.post("/sync", content=body, headers=headers)


def test_a_known_batch_is_answered_as_it_was_without_going_further(
    home: Any, door: TestClient, known: Packed
) -> None:
    first = home.phone.posts("/sync", known.body)
    answer = posts(door, home.phone.token, known.body)
    assert answer.status_code == 200
    assert (answer.content, answer.headers["content-type"]) == (
        first.content,
        first.headers["content-type"],
    )


def test_a_new_batch_goes_further_as_it_came(home: Any, door: TestClient, known: Packed) -> None:
    new = home.phone.batch_of([an_envelope(7)], "new").body
    assert new != known.body
    answer = posts(door, home.phone.token, new)
    assert (answer.status_code, answer.text) == (_INSIDE, f"{len(new)}")


def test_a_body_in_pieces_is_known_and_one_too_large_goes_further(
    home: Any, door: TestClient, known: Packed
) -> None:
    half = len(known.body) // 2
    pieces = iter((known.body[:half], known.body[half:]))
    assert posts(door, home.phone.token, pieces).status_code == 200
    large = (b"x" * (LARGEST_SENT // 2) for _ in range(3))
    answer = posts(door, home.phone.token, large)
    assert (answer.status_code, answer.text) == (_INSIDE, f"{LARGEST_SENT // 2 * 3}")


@pytest.mark.parametrize("kind", ["Bearer", "Basic", ""])
def test_who_may_not_is_told_so_further_on_and_has_tried_once(
    home: Any, door: TestClient, known: Packed, kind: str
) -> None:
    for _ in range(20):
        assert posts(door, "fg_nobody", known.body, kind).status_code == _INSIDE
    # Nothing was counted here, so who is wrong only now is no guesser.
    wrong = home.client.get("/api/v1/me", headers={"authorization": "Bearer fg_nobody"})
    assert wrong.status_code == 401


def test_a_token_that_may_only_read_goes_further(
    home: Any, door: TestClient, known: Packed
) -> None:
    token = programs.make_token(home.kim, "Reader", {May.READ}, None)
    home.client.get("/api/v1/me", headers={"authorization": f"Bearer {token}"})
    assert posts(door, token, known.body).status_code == _INSIDE


def test_a_revoked_phone_goes_further_at_once(home: Any, door: TestClient, known: Packed) -> None:
    assert posts(door, home.phone.token, known.body).status_code == 200
    store, account = home.instance.store, home.kim.account.id
    store.phones.revoke(account, store.phones.of_account(account)[0].id)
    assert posts(door, home.phone.token, known.body).status_code == _INSIDE


def test_too_many_in_a_minute_go_further(home: Any, door: TestClient, known: Packed) -> None:
    statuses = [posts(door, home.phone.token, known.body).status_code for _ in range(_A_MINUTE + 1)]
    assert statuses == [200] * _A_MINUTE + [_INSIDE]


def test_a_batch_of_another_person_is_not_known(home: Any, door: TestClient, known: Packed) -> None:
    lee = account_of(home.instance, LEE)
    token = programs.make_token(lee, "Phone", {May.SYNC}, None)
    home.client.get("/api/v1/me", headers={"authorization": f"Bearer {token}"})
    assert posts(door, token, known.body).status_code == _INSIDE


def test_once_in_a_while_a_known_batch_goes_further_so_that_the_contact_is_noted(
    home: Any, door: TestClient, known: Packed
) -> None:
    token = programs.make_token(home.kim, "Never used", {May.SYNC}, None)
    assert posts(door, token, known.body).status_code == _INSIDE


@pytest.mark.parametrize(("method", "path"), [("GET", "/sync"), ("POST", "/sync/digest")])
def test_other_requests_are_not_looked_at(
    home: Any, door: TestClient, known: Packed, method: str, path: str
) -> None:
    headers = {"authorization": f"Bearer {home.phone.token}"}
    answer = door.request(method, path, content=known.body, headers=headers)
    assert answer.status_code == _INSIDE
