"""Articles about apps that send; readable without signing in."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from fitglue.web.pages import OpenSession, ThePages, person_of

router = APIRouter(prefix="/help")


@router.get("/health-auto-export")
def health_auto_export(request: Request, pages: ThePages, session: OpenSession) -> HTMLResponse:
    """Explain how Health Auto Export is set up, and what to do when something is missing."""
    person = person_of(session.account) if session else None
    return pages.show(request, "help_health_auto_export.html", person=person)


@router.get("/shortcut")
def shortcut(request: Request, pages: ThePages, session: OpenSession) -> HTMLResponse:
    """Explain a Shortcut that sends workouts."""
    person = person_of(session.account) if session else None
    return pages.show(request, "help_shortcut.html", person=person)
