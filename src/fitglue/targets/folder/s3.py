"""S3: a file per activity in a bucket, Amazon's or one's own.

Conditional writes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html.
"""

from datetime import UTC, datetime
from http import HTTPMethod, HTTPStatus
from typing import TYPE_CHECKING

from fitglue.domain.asking import Ask, Connection, Reply
from fitglue.domain.errors import Gone
from fitglue.domain.s3 import Bucket, object_path, signed
from fitglue.targets.folder.elsewhere import Changed, FilesElsewhere, Kept, about_files

if TYPE_CHECKING:
    from collections.abc import Mapping

ABOUT = about_files("s3", name="S3", where="into a bucket that speaks S3")
_RACED = {HTTPStatus.PRECONDITION_FAILED, HTTPStatus.CONFLICT}


class S3:
    """Objects of a bucket."""

    about = ABOUT

    def look(self, path: str, connection: Connection) -> Kept | None:
        """Get the object."""
        try:
            reply = _asked(connection, HTTPMethod.GET, path)
        except Gone:
            return None
        return Kept(reply.body, reply.headers.get("etag", ""))

    def write(self, path: str, content: bytes, over: Kept | None, connection: Connection) -> None:
        """Put the object; a store that knows no conditions has been looked at before."""
        condition = {"if-none-match": "*"} if over is None else {"if-match": over.version}
        reply = _asked(connection, HTTPMethod.PUT, path, content, condition)
        if reply.status == HTTPStatus.NOT_IMPLEMENTED:
            reply = _asked(connection, HTTPMethod.PUT, path, content)
        if reply.status in _RACED:
            raise Changed(ABOUT.name)

    def remove(self, path: str, connection: Connection) -> None:
        """Delete the object."""
        try:
            _asked(connection, HTTPMethod.DELETE, path)
        except Gone:
            return

    def link(self, path: str, connection: Connection) -> str:
        """Name the object as programs do: what opens it needs the keys."""
        return f"s3://{_bucket(connection).bucket}/{path}"


def _asked(
    connection: Connection,
    method: HTTPMethod,
    key: str,
    content: bytes | None = None,
    condition: "Mapping[str, str] | None" = None,
) -> Reply:
    bucket = _bucket(connection)
    path = object_path(bucket, key)
    headers = signed(bucket, method.value, path, content or b"", datetime.now(UTC))
    return connection.ask(
        Ask(path=path, method=method, headers={**headers, **(condition or {})}, body=content)
    )


def _bucket(connection: Connection) -> Bucket:
    return Bucket.model_validate(connection.settings, from_attributes=True)


plugin = FilesElsewhere(S3())
