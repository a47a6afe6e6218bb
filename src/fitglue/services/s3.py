"""S3: a bucket at Amazon's, or at anything that speaks as it does.

Errors: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus

from pydantic import BaseModel

from fitglue.domain.asking import Ask, Connection, Reply, Who, judged_by_status, retry_after_s
from fitglue.domain.errors import Delivery, Gone, NeedsUser, Transient
from fitglue.domain.oauth import OAuth, Tokens
from fitglue.domain.pace import Heard
from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.s3 import Bucket, object_path, signed

ABOUT = About(
    id="s3",
    kind=PluginKind.SERVICE,
    name="S3",
    summary="Keeps files in a bucket.",
    description=(
        "Amazon S3 and what speaks like it: MinIO, Garage, Ceph, Cloudflare R2, Backblaze B2, "
        "Hetzner and Scaleway. FitGlue needs a key that may list, read, write and delete in one "
        "bucket."
    ),
    settings=Bucket,
)
_CODE = re.compile(rb"<Code>(\w+)</Code>")
_PASSING = {b"SlowDown", b"RequestTimeout", b"InternalError", b"ServiceUnavailable"}
_WRONG: Mapping[bytes, tuple[str, str]] = {
    b"InvalidAccessKeyId": ("The store does not know this access key.", "Make a new key there."),
    b"SignatureDoesNotMatch": (
        "The secret key does not belong to the access key.", "Copy both once more.",
    ),
    b"NoSuchBucket": ("There is no bucket of this name.", "Make it there, or correct its name."),
    b"AuthorizationHeaderMalformed": (
        "The bucket lies in another region.", "Correct the region of this connection.",
    ),
    b"PermanentRedirect": (
        "The bucket lies in another region.", "Correct the address and region of this connection.",
    ),
    b"RequestTimeTooSkewed": (
        "The clock of this server is wrong by a quarter of an hour.", "Set the server's clock.",
    ),
    b"QuotaExceeded": ("There is no room left in the bucket.", "Make room there."),
}  # fmt: skip
#: What a target wants to know of: 409 and 412 say that another was faster, 501 that it knows no
#: conditions.
_ANSWERS = {
    HTTPStatus.PRECONDITION_FAILED, HTTPStatus.CONFLICT, HTTPStatus.NOT_IMPLEMENTED,
}  # fmt: skip


class S3:
    """A bucket; who asks signs each request, for a signature is of what is asked."""

    about = ABOUT
    signs_in = False

    def address(self, settings: BaseModel) -> str:
        """Give the store's address; the bucket is part of paths."""
        return _of(settings).endpoint

    def headers(self, settings: BaseModel, tokens: Tokens | None) -> Mapping[str, str]:
        """Give none: they depend on the request."""
        del settings, tokens
        return {"accept": "*/*"}

    def oauth(self, settings: BaseModel) -> OAuth | None:
        """Give none: keys are enough."""
        del settings

    def who(self, connection: Connection) -> Who:
        """List one object: the keys have to be right, and the bucket there."""
        bucket = _of(connection.settings)
        path = object_path(bucket, "", "list-type=2&max-keys=1")
        headers = signed(bucket, "GET", path, b"", datetime.now(UTC))
        reply = connection.ask(Ask(path=path, headers=headers))
        if b"<ListBucketResult" not in reply.body:
            raise NeedsUser("There is no S3 at this address.", "Correct the address.")
        return Who(f"{bucket.endpoint.rstrip('/')}/{bucket.bucket}", bucket.bucket)

    def judged(self, reply: Reply) -> Delivery | None:
        """Say what an answer means, by the store's own code where it gives one."""
        if reply.status < HTTPStatus.MULTIPLE_CHOICES:
            return None
        found = _CODE.search(reply.body)
        code = found[1] if found else b""
        if code in _WRONG:
            sentence, next_step = _WRONG[code]
            return NeedsUser(sentence, next_step)
        if code in _PASSING:
            return Transient("The store is busy.", retry_after_s=retry_after_s(reply))
        return None if reply.status in _ANSWERS else _by_status(reply)

    def heard(self, reply: Reply) -> Heard:
        """Hear nothing: no store tells its limits."""
        del reply
        return Heard()


def _by_status(reply: Reply) -> Delivery | None:
    if reply.status == HTTPStatus.FORBIDDEN:
        return NeedsUser(
            "The key may not do this in the bucket.",
            "Let it list, read, write and delete there, then press “Try again”.",
        )
    if reply.status == HTTPStatus.NOT_FOUND:
        return Gone("The bucket does not have it.")
    return judged_by_status(ABOUT.name, reply)


def _of(settings: BaseModel) -> Bucket:
    assert isinstance(settings, Bucket)  # noqa: S101 - the contract says so
    return settings


plugin = S3()
