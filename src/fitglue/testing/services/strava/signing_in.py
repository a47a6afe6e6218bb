"""Signing in at the stand-in: the page to allow access, tokens, and their end.

https://developers.strava.com/docs/authentication/. A fresh refresh token makes the old one useless
at once; while an access token has more than an hour left it stays the same.
"""

import base64
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from fitglue.testing.services.strava.answers import fault
from fitglue.testing.services.strava.kept import SCOPES, Grant

_LASTS = timedelta(hours=6)
_STAYS_THE_SAME = timedelta(hours=1)
_ALWAYS_ALLOWED = {"localhost", "127.0.0.1"}
_PAGE = """<!doctype html><html lang="en"><title>Stand-in for Strava</title>
<h1>Authorize FitGlue</h1><form method="post">{boxes}
<button name="press" value="authorize">Authorize</button>
<button name="press" value="cancel">Cancel</button></form></html>"""


class Wrong(Exception):
    """A request that Strava refuses."""

    def __init__(self, status: int, told: Mapping[str, Any]) -> None:
        super().__init__(told["message"])
        self.status, self.told = status, told


@dataclass
class SigningIn:
    """The app of a developer, who let it in, and the tokens that work.

    Only with `rotates` a refresh gives a new refresh token, and ends the old one.
    """

    client_id: str = "44321"
    client_secret: str = "the stand-in's secret"  # noqa: S105 - opens nothing but this
    callback_domain: str = "fitglue.example"
    rotates: bool = True
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    grants: list[Grant] = field(default_factory=list)
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _numbers: Any = field(default_factory=itertools.count)

    def page(self, asked: Mapping[str, str]) -> str:
        """Give the page on which a person allows access. Raises Wrong."""
        scopes = self._checked(asked)
        return _PAGE.format(boxes="".join(_box(one) for one in scopes))

    def answered(self, asked: Mapping[str, str], press: str, ticked: Iterable[str]) -> str:
        """Give the address that a person goes back to. Raises Wrong."""
        scopes = self._checked(asked)
        told = {"state": asked.get("state", "")}
        if press == "authorize":
            allowed = tuple(one for one in scopes if one in {"read", *ticked})
            code = self._fresh("code")
            self.codes[code] = allowed
            told |= {"code": code, "scope": ",".join(allowed)}
        else:
            told["error"] = "access_denied"
        return f"{asked['redirect_uri']}?{urlencode(told)}"

    def token(self, form: Mapping[str, str], athlete: Mapping[str, Any]) -> dict[str, Any]:
        """Give tokens for a code or a refresh token. Raises Wrong."""
        self._check_client(form.get("client_id", ""), form.get("client_secret", ""))
        match form.get("grant_type"):
            case "authorization_code":
                scopes = self.codes.pop(form.get("code", ""), None)
                if scopes is None:
                    raise _bad("AuthorizationCode", "code")
                return self._told(self.let_in(*scopes)) | {"athlete": dict(athlete)}
            case "refresh_token":
                return self._told(self._refreshed(form.get("refresh_token", "")))
        raise _bad("Application", "grant_type")

    def let_in(self, *scopes: str) -> Grant:
        """Allow access, as a person does who presses the button."""
        grant = Grant(scopes, self._fresh("access"), self._fresh("refresh"), self.now() + _LASTS)
        self.grants.append(grant)
        return grant

    def revoke(self, authorization: str, token: str) -> None:
        """End a grant; a token that nobody knows has ended. Raises Wrong."""
        pair = authorization.removeprefix("Basic ").encode()
        client, _, secret = base64.b64decode(pair, validate=True).decode().partition(":")
        self._check_client(client, secret)
        self.grants = [one for one in self.grants if token not in {one.access, one.refresh}]

    def end_access(self) -> None:
        """Let every access token run out."""
        for grant in self.grants:
            grant.expires_at = self.now()

    def grant_of(self, authorization: str) -> Grant | None:
        """Find whose token it is, while it works."""
        token = authorization.removeprefix("Bearer ")
        now = self.now()
        living = (one for one in self.grants if one.lasts(now) > timedelta())
        return next((one for one in living if one.access == token), None)

    def _refreshed(self, token: str) -> Grant:
        grant = next((one for one in self.grants if one.refresh == token), None)
        if grant is None:
            raise _bad("RefreshToken", "refresh_token")
        if grant.lasts(self.now()) <= _STAYS_THE_SAME:
            grant.access, grant.expires_at = self._fresh("access"), self.now() + _LASTS
        if self.rotates:
            grant.refresh = self._fresh("refresh")
        return grant

    def _told(self, grant: Grant) -> dict[str, Any]:
        return {
            "token_type": "Bearer",
            "access_token": grant.access,
            "refresh_token": grant.refresh,
            "expires_at": int(grant.expires_at.timestamp()),
            "expires_in": round(grant.lasts(self.now()).total_seconds()),
            "scope": ",".join(grant.scopes),
        }

    def _checked(self, asked: Mapping[str, str]) -> list[str]:
        if asked.get("client_id") != self.client_id:
            raise _bad("Application", "client_id")
        host = urlsplit(asked.get("redirect_uri", "")).hostname or ""
        if host != self.callback_domain and host not in _ALWAYS_ALLOWED:
            raise _bad("Application", "redirect_uri")
        if asked.get("response_type") != "code":
            raise _bad("Application", "response_type")
        scopes = asked.get("scope", "").split(",")
        if not set(scopes) <= set(SCOPES):
            raise _bad("Authorize", "scope")
        return scopes

    def _check_client(self, client_id: str, secret: str) -> None:
        if client_id != self.client_id:
            raise _bad("Application", "client_id")
        if secret != self.client_secret:  # [K]
            raise Wrong(401, fault("Authorization Error", "Application", "", "invalid"))

    def _fresh(self, kind: str) -> str:
        return f"{kind}-{next(self._numbers):08x}"


def _box(scope: str) -> str:
    name, fixed = escape(scope), " disabled" if scope == "read" else ""
    return (
        f'<label><input type="checkbox" name="scope" value="{name}" checked{fixed}>{name}</label>'
    )


def _bad(resource: str, field_name: str) -> Wrong:
    return Wrong(400, fault("Bad Request", resource, field_name, "invalid"))
