"""Google's OAuth 2: a page that asks for consent, codes with PKCE, tokens for an hour.

After https://developers.google.com/identity/protocols/oauth2/web-server: the redirect address has
to be one of the client's to the letter; a person may leave scopes unticked; a refresh token comes
with `access_type=offline` the first time, or again with `prompt=consent`. Of an app in *Testing*
only test users may sign in, and refresh tokens last 7 days.
"""

import base64
import hashlib
import html
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from fitglue.testing.services.google_health.answers import Reply, page

AUTHORIZE, TOKEN_AT, REVOKE_AT = "o/oauth2/v2/auth", "token", "revoke"
#: Opens everything, for tests that sign nobody in.
TOKEN = "a token of tests"  # noqa: S105 - opens nothing but this
_AREA = "https://www.googleapis.com/auth/googlehealth."
ACTIVITY, LOCATION, METRICS = (
    f"{_AREA}{area}.readonly"
    for area in ("activity_and_fitness", "location", "health_metrics_and_measurements")
)
EVERYTHING = frozenset({ACTIVITY, LOCATION, METRICS})
_ACCESS_LASTS = timedelta(hours=1)
_TESTING_LASTS = timedelta(days=7)
_CODE_LASTS = timedelta(minutes=10)
_EXPIRED = "Token has been expired or revoked."

Params = Mapping[str, str]


@dataclass(eq=False)
class _Grant:
    """What somebody consented to, and when."""

    scopes: frozenset[str]
    at: datetime
    is_revoked: bool = False


@dataclass(frozen=True, slots=True)
class _Code:
    grant: _Grant
    asked: Params


