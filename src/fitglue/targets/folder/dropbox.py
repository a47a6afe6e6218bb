"""Dropbox: a file per activity, in the folder that Dropbox keeps for FitGlue alone.

https://www.dropbox.com/developers/documentation/http/documentation: upload, download and delete_v2.
"""

import json
from http import HTTPMethod, HTTPStatus
from typing import Any
from urllib.parse import quote

import msgspec
from pydantic import BaseModel

from fitglue.domain.asking import Ask, Connection, Reply
from fitglue.targets.folder.elsewhere import Changed, FilesElsewhere, Kept, about_files

ABOUT = about_files("dropbox", name="Dropbox", where="into FitGlue's folder in Dropbox")
_ARGUMENT, _RESULT = "dropbox-api-arg", "dropbox-api-result"


class _Addresses(BaseModel):
    """What this needs of the service's settings."""

    content_url: str
    app_name: str


class Dropbox:
    """Files of an app's own folder."""

    about = ABOUT

    def look(self, path: str, connection: Connection) -> Kept | None:
        """Download the file."""
        reply = _transfer(connection, "download", {"path": f"/{path}"}, b"")
        if reply.status == HTTPStatus.CONFLICT:
            return None
        return Kept(reply.body, _revision(reply))

    def write(self, path: str, content: bytes, over: Kept | None, connection: Connection) -> None:
        """Upload the file: as a new one, or as the next version of the one that is there."""
        mode: Any = {".tag": "update", "update": over.version} if over else "add"
        told = {"path": f"/{path}", "mode": mode, "autorename": False, "mute": True}
        reply = _transfer(connection, "upload", told, content)
        if reply.status == HTTPStatus.CONFLICT:
            raise Changed(ABOUT.name)
        reply.json()  # half an answer is no answer

    def remove(self, path: str, connection: Connection) -> None:
        """Delete the file; Dropbox keeps it for a while."""
        connection.ask(
            Ask(
                path="2/files/delete_v2",
                method=HTTPMethod.POST,
                json={"path": f"/{path}"},
                repeatable=True,
            )
        )

    def link(self, path: str, connection: Connection) -> str:
        """Give the file's page."""
        app = quote(_addresses(connection).app_name)
        return f"https://www.dropbox.com/home/Apps/{app}/{quote(path)}"


def _transfer(connection: Connection, what: str, told: dict[str, Any], content: bytes) -> Reply:
    """Send or fetch a file. What it is about stands in a header, in ASCII."""
    return connection.ask(
        Ask(
            address=_addresses(connection).content_url,
            path=f"2/files/{what}",
            method=HTTPMethod.POST,
            headers={_ARGUMENT: json.dumps(told), "content-type": "application/octet-stream"},
            body=content,
            repeatable=True,  # the same over the same leaves one
        )
    )


def _revision(reply: Reply) -> str:
    try:
        return str(msgspec.json.decode(reply.headers.get(_RESULT, ""))["rev"])
    except (msgspec.DecodeError, KeyError, TypeError) as problem:
        raise reply.garbled() from problem


def _addresses(connection: Connection) -> _Addresses:
    return _Addresses.model_validate(connection.settings, from_attributes=True)


plugin = FilesElsewhere(Dropbox())
