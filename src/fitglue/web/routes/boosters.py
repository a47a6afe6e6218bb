"""The catalogue of boosters; readable without signing in."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from fitglue.domain.plugins import About
from fitglue.web.connection_view import services
from fitglue.web.forms import on_to
from fitglue.web.pages import OpenSession, ThePages, person_of
from fitglue.web.pipeline_editor import by_category
from fitglue.web.tier_view import plan_name

router = APIRouter()


@router.get("/boosters")
def catalogue(request: Request, pages: ThePages, session: OpenSession) -> HTMLResponse:
    """Show every booster that is installed."""
    person = person_of(session.account) if session else None
    shelves = [
        (category, [(about, plan_name(pages.instance, about)) for about in abouts])
        for category, abouts in by_category()
    ]
    return pages.show(
        request, "boosters.html", person=person, shelves=shelves, services=_services()
    )


@router.get("/help/boosters")
def index() -> RedirectResponse:
    """Lead to the catalogue."""
    return on_to("/boosters")


def _services() -> dict[str, About]:
    return {about.id: about for about in services()}
