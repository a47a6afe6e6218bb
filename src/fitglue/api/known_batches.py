"""A batch that came before is answered at the door, with the receipts that it got.

A phone sends again what it got no answer for, so after an outage most of what comes is known. The
way through routes and what they depend on costs more than the look, which is one step into a thread
and one question to the database: docs/decisions/0060. Only a clear yes is said here. Whatever is
new, not allowed, too much or wrong goes the whole way and is told so there.
"""

from dataclasses import dataclass
from types import SimpleNamespace

import msgspec
from anyio.to_thread import run_sync
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fitglue.api.auth import sent_token
from fitglue.domain.errors import FitGlueError
from fitglue.domain.visit import Visit
from fitglue.formats.phone_sync.inflating import LARGEST_SENT
from fitglue.formats.phone_sync.reading import hash_of_body
from fitglue.instance import Instance
from fitglue.people.visitor import address_of
from fitglue.security import tokens
from fitglue.security.rate import Rate
from fitglue.security.throttle import FOR_ONE, Throttle
from fitglue.store.replays import Replay

_ROUTE = SimpleNamespace(path="/sync")  # as requests are counted by


class KnownBatches:
    """Stands before the API and answers what is known."""

    def __init__(self, app: ASGIApp, instance: Instance, rate: Rate) -> None:
        self.app, self._instance, self._rate = app, instance, rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if not _is_batch(scope):
            await self.app(scope, receive, send)
            return
        body = await _taken_in(receive)
        answer = body.is_whole and await run_sync(self._answer, Request(scope), body.content)
        if answer:
            scope["route"] = _ROUTE
            await Response(answer, media_type="application/json")(scope, receive, send)
        else:
            await self.app(scope, body.once_more, send)

    def _answer(self, request: Request, content: bytes) -> bytes | None:
        try:
            return self._known(request, content)
        except (FitGlueError, SQLAlchemyError):  # it is met again, and told, on the whole way
            return None

    def _known(self, request: Request, content: bytes) -> bytes | None:
        replay = self._instance.store.replays.find(
            tokens.token_hash(sent_token(request)),
            hash_of_body(content),
            visitor=Throttle.name_of(Visit(address_of(request), "A program")),
            often=FOR_ONE.amount,  # with fewer, nobody is refused anything: each counts for both
        )
        if replay is None:
            return None
        self._rate.admit(replay.token_id)
        return _written(replay)


@dataclass(slots=True)
class _Body:
    """A body that was taken in, with what it came as, so that another can take it in once more."""

    messages: list[Message]
    rest: Receive
    content: bytes
    is_whole: bool

    async def once_more(self) -> Message:
        """Give what came, then what is still to come."""
        return self.messages.pop(0) if self.messages else await self.rest()


def _written(replay: Replay) -> bytes:
    """Write what sync_models.Receipts says, byte for byte as the whole way does."""
    return msgspec.json.encode({
        "batch_id": replay.batch_id, "receipts": replay.receipts,
        "wants_metrics": replay.wants_metrics, "wants_writing": replay.wants_writing,
    })  # fmt: skip


def _is_batch(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] == "POST"
        and scope["path"] == scope.get("root_path", "") + _ROUTE.path
    )


async def _taken_in(receive: Receive) -> _Body:
    """Take a body in, as far as it may go."""
    message = await receive()
    content, messages = message.get("body", b""), [message]
    while message.get("more_body", False) and len(content) <= LARGEST_SENT:
        message = await receive()
        messages.append(message)
        content += message.get("body", b"")
    is_whole = message["type"] == "http.request" and len(content) <= LARGEST_SENT
    return _Body(messages, receive, content, is_whole)
