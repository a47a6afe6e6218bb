"""Deliveries, and why one is not where it should be."""

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import Field

from fitglue.api.run_models import delivery_out, with_attempts
from fitglue.domain.errors import Gone
from fitglue.mcp.asking import asking
from fitglue.mcp.tools.activities import ActivityId
from fitglue.pipeline.explaining import Explaining

_MOST = 50
#: A link of the Showcase lets in whoever has it; a file's is a path on the server.
_KEPT = {"showcase", "folder"}


def explain_delivery(
    activity_id: ActivityId,
    target: Annotated[
        str, Field(description="A target's name or id, such as Strava; every target if empty.")
    ] = "",
) -> dict[str, Any]:
    """Explain why a workout is, or is not, at a target, and what to do next.

    It joins the delivery's history, the run's trace, the pipeline's state and the connection's
    health into sentences. Ask this first when something did not arrive.
    """
    who = asking()
    explained = Explaining(who.store, who.account).activity(activity_id, target)
    return {
        "targets": [asdict(one) for one in explained[:_MOST]],
        "page": f"/activities/{activity_id}",
        "articles": ["fitglue-help://articles/not-delivered"],
    }


def list_deliveries(activity_id: ActivityId) -> dict[str, Any]:
    """List what became of a workout at its targets: state, why, and the next step. At most 50."""
    who = asking()
    who.check(activity_id)
    rows = who.store.deliveries.of_activities(who.own, [activity_id])[:_MOST]
    return {"deliveries": [_plain(delivery_out(row)) for row in rows]}


def get_delivery(
    delivery_id: Annotated[str, Field(description="A delivery's id, as list_deliveries gives it.")],
) -> dict[str, Any]:
    """Give a delivery with its last 50 tries, each with when and what the target answered."""
    who = asking()
    row = who.store.deliveries.get(who.own, delivery_id)
    if row is None or not who.may_be_told([row.activity_id]):
        raise Gone("There is no such delivery.", "Look for it with list_deliveries.")
    attempts = who.store.deliveries.attempts(who.own, delivery_id)[-_MOST:]
    return _plain(with_attempts(row, attempts))


def _plain(delivery: Any) -> dict[str, Any]:
    left_out = {"url", "remote_id"} if delivery.target in _KEPT else set()
    return delivery.model_dump(mode="json", exclude=left_out, exclude_none=True)
