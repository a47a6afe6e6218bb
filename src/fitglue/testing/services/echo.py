"""A service that repeats what it was sent: in its words, its headers, its ids and its names.

It stands before a stand-in. While it has a `status` it answers everything itself, and says in each
field that services have for words what let the request in.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from fitglue.testing.services.faults import App, Message, Receive, Scope, Send

_SAID = ("api-key", "authorization", "cookie", "x-amz-date")
_LONGEST = 4_000
#: Where people sign in: those pages answer as ever.
_FOR_PEOPLE = ("/oauth/authorize", "/o/oauth2/v2/auth")


@dataclass
class Echo:
    """What stands before `app`; without a `status` it only repeats in a header."""

    app: App
    status: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer over HTTP."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        words = " ".join(filter(None, [*(headers.get(name, "") for name in _SAID), _pair(headers)]))
        if self.status and scope["path"] not in _FOR_PEOPLE:
            body = await _whole(receive)
            told = f"{words} {unquote_plus(body[:_LONGEST].decode('latin-1'))}"
            await _repeat(self.status, told, send)
            return

        async def repeating(message: Message) -> None:
            if message["type"] == "http.response.start":
                more = (b"x-echo", _in_a_header(words))
                message = {**message, "headers": [*message.get("headers", ()), more]}
            await send(message)

        await self.app(scope, receive, repeating)


def _pair(headers: Mapping[str, str]) -> str:
    """Read a name and a password as a service does (RFC 7617)."""
    scheme, _, words = headers.get("authorization", "").partition(" ")
    try:
        return base64.b64decode(words).decode() if scheme == "Basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        return ""


async def _whole(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


def _in_a_header(words: str) -> bytes:
    return "".join(one for one in words[:_LONGEST] if " " <= one <= "~").strip().encode()


async def _repeat(status: int, words: str, send: Send) -> None:
    fields = ("error", "error_description", "message", "id", "activity_id", "name", "title")
    told = dict.fromkeys(fields, words) | {
        "status": words, "errors": [{"resource": words, "field": words, "code": words}],
        "data": {"id": words, "name": words}, "activities": [{"id": words}],
    }  # fmt: skip
    headers = [(b"content-type", b"application/json"), (b"x-echo", _in_a_header(words))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(told).encode()})
