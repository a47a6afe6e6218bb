"""What a person changes of an activity: shown, written, taken back."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from fitglue.api.auth import Reader, TheInstance, Writer
from fitglue.api.edit_models import EditsIn, EditsOut, edits_out
from fitglue.domain.edits import PARTS, Edits, Witness
from fitglue.domain.errors import Gone
from fitglue.pipeline.amending import Amending

router = APIRouter(tags=["activities"])
Part = Literal["title", "sport", "description", "trim", "streams"]


@router.get("/activities/{activity_id}/edits")
def get_edits(caller: Reader, instance: TheInstance, activity_id: str) -> EditsOut:
    """Give what was changed of an activity."""
    account_id = caller.account.id
    if instance.store.activities.get(account_id, activity_id) is None:
        raise Gone("There is no such activity.")
    rows = instance.store.recordings.listed(account_id, activity_id)
    names = {(row.source, row.source_id): row.id for row in rows}
    return edits_out(instance.store.edits.get(account_id, activity_id), names)


@router.put("/activities/{activity_id}/edits", status_code=204)
def put_edits(caller: Writer, instance: TheInstance, activity_id: str, wanted: EditsIn) -> None:
    """Change an activity: its title, sport and text, its ends, and whose streams count.

    The change stays when later parts arrive and when the activity is run again.
    """
    rows = instance.store.recordings.listed(caller.account.id, activity_id)
    known = {row.id: Witness(row.source, row.source_id) for row in rows}
    if not set(wanted.streams.values()) <= known.keys():
        raise Gone("There is no such recording in this activity.")
    edits = Edits(
        title=wanted.title,
        sport=wanted.sport,
        description=wanted.description,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        streams={kind.value: known[one] for kind, one in wanted.streams.items()},
    )
    amending = Amending(instance.starter, caller.account.id)
    amending.amend(activity_id, edits, updates=wanted.update_targets)


@router.delete("/activities/{activity_id}/edits", status_code=204)
def take_edits_back(
    caller: Writer,
    instance: TheInstance,
    activity_id: str,
    part: Annotated[
        list[Part] | None, Query(description="All of them, when none is named.")
    ] = None,
    *,
    update_targets: Annotated[
        bool, Query(description="Bring targets that have it up to date as well.")
    ] = False,
) -> None:
    """Take back what was changed: the activity is as its recordings say again."""
    amending = Amending(instance.starter, caller.account.id)
    amending.take_back(activity_id, part or tuple(PARTS), updates=update_targets)
