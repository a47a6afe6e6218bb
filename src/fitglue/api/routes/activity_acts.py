"""Activities found by filters, acts on many of them, and what was deleted."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from fitglue.api.activity_models import (
    ActivitiesOut,
    ActOut,
    ChosenIn,
    DeleteActIn,
    DeletedOut,
    ListIn,
    MergeActIn,
    ProspectsOut,
    RunActIn,
    SendActIn,
    TargetProspect,
    act_out,
    activity_out,
)
from fitglue.api.auth import Reader, TheInstance, Writer
from fitglue.domain.acts import MOST_MERGED, RESTORABLE
from fitglue.domain.errors import Gone
from fitglue.instance import Instance
from fitglue.pipeline.bulk import Bulk, why_not_one
from fitglue.pipeline.removing import Removing
from fitglue.store.listing import cursor_of, place_of

router = APIRouter(tags=["activities"])
ActIn = Annotated[RunActIn | SendActIn | MergeActIn | DeleteActIn, Body(discriminator="kind")]


@router.get("/activities")
def list_activities(
    caller: Reader, instance: TheInstance, wanted: Annotated[ListIn, Query()]
) -> ActivitiesOut:
    """List the activities that fit, with the sums of all of them."""
    order, place = wanted.order, place_of(wanted.cursor, wanted.order)
    page = instance.store.listing.page(
        caller.account.id, wanted.selection, order, place, wanted.limit
    )
    is_full = len(page.rows) == wanted.limit
    return ActivitiesOut(
        activities=[activity_out(row) for row in page.rows],
        next=cursor_of(page.rows[-1], order) if is_full else "",
        number=page.sums.number, distance_m=page.sums.distance_m, timer_s=page.sums.timer_s,
    )  # fmt: skip


@router.get("/activities/deleted")
def list_deleted(caller: Reader, instance: TheInstance) -> list[DeletedOut]:
    """List what was deleted in the last 30 days, the last first."""
    return [
        DeletedOut(activity=activity_out(row), deleted_at=at, until=at + RESTORABLE)
        for row, at in instance.store.removed.lately(caller.account.id)
    ]


@router.post("/activities/{activity_id}/restore", status_code=204)
def restore(caller: Writer, instance: TheInstance, activity_id: str) -> None:
    """Bring a deleted activity back exactly as it was."""
    Removing(instance.starter, caller.account.id).restore([activity_id])


@router.post("/activities/prospects")
def foresee(caller: Reader, instance: TheInstance, chosen: ChosenIn) -> ProspectsOut:
    """Say in numbers what acts on some activities would meet; nothing is done."""
    store, owner = instance.store, caller.account.id
    ids = _ids(instance, owner, chosen)
    sums, found = store.listing.sums_of(owner, ids), store.foresight.of(ids)
    return ProspectsOut(
        number=sums.number, distance_m=sums.distance_m, timer_s=sums.timer_s,
        waiting=found.waiting, through=dict(found.through),
        targets=[TargetProspect(pipeline_id=pipeline_id, target_key=key, there=there)
                 for (pipeline_id, key), there in found.there.items()],
        merge_not=why_not_one(store.listing.rows(owner, ids[: MOST_MERGED + 1])),
    )  # fmt: skip


@router.post("/activities/acts", status_code=201)
def begin(caller: Writer, instance: TheInstance, wanted: ActIn) -> ActOut:
    """Act on many activities. Runs and sends go on in the background."""
    owner = caller.account.id
    bulk, ids = Bulk(instance.starter, owner), _ids(instance, owner, wanted)
    match wanted:
        case RunActIn():
            act_id = bulk.run(ids, wanted.pipeline_id, delivers=wanted.delivers)
        case SendActIn():
            act_id = bulk.send(ids, wanted.pipeline_id, wanted.target_key, again=wanted.again)
        case MergeActIn():
            act_id = bulk.merge(ids)
        case DeleteActIn():
            act_id = bulk.delete(ids)
    return _act(instance, owner, act_id)


@router.get("/activities/acts/{act_id}")
def get_act(caller: Reader, instance: TheInstance, act_id: str) -> ActOut:
    """Tell how far an act is."""
    return _act(instance, caller.account.id, act_id)


@router.post("/activities/acts/{act_id}/undo")
def undo(caller: Writer, instance: TheInstance, act_id: str) -> ActOut:
    """Take an act back: the deleted return, the merged are split, what waits is cancelled."""
    return act_out(Bulk(instance.starter, caller.account.id).undo(act_id))


def _ids(instance: Instance, account_id: str, chosen: ChosenIn) -> list[str]:
    if chosen.fitting is None:
        return instance.store.listing.there(account_id, chosen.ids)
    return instance.store.listing.ids(account_id, chosen.fitting.selection)


def _act(instance: Instance, account_id: str, act_id: str) -> ActOut:
    row = instance.store.acts.get(account_id, act_id)
    if row is None:
        raise Gone("There is no such act.")
    return act_out(row)
