"""OAuth 2 over HTTP: the code grant (RFC 6749, 4.1) with PKCE (RFC 7636), refresh, revocation."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fitglue.connections.client import AGENT, PATIENCE_S
from fitglue.connections.hushing import hushed
from fitglue.domain.asking import Reply
from fitglue.domain.errors import Delivery, NeedsUser, Transient
from fitglue.domain.oauth import OAuth, Tokens
from fitglue.domain.plugins import Service
from fitglue.domain.secret import Secret

if TYPE_CHECKING:
    import httpx2

_SECRET_FIELDS = {"client_secret", "code", "code_verifier", "refresh_token", "token"}


@dataclass(frozen=True, slots=True)
class WayThere:
    """Where a person signs in at the service, and what has to be remembered until they are back."""

    address: str
    state: Secret
    verifier: Secret


def way_there(oauth: OAuth, redirect: str, key: str) -> WayThere:
    """Make the address that a person is sent to; its state names `key` and cannot be guessed."""
    state, verifier = f"{key}.{secrets.token_urlsafe(32)}", secrets.token_urlsafe(48)
    asked = {
        "response_type": "code",
        "client_id": oauth.client_id,
        "redirect_uri": redirect,
        "scope": oauth.scope_separator.join(oauth.scopes),
        "state": state,
        **oauth.extra,
    }
    if oauth.pkce:
        asked |= {"code_challenge": _challenge(verifier), "code_challenge_method": "S256"}
    return WayThere(f"{oauth.authorize_url}?{urlencode(asked)}", Secret(state), Secret(verifier))


@dataclass(frozen=True, slots=True)
class TokenOffice:
    """Fetches tokens at a service's address for them. Raises Delivery."""

    service: Service
    oauth: OAuth
    web: "httpx2.Client"

    def exchanged(self, code: str, redirect: str, verifier: Secret) -> Tokens:
        """Get tokens for the code that a person brought back."""
        told = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
        if self.oauth.pkce:
            told["code_verifier"] = verifier.reveal()
        return self._tokens(told, Tokens(access=Secret()))

    def refreshed(self, before: Tokens) -> Tokens:
        """Get tokens in place of old ones; what is not told anew stays."""
        told = {"grant_type": "refresh_token", "refresh_token": before.refresh.reveal()}
        return self._tokens(told, before)

    def revoke(self, tokens: Tokens) -> None:
        """Say that nobody uses the tokens any more (RFC 7009)."""
        if not self.oauth.revoke_url:
            return
        token = (tokens.refresh or tokens.access).reveal()
        client = (self.oauth.client_id, self.oauth.client_secret.reveal())
        self._post(self.oauth.revoke_url, {"token": token}, auth=client)

    def _tokens(self, told: dict[str, str], before: Tokens) -> Tokens:
        client = {"client_id": self.oauth.client_id}
        if self.oauth.client_secret:  # a public client has none, and may send none
            client["client_secret"] = self.oauth.client_secret.reveal()
        answer = self._post(self.oauth.token_url, told | client).json()
        if not isinstance(answer, Mapping) or not answer.get("access_token"):
            raise Transient(f"{self.service.about.name} gave no token.")
        return _tokens(answer, before, self.oauth.scope_separator)

    def _post(self, address: str, form: dict[str, str], **more: Any) -> Reply:
        import httpx2  # noqa: PLC0415 - 0.1 s of every start, for those who sign in at a service

        try:
            answer = self.web.post(
                address, data=form, headers={"user-agent": AGENT, "accept": "application/json"},
                timeout=PATIENCE_S, **more,
            )  # fmt: skip
        except httpx2.HTTPError as problem:
            raise Transient(f"{self.service.about.name} does not answer.") from problem
        headers = {name.lower(): value for name, value in answer.headers.items()}
        reply = Reply(status=answer.status_code, headers=headers, body=answer.content)
        if reply.status != HTTPStatus.OK:
            secret = {form[name] for name in form.keys() & _SECRET_FIELDS}
            raise self._refusal(hushed(reply, secret))
        return reply

    def _refusal(self, reply: Reply) -> Delivery:
        """Understand why there is no token: RFC 6749, 5.2, where the service says nothing of it."""
        problem = self.service.judged(reply)
        if isinstance(problem, NeedsUser | Transient):
            return problem
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Transient(f"{self.service.about.name} is out of order ({reply.status}).")
        if b"invalid_client" in reply.body:
            return NeedsUser(
                f"{self.service.about.name} does not know this client id with this secret.",
                "Copy both again from the service's page, then press “Connect”.",
            )
        return NeedsUser(
            f"{self.service.about.name} does not let FitGlue in any more.",
            "Press “Connect again”.",
        )


def _tokens(answer: Mapping[str, Any], before: Tokens, separator: str) -> Tokens:
    lasts_s = answer.get("expires_in")
    expires_at = datetime.now(UTC) + timedelta(seconds=float(lasts_s)) if lasts_s else None
    scope, refresh = answer.get("scope"), answer.get("refresh_token")
    return Tokens(
        access=Secret(str(answer["access_token"])),
        refresh=Secret(str(refresh)) if refresh else before.refresh,
        expires_at=expires_at,
        scopes=tuple(str(scope).split(separator)) if scope else before.scopes,
    )  # fmt: skip


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
