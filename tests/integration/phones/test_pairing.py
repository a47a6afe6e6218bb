"""A phone comes in by a code: one phone, once, for 20 minutes, and leaves with its next request."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from fitglue.domain.errors import FitGlueError, Stranger, TooManyTries
from fitglue.domain.visit import Visit
from fitglue.people import pairing
from fitglue.people.pairing import Coming
from fitglue.security import tokens
from fitglue.store.tables import PairingRow, PhoneRow
from fitglue.testing.people import HOME, KIM, ORIGIN
from fitglue.testing.phone_workouts import a_workout

CLAIM = "the claim of a phone, 32 letters or more"


def coming(code: str, claim: str = CLAIM) -> Coming:
    return Coming(code, claim, "Kim's second iPhone")


def wrong(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def test_a_code_lets_one_phone_in_once(home: Any) -> None:
    code = pairing.offer(home.kim, ORIGIN).code
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{5}-[0-9A-Z]{5}", code)
    token = pairing.come(home.instance, coming(code), HOME)
    assert token.startswith("fg_")
    with pytest.raises(Stranger):
        pairing.come(home.instance, coming(code, CLAIM + "another"), HOME)
    assert len(home.instance.store.phones.of_account(home.kim.account.id)) == 2


def test_a_code_may_be_typed_in_any_case_and_with_letters_that_look_alike(home: Any) -> None:
    code = pairing.offer(home.kim, ORIGIN).code
    typed = code.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert pairing.come(home.instance, coming(typed), HOME)


def test_the_same_phone_may_ask_again_when_its_reply_was_lost(home: Any) -> None:
    code = pairing.offer(home.kim, ORIGIN).code
    lost = pairing.come(home.instance, coming(code), HOME)
    token = pairing.come(home.instance, coming(code), HOME)
    phones = home.instance.store.phones
    assert phones.granted(tokens.token_hash(lost)) is None
    assert phones.granted(tokens.token_hash(token)) is not None
    assert len(phones.of_account(home.kim.account.id)) == 2


def test_five_wrong_tries_lock_a_code(home: Any) -> None:
    code = pairing.offer(home.kim, ORIGIN).code
    for at in range(5):
        with pytest.raises(Stranger):
            pairing.come(home.instance, coming(wrong(code)), Visit(f"192.0.2.{at}", "A phone"))
    with pytest.raises(Stranger):
        pairing.come(home.instance, coming(code), HOME)


def test_a_guesser_is_turned_away(home: Any) -> None:
    guesser = Visit("198.51.100.9", "A phone")
    for _ in range(10):
        with pytest.raises(Stranger):
            pairing.come(home.instance, coming("AAAA-AAAAA-AAAAA"), guesser)
    with pytest.raises(TooManyTries):
        pairing.come(home.instance, coming("AAAA-AAAAA-AAAAA"), guesser)


def test_a_code_lasts_twenty_minutes(home: Any) -> None:
    code = pairing.offer(home.kim, ORIGIN).code
    with home.instance.store.transactions.writing() as session:
        row = session.scalars(select(PairingRow)).one()
        assert row.expires_at - row.created_at == timedelta(minutes=20)
        session.execute(update(PairingRow).values(expires_at=datetime.now(UTC)))
    with pytest.raises(Stranger):
        pairing.come(home.instance, coming(code), HOME)


def test_a_newer_code_ends_the_older_one(home: Any) -> None:
    older = pairing.offer(home.kim, ORIGIN).code
    newer = pairing.offer(home.kim, ORIGIN).code
    with pytest.raises(Stranger):
        pairing.come(home.instance, coming(older), HOME)
    assert pairing.come(home.instance, coming(newer), HOME)


def test_of_fifty_phones_that_come_at_once_one_wins(home: Any) -> None:
    code = pairing.offer(home.kim, ORIGIN).code

    def come(number: int) -> bool:
        visit = Visit(f"192.0.2.{number}", "A phone")
        try:
            return bool(pairing.come(home.instance, coming(code, f"{CLAIM} {number}"), visit))
        except FitGlueError:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(come, range(50))) == 1


def test_a_revoked_phone_is_refused_with_its_next_request_and_no_other_is(home: Any) -> None:
    other = home.pairs_another("Kim's iPad")
    [first] = [
        one for one in home.instance.store.phones.of_account(home.kim.account.id)
        if one.name == "Kim's iPhone"
    ]  # fmt: skip
    home.phone.records(a_workout())
    home.phone.syncs()
    assert pairing.revoke(home.kim, first.id)
    assert not pairing.revoke(home.kim, first.id)
    assert home.phone.posts("/sync", b"{}").status_code == 401
    other.records(a_workout())
    assert {one["verdict"] for one in other.syncs()} == {"already_had_it"}
    assert home.total == 1


def test_a_revoked_phone_cannot_ask_again_with_its_old_code(home: Any) -> None:
    code = pairing.offer(home.kim, ORIGIN).code
    pairing.come(home.instance, coming(code), HOME)
    newest = home.instance.store.phones.of_account(home.kim.account.id)[0]
    pairing.revoke(home.kim, newest.id)
    with pytest.raises(Stranger):
        pairing.come(home.instance, coming(code), HOME)


def test_neither_codes_nor_tokens_are_kept(home: Any) -> None:
    code = pairing.offer(home.kim, ORIGIN).code
    token = pairing.come(home.instance, coming(code), HOME)
    with home.instance.store.transactions.reading() as session:
        kept = [
            str(value)
            for table in (PairingRow, PhoneRow)
            for row in session.execute(select(*table.__table__.columns))
            for value in row
        ]
    secrets = {token, CLAIM, code.replace("-", "")[4:]}
    assert not any(secret in value for secret in secrets for value in kept)


def test_a_phones_token_may_send_and_nothing_else(home: Any) -> None:
    headers = {"authorization": f"Bearer {home.phone.token}"}
    assert home.client.get("/api/v1/pipelines", headers=headers).status_code == 403


def test_the_page_shows_a_code_once_with_its_picture_and_what_phones_say(home: Any) -> None:
    pytest.importorskip("segno")
    login = {"email": KIM.email, "password": KIM.password}
    home.client.post("/sign-in", data=login, follow_redirects=False)
    made = home.client.post("/settings/phones")
    assert made.status_code == 200
    assert "<svg" in made.text
    assert made.headers["cache-control"] == "no-store"
    (code,) = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{5}-[0-9A-Z]{5}", made.text)
    assert code not in home.client.get("/settings/phones").text
    home.phone.records(a_workout())
    home.phone.syncs()
    page = home.client.get("/settings/phones").text
    assert "last contact today" in page
    assert "FitGlue 1.0 · iOS 27.1 · has sent 4 parts of workouts" in page
    (phone,) = re.findall(r"/settings/phones/([0-9a-f-]{36})/revoke", page)
    home.client.post(f"/settings/phones/{phone}/revoke")
    assert "revoked" in home.client.get("/settings/phones").text


def test_the_wait_for_late_parts_is_a_setting(home: Any) -> None:
    login = {"email": KIM.email, "password": KIM.password}
    home.client.post("/sign-in", data=login, follow_redirects=False)
    home.client.post("/settings/workouts", data={"settle_min": "0"})
    assert home.instance.store.accounts.get(home.kim.account.id).settle_s == 0
    home.phone.records(a_workout())
    home.phone.syncs()
    assert [run.wake_at for run in home.runs] == [None]
