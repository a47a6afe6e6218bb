"""Google Health, where the data of Fitbit trackers and Pixel Watches is since 2026.

The successor of the Fitbit Web API, which answers 410 Gone since 2026-11-02. Everybody brings a
Google Cloud project of their own: its scopes are restricted ones, and a shared app would have to
be assessed every year. Shapes are those of
https://health.googleapis.com/$discovery/rest?version=v4, errors those of https://google.aip.dev/193.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from pydantic import BaseModel, Field
from pydantic.config import JsonDict

from fitglue.domain.asking import Connection, Reply, Who, judged_by_status, retry_after_s
from fitglue.domain.errors import Delivery, NeedsUser, Refused, Transient
from fitglue.domain.oauth import OAuth, Tokens
from fitglue.domain.pace import Heard, Window
from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.secret import Secret

_NAME = "Google Health"
_AREA = "https://www.googleapis.com/auth/googlehealth."
#: Exercises and their TCX, the way of it, heart rates. `location` has no use alone.
SCOPES = tuple(
    f"{_AREA}{area}.readonly"
    for area in ("activity_and_fitness", "health_metrics_and_measurements", "location")
)
_ADVANCED: JsonDict = {"advanced": True}
_QUOTA_S = 60.0
_AGAIN = "Press “Connect again”."
_TICK_ALL = "Press “Connect again”, and leave every box ticked on Google's page."
_ENABLE = (
    "Open your project at console.cloud.google.com, search for “Google Health API”, press “Enable”,"
    " wait five minutes, then press “Test”."
)
_NOT_ACCEPTED = (
    "Google does not accept FitGlue's access any more: you took it back, or 7 days have passed "
    "while your Google Cloud project is in “Testing”."
)
_PUBLISH = (
    "Press “Connect again”. If it ends after 7 days each time, open your project's “Audience” page,"
    " press “Publish app”, and connect once more."
)
_COPY_REDIRECT = (
    "Copy the redirect address from this page into “Authorized redirect URIs” of your client, to "
    "the letter."
)
#: By the reason of Google's ErrorInfo: what a person has to do.
_NEEDS: Mapping[str, tuple[str, str]] = {
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": (
        "Google did not let FitGlue see everything it needs from Google Health.", _TICK_ALL,
    ),
    "SERVICE_DISABLED": (
        "The Google Health API is switched off in your Google Cloud project.", _ENABLE,
    ),
    "ACCOUNT_NOT_LINKED": (
        "This Google account has no Fitbit or Google Health data linked to it.",
        "Sign in to the Fitbit app on your phone with this Google account, then press “Test”.",
    ),
}  # fmt: skip
#: By the error of OAuth 2 (RFC 6749, 5.2): the same.
_OF_OAUTH: Mapping[str, tuple[str, str]] = {
    "invalid_grant": (
        _NOT_ACCEPTED, _PUBLISH,
    ),
    "invalid_client": (
        "Google does not know this client ID with this client secret.",
        "Copy both again from your project's “Clients” page into the settings of this connection.",
    ),
    "unauthorized_client": (
        "Google does not let this client sign people in.",
        "Check that your OAuth client is of the type “Web application”.",
    ),
    "redirect_uri_mismatch": (
        "Google does not know the address that it should send you back to.", _COPY_REDIRECT,
    ),
}  # fmt: skip


class GoogleHealthSettings(BaseModel):
    """The OAuth client of the person's own project, and what is read."""

    client_id: str = Field(
        min_length=1,
        title="Client ID",
        description="From your OAuth client; it ends with .apps.googleusercontent.com.",
    )
    client_secret: Secret = Field(
        title="Client secret",
        description="From the same page; it begins with GOCSPX.",
    )
    trackers_only: bool = Field(
        default=False,
        title="Only from trackers",
        description=(
            "Take only workouts that Fitbit trackers and Pixel Watches recorded. Otherwise also "
            "those that you typed in and that other apps wrote to Google Health."
        ),
    )
    api_url: str = Field(
        default="https://health.googleapis.com/v4",
        title="Address of the API",
        description="Where Google Health is asked.",
        json_schema_extra=_ADVANCED,
    )
    authorize_url: str = Field(
        default="https://accounts.google.com/o/oauth2/v2/auth",
        title="Address for signing in",
        description="Where you are sent when you press “Connect”.",
        json_schema_extra=_ADVANCED,
    )
    token_url: str = Field(
        default="https://oauth2.googleapis.com/token",
        title="Address for tokens",
        description="Where FitGlue fetches its access.",
        json_schema_extra=_ADVANCED,
    )
    revoke_url: str = Field(
        default="https://oauth2.googleapis.com/revoke",
        title="Address for taking access back",
        description="Where FitGlue gives its access back when you delete the connection.",
        json_schema_extra=_ADVANCED,
    )
    exercises_a_page: int = Field(
        default=25,
        ge=1,
        le=25,
        title="Workouts a request",
        description="How many workouts one request lists; Google gives 25 at most.",
        json_schema_extra=_ADVANCED,
    )


