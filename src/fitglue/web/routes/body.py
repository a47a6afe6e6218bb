"""Heart rate, power and body: for zones and estimates."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.domain.errors import FitGlueError
from fitglue.web.body_view import BodyView, body_view, typed_body, typed_view
from fitglue.web.forms import TheForm
from fitglue.web.pages import Pages, ThePages, Visitor

router = APIRouter()


@router.get("/settings/body")
def body(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show what is said, and the zones that come of it."""
    athlete = pages.instance.store.athletes.of(person.id)
    view = body_view(athlete, person.units)
    return _show(request, pages, person, view, saved="saved" in request.query_params)


@router.post("/settings/body")
def save(request: Request, pages: ThePages, person: Visitor, form: TheForm) -> Response:
    """Keep it."""
    told = {name: [str(value) for value in form.getlist(name)] for name in form}
    try:
        athlete = typed_body(told, person.units)
    except FitGlueError as error:
        before = pages.instance.store.athletes.of(person.id)
        view = typed_view(told, before, person.units)
        return _show(request, pages, person, view, error=error)
    pages.instance.store.athletes.keep(person.id, athlete)
    return RedirectResponse("/settings/body?saved", 303)


def _show(  # noqa: PLR0913 - what the page tells
    request: Request, pages: Pages, person: Visitor, view: BodyView, *,
    saved: bool = False, error: FitGlueError | None = None,
) -> Response:  # fmt: skip
    return pages.show(
        request, "settings_body.html", person=person, status=400 if error else 200, saved=saved,
        error=error, view=view,
    )  # fmt: skip
