"""Deliveries: the files they left, and sending again."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, Response
from starlette.datastructures import FormData

from fitglue.domain.errors import Gone
from fitglue.pipeline.again import Again
from fitglue.pipeline.deleting import wish
from fitglue.web.forms import TheForm, on_to, on_to_activity, text
from fitglue.web.languages import gettext
from fitglue.web.lines import Person
from fitglue.web.pages import Pages, ThePages, Visitor
from fitglue.web.stored_activities import delivered_file

router = APIRouter()


@router.get("/deliveries/{delivery_id}/file")
def file_of_delivery(pages: ThePages, person: Visitor, delivery_id: str) -> FileResponse:
    """Hand out the file that a delivery left."""
    path = delivered_file(pages.instance.store, person.id, delivery_id)
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, filename=path.name, media_type="application/octet-stream")


@router.post("/deliveries/{delivery_id}/send")
def send(pages: ThePages, person: Visitor, delivery_id: str, form: TheForm) -> Response:
    """Send once more; what is there is updated."""
    Again(pages.instance.starter, person.id).send(delivery_id)
    return _back(pages, person, delivery_id, form)


@router.post("/deliveries/{delivery_id}/there")
def it_is_there(pages: ThePages, person: Visitor, delivery_id: str, form: TheForm) -> Response:
    """Take the person's word that it has arrived."""
    Again(pages.instance.starter, person.id).it_is_there(delivery_id)
    return _back(pages, person, delivery_id, form)


@router.post("/deliveries/{delivery_id}/delete")
def delete_there(pages: ThePages, person: Visitor, delivery_id: str, form: TheForm) -> Response:
    """Have it deleted at its target: only of an activity that was deleted in Health."""
    wish(pages.instance.starter, person.id, delivery_id)
    return _back(pages, person, delivery_id, form)


def _back(pages: Pages, person: Person, delivery_id: str, form: FormData) -> Response:
    """Lead back to the page on which the button was."""
    row = pages.instance.store.deliveries.get(person.id, delivery_id)
    if row is None:
        raise Gone(gettext("There is no such delivery."))
    is_of_run = text(form, "back") == "run"
    return on_to(f"/runs/{row.run_id}") if is_of_run else on_to_activity(row.activity_id)
