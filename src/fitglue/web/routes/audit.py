"""What was done, by whom, from where."""

from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from fitglue.store.audit import Wanted
from fitglue.web.audit_view import GROUPS, audit_lines
from fitglue.web.overseeing import TheOffice
from fitglue.web.pages import ThePages, Visitor

router = APIRouter()
_AT_ONCE = 200


@router.get("/settings/log")
def own_log(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Tell what happened to this person's account."""
    rows = pages.instance.store.audit.of_account(person.id)
    names = pages.instance.store.accounts.names()
    lines = audit_lines(rows, names, person.id)
    return pages.show(request, "log.html", person=person, lines=lines)


@router.get("/people/log")
def whole_log(
    office: TheOffice, about: str = "", person: str = "", before: datetime | None = None
) -> Response:
    """Tell admins what happened here."""
    store = office.pages.instance.store
    wanted = Wanted(account_id=person, about=GROUPS.get(about, ("", ()))[1], before=before)
    rows = store.audit.of_everybody(wanted, _AT_ONCE)
    names = store.accounts.names()
    older = ""
    if len(rows) == _AT_ONCE:
        told = {"about": about, "person": person, "before": rows[-1].at.isoformat()}
        older = "/people/log?" + urlencode({key: one for key, one in told.items() if one})
    return office.show(
        "admin_log.html", lines=audit_lines(rows, names), groups=GROUPS, about=about,
        whose=person, names=names, older=older,
    )  # fmt: skip
