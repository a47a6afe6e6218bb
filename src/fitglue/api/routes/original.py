"""The addresses of the original FitGlue at which its phone app sends, answered in its words."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter

from fitglue.api.auth import Ingester, TheInstance
from fitglue.api.ingest_models import OriginalAnswer, OriginalIds
from fitglue.api.sent_body import ThePackedBody
from fitglue.formats.packing import unpacked
from fitglue.instance import source_tools
from fitglue.pipeline.original import OriginalPhone

router = APIRouter(tags=["the original's phone app"])
_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {
        "type": "object", "required": ["activities"],
        "properties": {"activities": {"type": "array", "items": {"type": "object"}}},
    }}}}
}  # fmt: skip


@router.post("/mobile/sync", openapi_extra=_BODY)
def sync(caller: Ingester, instance: TheInstance, body: ThePackedBody) -> OriginalAnswer:
    """Take what the original's phone app sends, before it is answered.

    Also at `/api/v2/users/me/mobile/sync` and `/api/mobile/sync`. The same activity again is one,
    whatever batch it comes in.
    """
    account = caller.account
    phone = OriginalPhone(instance.starter, account, source_tools(account), caller.token_id)
    synced = phone.take(unpacked(body.zstd))
    return OriginalAnswer(
        success=synced.is_success, processedCount=synced.processed, skippedCount=synced.skipped,
        executionIds=list(synced.run_ids), syncedAt=datetime.now(UTC), error=synced.why or None,
    )  # fmt: skip


@router.get("/mobile/activities")
def activities(caller: Ingester, instance: TheInstance) -> OriginalIds:
    """List the activities that are here, for the marks that the app puts on those it has sent.

    Also at `/api/mobile/activities`.
    """
    return OriginalIds(activityIds=instance.store.ingest.source_ids(caller.account.id))
