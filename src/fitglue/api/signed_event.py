"""An event that a program posts, held against its signature before anything is done with it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from fitglue.api.auth import Caller, TheInstance
from fitglue.domain.errors import Stranger, TooBig
from fitglue.domain.standard_webhooks import check
from fitglue.domain.visit import Visit
from fitglue.formats.sent_body import PackedBody, SentBody
from fitglue.formats.webhook_events.reading import LARGEST
from fitglue.instance import Instance
from fitglue.people.sending_apps import signing_keys
from fitglue.people.visitor import address_of
from fitglue.security.rate import Rate
from fitglue.store.tokens import Granted


@dataclass(frozen=True, slots=True)
class SignedEvent:
    """Who posts, and what."""

    caller: Caller
    body: PackedBody


async def signed_event(
    request: Request, instance: TheInstance, ingest_token_id: str
) -> SignedEvent:
    """Give an event that is signed as it should be.

    Raises Stranger, TooBig, TooManyTries, Damaged and NotAWorkout.
    """
    found = await run_in_threadpool(instance.store.ingest.granted_by_name, ingest_token_id)
    if found is None:
        raise Stranger(
            "Nobody may post to this address: it is mistyped or was revoked.",
            "Connect the program again in FitGlue under Settings, Phones.",
        )
    body = await _body(request)
    packed = await run_in_threadpool(_checked, request, instance, found, body)
    rate = request.app.state.sync_rate
    assert isinstance(rate, Rate)  # noqa: S101 - create_api put it there
    rate.admit(found.token_id)
    visit = Visit(address_of(request), f"Token “{found.name}”")
    caller = Caller(found.account, found.name, found.scopes, None, visit, found.token_id)
    return SignedEvent(caller, packed)


TheSignedEvent = Annotated[SignedEvent, Depends(signed_event)]


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise TooBig(f"This is larger than {LARGEST >> 20} MB.", "Send a workout in an event.")
    return bytes(body)


def _checked(request: Request, instance: Instance, found: Granted, body: bytes) -> PackedBody:
    """Hold the bytes that came against their signature; what is packed is so as it was signed."""
    check(request.headers, body, signing_keys(instance, found.token_id), datetime.now(UTC))
    sent = SentBody(request.headers.get("content-encoding", ""))
    sent.take(body)
    return sent.end()
