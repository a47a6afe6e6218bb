"""Tokens with which programs act for a person."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.api.problems import status_of
from fitglue.domain.errors import FitGlueError
from fitglue.domain.scopes import MEANINGS, Scope
from fitglue.people import programs
from fitglue.web.pages import Pages, TheActing, ThePages, Visitor

router = APIRouter()
_LASTS_DAYS = {"": None, "30": 30, "90": 90, "365": 365}


@router.get("/settings/tokens")
def tokens(request: Request, pages: ThePages, person: Visitor) -> Response:
    """List tokens, and offer to make one."""
    return _show(request, pages, person)


@router.post("/settings/tokens")
def make(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, pages: ThePages, person: Visitor, acting: TheActing,
    name: Annotated[str, Form(max_length=100)] = "",
    scope: Annotated[list[Scope], Form()] = [],  # noqa: B006 - FastAPI copies it
    days: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Make a token and show it, for the only time."""
    try:
        token = programs.make_token(acting, name, set(scope), _LASTS_DAYS.get(days, 90))
    except FitGlueError as error:
        return _show(request, pages, person, error=error)
    answer = _show(request, pages, person, made=token)
    answer.headers["cache-control"] = "no-store"
    return answer


@router.post("/settings/tokens/{token_id}/revoke")
def revoke(acting: TheActing, token_id: str) -> Response:
    """Let a token do nothing from now on."""
    if not programs.revoke_token(acting, token_id):
        raise HTTPException(404)
    return RedirectResponse("/settings/tokens", 303)


def _show(
    request: Request, pages: Pages, person: Visitor, *,
    made: str = "", error: FitGlueError | None = None,
) -> Response:  # fmt: skip
    scopes = [(one, MEANINGS[one]) for one in Scope if one is not Scope.ADMIN or person.is_admin]
    return pages.show(
        request, "tokens.html", person=person, status=status_of(error) if error else 200,
        tokens=pages.instance.store.tokens.of_account(person.id), scopes=scopes,
        meanings={one.value: told for one, told in MEANINGS.items()}, made=made,
        error=error, now=datetime.now(UTC),
    )  # fmt: skip
