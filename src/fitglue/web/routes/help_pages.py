"""Articles that help; readable without signing in."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from fitglue.diagnosis.trouble import Article
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
    return pages.show(request, "help.html", person=person, titles=TITLES, shelves=by_category())


@router.get("/help/{article}")
def article(
    request: Request, pages: ThePages, session: OpenSession, article: Article
) -> HTMLResponse:
    """Show an article."""
    person = person_of(session.account) if session else None
    template = f"help_{article.value.replace('-', '_')}.html"
    return pages.show(request, template, person=person, title=TITLES[article])
