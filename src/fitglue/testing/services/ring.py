"""A small service that people record at, upload to and download from: one of a ring of such.

It keeps FIT files with a name. What it remembers of an upload differs among services, and so it
does here: the name that a program gave it (as Intervals.icu does), or nothing but when it was (as
Hevy does); a file of the same moment again makes another one, or is known again (as at Strava).
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from fitglue.testing.services.faults import Faults, Receive, Scope, Send

#: How far apart the beginnings and lengths of one workout may be where it is known again.
_ALIKE_S = 5.0


@dataclass(frozen=True, slots=True)
class Held:
    """An activity that is there; `changed` counts its changes."""

    id: str
    name: str
    start: str
    elapsed_s: float
    external_id: str = ""
    changed: int = 0
    file: bytes = field(default=b"", repr=False)


def _nothing() -> None:
    return None


@dataclass
class RingSite:
    """What one service has. `on_taken` is called behind each upload, before it is answered."""

    keeps_names: bool = True
    knows_again: bool = False
    held: dict[str, Held] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    on_taken: Callable[[], None] = _nothing

    def take(self, told: dict[str, str], file: bytes) -> Held:
        """Keep an upload, as somebody's phone sends it, or a program."""
        key = str(len(self.held) + 1)
        one = Held(key, told["name"], told["start"], float(told["elapsed_s"]), file=file)
        if self.knows_again:
            for other in self.held.values():
                if _is_alike(one, other):
                    return other
        name = told.get("external_id", "") if self.keeps_names else ""
        self.held[key] = replace(one, external_id=name)
        return self.held[key]

    def edit(self, key: str, **changes: Any) -> Held:
        """Change something of an activity."""
        before = self.held[key]
        self.held[key] = replace(before, changed=before.changed + 1, **changes)
        return self.held[key]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer over HTTP: an ASGI application."""
        await self.faults.around(self._serve, scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        status, answer = self._answer(scope, body)
        if scope["method"] == "POST":
            await asyncio.to_thread(self.on_taken)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": answer})

    def _answer(self, scope: Scope, body: bytes) -> tuple[int, bytes]:
        told = dict(parse_qsl(scope["query_string"].decode()))
        match scope["method"], scope["path"].strip("/").split("/"):
            case "GET", ["who"]:
                return 200, b'{"id": "1", "name": "Kim"}'
            case "GET", ["activities"]:
                listed = [_shown(one) for one in self.held.values()]
                return 200, json.dumps(listed).encode()
            case "GET", ["activities", key] if key in self.held:
                return 200, self.held[key].file
            case "POST", ["activities"]:
                return 201, json.dumps({"id": self.take(told, body).id}).encode()
            case "PUT", ["activities", key] if key in self.held:
                self.edit(key, name=told["name"], file=body)
                return 200, b"{}"
        return 404, b"{}"


def _is_alike(one: Held, other: Held) -> bool:
    starts = [datetime.fromisoformat(each.start) for each in (one, other)]
    apart_s = abs((starts[0] - starts[1]).total_seconds())
    return apart_s <= _ALIKE_S and abs(one.elapsed_s - other.elapsed_s) <= _ALIKE_S


def _shown(one: Held) -> dict[str, Any]:
    told = asdict(one)
    del told["file"]
    return told
