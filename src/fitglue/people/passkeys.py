"""Passkeys: a device or a password manager answers a challenge, and that is the whole sign-in.

The library `webauthn` checks the ceremonies; here is who may add what, and that every challenge is
ours, fresh and used once. A passkey belongs to the host name under which it was made.

`webauthn` is loaded when somebody uses a passkey: it takes a sixth of a second of every start.
"""

import base64
import json
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from fitglue.domain.audit import Event
from fitglue.domain.errors import Denied, NeedsUser
from fitglue.domain.visit import Visit
from fitglue.instance import Instance
from fitglue.people.acting import Acting
from fitglue.people.signing_in import admit, note_failure, open_session, refuse_if_closed
from fitglue.security import tokens
from fitglue.security.throttle import Throttle
from fitglue.store.tables import PasskeyRow

if TYPE_CHECKING:
    from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria
    from webauthn.registration.verify_registration_response import VerifiedRegistration

_TIMEOUT_MS = 300_000  # as long as a challenge lasts
_LONGEST_NAME = 60
_MOST = 50


@dataclass(frozen=True, slots=True)
class Party:
    """Where passkeys are asked for: `host` as a browser names it, with its port if it has one."""

    netloc: str

    @property
    def id(self) -> str:
        """Give the name that passkeys are made for. Raises Denied for a bare number."""
        host = self.netloc.rsplit(":", 1)[0] if not self.netloc.endswith("]") else self.netloc
        if not can_have_passkeys(host):
            raise Denied(
                "Passkeys need a name, and this address is a number.",
                "Open FitGlue as http://localhost on its own machine, or under a name with https.",
            )
        return host

    @property
    def origins(self) -> list[str]:
        """Give the origins that belong to it; browsers allow plain http for localhost alone."""
        return [f"https://{self.netloc}", f"http://{self.netloc}"]


def can_have_passkeys(host: str) -> bool:
    """Tell whether a host is a name; browsers make no passkeys for bare addresses."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return bool(host)
    return False


def begin_adding(acting: Acting, party: Party) -> str:
    """Give the options of `navigator.credentials.create` as JSON. Raises Denied."""
    import webauthn  # noqa: PLC0415
    from webauthn.helpers import structs  # noqa: PLC0415

    account, passkeys = acting.account, acting.instance.store.passkeys
    kept = passkeys.of_account(account.id)
    if len(kept) >= _MOST:
        raise Denied(f"There are {_MOST} passkeys already.", "Remove those that you do not use.")
    options = webauthn.generate_registration_options(
        rp_id=party.id, rp_name="FitGlue", user_id=account.id.encode(), user_name=account.email,
        user_display_name=account.name, timeout=_TIMEOUT_MS, authenticator_selection=_selection(),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=_bytes(row.credential_id))
            for row in kept if row.host == party.id
        ],
    )  # fmt: skip
    passkeys.challenge(_kept(options.challenge), account.id)
    return webauthn.options_to_json(options)


def finish_adding(acting: Acting, party: Party, answer: bytes, name: str) -> str:
    """Keep the passkey that a browser made and give its id. Raises NeedsUser or Denied."""
    made = _checked_registration(acting, party, _parsed(answer))
    passkeys, name = acting.instance.store.passkeys, _named(name) or acting.visit.client
    credential_id = _base64url(made.credential_id)
    if passkeys.by_credential(credential_id):
        raise NeedsUser("This passkey is known already.", "Use it to sign in.")
    passkey_id = passkeys.add(
        acting.account.id, credential_id=credential_id, public_key=made.credential_public_key,
        sign_count=made.sign_count, host=party.id, name=name,
    )  # fmt: skip
    acting.note(Event.PASSKEY_ADDED, name=name)
    return passkey_id


def begin_signing_in(instance: Instance, party: Party, visit: Visit) -> str:
    """Give the options of `navigator.credentials.get` as JSON. Raises Denied or TooManyTries."""
    import webauthn  # noqa: PLC0415
    from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415

    Throttle(instance.store.tries).admit_visitor(visit)
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        timeout=_TIMEOUT_MS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    instance.store.passkeys.challenge(_kept(options.challenge), None)
    return webauthn.options_to_json(options)


def finish_signing_in(instance: Instance, party: Party, answer: bytes, visit: Visit) -> str:
    """Give a session token for a passkey's answer. Raises NeedsUser, Denied or TooManyTries."""
    said = _parsed(answer)
    credential_id = str(said.get("id", ""))
    row = instance.store.passkeys.by_credential(credential_id)
    account = instance.store.accounts.get(row.account_id) if row else None
    admit(instance, visit, credential_id, account)
    if row is None or account is None:
        note_failure(instance, None, visit, "passkey")
        raise NeedsUser(
            "FitGlue does not know this passkey.", "Sign in another way and add it in settings."
        )
    proven = _checked_sign_in(Acting(instance, account, visit), row, party, said)
    refuse_if_closed(account)
    instance.store.passkeys.used(row.id, proven.new_sign_count)
    Throttle(instance.store.tries).forget(visit, credential_id)
    return open_session(instance, account, visit, "passkey")


