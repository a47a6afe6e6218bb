"""Notifications: the list, the bell's count, and reading them."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from fitglue.web.forms import on_to
from fitglue.web.notification_view import notification_line, way_to
from fitglue.web.pages import ThePages, Visitor

router = APIRouter()


@router.get("/notifications")
def notifications(request: Request, pages: ThePages, person: Visitor) -> Response:
    """List what happened, newest first."""
    store = pages.instance.store
    lines = [notification_line(row) for row in store.notifications.latest(person.id)]
    return pages.show(request, "notifications.html", person=person, lines=lines)


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
