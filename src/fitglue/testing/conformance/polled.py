"""What every source promises that is asked what is new at a service."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from fitglue.domain.arrival import Arrival, Page, SetAside, SourceTools, Span
from fitglue.domain.asking import Connection
from fitglue.domain.errors import Gone
from fitglue.domain.plugins import AsksForOne, Polled
from fitglue.formats import workout_document
from fitglue.testing.conformance import expect

_MOST_PAGES = 100
_A_DAY = timedelta(days=1)
#: Days before now on which somebody records: some on one day, and more than a page holds.
_DAYS_AGO = (1.0, 2.0, 2.25, 5.0, 9.0, 9.5, 30.0)


class Recorders(Protocol):
    """A service in a test: somebody's account there, and what they do without FitGlue."""

    @property
    def connection(self) -> Connection:
        """Give the connection to it."""
        ...

    def record(self, start: datetime) -> str:
        """Let a workout that began at `start` be there now; give the source id it should have."""
        ...

    def forget(self, source_id: str) -> None:
        """Delete a workout there."""
        ...


Promise = Callable[[Polled, Recorders, SourceTools], None]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A source, and the account that it is asked for."""

    source: Polled
    site: Recorders
    tools: SourceTools

    def changes(self, cursor: Mapping[str, Any]) -> list[Page]:
        """Ask what is new until there is no more."""

        def ask(told: Mapping[str, Any]) -> Page:
            return self.source.changes(self.site.connection, told, self.tools)

        return list(_pages(ask, cursor))

    def past(self, span: Span) -> list[Page]:
        """Ask for a span until there is no more."""

        def ask(told: Mapping[str, Any]) -> Page:
            return self.source.past(self.site.connection, span, told, self.tools)

        return list(_pages(ask, {}))

    def count(self, span: Span) -> int | None:
        """Count a span."""
        return self.source.count(self.site.connection, span)


def _pages(ask: Callable[[Mapping[str, Any]], Page], cursor: Mapping[str, Any]) -> Iterator[Page]:
    for _ in range(_MOST_PAGES):
        page = ask(cursor)
        cursor = page.cursor
        expect(json.loads(json.dumps(cursor)) == cursor, "a cursor is plain values")
        yield page
        if not page.more:
            return
    expect(False, "pages come to an end")  # noqa: FBT003 - that is the point


def arrived(pages: list[Page]) -> list[Arrival]:
    """Give what pages brought, in their order."""
    return [one for page in pages for one in page.arrivals if isinstance(one, Arrival)]


def _ids(pages: list[Page]) -> list[str]:
    return [one.source_id for one in arrived(pages)]


def _moments() -> list[datetime]:
    now = datetime.now(UTC).replace(microsecond=0)
    return [now - days * _A_DAY for days in _DAYS_AGO]


def _all_of(moments: list[datetime]) -> Span:
    return Span(min(moments) - _A_DAY, max(moments) + _A_DAY)


def _begins_now(source: Polled, site: Recorders, tools: SourceTools) -> None:
    asked = _Asked(source, site, tools)
    for moment in _moments():
        site.record(moment)
    expect(not _ids(asked.changes({})), "an empty cursor brings nothing of the past")


def _tells_what_is_new_once(source: Polled, site: Recorders, tools: SourceTools) -> None:
    asked = _Asked(source, site, tools)
    first = asked.changes({})[-1].cursor
    new = {site.record(moment) for moment in _moments()}
    pages = asked.changes(first)
    expect(sorted(_ids(pages)) == sorted(new), "what is new comes, each once, and nothing else")
    expect(not _ids(asked.changes(pages[-1].cursor)), "what came does not come again")


def _answers_alike_twice(source: Polled, site: Recorders, tools: SourceTools) -> None:
    asked = _Asked(source, site, tools)
    first = asked.changes({})[-1].cursor
    for moment in _moments():
        site.record(moment)
    whole = _all_of(_moments())
    expect(_told(asked.changes(first)) == _told(asked.changes(first)), "a cursor can be used again")
    expect(_told(asked.past(whole)) == _told(asked.past(whole)), "a span can be asked for again")


def _told(pages: list[Page]) -> list[tuple[str, str]]:
    return [(one.source_id, workout_document.content_hash(one.workout)) for one in arrived(pages)]


def _gives_the_past_newest_first(source: Polled, site: Recorders, tools: SourceTools) -> None:
    ids = [site.record(moment) for moment in _moments()]
    pages = _Asked(source, site, tools).past(_all_of(_moments()))
    expect(_ids(pages) == ids, "the past comes whole, each once, the newest first")
    starts = [one.workout.start for one in arrived(pages)]
    expect(starts == sorted(starts, reverse=True), "workouts begin in that order")


def _keeps_to_the_span(source: Polled, site: Recorders, tools: SourceTools) -> None:
    moments = _moments()
    ids = [site.record(moment) for moment in moments]
    span = Span(moments[4], moments[1])  # from an instant on, up to another
    asked = _Asked(source, site, tools)
    expect(_ids(asked.past(span)) == ids[2:5], "nothing outside the span comes, all inside does")
    count = asked.count(span)
    expect(count is None or count == len(ids[2:5]), "what is counted is what comes")
    nothing = Span(moments[-1] - 9 * _A_DAY, moments[-1] - 8 * _A_DAY)
    expect(not _ids(asked.past(nothing)), "a span without workouts is empty")


def _names_alike_either_way(source: Polled, site: Recorders, tools: SourceTools) -> None:
    asked = _Asked(source, site, tools)
    first = asked.changes({})[-1].cursor
    site.record(_moments()[0])
    new, past = asked.changes(first), asked.past(_all_of(_moments()))
    expect(
        _told(new) == _told(past), "a workout has one name and content, however it was asked for"
    )


def _forgets_nobody_else(source: Polled, site: Recorders, tools: SourceTools) -> None:
    asked = _Asked(source, site, tools)
    ids = [site.record(moment) for moment in _moments()]
    cursor = asked.changes({})[-1].cursor
    site.forget(ids[0])
    pages = asked.changes(cursor)
    deleted = [one for page in pages for one in page.deleted]
    expect(deleted in ([], [ids[0]]), "what is deleted there is told once, and nothing else is")
    again = [one for page in asked.changes(pages[-1].cursor) for one in page.deleted]
    expect(not again, "what was told as deleted is not told again")


def _says_what_it_cannot_read(source: Polled, site: Recorders, tools: SourceTools) -> None:
    site.record(_moments()[0])
    for page in _Asked(source, site, tools).past(_all_of(_moments())):
        for one in page.arrivals:
            if isinstance(one, SetAside):
                expect(one.what and one.why.next_step, "what cannot be read is named")


def _reads_one_again(source: Polled, site: Recorders, tools: SourceTools) -> None:
    """Ask for one by its id, if the source can be: it is the same, or it is gone."""
    if not isinstance(source, AsksForOne):
        return
    moment = _moments()[0]
    name, gone = site.record(moment), site.record(moment - _A_DAY)
    (first,) = arrived(_Asked(source, site, tools).past(_all_of([moment])))[:1]
    again = source.one(site.connection, name, tools)
    expect(isinstance(again, Arrival), "what could be read can be read again")
    expect(_told([Page(arrivals=[first])]) == _told([Page(arrivals=[again])]), "and is the same")
    site.forget(gone)
    try:
        source.one(site.connection, gone, tools)
    except Gone:
        return
    expect(False, "one that is gone is told as gone")  # noqa: FBT003 - that is the point


POLLED_PROMISES: Mapping[str, Promise] = {
    "begins now": _begins_now,
    "tells what is new once": _tells_what_is_new_once,
    "answers alike twice": _answers_alike_twice,
    "gives the past newest first": _gives_the_past_newest_first,
    "keeps to the span": _keeps_to_the_span,
    "names a workout alike either way": _names_alike_either_way,
    "forgets nobody else": _forgets_nobody_else,
    "says what it cannot read": _says_what_it_cannot_read,
    "reads one again": _reads_one_again,
}
