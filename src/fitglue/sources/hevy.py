"""Hevy: every set that was logged there, asked for every few minutes.

New, changed and deleted workouts come from its feed of events; past ones from its list. Both count
pages while people go on training, so a page may be asked for twice and nothing is ever jumped over.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any
from urllib.parse import quote

import msgspec

from fitglue.domain.arrival import (
    Arrival,
    Original,
    Page,
    SetAside,
    SourceTools,
    Span,
    Unread,
    read_or_set_aside,
)
from fitglue.domain.asking import Ask, Connection
from fitglue.domain.errors import Damaged
from fitglue.domain.plugins import About, PluginKind
from fitglue.formats.hevy import pages
from fitglue.formats.hevy.documents import answered, answered_id, instant, workout_document
from fitglue.formats.hevy.pages import TemplateShelf, WorkoutPages
from fitglue.formats.hevy.reading import workout_of
from fitglue.formats.hevy.templates import Templates, muscles_of
from fitglue.formats.packing import packed

#: Events are asked for once more that far back: clocks differ, and writing takes its time.
OVERLAP = timedelta(minutes=5)

ABOUT = About(
    id="hevy",
    kind=PluginKind.SOURCE,
    name="Hevy",
    summary="Strength training logged in Hevy: every set, as you did it.",
    description=(
        "Workouts come with exercises, repetitions, weights, warm-ups, drop sets and supersets, "
        "how hard a set was, distances and times where you logged them, and the muscles that each "
        "exercise works. What you change or delete in Hevy changes here. Hevy times no sets and "
        "keeps no time zone: yours from the settings is taken."
    ),
    connection="hevy",
)


@dataclass(frozen=True, slots=True)
class _Feed:
    """How far the feed was read: all `since`, now page `number`, the newest event so far.

    `seen` are the latest events, workout → time: the overlap brings them once more.
    """

    since: datetime
    newest: datetime
    number: int = 1
    seen: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, cursor: Mapping[str, Any]) -> "_Feed":
        since = instant(cursor["since"])
        newest = instant(cursor.get("newest", cursor["since"]))
        return cls(since, newest, cursor.get("page", 1), cursor.get("seen", {}))

    @property
    def asked_since(self) -> str:
        return (self.since - OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")

    def behind(self, events: Mapping[str, Any], pages_in_all: int) -> dict[str, Any]:
        """Say where it goes on behind a page: on the next, or with what is newer than all this."""
        times = {name: _when(one) for name, one in events.items()}
        newest = max([self.newest, *times.values()])
        told = {name: at.isoformat() for name, at in times.items()}
        late = {
            name: at
            for name, at in ({**self.seen} | told).items()
            if instant(at) >= newest - OVERLAP
        }
        if self.number >= pages_in_all:
            return {"cursor": {"since": newest.isoformat(), "seen": late}}
        so_far = {"since": self.since.isoformat(), "newest": newest.isoformat(), "seen": late}
        return {"cursor": {**so_far, "page": self.number + 1}, "more": True}


class Hevy:
    """Reads an account at Hevy. Its workouts are named by Hevy's ids."""

    about = ABOUT
    poll_every = timedelta(minutes=5)

    def __init__(self) -> None:
        self._shelf = TemplateShelf()

    def changes(
        self, connection: Connection, cursor: Mapping[str, Any], tools: SourceTools
    ) -> Page:
        """Give a page of events, the newest first. Raises Delivery."""
        if not cursor:
            return Page(cursor={"since": _now_there(connection).isoformat()})
        feed = _Feed.of(cursor)
        page = pages.page_of(connection, pages.EVENTS, feed.number, {"since": feed.asked_since})
        events = _newest_of_each(page.get("events") or ())
        new = {
            name: one
            for name, one in events.items()
            if feed.seen.get(name) != _when(one).isoformat()
        }
        written = [one.get("workout") for one in new.values() if one.get("type") == "updated"]
        return Page(
            arrivals=list(self._arrivals(connection, written, tools)),
            deleted=[name for name, one in new.items() if one.get("type") == "deleted"],
            **feed.behind(events, pages.pages_in(page)),
        )

    def past(
        self, connection: Connection, span: Span, cursor: Mapping[str, Any], tools: SourceTools
    ) -> Page:
        """Give the workouts of a span on a page of the list, the newest first. Raises Delivery."""
        number = cursor.get("page", 1)
        held = cursor.get("held") or _count(connection)
        page = pages.page_of(connection, pages.WORKOUTS, number)
        listed = page.get("workouts") or ()
        inside = [one for one in listed if _lies_in(one, span)]
        arrivals = list(self._arrivals(connection, inside, tools))
        if number < pages.pages_in(page) and not _all_before(listed, span.start):
            return Page(arrivals=arrivals, cursor={"page": number + 1, "held": held}, more=True)
        left = _count(connection) if number > 1 else held
        if left < held:  # what was deleted meanwhile moved others to pages that were read before
            return Page(arrivals=arrivals, cursor={"page": 1, "held": left}, more=True)
        return Page(arrivals=arrivals)

    def count(self, connection: Connection, span: Span) -> int | None:
        """Count the workouts of a span, by looking where it begins and ends. Raises Delivery."""
        workouts, moment = WorkoutPages(connection), timedelta(microseconds=1)
        return workouts.later_than(span.start - moment) - workouts.later_than(span.end - moment)

    def one(self, connection: Connection, source_id: str, tools: SourceTools) -> Arrival | SetAside:
        """Read one workout again. Raises Delivery."""
        told = connection.json(f"{pages.WORKOUTS}/{quote(source_id, safe='')}", {})
        (found,) = self._arrivals(connection, [answered(told)], tools)
        return found

    def _arrivals(
        self, connection: Connection, written: Sequence[Any], tools: SourceTools
    ) -> Iterator[Arrival | SetAside]:
        templates = self._templates(connection, written)
        for plain in written:
            yield _read(plain, templates, tools)

    def _templates(self, connection: Connection, written: Sequence[Any]) -> Templates:
        """Give the account's exercises; asked once more when one of a workout is not there."""
        if not written:
            return Templates(())
        known = self._shelf.all(connection)
        ids = {one.id for one in known}
        if not _used(written) <= ids:
            known = self._shelf.renewed(connection)
        return Templates(known)


