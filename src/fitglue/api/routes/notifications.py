"""Notifications: what happened, and marking it as read."""

from fastapi import APIRouter

from fitglue.api.auth import Reader, TheInstance, Writer
from fitglue.api.notification_models import NotificationOut, notification_out
from fitglue.domain.errors import Gone

router = APIRouter(tags=["notifications"])


@router.get("/notifications")
def list_notifications(caller: Reader, instance: TheInstance) -> list[NotificationOut]:
    """List what happened lately, newest first."""
    rows = instance.store.notifications.latest(caller.account.id)
    return [notification_out(row) for row in rows]


@router.post("/notifications/read", status_code=204)
def read_all_notifications(caller: Writer, instance: TheInstance) -> None:
    """Mark all notifications as read."""
    instance.store.notifications.read_all(caller.account.id)


@router.post("/notifications/{notification_id}/read", status_code=204)
def read_notification(caller: Writer, instance: TheInstance, notification_id: str) -> None:
    """Mark a notification as read."""
    if instance.store.notifications.read(caller.account.id, notification_id) is None:
        raise Gone("There is no such notification.")
