"""One activity, and its samples."""

import msgspec
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.web.activity_journey import journey_of
from fitglue.web.activity_more import more_of
from fitglue.web.activity_view import view_of
from fitglue.web.deleted_view import left_of
from fitglue.web.guard import policy
from fitglue.web.lines import ActivityDetail
from fitglue.web.pages import ThePages, Visitor
from fitglue.web.pair_view import pair_cards
from fitglue.web.series import series
from fitglue.web.stored_activities import activity_detail
from fitglue.web.versions import versions_of

router = APIRouter()


@router.get("/activities/{activity_id}")
def activity(
    request: Request, pages: ThePages, person: Visitor, activity_id: str, version: str = ""
) -> Response:
    """Show one activity; what became part of another leads there."""
    store = pages.instance.store
    if into := store.activities.led_to(person.id, activity_id):
        return RedirectResponse(f"/activities/{into}", 303)
    if store.removed.of(person.id, activity_id) is not None:
        return RedirectResponse(f"/activities/deleted#{activity_id}", 303)
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
