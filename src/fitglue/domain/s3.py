"""What S3 wants of a request: whose bucket it is, and a signature of version 4.

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html. Amazon's, and all
that speak as it does: MinIO, Garage, Ceph, R2, B2. A bucket stands in the path, which every one of
them understands.
"""

import hashlib
import hmac
from datetime import datetime
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, Field

from fitglue.domain.secret import Secret

_HASH = "AWS4-HMAC-SHA256"
_SIGNED = "host;x-amz-content-sha256;x-amz-date"


class Bucket(BaseModel):
    """A bucket, and the keys that open it."""

    endpoint: str = Field(
        default="https://s3.eu-central-1.amazonaws.com",
        title="Address",
        description="Where the store answers, without the bucket: the “endpoint” or “S3 API URL”.",
        pattern=r"^https?://[^\s?#]+$",
    )
    region: str = Field(
        default="eu-central-1",
        title="Region",
        description="As the store names it. MinIO says us-east-1, Garage garage, R2 auto.",
        pattern=r"^[A-Za-z0-9-]+$",
    )
    bucket: str = Field(
        title="Bucket",
        description="The name of the bucket. It has to be there already.",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$",
    )
    access_key: str = Field(
        title="Access key", description="The key's id, such as AKIA….", min_length=1
    )
    secret_key: Secret = Field(title="Secret key", description="Shown once when a key is made.")


def object_path(bucket: Bucket, key: str, query: str = "") -> str:
    """Give the path of an object, or of the bucket itself, as it is asked for."""
    path = "/".join(filter(None, (bucket.bucket, quote(key, safe="/~"))))
    return f"{path}?{query}" if query else path


def signed(bucket: Bucket, method: str, path: str, content: bytes, now: datetime) -> dict[str, str]:
    """Give the headers that let a request in; `path` is as `object_path` gives it.

    Headers beside these go unsigned: nobody changes them within TLS.
    """
    path, _, query = path.partition("?")
    digest, stamp = hashlib.sha256(content).hexdigest(), f"{now:%Y%m%dT%H%M%SZ}"
    headers = {
        "host": _host(bucket.endpoint), "x-amz-content-sha256": digest, "x-amz-date": stamp,
    }  # fmt: skip
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    whole = f"{urlsplit(bucket.endpoint).path.rstrip('/')}/{path}"
    request = f"{method}\n{whole}\n{query}\n{lines}\n{_SIGNED}\n{digest}"
    scope = f"{stamp[:8]}/{bucket.region}/s3/aws4_request"
    text = f"{_HASH}\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.digest(_key(bucket.secret_key, scope), text.encode(), "sha256").hex()
    credential = f"Credential={bucket.access_key}/{scope}"
    told = f"{_HASH} {credential}, SignedHeaders={_SIGNED}, Signature={signature}"
    return {**headers, "authorization": told}


def _host(endpoint: str) -> str:
    """Give the host as a request names it: without the port that its scheme has anyway."""
    parts = urlsplit(endpoint)
    usual = {"http": ":80", "https": ":443"}[parts.scheme]
    return parts.netloc.lower().removesuffix(usual)


def _key(secret: Secret, scope: str) -> bytes:
    key = f"AWS4{secret.reveal()}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
