"""Lets phones in: by a code on a page, whoever comes with it first, or by its owner's password.

A code is a number, by which the wrong tries at it are counted, and a secret of 50 bits. A phone
makes a claim (a random text that it keeps) before it asks, so that it is known again when the
reply to its first question was lost.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from fitglue.domain.audit import Event
from fitglue.domain.errors import Gone, NeedsUser, Stranger
from fitglue.domain.visit import Visit
from fitglue.instance import Instance
from fitglue.people.acting import Acting
from fitglue.people.signing_in import recognised
from fitglue.security import tokens
from fitglue.security.throttle import Throttle
from fitglue.store.phones import NewPhone

# Crockford's: nothing in it looks like something else. https://www.crockford.com/base32.html
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKE = str.maketrans("OIL", "011")
_NUMBER_LENGTH, _SECRET_LENGTH = 4, 10
_MOST_PHONES = 50
_LONGEST_NAME = 100
_SHOW_A_CODE = (
    "Check both and try again. Whoever signs in with a passkey shows a code in FitGlue under "
    "Settings, Phones, and scans it."
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A code to show: as people read it, and as the address in the picture that a phone scans."""

    code: str
    address: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Coming:
    """A phone that asks to be let in."""

    code: str
    claim: str
    name: str
    app_version: str = ""
    os_version: str = ""


@dataclass(frozen=True, slots=True)
class SigningIn:
    """A phone whose owner signs in on it. The code of `phone` is empty."""

    email: str
    password: str
    phone: Coming


def offer(acting: Acting, origin: str) -> Offer:
    """Make a code that works once, within 20 minutes; `origin` is where the phone finds us."""
    phones = acting.instance.store.phones
    _check_room(acting)
    number, secret = (
        "".join(secrets.choice(_LETTERS) for _ in range(length))
        for length in (_NUMBER_LENGTH, _SECRET_LENGTH)
    )
    row = phones.offer(acting.account.id, number=number, code_hash=tokens.token_hash(secret))
    code = f"{number}-{secret[:5]}-{secret[5:]}"
    asked = urlencode({"server": origin.rstrip("/"), "code": code})
    return Offer(code, f"fitglue://pair?{asked}", row.expires_at)


def come(instance: Instance, coming: Coming, visit: Visit) -> str:
    """Give the phone that comes with a code its token.

    Raises Stranger when the code does not work (any more), TooManyTries after many that did not.
    """
    throttle = Throttle(instance.store.tries)
    throttle.check(visit, "pair")
    number, secret = _parts(coming.code)
    token = tokens.new_personal_token()
    phone = instance.store.phones.come(number, tokens.token_hash(secret), _new(coming, token))
    if phone is None:
        throttle.admit(visit, "pair")
        raise Stranger(
            "This code does not work: it is mistyped, used, or older than 20 minutes.",
            "Show a new one in FitGlue under Settings, Phones.",
        )
    account = instance.store.accounts.get(phone.account_id)
    Acting(instance, account, visit).note(Event.PHONE_PAIRED, name=phone.name)
    return token


def sign_in(instance: Instance, signing: SigningIn, visit: Visit) -> str:
    """Give the phone whose owner knows the password its token.

    Raises Stranger for a wrong one, Denied for a closed account, NeedsUser when there are too many
    phones, and TooManyTries.
    """
    try:
        account = recognised(instance, signing.email, signing.password, visit)
    except NeedsUser as problem:
        # The same words whether there is such an account or not, and how it signs in.
        raise Stranger(problem.sentence, _SHOW_A_CODE) from problem
    acting, token = Acting(instance, account, visit), tokens.new_personal_token()
    phone = _new(signing.phone, token)
    if instance.store.phones.again(account.id, phone) is None:
        _check_room(acting)
        row = instance.store.phones.sign_in(account.id, phone)
        acting.note(Event.PHONE_PAIRED, name=row.name)
    return token


def revoke(acting: Acting, phone_id: str) -> bool:
    """Let a phone send nothing from its next request on; false when it is not theirs."""
    name = acting.instance.store.phones.revoke(acting.account.id, phone_id)
    if name is None:
        return False
    acting.note(Event.PHONE_REVOKED, name=name)
    return True


def rename(acting: Acting, phone_id: str, name: str) -> None:
    """Call a phone something else. Raises NeedsUser without a name, Gone when it is not theirs."""
    plain = " ".join(name.split())[:_LONGEST_NAME]
    if not plain:
        raise NeedsUser("The phone has no name.", "Write what you call it.")
    if not acting.instance.store.phones.rename(acting.account.id, phone_id, plain):
        raise Gone("There is no such phone.")
    acting.note(Event.PHONE_RENAMED, name=plain)


def _check_room(acting: Acting) -> None:
    phones = acting.instance.store.phones.of_account(acting.account.id)
    if sum(one.token_hash is not None for one in phones) >= _MOST_PHONES:
        raise NeedsUser(f"There are {_MOST_PHONES} phones already.", "Revoke those of long ago.")


def _new(coming: Coming, token: str) -> NewPhone:
    return NewPhone(
        name=" ".join(coming.name.split()) or "Phone",
        app_version=coming.app_version,
        os_version=coming.os_version,
        token_hash=tokens.token_hash(token),
        claim_hash=tokens.token_hash(coming.claim),
    )


def _parts(code: str) -> tuple[str, str]:
    """Read a code however it was typed."""
    plain = "".join(one for one in code.upper().translate(_LOOK_ALIKE) if one in _LETTERS)
    return plain[:_NUMBER_LENGTH], plain[_NUMBER_LENGTH:]
