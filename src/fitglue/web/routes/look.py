"""The parts that pages are built of, all on one page, for those who build pages."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.web.pages import ThePages, Visitor

router = APIRouter()


@router.get("/look")
def look(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show every part, in light and in dark."""
    done = "done" in request.query_params
    return pages.show(request, "look.html", person=person, done=done)


@router.post("/look")
def act(_: Visitor) -> Response:
    """Do nothing, so that the buttons of the page can be pressed."""
    return RedirectResponse("/look?done", 303)
