"""Articles that help. All are readable without signing in."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from fitglue.web.pages import OpenSession, ThePages, person_of

router = APIRouter()
#: Each with its title and what it is about; `help_NAME.html` is its text.
ARTICLES = {
    "export": ("Export from the iPhone", "All workouts of Health at once, as a file"),
    "health-auto-export": (
        "Health Auto Export, step by step", "An app that sends workouts by itself",
    ),
    "shortcut": ("A Shortcut that sends workouts", "Without any app"),
}  # fmt: skip


@router.get("/help")
def help_centre(request: Request, pages: ThePages, session: OpenSession) -> HTMLResponse:
    """List the articles."""
    person = person_of(session.account) if session else None
    articles = [(name, *told) for name, told in ARTICLES.items()]
    return pages.show(request, "help.html", person=person, articles=articles)


@router.get("/help/{article}")
def help_article(
    request: Request, pages: ThePages, session: OpenSession, article: str
) -> HTMLResponse:
    """Show an article."""
    if article not in ARTICLES:
        raise HTTPException(404)
    person = person_of(session.account) if session else None
    return pages.show(request, f"help_{article.replace('-', '_')}.html", person=person)
