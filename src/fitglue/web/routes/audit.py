"""What was done, by whom, from where."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from fitglue.web.audit_view import audit_lines
from fitglue.web.pages import AnAdmin, ThePages, Visitor

router = APIRouter()


@router.get("/settings/log")
def own_log(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Tell what happened to this person's account."""
    rows = pages.instance.store.audit.of_account(person.id)
    names = pages.instance.store.accounts.names()
    lines = audit_lines(rows, names, person.id)
    return pages.show(request, "log.html", person=person, lines=lines)


@router.get("/people/log")
def whole_log(request: Request, pages: ThePages, person: AnAdmin) -> Response:
    """Tell admins what happened here."""
    rows = pages.instance.store.audit.of_everybody()
    lines = audit_lines(rows, pages.instance.store.accounts.names())
    return pages.show(request, "people_log.html", person=person, lines=lines)
