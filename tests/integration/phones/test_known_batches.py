"""What came before is answered at the door; everything else is let through as it came."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import update
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from fitglue.api.known_batches import KnownBatches
from fitglue.domain.plan import Plan, TargetUse
from fitglue.domain.receipts import Receipt, Verdict
from fitglue.domain.scopes import Scope as May
from fitglue.domain.sending_app import SendingApp
from fitglue.domain.visit import Visit
from fitglue.formats.phone_sync.inflating import LARGEST_SENT
from fitglue.people import programs, sending_apps
from fitglue.security.rate import Rate
from fitglue.security.throttle import FOR_ONE, Throttle
from fitglue.store.tables import BatchRow, PhoneRow, TokenRow, TriesRow
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


def tries(home: Any, often: int = FOR_ONE.amount) -> None:
    """Let somebody at the phone's address try so often that the door answers no more."""
    for number in range(often):
        Throttle(home.instance.store.tries).admit(Visit("testclient", "A program"), f"{number}")


def whole_way(home: Any, packed: Packed) -> Any:
    """Send a batch so that the API itself answers it."""
    tries(home)
    return home.phone.posts("/sync", packed.body)


def changes(home: Any, row: type[Any], **values: Any) -> None:
    """Let time pass for all rows of a table, or whatever else comes over them."""
    with home.instance.store.transactions.writing() as session:
        session.execute(update(row).values(**values))


@pytest.fixture
def program(home: Any) -> str:
    """Give the token of a program that may sync and was there just now."""
    token = programs.make_token(home.kim, "Uploader", {May.READ, May.SYNC}, days=1)
    home.client.get("/api/v1/me", headers={"authorization": f"Bearer {token}"})
    return token


def test_a_known_batch_is_answered_as_it_was_without_going_further(
    home: Any, door: TestClient
) -> None:
    home.phone.records(a_workout())
    packed = home.phone.packs()
    first = home.phone.posts("/sync", packed.body)  # it goes the whole way
    answer = posts(door, home.phone.token, packed.body)
    assert answer.status_code == 200
    assert (answer.content, answer.headers["content-type"]) == (
        first.content,
        first.headers["content-type"],
    )


def test_whatever_stands_in_receipts_is_written_as_the_api_writes_it(
    home: Any, door: TestClient, known: Packed
) -> None:
    odd = "".join(map(chr, range(0x180))) + "\u2028\u2029\ufeff\uffff\U0001f6b4"
    told = [Receipt(verdict=one, workout=odd, why=odd, next_step=odd) for one in Verdict]
    changes(home, BatchRow, receipts=msgspec.to_builtins(told))
    answer = posts(door, home.phone.token, known.body)
    assert answer.status_code == 200
    assert answer.content == whole_way(home, known).content


@pytest.mark.parametrize("wants", [True, False])
def test_a_phone_is_told_what_is_wanted_now_on_either_way(
    home: Any, door: TestClient, known: Packed, *, wants: bool
) -> None:
    store, account_id = home.instance.store, home.kim.account.id
    settings = {"path": '"plugin": "apple_health"', "of": "apple_health"}  # which is no target
    folder = TargetUse(key="apple_health", plugin="folder", settings=settings)
    others = (TargetUse(key="t", plugin="apple_health"),) if wants else ()
    plan = Plan(id="", name="Mine", sources=("apple_health",), targets=(folder, *others))
    store.pipelines.save(account_id, plan, enabled=False)
    store.metrics.switch(account_id, on=wants)
    answer = posts(door, home.phone.token, known.body)
    assert (answer.json()["wants_metrics"], answer.json()["wants_writing"]) == (wants, wants)
    assert answer.content == whole_way(home, known).content


def test_what_a_deleted_pipeline_wanted_is_wanted_no_more(
    home: Any, door: TestClient, known: Packed
) -> None:
    store, account_id = home.instance.store, home.kim.account.id
    use = TargetUse(key="t", plugin="apple_health")
    plan = Plan(id="", name="Mine", sources=("apple_health",), targets=(use,))
    kept = store.pipelines.save(account_id, plan)
    assert posts(door, home.phone.token, known.body).json()["wants_writing"] is True
    store.pipelines.archive(account_id, kept.plan.id)
    assert posts(door, home.phone.token, known.body).json()["wants_writing"] is False


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
    home: Any, door: TestClient, known: Packed, program: str
) -> None:
    never = programs.make_token(home.kim, "Never used", {May.SYNC}, None)
    assert posts(door, never, known.body).status_code == _INSIDE
    for token, row, noted_at in (
        (program, TokenRow, "used_at"),
        (home.phone.token, PhoneRow, "seen_at"),
    ):
        assert posts(door, token, known.body).status_code == 200
        changes(home, row, **{noted_at: datetime.now(UTC) - timedelta(seconds=61)})
        assert posts(door, token, known.body).status_code == _INSIDE


def test_after_many_tries_at_the_same_address_it_goes_further_until_they_are_forgotten(
    home: Any, door: TestClient, known: Packed
) -> None:
    tries(home, FOR_ONE.amount - 1)
    assert posts(door, home.phone.token, known.body).status_code == 200
    tries(home, 1)
    assert posts(door, home.phone.token, known.body).status_code == _INSIDE
    changes(home, TriesRow, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert posts(door, home.phone.token, known.body).status_code == 200


def test_tries_at_another_address_are_not_held_against_a_phone(
    home: Any, door: TestClient, known: Packed
) -> None:
    for _ in range(FOR_ONE.amount):
        Throttle(home.instance.store.tries).admit(Visit("192.0.2.9", "A program"), "fg_")
    assert posts(door, home.phone.token, known.body).status_code == 200


def test_a_token_that_is_too_old_goes_further(
    home: Any, door: TestClient, known: Packed, program: str
) -> None:
    assert posts(door, program, known.body).status_code == 200
    changes(home, TokenRow, expires_at=datetime.now(UTC))
    assert posts(door, program, known.body).status_code == _INSIDE


def test_a_revoked_token_goes_further_at_once(
    home: Any, door: TestClient, known: Packed, program: str
) -> None:
    assert posts(door, program, known.body).status_code == 200
    (row,) = home.instance.store.tokens.of_account(home.kim.account.id)
    programs.revoke_token(home.kim, row.id)
    assert posts(door, program, known.body).status_code == _INSIDE


def test_who_may_not_come_in_any_more_goes_further_with_any_token(
    home: Any, door: TestClient, known: Packed, program: str
) -> None:
    store, account_id = home.instance.store, home.kim.account.id
    store.accounts.bar(account_id)
    for token in (program, home.phone.token):
        assert posts(door, token, known.body).status_code == _INSIDE
    store.accounts.reopen(account_id)
    for token in (program, home.phone.token):
        assert posts(door, token, known.body).status_code == 200


def test_an_apps_own_token_goes_further(home: Any, door: TestClient, known: Packed) -> None:
    token = sending_apps.connect(home.kim, SendingApp.HEALTH_AUTO_EXPORT)
    assert posts(door, token, known.body).status_code == _INSIDE


@pytest.mark.parametrize(("method", "path"), [("GET", "/sync"), ("POST", "/sync/digest")])
def test_other_requests_are_not_looked_at(
    home: Any, door: TestClient, known: Packed, method: str, path: str
) -> None:
    headers = {"authorization": f"Bearer {home.phone.token}"}
    answer = door.request(method, path, content=known.body, headers=headers)
    assert answer.status_code == _INSIDE
