"""Standard Webhooks 1.0: how an event is signed, and who is to get it.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md. A
signature is `v1,` and the Base64 of the HMAC-SHA256 of `id.timestamp.body`; a secret is `whsec_`
and the Base64 of 24 to 64 bytes.
"""

import base64
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPMethod
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field

from fitglue.domain.asking import Ask
from fitglue.domain.errors import Stranger
from fitglue.domain.secret import Secret

TOLERANCE_S = 300
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
_MARK = "whsec_"
_LEAST_BYTES, _MOST_BYTES, _OURS_BYTES = 24, 64, 32
_LONGEST_ID = 256


def new_secret() -> Secret:
    """Make a secret of 256 bits."""
    return secret_of(secrets.token_bytes(_OURS_BYTES))


def secret_of(key: bytes) -> Secret:
    """Write a key as people copy it."""
    return Secret(_MARK + base64.b64encode(key).decode())


def key_of(secret: Secret) -> bytes:
    """Read a secret. Raises ValueError for what is none."""
    try:
        key = base64.b64decode(secret.reveal().strip().removeprefix(_MARK), validate=True)
    except ValueError:  # no Base64
        key = b""
    if not _LEAST_BYTES <= len(key) <= _MOST_BYTES:
        raise ValueError("A secret is whsec_ and 32 to 88 letters and digits; copy it once more.")
    return key


def _made(secret: Secret) -> Secret:
    return secret or new_secret()


def _checked(secret: Secret) -> Secret:
    if secret:
        key_of(secret)
    return secret


class Receiver(BaseModel):
    """Who is to get events: an address, and the secret that they are signed with."""

    address: str = Field(
        title="Address",
        description="Where events are posted to.",
        pattern=r"^https?://[^\s#]+$",
    )
    secret: Annotated[Secret, AfterValidator(_checked), AfterValidator(_made)] = Field(
        default_factory=new_secret,
        title="Secret",
        description=(
            "What events are signed with. Paste the receiver's, which begins with whsec_, or the "
            "fresh one that stands above, here and there. Empty for a receiver that checks none."
        ),
        json_schema_extra={"offered": True},
    )
    old_secret: Annotated[Secret, AfterValidator(_checked)] = Field(
        default_factory=Secret,
        title="Old secret",
        description="While you change the secret: events are signed with both. Empty otherwise.",
        json_schema_extra={"advanced": True},
    )

    @property
    def origin(self) -> str:
        """Give scheme and host: the rest of an address may be all that keeps others out."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.hostname}"

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Give the secrets that sign, the new one first."""
        return tuple(filter(None, (self.secret, self.old_secret)))


def signed_ask(receiver: Receiver, event_id: str, body: bytes, now: datetime) -> Ask:
    """Give the request that posts an event; `event_id` is the same for every try of it.

    It may be sent again: whoever gets it twice knows it by its id.
    """
    stamp = str(int(now.timestamp()))
    signatures = (signature(key_of(one), event_id, stamp, body) for one in receiver.secrets)
    told = {ID: event_id, TIMESTAMP: stamp, SIGNATURE: " ".join(signatures)}
    headers = {"content-type": "application/json", **told}
    return Ask(path="", method=HTTPMethod.POST, headers=headers, body=body, repeatable=True)


def signature(key: bytes, event_id: str, stamp: str, body: bytes) -> str:
    """Sign an event."""
    content = b".".join((event_id.encode(), stamp.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode()


def check(headers: Mapping[str, str], body: bytes, keys: Sequence[bytes], now: datetime) -> str:
    """Hold an event against its signature, and give its id. Raises Stranger.

    Names of `headers` are in small letters. One of more than five minutes ago, or ahead, is worth
    nothing, so that what somebody recorded cannot be sent again later.
    """
    event_id, stamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not 0 < len(event_id) <= _LONGEST_ID:
        raise _unsigned("it has no id")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= len("99999999999")):
        raise _unsigned("it has no time")
    if abs(now.timestamp() - int(stamp)) > TOLERANCE_S:
        raise _unsigned("it is of more than five minutes ago, or a clock is wrong")
    right = [signature(key, event_id, stamp, body).encode() for key in keys]
    given = headers.get(SIGNATURE, "").encode("utf-8", "replace").split()
    if not any([hmac.compare_digest(one, other) for one in right for other in given]):  # noqa: C419 - all are compared, whichever is right
        raise _unsigned("the signature is wrong")
    return event_id


def _unsigned(why: str) -> Stranger:
    return Stranger(
        f"This is not signed as Standard Webhooks are: {why}.",
        "Compare the secret at the sender with the one that FitGlue showed, and its clock.",
    )
