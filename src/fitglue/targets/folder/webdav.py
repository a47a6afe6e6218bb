"""WebDAV or Nextcloud: a file per activity on a server of one's own, or a storage box.

RFC 4918 for folders, RFC 9110 (13.1) for `If-None-Match` and `If-Match`.
"""

import re
from http import HTTPMethod, HTTPStatus
from itertools import accumulate
from urllib.parse import quote

from pydantic import BaseModel

from fitglue.domain.asking import Ask, Connection, Reply
from fitglue.domain.errors import Gone, Refused
from fitglue.targets.folder.elsewhere import Changed, FilesElsewhere, Kept, about_files

ABOUT = about_files(
    "webdav",
    name="WebDAV or Nextcloud",
    where="to a WebDAV server, such as Nextcloud",
)
_NO_FOLDER = {HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND}
_NEXTCLOUD = re.compile(r"(https?://.+)/remote\.php/(?:dav/files/[^/]+|webdav)(/.*)?")


class _Address(BaseModel):
    """What this needs of the service's settings."""

    address: str


class WebDav:
    """Files of a WebDAV server, below the address of the connection."""

    about = ABOUT

    def look(self, path: str, connection: Connection) -> Kept | None:
        """Get the file."""
        try:
            reply = connection.ask(Ask(path=quote(path)))
        except Gone:
            return None
        if reply.status in _NO_FOLDER:
            return None
        return Kept(reply.body, reply.headers.get("etag", ""))

    def write(self, path: str, content: bytes, over: Kept | None, connection: Connection) -> None:
        """Put the file, and the folders above it when they are missing."""
        reply = self._put(path, content, over, connection)
        if reply.status in _NO_FOLDER:
            _make_folders(path, connection)
            reply = self._put(path, content, over, connection)
        if reply.status == HTTPStatus.PRECONDITION_FAILED:
            raise Changed(ABOUT.name)
        if reply.status in _NO_FOLDER:
            raise Refused(
                "A folder cannot be made there, for a file of its name is in the way.",
                "Choose another subfolder in the pipeline, then press “Send again”.",
            )

    def remove(self, path: str, connection: Connection) -> None:
        """Delete the file."""
        try:
            connection.ask(Ask(path=quote(path), method=HTTPMethod.DELETE))
        except Gone:
            return

    def link(self, path: str, connection: Connection) -> str:
        """Give the folder's page in Nextcloud; elsewhere the file's own address."""
        told = _Address.model_validate(connection.settings, from_attributes=True)
        address = told.address.rstrip("/")
        cloud = _NEXTCLOUD.fullmatch(address)
        if cloud is None:
            return f"{address}/{quote(path)}"
        folder = f"{cloud[2] or ''}/{quote(path.rpartition('/')[0])}".rstrip("/") or "/"
        return f"{cloud[1]}/index.php/apps/files/?dir={folder}"

    def _put(self, path: str, content: bytes, over: Kept | None, connection: Connection) -> Reply:
        ask = Ask(
            path=quote(path),
            method=HTTPMethod.PUT,
            headers={"content-type": "application/octet-stream", **_condition(over)},
            body=content,
        )
        return connection.ask(ask)


def _condition(over: Kept | None) -> dict[str, str]:
    if over is None:
        return {"if-none-match": "*"}
    is_weak = over.version.startswith("W/")  # good for no comparison of this kind
    return {"if-match": over.version} if over.version and not is_weak else {}


def _make_folders(path: str, connection: Connection) -> None:
    """Make every folder above a file, from the top; 405 says that one is there."""
    *folders, _ = path.split("/")
    for folder in accumulate(folders, "{}/{}".format):
        connection.ask(Ask(path=f"{quote(folder)}/", method="MKCOL", repeatable=True))


plugin = FilesElsewhere(WebDav())
