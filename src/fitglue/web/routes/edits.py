"""Editing an activity: the form, what a trim would leave, saving, and taking back."""

import msgspec
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from fitglue.domain.activity import Activity
from fitglue.domain.edits import PARTS
from fitglue.domain.errors import Refused
from fitglue.domain.streams import StreamKind
from fitglue.pipeline.amending import Amending, shortened
from fitglue.web.edit_view import compared, edit_view, edits_of, ends_of
from fitglue.web.forms import TheForm, on_to, on_to_activity, text
from fitglue.web.lines import Person
from fitglue.web.pages import Pages, ThePages, Visitor
from fitglue.web.series import series

router = APIRouter()


@router.get("/activities/{activity_id}/edit")
def edit(request: Request, pages: ThePages, person: Visitor, activity_id: str) -> Response:
    """Show the form."""
    activity = _activity(pages, person, activity_id)
    view = edit_view(_amending(pages, person), activity, person)
    return pages.show(request, "edit.html", person=person, view=view, fault=None)


@router.post("/activities/{activity_id}/edit")
def save(
    request: Request, pages: ThePages, person: Visitor, activity_id: str, form: TheForm
) -> Response:
    """Change an activity; what cannot be leads back to the form, which says why."""
    activity, amending = _activity(pages, person, activity_id), _amending(pages, person)
    try:
        edits = edits_of(
            form, activity, amending.uncut(activity_id), amending.recorded(activity_id)
        )
        amending.amend(activity_id, edits, updates=bool(text(form, "updates")))
    except Refused as fault:
        view = edit_view(amending, activity, person)
        return pages.show(
            request, "edit.html", person=person, view=view, fault=fault, status=422
        )  # fmt: skip
    return on_to(f"/activities/{activity_id}")


@router.post("/activities/{activity_id}/edit/back")
def take_back(pages: ThePages, person: Visitor, activity_id: str, form: TheForm) -> Response:
    """Take back a part of what was changed, or all of it."""
    part = text(form, "part")
    parts = [part] if part in PARTS else list(PARTS)
    amending = _amending(pages, person)
    amending.take_back(activity_id, parts, updates=bool(text(form, "updates")))
    return on_to(f"/activities/{activity_id}/edit" if part else f"/activities/{activity_id}")


@router.get("/activities/{activity_id}/trim")
def trim(request: Request, pages: ThePages, person: Visitor, activity_id: str) -> Response:
    """Say what would be left, for the form to show before it is saved."""
    uncut = _amending(pages, person).uncut(activity_id)
    try:
        after = shortened(uncut, *ends_of(request.query_params, uncut))
        told, fault = compared(uncut.workout, after, person.units), None
    except Refused as refused:
        told, fault = [], refused
    return pages.show(request, "trim.html", person=person, preview=told, fault=fault)


@router.get("/activities/{activity_id}/uncut")
def uncut_series(pages: ThePages, person: Visitor, activity_id: str) -> Response:
    """Give the samples of all that was recorded, for choosing what to cut off."""
    whole = _amending(pages, person).uncut(activity_id).workout
    body = msgspec.json.encode(series(whole, person.units))
    return Response(
        body, media_type="application/json", headers={"cache-control": "private, no-cache"}
    )


@router.post("/activities/{activity_id}/streams")
def choose(pages: ThePages, person: Visitor, activity_id: str, form: TheForm) -> Response:
    """Let the streams of other recordings count."""
    wanted = {kind.value: text(form, kind.value) for kind in StreamKind if kind.value in form}
    amending = _amending(pages, person)
    amending.choose(activity_id, wanted, updates=bool(text(form, "updates")))
    return on_to_activity(activity_id, "recordings")


def _amending(pages: Pages, person: Person) -> Amending:
    return Amending(pages.instance.starter, person.id)


def _activity(pages: Pages, person: Person, activity_id: str) -> Activity:
    found = pages.instance.store.activities.get(person.id, activity_id)
    if found is None:
        raise HTTPException(404)
    return found
