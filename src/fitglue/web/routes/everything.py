"""Exports of everything: asking for one, watching it, taking it away."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from fitglue.domain.audit import Event
from fitglue.domain.errors import FitGlueError
from fitglue.ownership import taking_away
from fitglue.web.export_view import ExportView, export_view
from fitglue.web.forms import on_to
from fitglue.web.pages import Pages, TheActing, ThePages, Visitor, is_fragment

router = APIRouter()
ADDRESS = "/settings/export"


@router.get(ADDRESS)
def exports(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Offer to make an export, and show those that were made."""
    return _show(request, pages, person)


@router.post(ADDRESS)
def ask(request: Request, pages: ThePages, person: Visitor, acting: TheActing) -> Response:
    """Queue an export."""
    try:
        taking_away.ask_for(pages.instance, person.id)
    except FitGlueError as error:
        return _show(request, pages, person, error=error)
    acting.note(Event.EXPORT_ASKED)
    return on_to(ADDRESS)


@router.get(f"{ADDRESS}/{{export_id}}")
def export(request: Request, pages: ThePages, person: Visitor, export_id: str) -> Response:
    """Show how an export goes: a part of the page, or the page."""
    view = _view(pages, person.id, export_id)
    if not is_fragment(request):
        return on_to(ADDRESS)
    return pages.show(request, "export_state.html", person=person, view=view)


@router.get(f"{ADDRESS}/{{export_id}}/file")
def file(pages: ThePages, acting: TheActing, export_id: str) -> Response:
    """Give the file."""
    row = taking_away.found(pages.instance, acting.account.id, export_id)
    path = taking_away.file_of(pages.instance, row)
    acting.note(Event.EXPORT_TAKEN)
    return FileResponse(
        path, media_type="application/zip", filename=taking_away.FILE_NAME,
        headers={"cache-control": "private, no-store"},
    )  # fmt: skip


def _view(pages: Pages, account_id: str, export_id: str) -> ExportView:
    row = taking_away.found(pages.instance, account_id, export_id)
    return export_view(row, datetime.now(UTC))


def _show(
    request: Request, pages: Pages, person: Visitor, error: FitGlueError | None = None
) -> Response:
    now = datetime.now(UTC)
    rows = pages.instance.store.exports.of_account(person.id)
    views = [export_view(row, now) for row in rows]
    newest = next((one for one in views if one.state != "gone"), None)
    return pages.show(
        request, "settings_export.html", person=person, status=400 if error else 200,
        error=error, view=newest,
    )  # fmt: skip
