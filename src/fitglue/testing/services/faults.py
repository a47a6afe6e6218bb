"""Faults of services to order, shared by the stand-ins: by a script, or by seeded shares.

::

    self.faults = Faults(busy=lambda: Answer(429, {"retry-after": "1"}, b"{}"))
    …
    async def __call__(self, scope, receive, send):          # a stand-in is an ASGI application
        await self.faults.around(self._pages, scope, receive, send)

Tests then say what goes wrong, request by request, and from then on by chance::

    site.faults.script += [Fault.BROKEN, Fault.NONE, Fault.LOST]
    site.faults.shares = CHAOS
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Fault(StrEnum):
    """What happens to a request, and whether the service did what it asked."""

    NONE = "all goes well"
    BROKEN = "not done, and a 5xx"
    BROKEN_LATE = "done, and yet a 5xx"
    SILENT = "not done, and dropped without an answer"
    LOST = "done, and dropped without the answer"
    GARBAGE = "done, and answered with something that cannot be read"
    BUSY = "not done, for it was asked too often"


#: What a bad day is like: a quarter 5xx, a tenth without an answer, and a little of everything.
CHAOS: Mapping[Fault, float] = MappingProxyType(
    {
        Fault.BROKEN: 0.20, Fault.BROKEN_LATE: 0.05, Fault.SILENT: 0.05, Fault.LOST: 0.05,
        Fault.GARBAGE: 0.05, Fault.BUSY: 0.05,
    }
)  # fmt: skip

#: Everything is done, and three answers of ten never arrive.
LOST_REPLIES: Mapping[Fault, float] = MappingProxyType({Fault.LOST: 0.30})

_UNDONE = frozenset({Fault.BROKEN, Fault.SILENT, Fault.BUSY})
_DROPPED = frozenset({Fault.SILENT, Fault.LOST})
_OUT_OF_ORDER = (500, 502, 503, 504)
_PAGE = b"<html><head><title>Please stand by</title>\xff\xfe"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it goes over the wire."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A request that came, and what befell it."""

    method: str
    path: str
    fault: Fault


def _asked_too_often() -> Answer:
    return Answer(429, {"content-type": "application/json", "retry-after": "1"}, b"{}")


def _anything(method: str, path: str) -> bool:
    del method, path
    return True


@dataclass
class Faults:
    """What goes wrong at a stand-in.

    `script` is used up first, one word a request; behind it the `shares` decide, from a `seed`.
    Only requests that `strikes` says yes to (method and path) take a word or can fail by chance.
    `busy` gives the service's own 429. A dropped connection is held for `hold_s` before. `drawn`
    are all requests so far, oldest first.
    """

    script: list[Fault] = field(default_factory=list)
    shares: Mapping[Fault, float] = field(default_factory=dict)
    seed: int = 1
    strikes: Callable[[str, str], bool] = _anything
    busy: Callable[[], Answer] = _asked_too_often
    hold_s: float = 0.0
    drawn: list[Drawn] = field(default_factory=list)
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - the same bad day every time

    @property
    def calls(self) -> int:
        """Count the requests that came."""
        return len(self.drawn)

    @property
    def struck(self) -> int:
        """Count those of them that something befell."""
        return sum(one.fault is not Fault.NONE for one in self.drawn)

    async def around(self, app: App, scope: Scope, receive: Receive, send: Send) -> None:
        """Let `app` answer, unless something befalls this request."""
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        fault = self._draw(scope["method"], scope["path"])
        if fault is Fault.NONE:
            await app(scope, receive, send)
            return
        await _read(receive) if fault in _UNDONE else await app(scope, receive, _nowhere)
        if fault in _DROPPED:
            await asyncio.sleep(self.hold_s)
            await _drop(receive, send)
        else:
            await _say(self._answer(fault), send)

    def _draw(self, method: str, path: str) -> Fault:
        fault = self._next() if self.strikes(method, path) else Fault.NONE
        self.drawn.append(Drawn(method, path, fault))
        return fault

    def _next(self) -> Fault:
        if self.script:
            return self.script.pop(0)
        at = self._chance.random()
        for fault, share in self.shares.items():
            at -= share
            if at < 0:
                return fault
        return Fault.NONE

    def _answer(self, fault: Fault) -> Answer:
        if fault is Fault.BUSY:
            return self.busy()
        if fault is Fault.GARBAGE:
            return Answer(200, {"content-type": "text/html"}, _PAGE)
        status = self._chance.choice(_OUT_OF_ORDER)
        return Answer(status, {"content-type": "text/plain"}, b"Something went wrong.")


async def _read(receive: Receive) -> None:
    """Take a request's body in: a client that still sends would see a broken pipe instead."""
    while (message := await receive()).get("more_body"):
        del message


async def _nowhere(message: Message) -> None:
    del message


async def _say(answer: Answer, send: Send) -> None:
    told = {**answer.headers, "content-length": str(len(answer.body))}
    headers = [(name.lower().encode(), value.encode()) for name, value in told.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


async def _drop(receive: Receive, send: Send) -> None:
    """Cut the connection without a word.

    ASGI has no message for that. uvicorn's `send` belongs to an object that knows the transport;
    behind any other server an answer that is never finished has to do.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        headers = [(b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        return
    transport.abort()
    while (message := await receive())["type"] != "http.disconnect":
        del message
