"""Events are signed as the specification says, and nothing else passes for signed."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from fitglue.domain.errors import Stranger
from fitglue.domain.secret import Secret
from fitglue.domain.standard_webhooks import (
    Receiver,
    check,
    key_of,
    new_secret,
    signature,
    signed_ask,
)

# The example that the specification's libraries are tested with.
SECRET = Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
ID, STAMP = "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330"
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
NOW = datetime.fromtimestamp(int(STAMP), UTC)


def headers(**changes: str) -> dict[str, str]:
    usual = {"webhook-id": ID, "webhook-timestamp": STAMP, "webhook-signature": SIGNATURE}
    return usual | {f"webhook-{name}": value for name, value in changes.items()}


def test_the_published_example_is_signed_and_checked() -> None:
    assert signature(key_of(SECRET), ID, STAMP, BODY) == SIGNATURE
    assert check(headers(), BODY, [key_of(SECRET)], NOW) == ID


def test_plain_hmac_verifies_what_we_sign_with_both_secrets_during_a_change() -> None:
    old, new = new_secret(), new_secret()
    receiver = Receiver(address="https://x.example/hook", secret=new, old_secret=old)
    ask = signed_ask(receiver, "event-1", b"{}", NOW)
    given = ask.headers["webhook-signature"].split(" ")
    for secret in (new, old):
        key = base64.b64decode(secret.reveal().removeprefix("whsec_"))
        signed = f"event-1.{ask.headers['webhook-timestamp']}.{{}}".encode()
        right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert f"v1,{right}" in given
    assert ask.may_be_repeated


@pytest.mark.parametrize(
    ("told", "body", "sentence"),
    [
        ({}, b"another body", "signature is wrong"),
        ({"id": "msg_another"}, BODY, "signature is wrong"),
        ({"timestamp": str(int(STAMP) + 1)}, BODY, "signature is wrong"),
        ({"signature": ""}, BODY, "signature is wrong"),
        ({"signature": "v1a," + SIGNATURE[3:]}, BODY, "signature is wrong"),
        ({"signature": SIGNATURE.upper()}, BODY, "signature is wrong"),
        ({"timestamp": ""}, BODY, "no time"),
        ({"timestamp": "-5"}, BODY, "no time"),
        ({"timestamp": "9" * 400}, BODY, "no time"),
        ({"timestamp": "١٢٣"}, BODY, "no time"),
        ({"id": ""}, BODY, "no id"),
        ({"id": "x" * 300}, BODY, "no id"),
    ],
)
def test_what_is_not_signed_so_is_turned_away(
    told: dict[str, str], body: bytes, sentence: str
) -> None:
    with pytest.raises(Stranger, match=sentence):
        check(headers(**told), body, [key_of(SECRET)], NOW)


@pytest.mark.parametrize("off_s", [-301, 301])
def test_what_somebody_recorded_is_worth_nothing_after_five_minutes(off_s: int) -> None:
    with pytest.raises(Stranger, match="five minutes"):
        check(headers(), BODY, [key_of(SECRET)], NOW + timedelta(seconds=off_s))
    assert check(headers(), BODY, [key_of(SECRET)], NOW + timedelta(seconds=off_s // 2)) == ID


def test_one_of_several_signatures_and_keys_is_enough() -> None:
    told = headers(signature=f"v1a,ignored v1,AAAA {SIGNATURE}")
    assert check(told, BODY, [b"another key of no use...", key_of(SECRET)], NOW) == ID


@pytest.mark.parametrize("secret", ["whsec_short", "whsec_ä", "whsec_" + "A" * 400, "password"])
def test_a_secret_that_is_none_is_not_taken(secret: str) -> None:
    with pytest.raises(ValidationError, match="copy it once more"):
        Receiver(address="https://x.example", secret=Secret(secret))


def test_a_secret_is_made_when_none_is_given_and_is_never_shown_by_accident() -> None:
    receiver = Receiver(address="https://x.example/hook")
    assert len(key_of(receiver.secret)) == 32
    assert receiver.secret.reveal() not in f"{receiver!r} {receiver.model_dump_json()}"