@dataclass
class SigningIn:
    """The doors of accounts.google.com and oauth2.googleapis.com.

    `redirect_uris` are those of the client; with none any is taken. `is_testing` is the state of
    the consent screen, `is_test_user` whether whoever signs in stands on its list.
    """

    client_id: str = "1234.apps.googleusercontent.com"
    client_secret: str = "a secret of tests"  # noqa: S105 - opens nothing but this
    redirect_uris: set[str] = field(default_factory=set)
    is_testing: bool = False
    is_test_user: bool = True
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _codes: dict[str, _Code] = field(default_factory=dict)
    _grants: dict[str, _Grant] = field(default_factory=dict)  # by refresh token
    _access: dict[str, tuple[_Grant, datetime]] = field(default_factory=dict)

    def scopes(self, token: str) -> frozenset[str] | None:
        """Give what an access token opens; none for one that does not work any more."""
        if token == TOKEN:
            return EVERYTHING
        grant, until = self._access.get(token, (None, None))
        if grant is None or until is None or grant.is_revoked or self.now() >= until:
            return None
        return grant.scopes

    def revoke_all(self) -> None:
        """Take every consent back, as its owner can at myaccount.google.com/connections."""
        for grant in (*self._grants.values(), *(grant for grant, _ in self._access.values())):
            grant.is_revoked = True

    def ask(self, params: Params) -> Reply:
        """Show the page of consent."""
        if problem := self._problem(params):
            return problem
        boxes = "".join(map(_box, params["scope"].split()))
        return page(
            f"<h1>FitGlue wants access to your Google Account</h1><form method=post>{boxes}"
            "<button name=press value=authorize>Continue</button>"
            "<button name=press value=cancel>Cancel</button></form>"
        )

    def decide(self, params: Params, press: str, ticked: frozenset[str]) -> Reply:
        """Take the person's decision back to the app; `params` are those of the page."""
        if problem := self._problem(params):
            return problem
        state = {"state": params["state"]} if "state" in params else {}
        if press != "authorize":
            return _redirect(params["redirect_uri"], {"error": "access_denied", **state})
        scopes = ticked & frozenset(params["scope"].split())
        code = f"4/{secrets.token_urlsafe(24)}"
        self._codes[code] = _Code(_Grant(scopes, self.now()), dict(params))
        given = {"code": code, "scope": " ".join(sorted(scopes))}
        return _redirect(params["redirect_uri"], {**given, **state})

    def token(self, form: Params) -> Reply:
        """Give tokens for a code, or a new one for a refresh token."""
        told = form.get("client_secret", "")
        if form.get("client_id") != self.client_id or told != self.client_secret:
            return _refused("invalid_client", "The OAuth client was not found.", 401)
        if form.get("grant_type") == "authorization_code":
            return self._exchanged(form)
        if form.get("grant_type") == "refresh_token":
            return self._refreshed(form.get("refresh_token", ""))
        return _refused("unsupported_grant_type", "Invalid grant_type.")

    def revoke(self, form: Params) -> Reply:
        """End the consent that a token came from (RFC 7009)."""
        told = form.get("token", "")
        grant = self._grants.get(told) or self._access.get(told, (None,))[0]
        if grant is None or grant.is_revoked:
            return _refused("invalid_token", "Token expired or revoked")
        grant.is_revoked = True
        return Reply(200, {})

    def _problem(self, params: Params) -> Reply | None:
        uri = params.get("redirect_uri", "")
        if params.get("client_id") != self.client_id:
            return page("<p>Error 401: invalid_client</p>", 401)
        if not uri or (self.redirect_uris and uri not in self.redirect_uris):
            return page("<p>Error 400: redirect_uri_mismatch</p>", 400)
        if params.get("response_type") != "code" or not params.get("scope"):
            return page("<p>Error 400: invalid_request</p>", 400)
        if "code_challenge" in params and params.get("code_challenge_method") != "S256":
            return page("<p>Error 400: invalid_request</p>", 400)
        if self.is_testing and not self.is_test_user:
            return page("<p>Error 403: access_denied. The app is being tested.</p>", 403)
        return None

    def _exchanged(self, form: Params) -> Reply:
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or self.now() - code.grant.at > _CODE_LASTS:
            return _refused("invalid_grant", "Malformed auth code.")
        if form.get("redirect_uri") != code.asked["redirect_uri"]:
            return _refused("redirect_uri_mismatch", "Bad Request")
        challenge = code.asked.get("code_challenge")
        if challenge is not None and _s256(form.get("code_verifier", "")) != challenge:
            return _refused("invalid_grant", "Invalid code verifier.")
        is_first = not any(not grant.is_revoked for grant in self._grants.values())
        is_offline = code.asked.get("access_type") == "offline"
        again = "consent" in code.asked.get("prompt", "").split()
        return self._given(code.grant, with_refresh=is_offline and (is_first or again))

    def _refreshed(self, told: str) -> Reply:
        grant = self._grants.get(told)
        if grant is None or grant.is_revoked:
            return _refused("invalid_grant", _EXPIRED)
        if self.is_testing and self.now() - grant.at >= _TESTING_LASTS:
            return _refused("invalid_grant", _EXPIRED)
        return self._given(grant, with_refresh=False)

    def _given(self, grant: _Grant, *, with_refresh: bool) -> Reply:
        access = f"ya29.{secrets.token_urlsafe(24)}"
        self._access[access] = (grant, self.now() + _ACCESS_LASTS)
        answer = {
            "access_token": access,
            "expires_in": int(_ACCESS_LASTS.total_seconds()) - 1,
            "scope": " ".join(sorted(grant.scopes)),
            "token_type": "Bearer",
        }
        if with_refresh:
            refresh = f"1//{secrets.token_urlsafe(24)}"
            self._grants[refresh] = grant
            answer["refresh_token"] = refresh
        return Reply(200, answer)


def _s256(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _refused(error: str, described: str, status: int = 400) -> Reply:
    return Reply(status, {"error": error, "error_description": described})


def _redirect(uri: str, told: Mapping[str, str]) -> Reply:
    separator = "&" if "?" in uri else "?"
    return Reply(302, b"", {"Location": f"{uri}{separator}{urlencode(told)}"})


def _box(scope: str) -> str:
    told = html.escape(scope)
    return f'<p><label><input type=checkbox name=scope value="{told}" checked>{told}</label></p>'
