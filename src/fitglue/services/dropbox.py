"""Dropbox: a folder of FitGlue's own in somebody's Dropbox.

https://www.dropbox.com/developers/documentation/http/documentation, and its description in Stone:
https://github.com/dropbox/dropbox-api-spec. Sign-in: the code grant with PKCE and no client secret,
`token_access_type=offline` for a refresh token; access tokens last four hours.
"""

from collections.abc import Mapping
from http import HTTPMethod, HTTPStatus
from typing import Any

import msgspec
from pydantic import BaseModel, Field

from fitglue.domain.asking import Ask, Connection, Reply, Who, judged_by_status, retry_after_s
from fitglue.domain.errors import Delivery, NeedsUser, Refused, Transient
from fitglue.domain.oauth import OAuth, Tokens
from fitglue.domain.pace import Heard
from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.secret import Secret

_SCOPES = ("account_info.read", "files.content.read", "files.content.write")
_THEN = "then press “Try again”"


class DropboxSettings(BaseModel):
    """The app that a person made at Dropbox, and where Dropbox answers."""

    app_key: str = Field(
        title="App key",
        description="Of your own app, from its page in the App Console.",
        pattern=r"^\w+$",
    )
    app_name: str = Field(
        default="FitGlue",
        title="Name of the app",
        description="Its folder in your Dropbox is Apps/ and this name. Used for links only.",
    )
    api_url: str = Field(
        default="https://api.dropboxapi.com",
        title="Address of the API",
        description="Where Dropbox answers.",
        pattern=r"^https?://[^\s?#]+$",
        json_schema_extra={"advanced": True},
    )
    content_url: str = Field(
        default="https://content.dropboxapi.com",
        title="Address for files",
        description="Where Dropbox takes and gives files.",
        pattern=r"^https?://[^\s?#]+$",
        json_schema_extra={"advanced": True},
    )
    authorize_url: str = Field(
        default="https://www.dropbox.com/oauth2/authorize",
        title="Address for signing in",
        description="Where you let FitGlue in.",
        pattern=r"^https?://[^\s?#]+$",
        json_schema_extra={"advanced": True},
    )


ABOUT = About(
    id="dropbox",
    kind=PluginKind.SERVICE,
    name="Dropbox",
    summary="Keeps files in a folder of FitGlue's own in your Dropbox.",
    description=(
        "You make an app of your own at Dropbox, which takes two minutes and costs nothing. It "
        "sees its own folder and nothing else of your files."
    ),
    settings=DropboxSettings,
)


class Dropbox:
    """Somebody's Dropbox, as far as an app of theirs may see it."""

    about = ABOUT
    signs_in = True

    def address(self, settings: BaseModel) -> str:
        """Give where everything but files is asked."""
        return _of(settings).api_url

    def headers(self, settings: BaseModel, tokens: Tokens | None) -> Mapping[str, str]:
        """Give the access token."""
        del settings
        return {"authorization": f"Bearer {tokens.access.reveal()}"} if tokens else {}

    def oauth(self, settings: BaseModel) -> OAuth | None:
        """Sign in with PKCE: an app on one's own server has no secret to keep."""
        told = _of(settings)
        return OAuth(
            authorize_url=told.authorize_url,
            token_url=f"{told.api_url.rstrip('/')}/oauth2/token",
            client_id=told.app_key,
            client_secret=Secret(),
            scopes=_SCOPES,
            needed=frozenset(_SCOPES),
            extra={"token_access_type": "offline"},
        )

    def who(self, connection: Connection) -> Who:
        """Ask for the account."""
        path = "2/users/get_current_account"
        reply = connection.ask(Ask(path=path, method=HTTPMethod.POST, repeatable=True))
        told = reply.json()
        try:
            return Who(str(told["account_id"]), str(told["name"]["display_name"]))
        except (KeyError, TypeError) as problem:
            raise reply.garbled() from problem

    def judged(self, reply: Reply) -> Delivery | None:
        """Say what an answer means; 409 is what a route has to say itself."""
        match reply.status:
            case HTTPStatus.CONFLICT:
                return _of_route(_summary(reply))
            case HTTPStatus.UNAUTHORIZED:
                return _not_let_in(_summary(reply))
            case HTTPStatus.FORBIDDEN:
                return NeedsUser(
                    "This kind of Dropbox account does not let FitGlue in.",
                    "Ask the admin of your team, then press “Connect again”.",
                )
            case HTTPStatus.TOO_MANY_REQUESTS:
                after_s = retry_after_s(reply) or 15.0
                return Transient("Dropbox was asked too often.", retry_after_s=after_s)
        return judged_by_status(ABOUT.name, reply)

    def heard(self, reply: Reply) -> Heard:
        """Hear how long to be quiet."""
        is_busy = reply.status == HTTPStatus.TOO_MANY_REQUESTS
        return Heard(quiet_s=(retry_after_s(reply) or 15.0) if is_busy else 0.0)


def _summary(reply: Reply) -> str:
    """Read `error_summary`, such as `path/not_found/..`; empty where there is none."""
    try:
        told: Any = msgspec.json.decode(reply.body)
    except msgspec.DecodeError:
        return ""
    return str(told.get("error_summary", "")) if isinstance(told, dict) else ""


def _of_route(summary: str) -> Delivery | None:
    """Understand a 409: nothing there and something there are answers, no errors."""
    if "insufficient_space" in summary:
        return NeedsUser("Your Dropbox is full.", f"Make room there, {_THEN}.")
    if "too_many_write_operations" in summary:
        return Transient("Dropbox was asked too often.", retry_after_s=5.0)
    if "no_write_permission" in summary or "access_restricted" in summary:
        return NeedsUser("Dropbox does not let FitGlue write there.", "Press “Connect again”.")
    if "not_found" in summary or "conflict" in summary:
        return None
    return Refused(f"Dropbox refused it ({summary.strip('/.') or 'without a reason'}).")


def _not_let_in(summary: str) -> NeedsUser:
    if summary.startswith("missing_scope"):
        return NeedsUser(
            "The app at Dropbox may not read and write files.",
            "Tick the permissions on its page that the help names, then press “Connect again”.",
        )
    if summary.startswith("user_suspended"):
        return NeedsUser("Dropbox has suspended this account.", "Ask Dropbox why.")
    return NeedsUser("Dropbox does not let FitGlue in any more.", "Press “Connect again”.")


def _of(settings: BaseModel) -> DropboxSettings:
    assert isinstance(settings, DropboxSettings)  # noqa: S101 - the contract says so
    return settings


plugin = Dropbox()
