"""Signing up, in and out, and how a person likes their pages."""

from typing import Annotated, get_args
from zoneinfo import available_timezones

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.domain.clock import is_zone
from fitglue.domain.errors import FitGlueError, Misconfigured
from fitglue.web.guard import tile_host
from fitglue.web.lines import Theme, Units
from fitglue.web.pages import SESSION_COOKIE, Pages, ThePages, Visitor

router = APIRouter()
Field = Annotated[str, Form()]
_TILE_PARTS = ("{z}", "{x}", "{y}")


@router.get("/welcome/{token}")
def welcome(request: Request, pages: ThePages, token: str) -> Response:
    """Offer to make the first account."""
    if not pages.services.welcome_is_open(token):
        return pages.show(request, "welcome_closed.html", status=404)
    empty = {"name": "", "email": "", "zone": ""}
    return pages.show(request, "welcome.html", form=empty, error=None)


@router.post("/welcome/{token}")
def create_first_account(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, pages: ThePages, token: str,
    name: Field = "", email: Field = "", password: Field = "", zone: Field = "",
) -> Response:  # fmt: skip
    """Make the first account, and sign it in."""
    known_zone = zone if is_zone(zone) else "UTC"
    try:
        session = pages.services.create_first_account(
            token, name.strip(), email.strip(), password, known_zone
        )
    except FitGlueError as error:
        form = {"name": name, "email": email, "zone": zone}
        return pages.show(request, "welcome.html", status=400, form=form, error=error)
    return _signed_in(request, session, "/activities")


@router.get("/sign-in")
def sign_in_page(request: Request, pages: ThePages) -> Response:
    """Ask who is there."""
    return _ask(request, pages, "", None)


@router.post("/sign-in")
def sign_in(request: Request, pages: ThePages, email: Field = "", password: Field = "") -> Response:
    """Let in whoever knows the password, and lead them where they wanted to go."""
    client = request.client.host if request.client else ""
    try:
        session = pages.services.sign_in(email.strip(), password, client)
    except FitGlueError as error:
        return _ask(request, pages, email, error)
    return _signed_in(request, session, _own_path(request.query_params.get("next", "")))


@router.post("/sign-out")
def sign_out(request: Request, pages: ThePages) -> Response:
    """End the session."""
    pages.services.sign_out(request.cookies.get(SESSION_COOKIE, ""))
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(SESSION_COOKIE)
    return answer


@router.get("/settings")
def settings(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show how this person likes their pages."""
    return _settings(request, pages, person, saved="saved" in request.query_params)


@router.post("/settings")
def save_settings(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, pages: ThePages, person: Visitor,
    units: Field = "metric", zone: Field = "", theme: Field = "auto", tile_url: Field = "",
) -> Response:  # fmt: skip
    """Keep the choices."""
    try:
        pages.services.save_preferences(
            person.id,
            units=_units(units),
            zone=_zone(zone),
            theme=_theme(theme),
            tile_url=_tile_url(tile_url.strip()),
        )
    except FitGlueError as error:
        return _settings(request, pages, person, error=error)
    return RedirectResponse("/settings?saved", 303)


def _units(choice: str) -> Units:
    return "imperial" if choice == "imperial" else "metric"


def _theme(choice: str) -> Theme:
    return next((theme for theme in get_args(Theme) if theme == choice), "auto")


def _zone(choice: str) -> str:
    if not is_zone(choice):
        raise Misconfigured(f"“{choice}” is no time zone.", "Choose one such as Europe/Paris.")
    return choice


def _tile_url(choice: str) -> str:
    if choice and not (tile_host(choice) and all(part in choice for part in _TILE_PARTS)):
        raise Misconfigured(
            "That is no address of map tiles.",
            "It begins with https:// and has {z}, {x} and {y} in it.",
        )
    return choice


def _settings(
    request: Request, pages: Pages, person: Visitor, *,
    saved: bool = False, error: FitGlueError | None = None,
) -> Response:  # fmt: skip
    return pages.show(
        request, "settings.html", person=person, status=400 if error else 200,
        saved=saved, error=error, zones=sorted(available_timezones()),
    )  # fmt: skip


def _ask(request: Request, pages: Pages, email: str, error: FitGlueError | None) -> Response:
    return pages.show(
        request, "sign_in.html", status=401 if error else 200, email=email, error=error,
        has_account=pages.services.has_account(), query=request.url.query,
    )  # fmt: skip


def _signed_in(request: Request, session: str, address: str) -> Response:
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        SESSION_COOKIE, session, max_age=180 * 86400, httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer


def _own_path(address: str) -> str:
    """Keep a wish to go somewhere on this server; anything else leads to the activities."""
    is_own = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_own else "/activities"
