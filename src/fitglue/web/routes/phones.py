"""Phones: pairing one, what each has sent, and letting one send nothing more."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.api.problems import status_of
from fitglue.checkup import look_at_flow, room_of
from fitglue.domain.errors import FitGlueError
from fitglue.formats.packing import unpacked
from fitglue.people import pairing
from fitglue.web.forms import TheForm, text
from fitglue.web.pages import Pages, TheActing, ThePages, Visitor
from fitglue.web.phone_view import phone_line
from fitglue.web.qr import qr_picture

router = APIRouter(prefix="/settings/phones")


@router.get("")
def phones(request: Request, pages: ThePages, person: Visitor) -> Response:
    """List phones, and what of theirs was refused."""
    return _show(request, pages, person)


@router.post("")
def offer(request: Request, pages: ThePages, person: Visitor, acting: TheActing) -> Response:
    """Make a code and show it, with its picture, for the only time."""
    origin = pages.instance.current.address or str(request.base_url)
    try:
        made = pairing.offer(acting, origin)
    except FitGlueError as error:
        return _show(request, pages, person, error=error)
    answer = _show(request, pages, person, made=made)
    answer.headers["cache-control"] = "no-store"
    return answer


@router.post("/{phone_id}/revoke")
def revoke(acting: TheActing, phone_id: str) -> Response:
    """Let a phone send nothing from now on."""
    if not pairing.revoke(acting, phone_id):
        raise HTTPException(404)
    return RedirectResponse("/settings/phones", 303)


@router.post("/{phone_id}/name")
def rename(  # noqa: PLR0913, PLR0917 - the parts of the request
    request: Request, pages: ThePages, person: Visitor, acting: TheActing, phone_id: str,
    form: TheForm,
) -> Response:  # fmt: skip
    """Call a phone something else."""
    try:
        pairing.rename(acting, phone_id, text(form, "name"))
    except FitGlueError as error:
        return _show(request, pages, person, error=error)
    return RedirectResponse("/settings/phones", 303)


@router.get("/refused/{refused_id}")
def refused(pages: ThePages, person: Visitor, refused_id: str) -> Response:
    """Give the bytes of something that a phone sent and that could not be taken."""
    row = pages.instance.store.sync.refused_item(person.id, refused_id)
    if row is None:
        raise HTTPException(404)
    return Response(
        unpacked(pages.instance.store.blobs.get(row.content_blob)),
        media_type="application/octet-stream",
        headers={"content-disposition": f'attachment; filename="refused-{row.id[:8]}.json"'},
    )


def _show(
    request: Request, pages: Pages, person: Visitor, *,
    made: pairing.Offer | None = None, error: FitGlueError | None = None,
) -> Response:  # fmt: skip
    store = pages.instance.store
    return pages.show(
        request, "phones.html", person=person, status=status_of(error) if error else 200,
        phones=[phone_line(row, person.zone) for row in store.phones.of_account(person.id)],
        refused=store.sync.refused(person.id), made=made, error=error,
        troubles=look_at_flow(store, person.id, room_of(pages.instance.settings)),
        left_behind=store.condition.left_behind(person.id),
        picture=qr_picture(made.address) if made else "",
    )  # fmt: skip
