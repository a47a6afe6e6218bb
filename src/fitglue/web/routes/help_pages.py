"""Articles that help; readable without signing in."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from fitglue import registry
from fitglue.diagnosis.trouble import Article
from fitglue.domain.plugins import PluginKind
from fitglue.web.articles import guide_of
from fitglue.web.connection_view import services, used_by
from fitglue.web.pages import OpenSession, ThePages, person_of
from fitglue.web.pipeline_editor import by_category

router = APIRouter()
#: What an article answers, as its reader would ask it.
TITLES: dict[Article, str] = {
    Article.NOTHING_ARRIVES: "Nothing arrives from a phone",
    Article.BACKGROUND: "It sends only while the app is open",
    Article.NO_HEART_RATE: "A workout has no heart rate",
    Article.NO_ROUTE: "A workout has no map",
    Article.TWICE: "A workout is there twice",
    Article.NOT_DELIVERED: "A workout is not where it should go",
    Article.NOT_TAKEN: "Something could not be taken",
    Article.DELETED: "A workout was deleted in Health",
    Article.HEALTH_CONNECT: "What Health Connect lets FitGlue read",
    Article.EXPORT: "How to export from the iPhone",
    Article.SHOWCASE: "What a page of the Showcase shows",
    Article.NOTIFICATIONS: "Be told what happens",
}


@router.get("/help")
def help_centre(request: Request, pages: ThePages, session: OpenSession) -> HTMLResponse:
    """List the articles."""
    person = person_of(session.account) if session else None
    return pages.show(
        request, "help.html", person=person, titles=TITLES, services=services(),
        shelves=by_category(),
    )  # fmt: skip


@router.get("/help/services/{service_id}")
def service(
    request: Request, pages: ThePages, session: OpenSession, service_id: str
) -> HTMLResponse:
    """Show how a service is connected, what it wants, and what can go wrong."""
    found = registry.of_kind(PluginKind.SERVICE).get(service_id)
    if found is None:
        raise HTTPException(404)
    person = person_of(session.account) if session else None
    return pages.show(
        request, "help_service.html", person=person, about=found.about,
        guide=guide_of(service_id), uses=used_by(service_id),
    )  # fmt: skip


@router.get("/help/{article}")
def article(
    request: Request, pages: ThePages, session: OpenSession, article: Article
) -> HTMLResponse:
    """Show an article."""
    person = person_of(session.account) if session else None
    template = f"help_{article.value.replace('-', '_')}.html"
    return pages.show(request, template, person=person, title=TITLES[article])
