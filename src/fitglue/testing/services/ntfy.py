"""A small ntfy server: topics that take messages, and say who may not.

Messages come as the body of `POST /{topic}` with headers, or as JSON at `POST /`:
https://docs.ntfy.sh/publish/. Errors are JSON with a code of ntfy's own and a sentence:
https://github.com/binwiederhier/ntfy/blob/main/server/errors.go
"""

import json
from dataclasses import dataclass, field
from typing import Any

from fitglue.testing.services.faults import Answer, Faults, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as its readers see it."""

    topic: str
    title: str
    text: str


def _too_many() -> Answer:
    told = {"code": 42901, "http": 429, "error": "limit reached: too many requests"}
    return Answer(429, {"content-type": "application/json"}, json.dumps(told).encode())


@dataclass
class Ntfy:
    """The server, as an ASGI application. `token`, where there is one, is asked of everybody.

    `moved_to` sends everybody on to elsewhere.
    """

    token: str = ""
    moved_to: str = ""
    posted: list[Posted] = field(default_factory=list)
    faults: Faults = field(default_factory=lambda: Faults(busy=_too_many))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request."""
        await self.faults.around(self._pages, scope, receive, send)

    async def _pages(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body, headers = await _body(receive), _headers(scope)
        if self.moved_to:
            await _answer(send, 307, {}, [(b"location", self.moved_to.encode())])
        elif self.token and headers.get("authorization") != f"Bearer {self.token}":
            await _answer(send, 403, {"code": 40301, "http": 403, "error": "forbidden"})
        else:
            posted = _read(scope["path"].strip("/"), headers, body)
            self.posted.append(posted)
            await _answer(send, 200, {"id": f"m{len(self.posted)}", "topic": posted.topic})


def _read(topic: str, headers: dict[str, str], body: bytes) -> Posted:
    if topic:
        return Posted(topic, headers.get("title", ""), body.decode())
    told = json.loads(body)
    return Posted(told["topic"], told.get("title", ""), told.get("message", ""))


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in scope["headers"]}


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


async def _answer(
    send: Send, status: int, told: dict[str, Any], headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    kind = (b"content-type", b"application/json")
    start = {"type": "http.response.start", "status": status, "headers": [kind, *(headers or [])]}
    await send(start)
    await send({"type": "http.response.body", "body": json.dumps(told).encode()})
