"""Where else a person is told: adding, trying, choosing kinds, removing."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from fitglue.api.problems import status_of
from fitglue.channels.apprise_addresses import LABELS
from fitglue.domain.errors import Delivery, FitGlueError, Gone
from fitglue.domain.notification import Kind
from fitglue.people import channels
from fitglue.store.channels import EMAIL
from fitglue.web.forms import TheForm, on_to, text
from fitglue.web.notification_view import channel_line
from fitglue.web.pages import Pages, TheActing, ThePages, Visitor

router = APIRouter(prefix="/settings/notifications")


@router.get("")
def settings(request: Request, pages: ThePages, person: Visitor, tested: str = "") -> Response:
    """Show the channels, and offer to add one."""
    return _show(request, pages, person, tested=tested)


@router.post("/email")
def add_email(request: Request, pages: ThePages, person: Visitor, acting: TheActing) -> Response:
    """Let notifications come by e-mail, too."""
    try:
        channels.add_email(acting)
    except FitGlueError as error:
        return _show(request, pages, person, error=error)
    return on_to("/settings/notifications")


@router.post("/apprise")
def add_apprise(
    request: Request, pages: ThePages, person: Visitor, acting: TheActing, form: TheForm
) -> Response:
    """Let notifications go to an address of Apprise, too."""
    try:
        channels.add_apprise(acting, text(form, "address"))
    except FitGlueError as error:
        return _show(request, pages, person, error=error)
    return on_to("/settings/notifications")


@router.post("/{channel_id}/kinds")
def choose(acting: TheActing, channel_id: str, form: TheForm) -> Response:
    """Choose what a channel tells."""
    channels.choose(acting, channel_id, [kind for kind in Kind if kind.value in _ticked(form)])
    return on_to("/settings/notifications")


@router.post("/{channel_id}/test")
def try_out(
    request: Request, pages: ThePages, person: Visitor, acting: TheActing, channel_id: str
) -> Response:
    """Send a test, and say what came of it."""
    try:
        channels.try_out(acting, channel_id)
    except Gone:
        raise
    except Delivery as error:
        return _show(request, pages, person, error=error)
    return on_to(f"/settings/notifications?tested={channel_id}")


@router.post("/{channel_id}/remove")
def remove(acting: TheActing, channel_id: str) -> Response:
    """Send nothing there any more."""
    channels.remove(acting, channel_id)
    return on_to("/settings/notifications")


def _ticked(form: TheForm) -> list[object]:
    return list(form.getlist("kind"))


def _show(
    request: Request, pages: Pages, person: Visitor, *,
    error: FitGlueError | None = None, tested: str = "",
) -> Response:  # fmt: skip
    rows = pages.instance.store.channels.of_account(person.id)
    has_mail = bool(pages.instance.settings.smtp_url)
    return pages.show(
        request, "channels.html", person=person, error=error,
        status=status_of(error) if error else 200,
        channels=[channel_line(row, person.email, person.zone) for row in rows],
        tested=next((row.name for row in rows if row.id == tested), ""),
        offers_mail=has_mail and not any(row.way == EMAIL for row in rows),
        has_mail=has_mail, labels=LABELS,
    )  # fmt: skip