def _read(plain: Any, templates: Templates, tools: SourceTools) -> Arrival | SetAside:
    name, content = answered_id(plain), msgspec.json.encode(plain)
    unread = Unread(f"Hevy workout {name}".strip(), name, content)
    return read_or_set_aside(unread, partial(_arrival, plain, content, templates, tools))


def _arrival(plain: Any, content: bytes, templates: Templates, tools: SourceTools) -> Arrival:
    document = workout_document(plain)
    by_id = {one.id: one for one in templates.all}
    workout = workout_of(
        document, lambda name: tuple(muscles_of(by_id.get(name))), tools.default_zone
    )
    originals = (Original(f"{document.id}.json", packed(content)),) if tools.keep_originals else ()
    return Arrival(document.id, workout, originals)


def _used(written: Sequence[Any]) -> set[str]:
    """Name the templates that workouts were logged with."""
    return {
        exercise["exercise_template_id"]
        for plain in written
        if isinstance(plain, Mapping)
        for exercise in plain.get("exercises") or ()
        if isinstance(exercise, Mapping) and isinstance(exercise.get("exercise_template_id"), str)
    }


def _newest_of_each(events: Sequence[Any]) -> dict[str, Mapping[str, Any]]:
    """Give the newest event of each workout by its id: the first, for the newest come first."""
    newest: dict[str, Mapping[str, Any]] = {}
    for one in events:
        if isinstance(one, Mapping):
            newest.setdefault(answered_id(one), one)
    return newest


def _when(event: Mapping[str, Any]) -> datetime:
    """Tell when an event happened; one that does not say, long ago."""
    about = event.get("workout") or {}
    told = _moment(event, "deleted_at") or _moment(about, "updated_at")
    return told or datetime.min.replace(tzinfo=UTC)


def _now_there(connection: Connection) -> datetime:
    """Tell what Hevy's clock says; ours where it keeps that to itself."""
    told = connection.ask(Ask(path=pages.COUNT)).headers.get("date", "")
    try:
        return parsedate_to_datetime(told)
    except ValueError:
        return datetime.now(UTC)


def _count(connection: Connection) -> int:
    told = pages.as_object(connection.json(pages.COUNT, {})).get("workout_count")
    return told if isinstance(told, int) else 0


def _lies_in(plain: Any, span: Span) -> bool:
    """Tell whether a workout began in a span; one that cannot tell is looked at."""
    start = _moment(plain, "start_time")
    return start is None or span.start <= start < span.end


def _all_before(listed: Sequence[Any], moment: datetime) -> bool:
    """Tell whether no older page can have anything from `moment` on.

    Hevy does not say whether the newest is what began last or what was logged last.
    """
    told = [(_moment(one, "start_time"), _moment(one, "created_at")) for one in listed]
    return all(one is not None and one < moment for pair in told for one in pair)


def _moment(plain: Any, name: str) -> datetime | None:
    try:
        return instant(plain[name])
    except (Damaged, LookupError, TypeError):
        return None


plugin = Hevy()
