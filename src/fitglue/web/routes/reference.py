"""What programs can ask for, as pages; readable without signing in."""

from typing import Annotated

from fastapi import APIRouter, FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from fitglue.api import PAGE, PATH
from fitglue.domain.scopes import MEANINGS
from fitglue.web.later import Later
from fitglue.web.pages import OpenSession, Pages, ThePages, is_fragment, person_of
from fitglue.web.reference_view import PLACEHOLDER, Reference, reference

router = APIRouter(prefix=PAGE)


@router.get("")
def all_nouns(
    request: Request,
    pages: ThePages,
    session: OpenSession,
    asked: Annotated[str, Query(alias="q", max_length=100)] = "",
) -> HTMLResponse:
    """List every way to ask, or those in which some words stand."""
    told = _reference(request, pages)
    template = "reference_found.html" if is_fragment(request) else "reference.html"
    return pages.show(
        request, template, person=person_of(session.account) if session else None, told=told,
        found=told.found(asked), asked=asked, scopes=MEANINGS.items(),
        address=_origin(request, pages) + PATH, page=PAGE, token=PLACEHOLDER,
    )  # fmt: skip


@router.get("/{noun}")
def one_noun(request: Request, pages: ThePages, session: OpenSession, noun: str) -> HTMLResponse:
    """Show the ways to ask for a noun, with tables and examples."""
    found = _reference(request, pages).noun(noun)
    if found is None:
        raise HTTPException(404)
    person = person_of(session.account) if session else None
    return pages.show(request, "reference_noun.html", person=person, noun=found, page=PAGE)


def _reference(request: Request, pages: Pages) -> Reference:
    later = request.app.state.api
    assert isinstance(later, Later)  # noqa: S101 - create_app put it there
    api = later.application()
    assert isinstance(api, FastAPI)  # noqa: S101 - the same
    return reference(api, _origin(request, pages))


def _origin(request: Request, pages: Pages) -> str:
    return (pages.instance.current.address or str(request.base_url)).rstrip("/")
