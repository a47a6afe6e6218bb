"""A bucket that speaks as much S3 as a target asks for, with conditional writes.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html. Signatures are
checked by `testing.object_store`, which knows nothing of how FitGlue makes them.
"""

import hashlib
from dataclasses import dataclass, field
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from fitglue.testing.object_store import is_signed
from fitglue.testing.services.faults import Answer, Faults, Receive, Scope, Send

BUCKET = "workouts"


def _too_often() -> Answer:
    return Answer(503, {}, _error("SlowDown"))


@dataclass
class S3Store:
    """Its one bucket's objects by key; without `knows_conditions` it answers them with a 501."""

    objects: dict[str, bytes] = field(default_factory=dict)
    knows_conditions: bool = True
    refuses_with: str = ""  # a code of the store's own
    faults: Faults = field(default_factory=lambda: Faults(busy=_too_often))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer over HTTP."""
        await self.faults.around(self._pages, scope, receive, send)

    async def _pages(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        await self._answer(request, await request.body())(scope, receive, send)

    def _answer(self, request: Request, body: bytes) -> Response:
        raw, query = request.scope["raw_path"].decode(), request.scope["query_string"].decode()
        headers = dict(request.headers)
        is_whole = headers.get("x-amz-content-sha256") == hashlib.sha256(body).hexdigest()
        if not is_signed(request.method, f"{raw}?{query}" if query else raw, headers):
            return Response(_error("SignatureDoesNotMatch"), status_code=403)
        if self.refuses_with or not is_whole:
            return Response(_error(self.refuses_with or "BadDigest"), status_code=400)
        bucket, _, key = unquote(raw).strip("/").partition("/")
        if bucket != BUCKET:
            return Response(_error("NoSuchBucket"), status_code=404)
        if request.method == "PUT":
            return self._put(key, body, request)
        if request.method == "DELETE":
            self.objects.pop(key, None)
            return Response(status_code=204)
        return self._get(key)

    def _get(self, key: str) -> Response:
        if not key:
            return Response("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")
        content = self.objects.get(key)
        if content is None:
            return Response(_error("NoSuchKey"), status_code=404)
        return Response(content, headers={"etag": _etag(content)})

    def _put(self, key: str, body: bytes, request: Request) -> Response:
        there = self.objects.get(key)
        is_new, same = (request.headers.get(name) for name in ("if-none-match", "if-match"))
        if (is_new or same) and not self.knows_conditions:
            return Response(_error("NotImplemented"), status_code=501)
        if is_new and there is not None:
            return Response(_error("PreconditionFailed"), status_code=412)
        if same and (there is None or _etag(there) != same):
            return Response(_error("PreconditionFailed"), status_code=412)
        self.objects[key] = body
        return Response(headers={"etag": _etag(body)})


def _etag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def _error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
