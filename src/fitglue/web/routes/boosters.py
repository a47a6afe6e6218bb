"""The catalogue of boosters, and an article on each; readable without signing in."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from fitglue import registry
from fitglue.domain.plugins import About, PluginKind
from fitglue.web.articles import article_of
from fitglue.web.connection_view import services
from fitglue.web.forms import on_to
from fitglue.web.option_lines import options_of
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


@router.get("/help/boosters/{booster_id}")
def article(
    request: Request, pages: ThePages, session: OpenSession, booster_id: str
) -> HTMLResponse:
    """Show what a booster does; without an article, what it says of itself."""
    plugin = registry.of_kind(PluginKind.BOOSTER).get(booster_id)
    if plugin is None:
        raise HTTPException(404)
    about = plugin.about
    person = person_of(session.account) if session else None
    return pages.show(
        request, "help_booster.html", person=person, title=about.name, about=about,
        written=article_of(booster_id), options=options_of(about.settings),
        plan=plan_name(pages.instance, about), services=_services(),
    )  # fmt: skip


def _services() -> dict[str, About]:
    return {about.id: about for about in services()}