def rename(acting: Acting, passkey_id: str, name: str) -> bool:
    """Name a passkey; false when it is not theirs. Raises NeedsUser for an empty name."""
    name = _named(name)
    if not name:
        raise NeedsUser("A passkey needs a name.", "Name the device that holds it.")
    if not acting.instance.store.passkeys.rename(acting.account.id, passkey_id, name):
        return False
    acting.note(Event.PASSKEY_RENAMED, name=name)
    return True


def remove(acting: Acting, passkey_id: str) -> bool:
    """Forget a passkey; false when it is not theirs."""
    name = acting.instance.store.passkeys.remove(acting.account.id, passkey_id)
    if name is None:
        return False
    acting.note(Event.PASSKEY_REMOVED, name=name)
    return True


def _checked_registration(
    acting: Acting, party: Party, said: dict[str, Any]
) -> "VerifiedRegistration":
    import webauthn  # noqa: PLC0415
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

    challenge = _fresh_challenge(acting.instance, said, acting.account.id)
    try:
        return webauthn.verify_registration_response(
            credential=said, expected_challenge=challenge, expected_rp_id=party.id,
            expected_origin=party.origins, require_user_verification=True,
        )  # fmt: skip
    except WebAuthnException as problem:
        raise NeedsUser("The passkey could not be checked.", "Try again.") from problem


def _checked_sign_in(
    acting: Acting, row: PasskeyRow, party: Party, said: dict[str, Any]
) -> "VerifiedAuthentication":
    import webauthn  # noqa: PLC0415
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

    challenge = _fresh_challenge(acting.instance, said, None)
    try:
        return webauthn.verify_authentication_response(
            credential=said, expected_challenge=challenge, expected_rp_id=party.id,
            expected_origin=party.origins, credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count, require_user_verification=True,
        )  # fmt: skip
    except WebAuthnException as problem:
        note_failure(acting.instance, acting.account, acting.visit, "passkey")
        raise NeedsUser("The passkey could not be checked.", "Try again.") from problem


def _fresh_challenge(instance: Instance, said: dict[str, Any], account_id: str | None) -> bytes:
    """Find the challenge that was answered and use it up; the answer's own word is then ours."""
    try:
        client = json.loads(_bytes(said["response"]["clientDataJSON"]))
        challenge = _bytes(client["challenge"])
    except (KeyError, TypeError, ValueError) as problem:
        raise NeedsUser("The browser's answer is not one.", "Try again.") from problem
    if not instance.store.passkeys.take_challenge(_kept(challenge), account_id):
        raise NeedsUser("That took too long.", "Try again.")
    return challenge


def _parsed(answer: bytes) -> dict[str, Any]:
    try:
        said = json.loads(answer)
    except ValueError as problem:
        raise NeedsUser("The browser's answer is not one.", "Try again.") from problem
    return said if isinstance(said, dict) else {}


def _selection() -> "AuthenticatorSelectionCriteria":
    """Ask for one kept on the device, found without a name, and unlocked: no password needed."""
    from webauthn.helpers import structs  # noqa: PLC0415

    return structs.AuthenticatorSelectionCriteria(
        resident_key=structs.ResidentKeyRequirement.REQUIRED,
        require_resident_key=True,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )


def _base64url(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _kept(challenge: bytes) -> str:
    return tokens.token_hash(_base64url(challenge))


def _named(name: str) -> str:
    return " ".join(name.split())[:_LONGEST_NAME]
