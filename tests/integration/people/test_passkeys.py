"""Passkeys, answered by one made of software; a real browser's are in tests/browser."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from webauthn.helpers import bytes_to_base64url

from fitglue.domain.errors import Denied, NeedsUser, TooManyTries
from fitglue.instance import Instance
from fitglue.people import passkeys, roles
from fitglue.people.acting import Acting
from fitglue.people.passkeys import Party
from fitglue.security.throttle import FOR_ONE, Throttle
from fitglue.store.tables import ChallengeRow, PasskeyRow
from fitglue.testing.passkey import SoftPasskey
from fitglue.testing.people import HOME, is_open

PARTY = Party("fit.example.org")
ORIGIN = "https://fit.example.org"


def added(acting: Acting, name: str = "Key") -> SoftPasskey:
    """A passkey that somebody added."""
    passkey = SoftPasskey()
    options = passkeys.begin_adding(acting, PARTY)
    passkeys.finish_adding(acting, PARTY, passkey.made(options, ORIGIN), name)
    return passkey


def answer(instance: Instance, passkey: SoftPasskey, origin: str = ORIGIN) -> bytes:
    """A passkey's answer to a fresh challenge."""
    return passkey.signed(passkeys.begin_signing_in(instance, PARTY, HOME), origin)


def sign_in(instance: Instance, said: bytes) -> str:
    return passkeys.finish_signing_in(instance, PARTY, said, HOME)


def test_a_passkey_signs_its_owner_in_without_a_name_typed(
    instance: Instance, kim: Acting, lee: Acting
) -> None:
    passkey = added(lee)
    options = json.loads(passkeys.begin_signing_in(instance, PARTY, HOME))
    assert not options.get("allowCredentials")
    session = sign_in(instance, answer(instance, passkey))
    assert is_open(instance, session)
    assert len(instance.store.sessions.of_account(lee.account.id)) == 1
    assert instance.store.sessions.of_account(kim.account.id) == []


def test_an_answer_works_once(instance: Instance, kim: Acting) -> None:
    said = answer(instance, added(kim))
    sign_in(instance, said)
    with pytest.raises(NeedsUser, match="took too long"):
        sign_in(instance, said)


def test_a_challenge_lasts_five_minutes(instance: Instance, kim: Acting) -> None:
    said = answer(instance, added(kim))
    with instance.store.transactions.writing() as session:
        for row in session.scalars(select(ChallengeRow)):
            row.expires_at -= timedelta(minutes=5, seconds=1)
    with pytest.raises(NeedsUser, match="took too long"):
        sign_in(instance, said)


def test_a_challenge_for_adding_is_only_for_whom_it_was_made(
    instance: Instance, kim: Acting, lee: Acting
) -> None:
    options = passkeys.begin_adding(kim, PARTY)
    with pytest.raises(NeedsUser):
        passkeys.finish_adding(lee, PARTY, SoftPasskey().made(options, ORIGIN), "Mine")
    signing_in = passkeys.begin_signing_in(instance, PARTY, HOME)
    made_up = json.dumps({"challenge": json.loads(signing_in)["challenge"], "rp": {"id": PARTY.id}})
    with pytest.raises(NeedsUser):
        passkeys.finish_adding(lee, PARTY, SoftPasskey().made(made_up, ORIGIN), "Mine")


def test_another_sites_answer_is_refused(instance: Instance, kim: Acting) -> None:
    passkey = added(kim)
    with pytest.raises(NeedsUser, match="could not be checked"):
        sign_in(instance, answer(instance, passkey, "https://evil.example"))


def test_another_keys_signature_is_refused(instance: Instance, kim: Acting) -> None:
    thief = SoftPasskey()
    thief.id = added(kim).id
    thief.uses = 5
    with pytest.raises(NeedsUser, match="could not be checked"):
        sign_in(instance, answer(instance, thief))


def test_a_copied_passkey_whose_count_went_back_is_refused(instance: Instance, kim: Acting) -> None:
    passkey = added(kim)
    sign_in(instance, answer(instance, passkey))
    sign_in(instance, answer(instance, passkey))
    passkey.uses = 0
    with pytest.raises(NeedsUser, match="could not be checked"):
        sign_in(instance, answer(instance, passkey))


