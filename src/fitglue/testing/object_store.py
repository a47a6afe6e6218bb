"""An object store that speaks as much S3 as FitGlue asks for, in this process, for tests.

It checks signatures as Amazon describes them, so that wrong keys are really turned away:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib
import hmac
import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.sax.saxutils import escape

ACCESS_KEY = "fitglue-test"
SECRET_KEY = "a secret key of tests"  # noqa: S105 - opens nothing but this
REGION = "test-1"
_PAGE = 3  # objects listed at once: few, so that tests turn pages


@dataclass(slots=True)
class ObjectStore:
    """What it holds by `bucket/path`; set `broken` and every answer is a 500."""

    endpoint: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    broken: bool = False

    @property
    def environment(self) -> dict[str, str]:
        """Give the variables that let a program in."""
        return {
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": REGION,
        }


@contextmanager
def object_store() -> Generator[ObjectStore]:
    """Run a store on a free port of the loopback; any bucket exists."""
    store = ObjectStore()
    handler = type("Handler", (_Handler,), {"store": store})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    store.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: ObjectStore

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Keep quiet."""

    def _is_let_in(self) -> bool:
        if self.store.broken:
            self._answer(500)
        elif not is_signed(self.command, self.path, dict(self.headers.items())):
            self._answer(403, _error("SignatureDoesNotMatch"))
        else:
            return True
        return False

    def do_PUT(self) -> None:
        """Keep an object."""
        content = self.rfile.read(int(self.headers["content-length"]))
        if self._is_let_in():
            self.store.objects[self._key()] = content
            self._answer(200)

    def do_GET(self) -> None:
        """Give an object, or list a bucket."""
        if not self._is_let_in():
            return
        if "list-type" in self._query():
            self._answer(200, self._listed())
        elif (content := self.store.objects.get(self._key())) is None:
            self._answer(404, _error("NoSuchKey"))
        else:
            self._answer(200, content)

    def do_HEAD(self) -> None:
        """Say whether an object is there."""
        self.do_GET()

    def do_DELETE(self) -> None:
        """Forget an object."""
        if self._is_let_in():
            self.store.objects.pop(self._key(), None)
            self._answer(204)

    def do_POST(self) -> None:
        """Forget several: the one thing a bucket is posted."""
        asked = self.rfile.read(int(self.headers["content-length"])).decode()
        if self._is_let_in():
            names = re.findall("<Key>(.*?)</Key>", asked)
            for name in names:
                self.store.objects.pop(f"{self._key().strip('/')}/{name}", None)
            gone = "".join(f"<Deleted><Key>{escape(name)}</Key></Deleted>" for name in names)
            self._answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).strip("/")

    def _query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.path).query, keep_blank_values=True)

    def _listed(self) -> bytes:
        query, bucket = self._query(), self._key().partition("/")[0]
        prefix = f"{bucket}/{query.get('prefix', [''])[0]}"
        after = query.get("continuation-token", [""])[0]
        names = sorted(name for name in self.store.objects if name.startswith(prefix))
        page = [name for name in names if name > after][:_PAGE]
        more = bool(page) and page[-1] != names[-1]
        shown = "".join(_listed_object(name, bucket, self.store.objects[name]) for name in page)
        token = f"<NextContinuationToken>{page[-1]}</NextContinuationToken>" if more else ""
        flag = str(more).lower()
        return (
            f"<ListBucketResult><IsTruncated>{flag}</IsTruncated>{token}{shown}</ListBucketResult>"
        ).encode()

    def _answer(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.send_header("last-modified", formatdate(usegmt=True))
        self.send_header("etag", f'"{hashlib.sha256(content).hexdigest()}"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _listed_object(name: str, bucket: str, content: bytes) -> str:
    key = escape(name.removeprefix(f"{bucket}/"))
    return (
        f"<Contents><Key>{key}</Key><LastModified>2025-01-01T00:00:00.000Z</LastModified>"
        f"<ETag>&quot;0&quot;</ETag><Size>{len(content)}</Size></Contents>"
    )


def _error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()


def is_signed(method: str, target: str, headers: dict[str, str]) -> bool:
    """Hold a request against its signature; `target` is its path with its query."""
    lower = {name.lower(): value for name, value in headers.items()}
    found = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\S+), SignedHeaders=(\S+), Signature=(\w+)",
        lower.get("authorization", ""),
    )
    if found is None or found[1] != ACCESS_KEY:
        return False
    scope, names, signature = found[2], found[3], found[4]
    parts = urlsplit(target)
    query = "&".join(
        sorted(
            f"{quote(name, safe='')}={quote(value, safe='')}"
            for name, values in parse_qs(parts.query, keep_blank_values=True).items()
            for value in values
        )
    )
    signed = "".join(f"{name}:{lower[name].strip()}\n" for name in names.split(";"))
    request = [method, parts.path, query, signed, names, lower["x-amz-content-sha256"]]
    digest = hashlib.sha256("\n".join(request).encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{lower['x-amz-date']}\n{scope}\n{digest}"
    return hmac.compare_digest(_signature(scope, text), signature)


def _signature(scope: str, text: str) -> str:
    key = f"AWS4{SECRET_KEY}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()
