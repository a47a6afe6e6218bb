"""What phones write into Apple Health."""

import gzip
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from fitglue.api.auth import Syncer, TheInstance
from fitglue.api.routes.sync import TheBody
from fitglue.api.sent_schema import described
from fitglue.api.write_models import WritesOut, waiting_out
from fitglue.formats.phone_sync.reading import read_writes_asked
from fitglue.pipeline.writing_back import WritingBack, wants_writing

router = APIRouter(tags=["sync"])
_WRITE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The workout, packed with gzip.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Write"}}},
    }
}


@router.post("/sync/writes", openapi_extra=described("WritesAsked"))
def list_writes(caller: Syncer, instance: TheInstance, body: TheBody) -> WritesOut:
    """Take receipts for what was written into Health, and tell what this phone is to write.

    A receipt is kept when this answers; one that comes again changes nothing. A write belongs to
    the first phone that fetches it, until that is revoked.
    """
    asked = read_writes_asked(body.content, body.encoding)
    writing = WritingBack(instance.starter, caller.account.id, caller.phone_id)
    writing.take(asked.receipts)
    rows, more = writing.waiting() if caller.phone_id else ([], False)
    return WritesOut(
        writes=[waiting_out(row) for row in rows], more=more,
        wants_writing=wants_writing(instance.starter, caller.account.id),
    )  # fmt: skip


@router.post("/sync/writes/{write_id}/fetch", responses=_WRITE, response_class=Response)
def fetch_write(caller: Syncer, instance: TheInstance, write_id: str) -> Response:
    """Give what is to be written, to the phone that it belongs to from then on."""
    content = WritingBack(instance.starter, caller.account.id, caller.phone_id).fetch(write_id)
    return Response(
        gzip.compress(content, 6, mtime=0), media_type="application/json",
        headers={"content-encoding": "gzip"},
    )  # fmt: skip
