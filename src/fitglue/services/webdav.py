"""WebDAV: files on a server of one's own, such as Nextcloud, ownCloud or a storage box.

RFC 4918; Basic authentication by RFC 7617. Status 423 is a lock, 507 a full disk.
"""

from base64 import b64encode
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from pydantic import BaseModel, Field

from fitglue.domain.asking import Ask, Connection, Reply, Who, judged_by_status, retry_after_s
from fitglue.domain.errors import Delivery, NeedsUser, Refused, Transient
from fitglue.domain.oauth import OAuth, Tokens
from fitglue.domain.pace import Heard
from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.secret import Secret

_QUESTION = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>'
#: What a target wants to know of: 405 is a folder that is there, 412 a file, 409 no folder.
_ANSWERS = {
    HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.PRECONDITION_FAILED, HTTPStatus.CONFLICT,
}  # fmt: skip


class WebDavSettings(BaseModel):
    """Where the server is, and who may write there."""

    address: str = Field(
        title="Address",
        description=(
            "The WebDAV address of your files, or of a folder in them. In Nextcloud: Files, Files "
            "settings, WebDAV."
        ),
        pattern=r"^https?://[^\s?#]+$",
    )
    user: str = Field(
        title="User", description="The name that you sign in with.", pattern="^[^:]+$"
    )
    password: Secret = Field(
        title="Password",
        description="An app password, made for FitGlue alone; not the one that you sign in with.",
    )


ABOUT = About(
    id="webdav",
    kind=PluginKind.SERVICE,
    name="WebDAV or Nextcloud",
    summary="Keeps files on a server of your own.",
    description=(
        "Nextcloud, ownCloud, storage boxes and many home servers speak WebDAV. FitGlue signs in "
        "with an app password that you can take back there at any time."
    ),
    settings=WebDavSettings,
)


class WebDav:
    """A server, as one of its users."""

    about = ABOUT
    signs_in = False

    def address(self, settings: BaseModel) -> str:
        """Give what was typed."""
        return _of(settings).address

    def headers(self, settings: BaseModel, tokens: Tokens | None) -> Mapping[str, str]:
        """Give name and password."""
        del tokens
        told = _of(settings)
        words = b64encode(f"{told.user}:{told.password.reveal()}".encode()).decode()
        return {"authorization": f"Basic {words}", "accept": "*/*"}

    def oauth(self, settings: BaseModel) -> OAuth | None:
        """Give none: a password is enough."""
        del settings

    def who(self, connection: Connection) -> Who:
        """Ask for the folder itself: it has to be one, and to speak WebDAV."""
        settings = _of(connection.settings)
        reply = connection.ask(
            Ask(
                path="",
                method="PROPFIND",
                headers={"depth": "0", "content-type": "application/xml"},
                body=_QUESTION,
                repeatable=True,
            )
        )
        if reply.status != HTTPStatus.MULTI_STATUS:
            raise NeedsUser(
                "There is no WebDAV at this address.",
                "Copy the WebDAV address of your files once more; it is not the page's.",
            )
        host = urlsplit(settings.address).hostname or ""
        return Who(f"{settings.user}@{host}", f"{settings.user} at {host}")

    def judged(self, reply: Reply) -> Delivery | None:
        """Say what an answer means."""
        match reply.status:
            case HTTPStatus.UNAUTHORIZED:
                return NeedsUser(
                    "The WebDAV server does not know this user or password.",
                    "Make a new app password there, then press “Connect again”.",
                )
            case HTTPStatus.FORBIDDEN:
                return NeedsUser(
                    "The WebDAV server does not let this user write there.",
                    "Let the user write into that folder, then press “Try again”.",
                )
            case HTTPStatus.LOCKED:
                return Transient("The file is locked at the WebDAV server.", retry_after_s=60.0)
            case HTTPStatus.INSUFFICIENT_STORAGE:
                return NeedsUser(
                    "There is no room left at the WebDAV server.",
                    "Make room there, then press “Try again”.",
                )
            case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                return Refused("The WebDAV server takes no file of this size.")
        return None if reply.status in _ANSWERS else judged_by_status(ABOUT.name, reply)

    def heard(self, reply: Reply) -> Heard:
        """Hear how long to be quiet."""
        is_busy = reply.status in {
            HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE,
        }  # fmt: skip
        return Heard(quiet_s=(retry_after_s(reply) or 0.0) if is_busy else 0.0)


def _of(settings: BaseModel) -> WebDavSettings:
    assert isinstance(settings, WebDavSettings)  # noqa: S101 - the contract says so
    return settings


plugin = WebDav()
