"""The help centre; readable without signing in."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from fitglue.articles.library import library
from fitglue.articles.search import index
from fitglue.web.help_view import SHELVES, FrontPage, front_page, page_of, plugin_page, said_of
from fitglue.web.pages import OpenSession, Pages, ThePages, is_fragment, person_of

router = APIRouter(prefix="/help")


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody who reads, signed in or not."""

    request: Request
    pages: Pages
    session: OpenSession

    @property
    def front(self) -> FrontPage:
        """Give the front page."""
        return front_page(has_plans=self.pages.instance.current.plans)

    def show(self, template: str, **context: Any) -> HTMLResponse:
        """Show a page to them."""
        person = person_of(self.session.account) if self.session else None
        return self.pages.show(self.request, template, person=person, **context)


def reading(request: Request, pages: ThePages, session: OpenSession) -> Reading:
    """Give who reads."""
    return Reading(request, pages, session)


Reader = Annotated[Reading, Depends(reading)]


@router.get("")
def help_centre(reader: Reader) -> HTMLResponse:
    """Show what is asked most, and every article."""
    return reader.show("help.html", front=reader.front, asked="", hits=None)


@router.get("/search")
def search(reader: Reader, q: str = "") -> HTMLResponse:
    """Find articles; a script that asks gets the results alone."""
    found = index().find(q)
    if is_fragment(reader.request):
        return reader.show("help_found.html", front=reader.front, asked=q.strip(), hits=found)
    return reader.show("help.html", front=reader.front, asked=q.strip(), hits=found)


@router.get("/mark/{shelf}/{article}")
def mark_on_a_shelf(reader: Reader, shelf: str, article: str) -> HTMLResponse:
    """Give the first words of an article, for the `?` beside a thing."""
    return _said(reader, f"{shelf}/{article}")


@router.get("/mark/{article}")
def mark_on_top(reader: Reader, article: str) -> HTMLResponse:
    """Give the first words of an article about a trouble, or of a guide."""
    return _said(reader, article)


@router.get("/{shelf}/{article}")
def on_a_shelf(reader: Reader, shelf: str, article: str) -> Response:
    """Show an article about a plugin or an idea; a stranger's plugin is told by its description."""
    return _answer(reader, f"{shelf}/{article}")


@router.get("/{article}")
def on_top(reader: Reader, article: str) -> Response:
    """Show an article about a trouble, or a guide; a shelf leads to its place on the front page."""
    if article in SHELVES:
        return RedirectResponse(f"/help#{article}", 303)
    return _answer(reader, article)


def _said(reader: Reading, key: str) -> HTMLResponse:
    said = said_of(key)
    if said is None:
        raise HTTPException(404)
    return reader.show("help_said.html", said=said)


def _answer(reader: Reading, key: str) -> Response:
    found = library().key_of(key)
    if found is None:
        page = plugin_page(key)
        if page is None:
            raise HTTPException(404)
        return reader.show("help_article.html", page=page)
    if found != key:
        return RedirectResponse(library().articles[found].address, 308)
    return reader.show("help_article.html", page=page_of(library().articles[found]))
