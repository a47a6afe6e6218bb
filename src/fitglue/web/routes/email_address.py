"""Another e-mail address to sign in with."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.api.problems import status_of
from fitglue.domain.errors import FitGlueError, Refused
from fitglue.people import moving
from fitglue.people.visitor import visit_of
from fitglue.web.pages import Pages, TheActing, ThePages, Visitor

router = APIRouter()
Field = Annotated[str, Form()]


@router.get("/settings/email")
def address(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show the address, and offer to change it."""
    return _show(request, pages, person, done=request.query_params.get("done", ""))


@router.post("/settings/email")
def change(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, pages: ThePages, person: Visitor, acting: TheActing,
    email: Field = "", password: Field = "",
) -> Response:  # fmt: skip
    """Send a link to the new address, or use it at once where no mail is set up."""
    origin = pages.instance.current.address or str(request.base_url)
    try:
        is_done = moving.ask_to_move(acting, email, password, origin)
    except FitGlueError as error:
        return _show(request, pages, person, error=error, typed=email)
    return RedirectResponse(f"/settings/email?done={'changed' if is_done else 'sent'}", 303)


@router.get("/email/{token}")
def confirm(request: Request, pages: ThePages, token: str) -> Response:
    """Ask once more: mail programs open links by themselves."""
    link = moving.asked(pages.instance, token, visit_of(request))
    if link is None:
        return _closed(request, pages)
    return pages.show(request, "email_confirm.html", email=link.email, token=token)


@router.post("/email/{token}")
def confirmed(request: Request, pages: ThePages, token: str) -> Response:
    """Use the new address."""
    try:
        email = moving.move(pages.instance, token, visit_of(request))
    except Refused:
        return _closed(request, pages)
    return pages.show(request, "email_confirmed.html", email=email)


def _show(  # noqa: PLR0913 - what the page tells
    request: Request, pages: Pages, person: Visitor, *,
    done: str = "", error: FitGlueError | None = None, typed: str = "",
) -> Response:  # fmt: skip
    return pages.show(
        request, "settings_email.html", person=person, status=status_of(error) if error else 200,
        error=error, done=done, typed=typed, has_mail=bool(pages.instance.settings.smtp_url),
    )  # fmt: skip


def _closed(request: Request, pages: Pages) -> Response:
    has_account = pages.instance.store.accounts.count() > 0
    return pages.show(request, "link_closed.html", status=404, has_account=has_account)
