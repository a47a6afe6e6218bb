"""A phone comes in by its owner's e-mail and password, as carefully as the page's own sign-in."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from fitglue.security import tokens
from fitglue.store.tables import PhoneRow
from fitglue.testing.people import KIM, LEE, account_of, kept
from fitglue.testing.phone import Phone
from fitglue.testing.phone_workouts import a_workout

WRONG = "not this one"
ASKED = {
    "email": KIM.email, "password": KIM.password, "name": "Kim's second iPhone",
    "claim": "the claim of a phone, 32 letters or more", "app_version": "1.0", "os_version": "27.1",
}  # fmt: skip


def sign_in(home: Any, **changes: str) -> Any:
    body = msgspec.json.encode({**ASKED, **changes})
    headers = {"content-type": "application/json"}
    return home.client.post("/api/v1/pair/sign-in", content=body, headers=headers)


def events(home: Any) -> list[Mapping[str, Any]]:
    rows = home.instance.store.audit.of_account(home.kim.account.id)
    return [{"event": row.event, **row.details} for row in rows]


def phones(home: Any) -> list[PhoneRow]:
    rows: list[PhoneRow] = home.instance.store.phones.of_account(home.kim.account.id)
    return rows


def test_the_right_password_gives_a_phone_its_own_token(home: Any) -> None:
    answer = sign_in(home)
    assert answer.status_code == 200
    assert set(answer.json()) == {"token"}
    phone = Phone(home.client, answer.json()["token"])
    phone.records(a_workout())
    assert {one["verdict"] for one in phone.syncs()} == {"stored"}
    assert phones(home)[0].name == "Kim's second iPhone"
    assert {"event": "phone.paired", "name": "Kim's second iPhone"} in events(home)


def test_a_token_got_by_signing_in_may_send_and_nothing_else(home: Any) -> None:
    headers = {"authorization": f"Bearer {sign_in(home).json()['token']}"}
    assert home.client.get("/api/v1/pipelines", headers=headers).status_code == 403


@pytest.mark.parametrize("changes", [{"password": WRONG}, {"email": "nobody@example.org"}], ids=str)
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    home: Any, changes: dict[str, str]
) -> None:
    answer = sign_in(home, **changes)
    assert answer.status_code == 401
    assert answer.json()["sentence"] == "This e-mail and password do not belong together."
    assert "passkey" in answer.json()["next_step"]
    assert len(phones(home)) == 1


def test_a_wrong_password_is_in_the_log(home: Any) -> None:
    sign_in(home, password=WRONG)
    assert {"event": "sign_in.failed", "way": "password"} in events(home)


def test_a_guesser_is_turned_away_here_and_at_the_page(home: Any) -> None:
    for _ in range(10):
        assert sign_in(home, password=WRONG).status_code == 401
    answer = sign_in(home)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    form = {"email": KIM.email, "password": KIM.password}
    assert home.client.post("/sign-in", data=form, follow_redirects=False).status_code == 429
    assert {"event": "sign_in.throttled"} in events(home)
    assert len(phones(home)) == 1


def test_an_account_without_a_password_is_not_opened_by_an_empty_one(home: Any) -> None:
    home.instance.store.accounts.set_password(home.kim.account.id, "")
    assert sign_in(home).status_code == 401
    assert sign_in(home, password="").status_code == 422
    home.instance.store.accounts.set_password(home.kim.account.id, kept(KIM.password))
    assert sign_in(home).status_code == 200


def test_the_same_phone_may_ask_again_when_its_reply_was_lost(home: Any) -> None:
    lost, token = sign_in(home).json()["token"], sign_in(home).json()["token"]
    store = home.instance.store.phones
    assert store.granted(tokens.token_hash(lost)) is None
    assert store.granted(tokens.token_hash(token)) is not None
    assert len(phones(home)) == 2


def test_a_revoked_phone_that_signs_in_again_is_a_new_one(home: Any) -> None:
    sign_in(home)
    home.instance.store.phones.revoke(home.kim.account.id, phones(home)[0].id)
    assert sign_in(home).status_code == 200
    assert len(phones(home)) == 3


def test_the_account_of_somebody_who_was_closed_out_stays_closed(home: Any) -> None:
    lee = account_of(home.instance, LEE)
    home.instance.store.accounts.close(lee.account.id)
    answer = sign_in(home, email=LEE.email, password=LEE.password)
    assert answer.status_code == 403


def test_neither_the_password_nor_the_claim_is_kept(home: Any) -> None:
    token = sign_in(home).json()["token"]
    with home.instance.store.transactions.reading() as session:
        rows = session.execute(select(*PhoneRow.__table__.columns))
        values = [str(value) for row in rows for value in row]
    secrets = {token, ASKED["claim"], ASKED["password"]}
    assert not any(secret in value for secret in secrets for value in values)


def test_fifty_phones_are_enough(home: Any) -> None:
    for number in range(49):
        assert sign_in(home, claim=f"{ASKED['claim']} {number}").status_code == 200
    answer = sign_in(home)
    assert answer.status_code == 422
    assert "50 phones" in answer.json()["sentence"]
