"""Articles that help."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from fitglue.web.pages import OpenSession, ThePages, person_of

router = APIRouter()


@router.get("/help")
def help_centre() -> RedirectResponse:
    """Lead to the one article there is."""
    return RedirectResponse("/help/export", 303)


@router.get("/help/export")
def export(request: Request, pages: ThePages, session: OpenSession) -> HTMLResponse:
    """Explain how to get an export from the iPhone; readable without signing in."""
    person = person_of(session.account) if session else None
    return pages.show(request, "help_export.html", person=person)
