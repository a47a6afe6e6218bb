"""Notifications and channels, in words."""

from dataclasses import dataclass
from datetime import datetime

from fitglue.domain.notification import MEANINGS, TOLD, Kind, page, wording
from fitglue.store.channels import EMAIL
from fitglue.store.tables import ChannelRow, NotificationRow
from fitglue.web.languages import gettext, marked
from fitglue.web.words import near_day_in


@dataclass(frozen=True, slots=True)
class NotificationLine:
    """A notification in the list; `asks` while somebody has to do something about it."""

    id: str
    title: str
    text: str
    button: str
    at: datetime
    asks: bool
    is_solved: bool
    is_new: bool


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """A channel in the list; `kinds` are those it tells, each with what it means."""

    id: str
    name: str
    told: str
    why: str
    kinds: tuple[tuple[str, str, str, bool], ...]


_LABELS = {
    Kind.NEEDS_YOU: marked("Needs you"),
    Kind.FAILED: marked("Failed"),
    Kind.QUESTION: marked("Question"),
    Kind.DELIVERED: marked("Delivered"),
}


def notification_line(row: NotificationRow) -> NotificationLine:
    """Write a notification's line."""
    kind, told = Kind(row.kind), TOLD.of(row.told)
    words = wording(kind, told, row.number)
    is_solved = kind.asks and row.resolved_at is not None
    return NotificationLine(
        id=row.id, title=words.title, text="" if is_solved else words.text,
        button=words.button, at=row.happened_at, asks=kind.asks and not is_solved,
        is_solved=is_solved, is_new=row.read_at is None and not is_solved,
    )  # fmt: skip


def way_to(row: NotificationRow) -> str:
    """Give the page that shows or solves what a notification tells."""
    return page(Kind(row.kind), TOLD.of(row.told), row.number)


def channel_line(row: ChannelRow, email: str, zone: str) -> ChannelLine:
    """Write a channel's line."""
    used = (
        gettext("last used %(when)s", when=near_day_in(row.used_at, zone))
        if row.used_at
        else gettext("not used yet")
    )
    told = f"{email} · {used}" if row.way == EMAIL else used
    kinds = tuple(
        (kind.value, gettext(_LABELS[kind]), MEANINGS[kind], kind in row.kinds) for kind in Kind
    )
    return ChannelLine(row.id, row.name, told, row.why, kinds)
