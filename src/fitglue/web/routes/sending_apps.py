"""Health Auto Export, Shortcuts and webhooks: setting one up, what came of it, and revoking one."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.api.problems import status_of
from fitglue.domain.errors import FitGlueError
from fitglue.domain.sending_app import SendingApp
from fitglue.people import sending_apps
from fitglue.web.pages import Pages, TheActing, ThePages, Visitor
from fitglue.web.qr import qr_picture
from fitglue.web.sending_app_view import app_line, example, received_line, set_aside

router = APIRouter(prefix="/settings/phones")
_PAGES = {
    SendingApp.HEALTH_AUTO_EXPORT: "health-auto-export",
    SendingApp.SHORTCUT: "shortcut",
    SendingApp.WEBHOOK: "webhook",
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a page of an app shows besides the list: a new token, or what went wrong."""

    token: str = ""
    hook: str = ""
    secret: str = ""
    error: FitGlueError | None = None


_NOTHING = _Shown()


@router.get("/health-auto-export")
def health_auto_export(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show how Health Auto Export is set up, and what it has sent."""
    return _show(request, pages, person, SendingApp.HEALTH_AUTO_EXPORT)


@router.post("/health-auto-export")
def connect_health_auto_export(
    request: Request, pages: ThePages, person: Visitor, acting: TheActing
) -> Response:
    """Make its token and show it with its link and picture, for the only time."""
    return _connect(request, pages, person, acting, SendingApp.HEALTH_AUTO_EXPORT)


@router.get("/shortcut")
def shortcut(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show how a Shortcut is built, and what it has sent."""
    return _show(request, pages, person, SendingApp.SHORTCUT)


@router.post("/shortcut")
def connect_shortcut(
    request: Request, pages: ThePages, person: Visitor, acting: TheActing
) -> Response:
    """Make its token and show it within the steps, for the only time."""
    return _connect(request, pages, person, acting, SendingApp.SHORTCUT)


@router.get("/webhook")
def webhook(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show how a program posts workouts, and what it has sent."""
    return _show(request, pages, person, SendingApp.WEBHOOK)


@router.post("/webhook")
def connect_webhook(
    request: Request, pages: ThePages, person: Visitor, acting: TheActing
) -> Response:
    """Make its token, address and secret and show them, for the only time."""
    return _connect(request, pages, person, acting, SendingApp.WEBHOOK)


@router.post("/apps/{ingest_token_id}/revoke")
def revoke(acting: TheActing, ingest_token_id: str) -> Response:
    """Let an app send nothing from now on."""
    app = sending_apps.revoke(acting, ingest_token_id)
    if app is None:
        raise HTTPException(404)
    return RedirectResponse(f"/settings/phones/{_PAGES[app]}", 303)


def _connect(
    request: Request, pages: Pages, person: Visitor, acting: TheActing, app: SendingApp
) -> Response:
    try:
        made = sending_apps.hook(acting, app)
        shown = _Shown(made.token, made.address, made.secret.reveal())
    except FitGlueError as error:
        return _show(request, pages, person, app, _Shown(error=error))
    answer = _show(request, pages, person, app, shown)
    answer.headers["cache-control"] = "no-store"
    return answer


def _show(
    request: Request, pages: Pages, person: Visitor, app: SendingApp, shown: _Shown = _NOTHING
) -> Response:
    store = pages.instance.store
    home = (pages.instance.current.address or str(request.base_url)).rstrip("/")
    address = home + sending_apps.ADDRESS
    rows = store.ingest.tokens(person.id, app)
    link = sending_apps.setup_link(address, shown.token) if shown.token else ""
    is_told = link and app is SendingApp.HEALTH_AUTO_EXPORT
    came = [one for row in rows for one in store.ingest.recent(person.id, row.id, limit=10)]
    newest = sorted(came, key=lambda one: one.received_at, reverse=True)[:10]
    return pages.show(
        request, f"phones_{app.value}.html", person=person,
        status=status_of(shown.error) if shown.error else 200,
        apps=[app_line(row, person.zone) for row in rows],
        received=[received_line(one, person.zone) for one in newest],
        refused=set_aside(store.sync.refused(person.id), rows),
        address=address, token=shown.token, hook=home + shown.hook, secret=shown.secret,
        link=link if is_told else "", error=shown.error,
        picture=qr_picture(link) if is_told else "",
        example=example(datetime.now(ZoneInfo(person.zone))),
    )  # fmt: skip
