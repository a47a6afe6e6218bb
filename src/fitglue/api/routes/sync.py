"""What phones send."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from fitglue.api.auth import Caller, Syncer, TheInstance, allowed_at_a_pace
from fitglue.api.batches import Batches, Body
from fitglue.api.sent_schema import described
from fitglue.api.sync_line import SyncLine
from fitglue.api.sync_models import (
    DigestOut,
    Receipts,
    RefusedItem,
    refused_out,
)
from fitglue.domain.errors import Gone, TooBig
from fitglue.formats.packing import unpacked
from fitglue.formats.phone_sync.inflating import LARGEST_SENT
from fitglue.formats.phone_sync.reading import hash_of_body, read_digest
from fitglue.pipeline.metrics import differing_months
from fitglue.pipeline.writing_back import wants_writing

router = APIRouter(tags=["sync"])
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The bytes."}
}


async def body_of(request: Request, _: Annotated[Caller, Depends(allowed_at_a_pace)]) -> Body:
    """Take a body in, as far as it may go. Raises TooBig before anything reads it."""
    length = request.headers.get("content-length", "")
    content = b"" if not length.isdigit() or int(length) <= LARGEST_SENT else None
    async for piece in request.stream():
        if content is None or len(content) + len(piece) > LARGEST_SENT:
            raise TooBig("This is larger than 1 MiB.", "Send it in several batches.")
        content += piece
    return Body(content or b"", request.headers.get("content-encoding", ""))


async def line_of(request: Request) -> SyncLine:
    """Give the line of this application."""
    line = request.app.state.sync_line
    assert isinstance(line, SyncLine)  # noqa: S101 - create_api put it there
    return line


TheBody = Annotated[Body, Depends(body_of)]
TheLine = Annotated[SyncLine, Depends(line_of)]


@router.post("/sync", openapi_extra=described("Batch"))
async def sync(caller: Syncer, instance: TheInstance, body: TheBody, line: TheLine) -> Receipts:
    """Take a batch of at most 1 MiB, plain or packed with gzip or zstd, and give receipts.

    A receipt is given for what is kept durably. Sent again it gets the same receipts; another
    content under the same `batch_id` is answered with 409, and nothing of it is stored. 507 says
    that there is no room: keep the data and send it again later. So does 503, when too much comes
    at once, with a `Retry-After`.
    """
    batches, body_hash = Batches(instance, caller), hash_of_body(body.content)
    return await line.once(
        (caller.account.id, body_hash),
        lambda: batches.known(body_hash),
        lambda: batches.take(body),
    )


@router.post("/sync/digest", openapi_extra=described("Digest"))
def digest(caller: Syncer, instance: TheInstance, body: TheBody) -> DigestOut:
    """Tell which of a phone's workouts, and months of metrics, are missing here.

    So it sends those alone.
    """
    asked = read_digest(body.content, body.encoding)
    store, account = instance.store, caller.account
    missing, differing, deleted = store.sync.missing(account.id, asked.workouts)
    months = differing_months(store, account.id, asked.metrics) if account.keeps_metrics else []
    return DigestOut(
        missing=missing, differing=differing, deleted=deleted, metrics=months,
        wants_metrics=account.keeps_metrics,
        wants_writing=wants_writing(instance.starter, account.id),
    )  # fmt: skip


@router.get("/sync/refused")
def list_refused(caller: Syncer, instance: TheInstance) -> list[RefusedItem]:
    """List what was sent and set aside, newest first."""
    return [refused_out(row) for row in instance.store.sync.refused(caller.account.id)]


@router.get("/sync/refused/{refused_id}", responses=_BYTES, response_class=Response)
def get_refused(caller: Syncer, instance: TheInstance, refused_id: str) -> Response:
    """Give the bytes of an item that was set aside, as they came."""
    row = instance.store.sync.refused_item(caller.account.id, refused_id)
    if row is None:
        raise Gone("There is no such refused item.")
    return Response(
        unpacked(instance.store.blobs.get(row.content_blob)), media_type="application/octet-stream"
    )
