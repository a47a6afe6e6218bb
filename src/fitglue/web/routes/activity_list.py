"""The list of activities: searched, as a calendar or a gallery; acts on many; what was deleted."""

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import Response

from fitglue.domain.acts import Kind
from fitglue.domain.errors import FitGlueError, NeedsUser
from fitglue.pipeline.bulk import Bulk
from fitglue.pipeline.removing import Removing
from fitglue.web.act_view import chosen_of, deleted_lines, notice_of
from fitglue.web.activity_filters import Asked, asked_of
from fitglue.web.activity_search import Shown, found
from fitglue.web.forms import TheForm, on_to, text
from fitglue.web.languages import gettext
from fitglue.web.lines import Person
from fitglue.web.pages import Pages, ThePages, Visitor, is_fragment

if TYPE_CHECKING:
    from starlette.datastructures import FormData

router = APIRouter()


@router.get("/activities")
def activities(  # noqa: PLR0913, PLR0917 - the parts of the query that are no filter
    request: Request, pages: ThePages, person: Visitor,
    cursor: str = "", month: str = "", done: str = "",
) -> Response:  # fmt: skip
    """List activities; a script that asks gets only the part it lacks."""
    store = pages.instance.store
    asked = asked_of(request.query_params.multi_items(), person.units)
    already = Shown(cursor, month, is_part=is_fragment(request))
    shown = found(store, person, asked, _now(person).date(), already)
    template = "activities.html"
    if is_fragment(request):
        rest = "gallery_cards.html" if asked.view == "gallery" else "activity_lines.html"
        template = rest if cursor else "activity_results.html"
    answer = pages.show(
        request, template, person=person, found=shown, asked=asked, listing=shown.listing,
        notice=notice_of(store, person, done), today=_now(person).date(),
    )  # fmt: skip
    answer.headers["vary"] = "HX-Request-Type"
    if is_fragment(request) and not cursor:
        answer.headers["hx-replace-url"] = asked.address()  # fields that say nothing are left out
    return answer


@router.get("/activities/deleted")
def deleted(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show what was deleted lately."""
    lines = deleted_lines(pages.instance.store, person, _now(person))
    return pages.show(request, "activities_deleted.html", person=person, lines=lines)


@router.post("/activities/{activity_id}/restore")
def restore(pages: ThePages, person: Visitor, activity_id: str) -> Response:
    """Bring a deleted activity back."""
    Removing(pages.instance.starter, person.id).restore([activity_id])
    return on_to(f"/activities/{activity_id}")


@router.post("/activities/chosen")
def chosen(request: Request, pages: ThePages, person: Visitor, form: TheForm) -> Response:
    """Say what each act would do with the activities that are chosen."""
    return _chosen(request, pages, person, form)


@router.post("/activities/acts")
def begin(request: Request, pages: ThePages, person: Visitor, form: TheForm) -> Response:
    """Do it."""
    try:
        act_id = _act(Bulk(pages.instance.starter, person.id), form, _ids(pages, person, form))
    except FitGlueError as error:
        return _chosen(request, pages, person, form, error)
    query = [*parse_qsl(text(form, "query")), ("done", act_id)]
    return on_to(f"/activities?{urlencode(query)}")


@router.post("/activities/acts/{act_id}/undo")
def undo(pages: ThePages, person: Visitor, act_id: str, form: TheForm) -> Response:
    """Take an act back."""
    Bulk(pages.instance.starter, person.id).undo(act_id)
    query = [*parse_qsl(text(form, "query")), ("done", act_id)]
    return on_to(f"/activities?{urlencode(query)}")


def _act(bulk: Bulk, form: "FormData", ids: list[str]) -> str:
    match text(form, "act"):
        case Kind.RUN:
            delivers = text(form, "keeps") != "on"
            return bulk.run(ids, text(form, "pipeline"), delivers=delivers)
        case Kind.SEND:
            pipeline_id, _, key = text(form, "to").partition("~")
            return bulk.send(ids, pipeline_id, key, again=text(form, "again") == "on")
        case Kind.MERGE:
            return bulk.merge(ids)
        case Kind.DELETE:
            return bulk.delete(ids)
        case _:
            raise NeedsUser(
                gettext("Nothing was chosen to do."), gettext("Press one of the buttons.")
            )


def _chosen(
    request: Request, pages: Pages, person: Person, form: "FormData",
    error: FitGlueError | None = None,
) -> Response:  # fmt: skip
    ids = _ids(pages, person, form)
    shown = chosen_of(pages.instance.store, person, ids, _now(person))
    query = text(form, "query")
    return pages.show(
        request, "activities_chosen.html", person=person, chosen=shown, error=error,
        act=text(form, "act"), query=query, everything=bool(text(form, "everything")),
        back=f"/activities?{query}" if query else "/activities", status=400 if error else 200,
    )  # fmt: skip


def _ids(pages: Pages, person: Person, form: "FormData") -> list[str]:
    """Name what is chosen: ticked one by one, or all that fit."""
    if text(form, "everything"):
        asked = _asked(form, person)
        return pages.instance.store.listing.ids(person.id, asked.selection, asked.order)
    ticked = [value for name, value in form.multi_items() if name == "id"]
    return [value for value in ticked if isinstance(value, str)]


def _asked(form: "FormData", person: Person) -> Asked:
    return asked_of(parse_qsl(text(form, "query")), person.units)


def _now(person: Person) -> datetime:
    return datetime.now(ZoneInfo(person.zone))
