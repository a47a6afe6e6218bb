"""What a store answers, and what people are told of it."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from fitglue.domain.asking import Reply
from fitglue.domain.errors import Delivery, Gone, NeedsUser, Transient
from fitglue.domain.s3 import Bucket, signed
from fitglue.domain.secret import Secret
from fitglue.services.s3 import plugin as s3
from fitglue.testing.object_store import ACCESS_KEY, REGION, SECRET_KEY
from fitglue.testing.services import connected
from fitglue.testing.services.s3 import BUCKET, S3Store
from fitglue.testing.web_site import served


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[S3Store, str]]:
    site = S3Store()
    with served(site) as url:
        yield site, url


def settings(url: str, **changes: Any) -> dict[str, Any]:
    usual = {
        "endpoint": url, "region": REGION, "bucket": BUCKET, "access_key": ACCESS_KEY,
        "secret_key": SECRET_KEY,
    }  # fmt: skip
    return {**usual, **changes}


def test_listing_shows_that_the_keys_are_right_and_the_bucket_is_there(
    server: tuple[S3Store, str],
) -> None:
    who = s3.who(connected(s3, settings(server[1])))
    assert (who.id, who.name) == (f"{server[1]}/{BUCKET}", BUCKET)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"secret_key": "wrong"}, "secret key does not belong"),
        ({"bucket": "another"}, "no bucket of this name"),
        ({"endpoint": "{}/elsewhere"}, "no bucket of this name"),
    ],
)
def test_what_was_typed_wrongly_is_said(
    server: tuple[S3Store, str], changes: dict[str, str], sentence: str
) -> None:
    typed = {name: value.format(server[1]) for name, value in changes.items()}
    with pytest.raises(NeedsUser, match=sentence) as caught:
        s3.who(connected(s3, settings(server[1], **typed)))
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("status", "code", "kind", "sentence"),
    [
        (403, "InvalidAccessKeyId", NeedsUser, "does not know this access key"),
        (403, "AccessDenied", NeedsUser, "may not do this"),
        (400, "AuthorizationHeaderMalformed", NeedsUser, "another region"),
        (301, "PermanentRedirect", NeedsUser, "another region"),
        (403, "RequestTimeTooSkewed", NeedsUser, "clock"),
        (507, "QuotaExceeded", NeedsUser, "no room"),
        (503, "SlowDown", Transient, "busy"),
        (500, "InternalError", Transient, "busy"),
        (404, "NoSuchKey", Gone, "does not have it"),
        (403, "", NeedsUser, "may not do this"),
        (502, "", Transient, "out of order"),
    ],
)
def test_every_answer_means_something(status: int, code: str, kind: type, sentence: str) -> None:
    body = f"<Error><Code>{code}</Code></Error>".encode() if code else b""
    problem = s3.judged(Reply(status=status, body=body))
    assert isinstance(problem, Delivery)
    assert isinstance(problem, kind)
    assert sentence in problem.sentence
    assert problem.next_step


@pytest.mark.parametrize("status", [200, 204, 409, 412, 501])
def test_what_a_target_wants_to_know_is_no_error(status: int) -> None:
    assert s3.judged(Reply(status=status)) is None


def test_amazons_own_example_is_signed_as_amazon_signs_it() -> None:
    """Hold a signature against one that was worked out from the algorithm's description by hand."""
    bucket = Bucket(
        endpoint="https://s3.amazonaws.com:443", region="us-east-1", bucket="examplebucket",
        access_key="AKIAIOSFODNN7EXAMPLE",
        secret_key=Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    )  # fmt: skip
    now = datetime(2013, 5, 24, tzinfo=UTC)
    told = signed(bucket, "GET", "examplebucket/test%24file.text", b"", now)
    empty = hashlib.sha256(b"").hexdigest()
    canonical = (
        "GET\n/examplebucket/test%24file.text\n\nhost:s3.amazonaws.com\n"
        f"x-amz-content-sha256:{empty}\nx-amz-date:20130524T000000Z\n\n"
        f"host;x-amz-content-sha256;x-amz-date\n{empty}"
    )
    to_sign = (
        "AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n"
        + hashlib.sha256(canonical.encode()).hexdigest()
    )
    key = b"AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    for part in ("20130524", "us-east-1", "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    right = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    assert told["authorization"].endswith(f"Signature={right}")
