"""What Health Auto Export and Shortcuts post."""

from typing import Any

from fastapi import APIRouter

from fitglue.api.auth import Ingester, Reader, TheInstance
from fitglue.api.ingest_models import Received, ReceivedOut, received_out
from fitglue.api.sent_body import ThePackedBody
from fitglue.api.signed_event import TheSignedEvent
from fitglue.domain.arrival import SetAside
from fitglue.domain.errors import Gone, Unreadable
from fitglue.formats.packing import unpacked
from fitglue.formats.shortcut import LARGEST, is_shortcut, read_shortcut
from fitglue.instance import Instance, source_tools
from fitglue.pipeline.ingesting import Ingesting

router = APIRouter(tags=["ingest"])
_ANYTHING: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}
}

_EVENT: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {}}}},
    "security": [],
}


@router.post("/ingest", openapi_extra=_ANYTHING)
def ingest(caller: Ingester, instance: TheInstance, body: ThePackedBody) -> Received:
    """Keep what Health Auto Export (JSON, v1 and v2) or a Shortcut sends, and answer at once.

    At most 128 MB, plain or packed with gzip. The token may be sent as `Authorization` or
    `X-API-Key`. The same body again is one. What it holds is read afterwards; only what a Shortcut
    wrote wrongly is answered with 400 here, for somebody looks at the answer. `/in` is a shorter
    address of this one.
    """
    ingesting = Ingesting(instance.starter, source_tools)
    received_id, is_new = ingesting.receive(caller.account.id, caller.token_id, body)
    _check(caller, instance, unpacked(body.zstd) if body.size_bytes <= LARGEST else b"")
    return Received(id=received_id, again=not is_new)


@router.post("/ingest/hook/{ingest_token_id}", openapi_extra=_EVENT)  # noqa: FAST003 - its caller reads it
def take_event(instance: TheInstance, signed: TheSignedEvent) -> Received:
    """Keep a workout that a program posts, signed as Standard Webhooks are, and answer at once.

    At most 16 MB. The schema is that of an event of the type `workout.recorded`. One that is signed
    wrongly, or of more than five minutes ago, is answered with 401; the same event again is one.
    Without a signature events may be posted to `/ingest`, with the token. `/in/hook/{id}` is a
    shorter address of this one.
    """
    ingesting = Ingesting(instance.starter, source_tools)
    caller = signed.caller
    received_id, is_new = ingesting.receive(caller.account.id, caller.token_id, signed.body)
    return Received(id=received_id, again=not is_new)


@router.get("/ingest")
def list_received(caller: Reader, instance: TheInstance) -> list[ReceivedOut]:
    """List what apps posted, newest first."""
    return [received_out(row) for row in instance.store.ingest.recent(caller.account.id, limit=100)]


@router.get("/ingest/{received_id}")
def get_received(caller: Reader, instance: TheInstance, received_id: str) -> ReceivedOut:
    """Tell what became of something that was posted."""
    row = instance.store.ingest.get(caller.account.id, received_id)
    if row is None:
        raise Gone("Nothing of this id was received.")
    return received_out(row)


def _check(caller: Ingester, instance: Instance, content: bytes) -> None:
    """Say to somebody who builds a Shortcut what is wrong with it. Raises Unreadable."""
    if not is_shortcut(content):
        return
    account = caller.account
    rules = instance.store.names.rules(account.id)
    for one in read_shortcut(content, source_tools(account), rules):
        if isinstance(one, SetAside):
            raise Unreadable(one.why.sentence, one.why.next_step)