ABOUT = About(
    id="google_health",
    kind=PluginKind.SERVICE,
    name="Fitbit (Google Health)",
    summary="Workouts and heart rate of Fitbit trackers and Pixel Watches.",
    description=(
        "Google Health keeps what Fitbit trackers and Pixel Watches measure, since Fitbit's own "
        "interface was switched off in November 2026. You need a Google Cloud project of your own, "
        "which is free; the page says what to click. FitGlue only reads: workouts with their way, "
        "and heart rates for “Fitbit Heart Rate”."
    ),
    settings=GoogleHealthSettings,
    pace=(Window(150, 60),),  # 300 a minute and person, half of that for apps not verified
)


class GoogleHealthService:
    """The Google Health API, version 4."""

    about = ABOUT
    signs_in = True

    def address(self, settings: Any) -> str:
        """Give the address of the API with its version."""
        return settings.api_url

    def headers(self, settings: BaseModel, tokens: Tokens | None) -> Mapping[str, str]:
        """Give the bearer token."""
        del settings
        return {"authorization": f"Bearer {tokens.access.reveal()}"} if tokens else {}

    def oauth(self, settings: Any) -> OAuth:
        """Give Google's way of signing in. A refresh token comes each time only with `consent`."""
        return OAuth(
            authorize_url=settings.authorize_url,
            token_url=settings.token_url,
            revoke_url=settings.revoke_url,
            client_id=settings.client_id.strip(),
            client_secret=settings.client_secret,
            scopes=SCOPES,
            needed=frozenset(SCOPES),
            extra={"access_type": "offline", "prompt": "consent"},
        )

    def who(self, connection: Connection) -> Who:
        """Ask for the account's number; Google Health has no names."""
        told = connection.json("users/me/identity", {})
        number = told.get("healthUserId") if isinstance(told, dict) else None
        if not isinstance(number, str) or not number:
            raise Transient(f"{_NAME} answered with something that FitGlue does not understand.")
        return Who(number, f"Google Health account …{number[-4:]}")

    def judged(self, reply: Reply) -> Delivery | None:
        """Understand an answer of the API, or of the address for tokens."""
        if reply.status < HTTPStatus.BAD_REQUEST:
            return None
        error = _error(reply)
        if known := _known(error):
            return NeedsUser(*known)
        return _by_status(reply, error)

    def heard(self, reply: Reply) -> Heard:
        """Google tells nothing of its quotas but how long to wait."""
        is_busy = reply.status == HTTPStatus.TOO_MANY_REQUESTS
        return Heard(quiet_s=retry_after_s(reply) or _QUOTA_S) if is_busy else Heard()


def _error(reply: Reply) -> Any:
    try:
        told = msgspec.json.decode(reply.body)
    except msgspec.DecodeError:  # a proxy's page: the status says enough
        return None
    return told.get("error") if isinstance(told, dict) else None


def _known(error: Any) -> tuple[str, str] | None:
    if isinstance(error, str):
        return _OF_OAUTH.get(error)
    return next((_NEEDS[reason] for reason in _reasons(error) if reason in _NEEDS), None)


def _reasons(error: Any) -> list[str]:
    details = error.get("details") if isinstance(error, dict) else None
    rows = details if isinstance(details, list) else []
    told = [row.get("reason") for row in rows if isinstance(row, dict)]
    return [reason for reason in told if isinstance(reason, str)]


def _by_status(reply: Reply, error: Any) -> Delivery | None:
    match reply.status:
        case HTTPStatus.UNAUTHORIZED:
            return NeedsUser(f"{_NAME} does not let FitGlue in any more.", _AGAIN)
        case HTTPStatus.FORBIDDEN:
            return NeedsUser(f"{_NAME} does not allow this to your project.", _TICK_ALL)
        case HTTPStatus.TOO_MANY_REQUESTS:
            after_s = retry_after_s(reply) or _QUOTA_S
            return Transient(f"{_NAME} was asked too often.", retry_after_s=after_s)
        case HTTPStatus.GONE:
            return NeedsUser(
                "This address is switched off, as Fitbit's own has been since 2 November 2026.",
                "Set the address of the API back to https://health.googleapis.com/v4.",
            )
        case HTTPStatus.BAD_REQUEST:
            told = ", ".join(_reasons(error))[:80]
            return Refused(f"{_NAME} did not understand FitGlue{f' ({told})' if told else ''}.",
                           "Update FitGlue; if that does not help, please report it.")  # fmt: skip
    return judged_by_status(_NAME, reply)


plugin = GoogleHealthService()
