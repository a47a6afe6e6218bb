"""Deliveries: what became of activities at targets, try by try, and sending again."""

from typing import Annotated

from fastapi import APIRouter, Query

from fitglue.api.auth import Reader, TheInstance, Writer
from fitglue.api.explained_models import ExplainedOut, explained_out
from fitglue.api.run_models import (
    DeliveryOut,
    DeliveryWithAttempts,
    delivery_out,
    with_attempts,
)
from fitglue.domain.errors import Gone
from fitglue.pipeline.again import Again
from fitglue.pipeline.deleting import wish
from fitglue.pipeline.explaining import Explaining

router = APIRouter(tags=["deliveries"])


@router.get("/activities/{activity_id}/deliveries")
def deliveries_of_activity(
    caller: Reader, instance: TheInstance, activity_id: str
) -> list[DeliveryOut]:
    """List an activity's deliveries, in the order of pipelines and targets."""
    rows = instance.store.deliveries.of_activities(caller.account.id, [activity_id])
    return [delivery_out(row) for row in rows]


@router.get("/activities/{activity_id}/explanation")
def explain_deliveries(
    caller: Reader,
    instance: TheInstance,
    activity_id: str,
    target: Annotated[str, Query(description="A target's id or name; all if empty.")] = "",
) -> list[ExplainedOut]:
    """Explain why an activity is, or is not, at its targets, and what to do next."""
    explaining = Explaining(instance.store, caller.account)
    return [explained_out(one) for one in explaining.activity(activity_id, target)]


@router.get("/deliveries/{delivery_id}")
def get_delivery(caller: Reader, instance: TheInstance, delivery_id: str) -> DeliveryWithAttempts:
    """Give a delivery with every try."""
    deliveries = instance.store.deliveries
    row = deliveries.get(caller.account.id, delivery_id)
    if row is None:
        raise Gone("There is no such delivery.")
    return with_attempts(row, deliveries.attempts(caller.account.id, delivery_id))


@router.post("/deliveries/{delivery_id}/send", status_code=204)
def send_again(caller: Writer, instance: TheInstance, delivery_id: str) -> None:
    """Send once more; what is there is updated."""
    Again(instance.starter, caller.account.id).send(delivery_id)


@router.post("/deliveries/{delivery_id}/there", status_code=204)
def it_is_there(caller: Writer, instance: TheInstance, delivery_id: str) -> None:
    """Say that a delivery of unknown end has arrived."""
    Again(instance.starter, caller.account.id).it_is_there(delivery_id)


@router.post("/deliveries/{delivery_id}/delete", status_code=204)
def delete_there(caller: Writer, instance: TheInstance, delivery_id: str) -> None:
    """Have it deleted at its target: only of an activity that was deleted in Health."""
    wish(instance.starter, caller.account.id, delivery_id)
