"""Notifications: the list, the bell's count, and reading them."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse

from fitglue.store import Store
from fitglue.web.events import event, stream
from fitglue.web.forms import on_to
from fitglue.web.notification_view import notification_line, way_to
from fitglue.web.pages import ThePages, Visitor

router = APIRouter()
_LOOK_EVERY_S = 2.0
_LOOKS = 900  # half an hour; an open page asks again


@router.get("/notifications")
def notifications(request: Request, pages: ThePages, person: Visitor) -> Response:
    """List what happened, newest first."""
    store = pages.instance.store
    lines = [notification_line(row) for row in store.notifications.latest(person.id)]
    return pages.show(request, "notifications.html", person=person, lines=lines)


@router.get("/notifications/events")
def events(pages: ThePages, person: Visitor, seen: str = "") -> StreamingResponse:
    """Tell the bell's count when it is another one than was seen."""
    return stream(_count(pages.instance.store, person.id, seen))


@router.post("/notifications/read")
def read_all(pages: ThePages, person: Visitor) -> Response:
    """Mark all of them as read."""
    pages.instance.store.notifications.read_all(person.id)
    return on_to("/notifications")


@router.post("/notifications/{notification_id}/open")
def open_it(pages: ThePages, person: Visitor, notification_id: str) -> Response:
    """Mark one as read and lead to where it is solved."""
    row = pages.instance.store.notifications.read(person.id, notification_id)
    if row is None:
        raise HTTPException(404)
    return on_to(way_to(row))


@router.post("/notifications/{notification_id}/read")
def read(pages: ThePages, person: Visitor, notification_id: str) -> Response:
    """Mark one as read."""
    if pages.instance.store.notifications.read(person.id, notification_id) is None:
        raise HTTPException(404)
    return on_to("/notifications")


async def _count(store: Store, person_id: str, seen: str) -> AsyncIterator[str]:
    for _ in range(_LOOKS if seen else 1):
        count = str(await run_in_threadpool(store.notifications.count, person_id))
        if count != seen:
            yield event("count", count)
            return
        await asyncio.sleep(_LOOK_EVERY_S)
