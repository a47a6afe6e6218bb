"""Blobs in an object store that speaks S3: Amazon's, or MinIO, Garage, Ceph, R2.

Keys and the region come from the environment variables that every S3 program reads
(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION), or from the machine's role.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TypeVar

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from fitglue.domain.errors import Misconfigured
from fitglue.store.blobs import checked, key_of, lost

Answer = TypeVar("Answer")
_PATIENCE = timedelta(seconds=20)  # of one request with its retries, for a person may be waiting


def open_bucket(place: str, endpoint: str = "") -> "ObjectBlobs":
    """Open `s3://bucket/prefix`, at an endpoint of one's own if given. Asks nothing yet.

    Raises Misconfigured when the address or the environment makes no sense.
    """
    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    if not bucket:
        raise Misconfigured("FITGLUE_BLOBS names no bucket.", "Give it s3://bucket/prefix.")
    try:
        store = S3Store(
            bucket,
            prefix=prefix.strip("/") or None,
            config={"endpoint": endpoint} if endpoint else None,
            # An address without TLS is the operator's own network, and said in so many letters.
            client_options={"allow_http": endpoint.startswith("http://")},
            retry_config={
                "max_retries": 4,
                "retry_timeout": _PATIENCE,
                "backoff": {"max_backoff": timedelta(seconds=1)},
            },
        )
    except BaseError as problem:
        raise Misconfigured(
            f"The object store {place} cannot be used as it is set.",
            "Check FITGLUE_BLOBS, FITGLUE_BLOBS_ENDPOINT and the AWS_ variables.",
        ) from problem
    return ObjectBlobs(store, place)


class ObjectBlobs:
    """Blobs as objects, named as the files of a folder would be."""

    def __init__(self, store: S3Store, place: str) -> None:
        self._store = store
        self._place = place

    def put(self, content: bytes) -> str:
        """Put one object; the store takes it whole or not at all."""
        key = key_of(content)
        self._ask(lambda: obstore.put(self._store, _path(key), content, use_multipart=False))
        return key

    def get(self, key: str) -> bytes:
        """Fetch an object and hold it against its name."""
        try:
            content = self._ask(lambda: bytes(obstore.get(self._store, _path(key)).bytes()))
        except FileNotFoundError as problem:
            raise lost(key) from problem
        return checked(key, content)

    def has(self, key: str) -> bool:
        """Ask for the object's head."""
        try:
            self._ask(lambda: obstore.head(self._store, _path(key)))
        except FileNotFoundError:
            return False
        return True

    def keys(self) -> Iterator[str]:
        """List the bucket, a thousand at a time."""
        pages = iter(obstore.list(self._store, chunk_size=1000))
        while page := self._ask(lambda: next(pages, None)):
            yield from (one["path"].rpartition("/")[2] for one in page)

    def sizes(self) -> Iterator[tuple[str, int]]:
        """List the bucket, a thousand at a time."""
        pages = iter(obstore.list(self._store, chunk_size=1000))
        while page := self._ask(lambda: next(pages, None)):
            yield from ((one["path"].rpartition("/")[2], one["size"]) for one in page)

    def delete_old(self, key: str, before: float) -> bool:  # noqa: ARG002 - the others' signature
        """Leave it: a bucket cannot take an object aside while it looks again."""
        return False

    def delete(self, key: str) -> None:
        """Take the object away."""
        try:
            self._ask(lambda: obstore.delete(self._store, _path(key)))
        except FileNotFoundError:
            return  # somebody was faster

    def _ask(self, question: Callable[[], Answer]) -> Answer:
        try:
            return question()
        except FileNotFoundError:
            raise
        except (PermissionDeniedError, UnauthenticatedError) as problem:
            raise Misconfigured(
                f"The object store {self._place} does not let FitGlue in.",
                "Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and what they may do.",
            ) from problem
        except BaseError as problem:
            raise Misconfigured(
                f"The object store {self._place} does not answer as it should.",
                "Check that it runs, FITGLUE_BLOBS_ENDPOINT and AWS_REGION; then try again.",
            ) from problem


def _path(key: str) -> str:
    return f"{key[:2]}/{key}"