@pytest.mark.parametrize("said", [b"", b"[]", b"{}", b'{"id": 1}', b'{"id": "a", "response": 1}'])
def test_nonsense_is_refused_in_a_sentence(instance: Instance, kim: Acting, said: bytes) -> None:
    with pytest.raises(NeedsUser):
        sign_in(instance, said)
    with pytest.raises(NeedsUser):
        passkeys.finish_adding(kim, PARTY, said, "Key")


def test_nonsense_from_a_known_passkey_is_refused_too(instance: Instance, kim: Acting) -> None:
    passkey = added(kim)
    own = bytes_to_base64url(passkey.id)
    for broken in ({}, {"clientDataJSON": "AA"}, {"clientDataJSON": "bnVsbA"}):
        with pytest.raises(NeedsUser):
            sign_in(instance, json.dumps({"id": own, "response": broken}).encode())


def test_too_many_tries_are_refused_with_the_right_answer_as_well(
    instance: Instance, kim: Acting
) -> None:
    passkey = added(kim)
    for _ in range(FOR_ONE.amount):
        Throttle(instance.store.tries).admit(HOME, bytes_to_base64url(passkey.id))
    with pytest.raises(TooManyTries):
        sign_in(instance, answer(instance, passkey))


def test_a_closed_account_is_closed_to_passkeys(
    instance: Instance, kim: Acting, lee: Acting
) -> None:
    passkey = added(lee)
    roles.close(instance, lee.account, by=kim.account.id, visit=HOME)
    with pytest.raises(Denied, match="was closed"):
        sign_in(instance, answer(instance, passkey))


def test_passkeys_are_named_and_removed_by_their_owner_alone(
    instance: Instance, kim: Acting, lee: Acting
) -> None:
    passkey = added(kim, "  Laptop   of Kim ")
    added(kim, "Phone")
    [laptop, _] = instance.store.passkeys.of_account(kim.account.id)
    assert laptop.name == "Laptop of Kim"
    assert not passkeys.rename(lee, laptop.id, "Mine")
    assert not passkeys.remove(lee, laptop.id)
    assert passkeys.rename(kim, laptop.id, "Old laptop")
    assert passkeys.remove(kim, laptop.id)
    assert [row.name for row in instance.store.passkeys.of_account(kim.account.id)] == ["Phone"]
    with pytest.raises(NeedsUser, match="does not know"):
        sign_in(instance, answer(instance, passkey))


def test_one_device_is_not_added_twice(kim: Acting) -> None:
    passkey = added(kim)
    options = passkeys.begin_adding(kim, PARTY)
    assert bytes_to_base64url(passkey.id) in options
    with pytest.raises(NeedsUser, match="known already"):
        passkeys.finish_adding(kim, PARTY, passkey.made(options, ORIGIN), "Again")


@pytest.mark.parametrize("netloc", ["127.0.0.1:8420", "192.168.1.4", "[::1]:8420", "[::1]"])
def test_an_address_that_is_a_number_has_no_passkeys_and_says_what_to_do(
    instance: Instance, netloc: str
) -> None:
    with pytest.raises(Denied, match=r"needs? a name") as caught:
        passkeys.begin_signing_in(instance, Party(netloc), HOME)
    assert "localhost" in caught.value.next_step


def test_a_name_with_a_port_is_a_party(instance: Instance, kim: Acting) -> None:
    party, passkey = Party("localhost:8420"), SoftPasskey()
    options = passkeys.begin_adding(kim, party)
    origin = "http://localhost:8420"
    passkeys.finish_adding(kim, party, passkey.made(options, origin), "")
    asked = passkeys.begin_signing_in(instance, party, HOME)
    assert passkeys.finish_signing_in(instance, party, passkey.signed(asked, origin), HOME)
    with instance.store.transactions.reading() as session:
        [row] = session.scalars(select(PasskeyRow))
    assert (row.host, row.name) == ("localhost", "Firefox on Linux")
