"""Signing in and out, and changing the password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.api.problems import status_of
from fitglue.domain.errors import FitGlueError, NeedsUser
from fitglue.people import signing_in
from fitglue.people.passkeys import can_have_passkeys
from fitglue.people.visitor import visit_of
from fitglue.web.pages import SESSION_COOKIE, Pages, TheActing, ThePages, TheSession, Visitor

router = APIRouter()
Field = Annotated[str, Form()]
# As long as browsers keep any; when a session really ends is for the server to say.
_COOKIE_LASTS_S = 400 * 86400


@router.get("/sign-in")
def sign_in_page(request: Request, pages: ThePages) -> Response:
    """Ask who is there."""
    return _ask(request, pages, "", None)


@router.post("/sign-in")
def sign_in(request: Request, pages: ThePages, email: Field = "", password: Field = "") -> Response:
    """Let in whoever knows the password, and lead them where they wanted to go."""
    try:
        session = signing_in.sign_in(pages.instance, email, password, visit_of(request))
    except FitGlueError as error:
        return _ask(request, pages, email, error)
    answer = RedirectResponse(own_path(request.query_params.get("next", "")), 303)
    return with_session(request, answer, session)


@router.post("/sign-out")
def sign_out(request: Request, pages: ThePages) -> Response:
    """End the session."""
    token = request.cookies.get(SESSION_COOKIE, "")
    signing_in.sign_out(pages.instance, token, visit_of(request))
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(SESSION_COOKIE)
    return answer


@router.get("/settings/sign-in")
def ways_in(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show how this person signs in."""
    return _ways_in(request, pages, person, saved="saved" in request.query_params)


@router.post("/settings/password")
def change_password(  # noqa: PLR0913, PLR0917 - the parts of the request
    request: Request, pages: ThePages, person: Visitor, session: TheSession, acting: TheActing,
    current: Field = "", password: Field = "",
) -> Response:  # fmt: skip
    """Change the password and sign other browsers out."""
    try:
        signing_in.change_password(acting, current, password, session.session_id)
    except FitGlueError as error:
        return _ways_in(request, pages, person, error=error)
    return RedirectResponse("/settings/sign-in?saved", 303)


def with_session(request: Request, answer: Response, session: str) -> Response:
    """Let the browser keep a session."""
    answer.set_cookie(
        SESSION_COOKIE, session, max_age=_COOKIE_LASTS_S, httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer


def own_path(address: str) -> str:
    """Keep a wish to go somewhere on this server; anything else leads to the activities."""
    is_own = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_own else "/"


def _ask(request: Request, pages: Pages, email: str, error: FitGlueError | None) -> Response:
    status = 401 if isinstance(error, NeedsUser) else status_of(error) if error else 200
    return pages.show(
        request, "sign_in.html", status=status, email=email, error=error,
        has_account=pages.instance.store.accounts.count() > 0, query=request.url.query,
        has_passkeys=can_have_passkeys(request.url.hostname or ""),
    )  # fmt: skip


def _ways_in(
    request: Request, pages: Pages, person: Visitor, *,
    saved: bool = False, error: FitGlueError | None = None,
) -> Response:  # fmt: skip
    return pages.show(
        request, "ways_in.html", person=person, status=status_of(error) if error else 200,
        saved=saved, error=error, shortest=signing_in.SHORTEST_PASSWORD,
        passkeys=pages.instance.store.passkeys.of_account(person.id),
        host=request.url.hostname, has_passkeys=can_have_passkeys(request.url.hostname or ""),
    )  # fmt: skip
