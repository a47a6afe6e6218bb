"""One activity, its samples, and the news of the list."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from fitglue.store import Store
from fitglue.web.activity_journey import journey_of
from fitglue.web.activity_view import view_of
from fitglue.web.deleted_view import left_of
from fitglue.web.events import event, stream
from fitglue.web.guard import policy
from fitglue.web.lines import ActivityDetail
from fitglue.web.pages import ThePages, Visitor
from fitglue.web.pair_view import pair_cards
from fitglue.web.series import series
from fitglue.web.stored_activities import activity_detail
from fitglue.web.versions import versions_of

router = APIRouter()
_LOOK_EVERY_S = 1.0
_LOOKS = 60  # a minute; then the browser asks again, so that no stop of the server waits for it


@router.get("/")
def front() -> RedirectResponse:
    """Lead to the activities."""
    return RedirectResponse("/activities", 303)


@router.get("/activities/events")
def events(pages: ThePages, person: Visitor, after: str = "") -> StreamingResponse:
    """Tell when the top of the list is another one than that of the mark `after`."""
    return stream(_news(pages.instance.store, person.id, after))


async def _news(store: Store, person_id: str, after: str) -> AsyncIterator[str]:
    for _ in range(_LOOKS if after else 1):
        mark = await run_in_threadpool(store.activities.mark, person_id)
        if mark != after:
            yield event("news", mark)
            return
        await asyncio.sleep(_LOOK_EVERY_S)


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
    answer = pages.show(
        request, "activity.html", person=person, view=view_of(detail, person),
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
