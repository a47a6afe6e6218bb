"""What one-time links open: the first account, an invitation, a new password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.api.problems import status_of
from fitglue.domain.clock import is_zone
from fitglue.domain.errors import FitGlueError, Refused
from fitglue.people import links
from fitglue.people.signing_in import SHORTEST_PASSWORD
from fitglue.people.visitor import visit_of
from fitglue.store.links import Link, LinkKind
from fitglue.web.pages import Pages, ThePages
from fitglue.web.routes.signing_in import with_session

router = APIRouter()
Field = Annotated[str, Form()]


@router.get("/welcome/{token}")
def welcome(request: Request, pages: ThePages, token: str) -> Response:
    """Offer to make an account."""
    link = links.opened(pages.instance, token, visit_of(request))
    if link is None or link.kind not in {LinkKind.WELCOME, LinkKind.INVITATION}:
        return _closed(request, pages)
    form = links.NewPerson("", link.email, "", "")
    return _show_welcome(request, pages, link, form)


@router.post("/welcome/{token}")
def make_account(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, pages: ThePages, token: str,
    name: Field = "", email: Field = "", password: Field = "", zone: Field = "",
) -> Response:  # fmt: skip
    """Make the account, and sign it in."""
    visit = visit_of(request)
    form = links.NewPerson(name, email, password, zone if is_zone(zone) else "UTC")
    try:
        session = links.accept(pages.instance, token, form, visit)
    except Refused:
        return _closed(request, pages)
    except FitGlueError as error:
        link = links.opened(pages.instance, token, visit)
        return _show_welcome(request, pages, link, form, error) if link else _closed(request, pages)
    return with_session(request, RedirectResponse("/", 303), session)


@router.get("/reset/{token}")
def reset(request: Request, pages: ThePages, token: str) -> Response:
    """Offer to choose a new password."""
    link = links.opened(pages.instance, token, visit_of(request))
    if link is None or link.kind is not LinkKind.RESET:
        return _closed(request, pages)
    return _show_reset(request, pages, link.email)


@router.post("/reset/{token}")
def set_password(request: Request, pages: ThePages, token: str, password: Field = "") -> Response:
    """Set the password, sign every browser out and this one in."""
    visit = visit_of(request)
    try:
        session = links.reset_password(pages.instance, token, password, visit)
    except Refused:
        return _closed(request, pages)
    except FitGlueError as error:
        link = links.opened(pages.instance, token, visit)
        return _show_reset(request, pages, link.email if link else "", error)
    return with_session(request, RedirectResponse("/", 303), session)


def _show_welcome(
    request: Request, pages: Pages, link: Link, form: links.NewPerson,
    error: FitGlueError | None = None,
) -> Response:  # fmt: skip
    return pages.show(
        request, "welcome.html", status=status_of(error) if error else 200, form=form,
        error=error, is_first=link.kind is LinkKind.WELCOME, shortest=SHORTEST_PASSWORD,
    )  # fmt: skip


def _show_reset(
    request: Request, pages: Pages, email: str, error: FitGlueError | None = None
) -> Response:
    return pages.show(
        request, "reset.html", status=status_of(error) if error else 200, email=email,
        error=error, shortest=SHORTEST_PASSWORD,
    )  # fmt: skip


def _closed(request: Request, pages: Pages) -> Response:
    has_account = pages.instance.store.accounts.count() > 0
    return pages.show(request, "link_closed.html", status=404, has_account=has_account)
