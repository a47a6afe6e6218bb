"""Notifications as JSON."""

from datetime import datetime

from pydantic import BaseModel, Field

from fitglue.domain.notification import TOLD, Kind, page, wording
from fitglue.store.tables import NotificationRow


class NotificationOut(BaseModel):
    """Something that its owner is told, once until it is solved."""

    id: str
    kind: Kind
    title: str
    text: str
    link: str = Field(description="The page of this FitGlue that shows or solves it.")
    number: int = Field(description="Of the activities that it is about.")
    happened_at: datetime
    read_at: datetime | None
    resolved_at: datetime | None = Field(description="When it needed nobody any more.")


def notification_out(row: NotificationRow) -> NotificationOut:
    """Write a notification."""
    kind, told = Kind(row.kind), TOLD.of(row.told)
    words = wording(kind, told, row.number)
    return NotificationOut(
        id=row.id, kind=kind, title=words.title, text=words.text,
        link=page(kind, told, row.number), number=row.number, happened_at=row.happened_at,
        read_at=row.read_at, resolved_at=row.resolved_at,
    )  # fmt: skip
