"""The list of activities, which renews itself, one activity, and its samples."""

from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.web.activity_journey import journey_of
from fitglue.web.activity_list import Listing, months_of
from fitglue.web.activity_more import more_of
from fitglue.web.activity_view import view_of
from fitglue.web.deleted_view import left_of
from fitglue.web.guard import policy
from fitglue.web.lines import ActivityDetail, ActivityQuery
from fitglue.web.pages import ThePages, Visitor, is_fragment
from fitglue.web.pair_view import pair_cards
from fitglue.web.series import series
from fitglue.web.stored_activities import (
    activity_detail,
    activity_page,
    sports_of,
)
from fitglue.web.versions import versions_of

router = APIRouter()


@router.get("/activities")
def activities(  # noqa: PLR0913, PLR0917 - the parts of the query
    request: Request, pages: ThePages, person: Visitor,
    text: str = "", sport: str = "", cursor: str = "", month: str = "",
) -> Response:  # fmt: skip
    """List activities; a script that asks gets only the lines it lacks."""
    store = pages.instance.store
    mark = store.activities.mark(person.id)  # before the page: what comes meanwhile is news
    page = activity_page(store, person.id, ActivityQuery(text, sport, cursor))
    today = datetime.now(ZoneInfo(person.zone)).date()
    listing = Listing(
        months=months_of(page.lines, person.units, today, month),
        text=text, sport=sport, total=page.total, mark=mark,
        older=_older(page.next_cursor, text, sport),
        sports=() if cursor else sports_of(store, person.id),
    )  # fmt: skip
    template = "activities.html"
    if is_fragment(request):
        template = "activity_lines.html" if cursor else "activity_results.html"
    answer = pages.show(request, template, person=person, listing=listing)
    answer.headers["vary"] = "HX-Request-Type"
    return answer


def _older(cursor: str, text: str, sport: str) -> str:
    if not cursor:
        return ""
    wanted = {"text": text, "sport": sport, "cursor": cursor}
    return "/activities?" + urlencode({key: value for key, value in wanted.items() if value})


@router.get("/activities/{activity_id}")
def activity(
    request: Request, pages: ThePages, person: Visitor, activity_id: str, version: str = ""
) -> Response:
    """Show one activity; what became part of another leads there."""
    store = pages.instance.store
    if into := store.activities.led_to(person.id, activity_id):
        return RedirectResponse(f"/activities/{into}", 303)
    if (deleted := store.condition.deleted(person.id, activity_id)) is not None:
        left = left_of(store, person, deleted)
        return pages.show(request, "activity_deleted.html", person=person, left=left)
    detail = _found(activity_detail(store, person.id, activity_id, version))
    view = view_of(detail, person)
    answer = pages.show(
        request, "activity.html", person=person, view=view,
        more=more_of(pages.instance.starter, person, detail, view),
        journey=journey_of(store, person, activity_id),
        doubts=pair_cards(store, person.id, activity_id),
    )  # fmt: skip
    answer.headers["content-security-policy"] = policy(person.tile_url)
    return answer


@router.get("/activities/{activity_id}/series")
def activity_series(
    pages: ThePages, person: Visitor, activity_id: str, version: str = ""
) -> Response:
    """Give the samples that charts and map draw, as JSON."""
    store = pages.instance.store
    recorded = store.activities.get(person.id, activity_id)
    if recorded is None:
        raise HTTPException(404)
    shown = versions_of(store, person.id, recorded, version).shown
    body = msgspec.json.encode(series(shown.workout, person.units))
    return Response(
        body, media_type="application/json", headers={"cache-control": "private, no-cache"}
    )


def _found(detail: ActivityDetail | None) -> ActivityDetail:
    if detail is None:
        raise HTTPException(404)
    return detail
