"""A large body, taken in as it comes."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from fitglue.api.auth import Caller, ingester
from fitglue.formats.sent_body import PackedBody, SentBody

_AT_ONCE = 1 << 20


async def packed_body(request: Request, _: Annotated[Caller, Depends(ingester)]) -> PackedBody:
    """Pack a body while it comes. Raises TooBig, Damaged and NotAWorkout as soon as it can."""
    body, waiting = SentBody(request.headers.get("content-encoding", "")), bytearray()
    async for piece in request.stream():
        waiting += piece
        if len(waiting) >= _AT_ONCE:
            await run_in_threadpool(body.take, bytes(waiting))
            waiting.clear()
    return await run_in_threadpool(_last, body, bytes(waiting))


def _last(body: SentBody, piece: bytes) -> PackedBody:
    body.take(piece)
    return body.end()


ThePackedBody = Annotated[PackedBody, Depends(packed_body)]
