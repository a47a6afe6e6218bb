"""What an account at Hevy holds, asked page by page: its workouts, and its exercises.

Lists count their pages from 1 and say how many there are. Workouts come the newest first, ten to a
page at most, and Hevy has no way to ask for a day, so a moment is searched for like a word in a
dictionary.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from fitglue.domain.asking import Connection
from fitglue.domain.errors import Damaged, Gone, Transient
from fitglue.formats.hevy.documents import (
    TemplateDocument,
    WorkoutDocument,
    instant,
    template_document,
    workout_document,
)

_Document = TypeVar("_Document")

WORKOUTS = "v1/workouts"
EVENTS = "v1/workouts/events"
COUNT = "v1/workouts/count"
TEMPLATES = "v1/exercise_templates"
#: What Hevy gives at most; the settings of a connection may say less.
_LARGEST_PAGE, _LARGEST_TEMPLATE_PAGE = 10, 100
#: For how long an account's exercises are taken as they were, at most and where one is missing.
_FRESH_S, _FRESH_WHEN_MISSED_S = 3600.0, 120.0


def page_of(
    connection: Connection, path: str, number: int, params: Mapping[str, str] | None = None
) -> Mapping[str, Any]:
    """Ask for one page of a list. Raises Delivery."""
    size = _size(connection, "page_size", _LARGEST_PAGE)
    told = {"page": str(number), "pageSize": str(size), **(params or {})}
    return as_object(connection.json(path, told))


def as_object(plain: Any) -> Mapping[str, Any]:
    """Take an answer as an object. Raises Transient for any other."""
    if not isinstance(plain, Mapping):
        raise Transient("Hevy answered something that cannot be read.")
    return plain


def pages_in(page: Mapping[str, Any]) -> int:
    """Tell how many pages a list has; none is one that is empty."""
    told = page.get("page_count")
    return told if isinstance(told, int) else 1


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where the last search ended: the page, and when its newest workout began."""

    page: int
    newest: datetime


@dataclass
class WorkoutPages:
    """An account's workouts, the newest first; each page is asked for once.

    With a `bookmark` a search begins there: what is delivered one after the other lies together.
    """

    connection: Connection
    bookmark: Bookmark | None = None
    _known: dict[int, list[WorkoutDocument]] = field(default_factory=dict)
    _count: int = 1

    def later_than(self, moment: datetime) -> int:
        """Count the workouts that begin after a moment. Raises Delivery."""
        at = self.page_at(moment)
        size = _size(self.connection, "page_size", _LARGEST_PAGE)
        return (at - 1) * size + sum(one.start > moment for one in self.page(at))

    def page_at(self, moment: datetime) -> int:
        """Find the first page that is not wholly later than a moment, or the last. Raises Delivery.

        It steps away from where it begins by 1, 2, 4, 8 … pages, and then halves what lies between.
        """
        before, at = self._forward(self._begun(moment), moment)
        if before == 0:
            before, at = self._back(at, moment)
        while before + 1 < at:
            middle = (before + at) // 2
            before, at = (middle, at) if self._is_later(middle, moment) else (before, middle)
        if workouts := self.page(at):
            self.bookmark = Bookmark(at, workouts[0].start)
        return at

    def around(self, moment: datetime) -> Iterator[WorkoutDocument]:
        """Give all that begins in the second of a moment, and what was met on the way to it.

        Raises Delivery.
        """
        at = self.page_at(moment)
        while at < self._count and (page := self.page(at)) and page[-1].start >= moment:
            at += 1
        self.page(at)
        return (one for page in self._known.values() for one in page)

    def page(self, number: int) -> list[WorkoutDocument]:
        """Give a page. Raises Delivery."""
        if number not in self._known:
            told = page_of(self.connection, WORKOUTS, number)
            self._count = max(pages_in(told), 1)
            self._known[number] = list(_read_all(told.get("workouts"), _timed))
        return self._known[number]

    def _begun(self, moment: datetime) -> int:
        """Choose where to begin: at the bookmark, unless it lies before what is looked for."""
        mark = self.bookmark
        if mark is None or moment > mark.newest:
            return 1
        try:
            self.page(mark.page)
        except Gone:  # so many were deleted that this page is no more
            return 1
        return mark.page

    def _forward(self, at: int, moment: datetime) -> tuple[int, int]:
        """Step on while pages are wholly later; give the last of these, and where it stopped."""
        before, step = 0, 1
        while self._is_later(at, moment):
            before, at = at, min(at + step, self._count)
            step *= 2
            if before == at:
                break
        return before, at

    def _back(self, at: int, moment: datetime) -> tuple[int, int]:
        """Step back while pages are not wholly later; give the first that is, and one that is not.

        A page that begins later than the moment has none like it before.
        """
        step = 1
        while at > 1:
            if self._begins_later(at, moment):
                return at - 1, at
            back = max(at - step, 1)
            if self._is_later(back, moment):
                return back, at
            at, step = back, step * 2
        return 0, at

    def _is_later(self, number: int, moment: datetime) -> bool:
        """Tell whether a page is wholly later, so that the moment lies on one behind it."""
        workouts = self.page(number)
        return bool(workouts) and workouts[-1].start > moment

    def _begins_later(self, number: int, moment: datetime) -> bool:
        workouts = self.page(number)
        return bool(workouts) and workouts[0].start > moment


def _read_all(listed: Any, read: Callable[[Any], _Document]) -> Iterator[_Document]:
    """Read what can be read: a broken one of the account hides no other."""
    for plain in listed if isinstance(listed, list) else ():
        with suppress(Damaged):
            yield read(plain)


def _timed(plain: Any) -> WorkoutDocument:
    """Read a workout whose times can be read. Raises Damaged."""
    document = workout_document(plain)
    instant(document.start_time)
    instant(document.end_time)
    return document


class TemplateShelf:
    """Keeps the exercises of accounts for an hour, so that they are not asked for each workout."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[float, tuple[TemplateDocument, ...]]] = {}

    def all(self, connection: Connection) -> tuple[TemplateDocument, ...]:
        """Give an account's exercises, at most an hour old. Raises Delivery."""
        return self._younger_than(_FRESH_S, connection)

    def renewed(self, connection: Connection) -> tuple[TemplateDocument, ...]:
        """Give them once more, where one is missing that may be new. Raises Delivery."""
        return self._younger_than(_FRESH_WHEN_MISSED_S, connection)

    def forget(self, connection: Connection) -> None:
        """Ask anew next time: Hevy does not know one of them any more."""
        self._kept.pop(account_of(connection), None)

    def _younger_than(self, age_s: float, connection: Connection) -> tuple[TemplateDocument, ...]:
        now, account = time.monotonic(), account_of(connection)
        asked_at, found = self._kept.get(account, (now - age_s, ()))
        if now - asked_at < age_s:
            return found
        self._kept[account] = now, tuple(_templates(connection))
        return self._kept[account][1]


def account_of(connection: Connection) -> tuple[str, str]:
    """Name the account that a connection is to."""
    return str(getattr(connection.settings, "base_url", "")), connection.who.id


def _templates(connection: Connection) -> Iterator[TemplateDocument]:
    size = _size(connection, "template_page_size", _LARGEST_TEMPLATE_PAGE)
    number, count = 1, 1
    while number <= count:
        page = page_of(connection, TEMPLATES, number, {"pageSize": str(size)})
        yield from _read_all(page.get("exercise_templates"), template_document)
        number, count = number + 1, pages_in(page)


def _size(connection: Connection, name: str, largest: int) -> int:
    return min(getattr(connection.settings, name, largest), largest)
