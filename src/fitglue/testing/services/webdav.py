"""A WebDAV server: files in folders, in memory, as RFC 4918 and RFC 9110 (13.1) describe them.

Folders have to be made before files are put into them (409 otherwise, 405 for one that is there),
`If-None-Match: *` and `If-Match` are kept (412), passwords are asked for.
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from fitglue.testing.services.faults import Answer, Faults, Receive, Scope, Send

USER, PASSWORD = "kim", "an app password of tests"
ROOT = "/remote.php/dav/files/kim"


def _too_often() -> Answer:
    return Answer(429, {"retry-after": "1"})


@dataclass
class WebDavServer:
    """What it holds by path below its root; with `is_full` nothing more, `locked` are paths."""

    password: str = PASSWORD
    files: dict[str, bytes] = field(default_factory=dict)
    folders: set[str] = field(default_factory=lambda: {""})
    locked: set[str] = field(default_factory=set)
    is_full: bool = False
    is_read_only: bool = False
    has_versions: bool = True
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
        if not self._is_let_in(request):
            return Response(status_code=401, headers={"www-authenticate": 'Basic realm="files"'})
        raw = unquote(request.scope["raw_path"].decode())
        if not raw.startswith(ROOT):
            return Response(status_code=405)
        path = raw.removeprefix(ROOT).strip("/")
        if path in self.locked and request.method != "GET":
            return Response(status_code=423)
        answers = {
            "PROPFIND": self._properties, "MKCOL": self._make_folder, "DELETE": self._delete,
        }  # fmt: skip
        if request.method == "PUT":
            return self._put(path, body, request)
        return answers.get(request.method, self._get)(path)

    def _is_let_in(self, request: Request) -> bool:
        words = b64encode(f"{USER}:{self.password}".encode()).decode()
        return request.headers.get("authorization") == f"Basic {words}"

    def _get(self, path: str) -> Response:
        content = self.files.get(path)
        if content is None:
            return Response(status_code=404)
        return Response(content, headers=self._version(content))

    def _delete(self, path: str) -> Response:
        return Response(status_code=204 if self.files.pop(path, None) else 404)

    def _properties(self, path: str) -> Response:
        if path not in self.folders:
            return Response(status_code=404)
        kind = "<d:resourcetype><d:collection/></d:resourcetype>"
        found = f"<d:propstat><d:prop>{kind}</d:prop><d:status>HTTP/1.1 200 OK</d:status>"
        one = f"<d:response><d:href>{ROOT}/{path}</d:href>{found}</d:propstat></d:response>"
        text = f'<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">{one}</d:multistatus>'
        return Response(text, status_code=207, media_type="application/xml")

    def _make_folder(self, path: str) -> Response:
        if path in self.folders or path in self.files:
            return Response(status_code=405)
        if path.rpartition("/")[0] not in self.folders:
            return Response(status_code=409)
        self.folders.add(path)
        return Response(status_code=201)

    def _put(self, path: str, body: bytes, request: Request) -> Response:
        there = self.files.get(path)
        if self.is_read_only:
            return Response(status_code=403)
        if path.rpartition("/")[0] not in self.folders:
            return Response(status_code=409)
        if there is not None and request.headers.get("if-none-match") == "*":
            return Response(status_code=412)
        wanted = request.headers.get("if-match")
        if wanted and (there is None or wanted != self._version(there).get("etag")):
            return Response(status_code=412)
        if self.is_full:
            return Response(status_code=507)
        self.files[path] = body
        return Response(status_code=204 if there is not None else 201, headers=self._version(body))

    def _version(self, content: bytes) -> dict[str, str]:
        tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        return {"etag": tag} if self.has_versions else {}
