"""A passkey made of software, that answers as a browser with a security key does."""

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

_PRESENT_AND_VERIFIED, _NEW_CREDENTIAL = 0b101, 0b1000000
_COORDINATE_BYTES = 32


class SoftPasskey:
    """A key pair on the curve P-256, and the answers that are signed with it."""

    def __init__(self) -> None:
        self.id = secrets.token_bytes(16)
        self.uses = 0
        self._key = ec.generate_private_key(ec.SECP256R1())

    def made(self, options: str, origin: str) -> bytes:
        """Answer the options of `navigator.credentials.create`."""
        asked = json.loads(options)
        client = _client("webauthn.create", asked["challenge"], origin)
        public = self._key.public_key().public_numbers()
        key = cbor2.dumps({
            1: 2, 3: -7, -1: 1,
            -2: public.x.to_bytes(_COORDINATE_BYTES), -3: public.y.to_bytes(_COORDINATE_BYTES),
        })  # fmt: skip
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + key
        flags = _PRESENT_AND_VERIFIED | _NEW_CREDENTIAL
        told = self._authenticator(asked["rp"]["id"], flags) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told})
        return self._answer({
            "clientDataJSON": bytes_to_base64url(client),
            "attestationObject": bytes_to_base64url(statement),
        })  # fmt: skip

    def signed(self, options: str, origin: str) -> bytes:
        """Answer the options of `navigator.credentials.get`."""
        asked = json.loads(options)
        self.uses += 1
        client = _client("webauthn.get", asked["challenge"], origin)
        told = self._authenticator(asked["rpId"], _PRESENT_AND_VERIFIED)
        message = told + hashlib.sha256(client).digest()
        return self._answer({
            "clientDataJSON": bytes_to_base64url(client),
            "authenticatorData": bytes_to_base64url(told),
            "signature": bytes_to_base64url(self._key.sign(message, ec.ECDSA(hashes.SHA256()))),
        })  # fmt: skip

    def _authenticator(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4)

    def _answer(self, response: dict[str, Any]) -> bytes:
        own = bytes_to_base64url(self.id)
        said = {"id": own, "rawId": own, "type": "public-key", "response": response}
        return json.dumps(said | {"clientExtensionResults": {}}).encode()


def _client(kind: str, challenge: str, origin: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()
