"""Intervals.icu: the activities of an account, each by the file it was made of."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from fitglue.domain.arrival import Arrival, Page, SetAside, SourceTools, Span
from fitglue.domain.asking import Connection
from fitglue.domain.plugins import About, PluginKind
from fitglue.sources.intervals.fetching import fetched, from_strava
from fitglue.sources.intervals.listing import Listed, is_gone, listed, listed_one
from fitglue.sources.intervals.seen import Seen

_A_DAY = timedelta(days=1)
#: How far back something may have been uploaded late, renamed or deleted, and be noticed.
_LOOKS_BACK = 90 * _A_DAY
_PAGE_SIZE = 20

ABOUT = About(
    id="intervals",
    kind=PluginKind.SOURCE,
    name="Intervals.icu",
    summary="Takes the activities of your account at Intervals.icu, as they are called there.",
    description=(
        "Downloads the file that each activity was made of, and takes title, description and type "
        "from Intervals.icu. What is renamed or deleted there within three months follows. "
        "Activities that Intervals.icu got from Strava cannot be read: Strava forbids it to hand "
        "them on."
    ),
    connection="intervals",
)


class Intervals:
    """The source of what is at Intervals.icu; source ids are the service's."""

    about = ABOUT
    poll_every = timedelta(minutes=10)

    def changes(
        self, connection: Connection, cursor: Mapping[str, Any], tools: SourceTools
    ) -> Page:
        """Compare what is listed with what was seen. Raises Delivery.

        The service tells no changes, so the cursor holds what every activity of three months
        looked like.
        """
        now = datetime.now(UTC)
        seen = Seen.of(cursor)
        oldest = min(now - _LOOKS_BACK, (seen.looked_at if seen else now) - _A_DAY)
        there = _within(connection, Span(oldest, now + _A_DAY))
        if seen is None:
            return Page(cursor=Seen.at_first(there, now).cursor)
        size = _page_size(connection)
        new, gone = seen.differing(there)[:size], seen.missing(there, oldest)[:size]
        after = seen.having(new).without(gone).within(oldest)
        more = bool(after.differing(there) or after.missing(there, oldest))
        return Page(
            arrivals=_arrivals(connection, new, tools),
            deleted=[one for one in gone if seen.is_ours(one) and is_gone(connection, one)],
            cursor=after.cursor if more else after.looked(now).cursor,
            more=more,
        )

    def past(
        self, connection: Connection, span: Span, cursor: Mapping[str, Any], tools: SourceTools
    ) -> Page:
        """Give a span, the newest first; what came from Strava is told once. Raises Delivery."""
        there = sorted(_within(connection, span), key=lambda one: one.place, reverse=True)
        before = tuple(cursor.get("before", ()))
        left = [
            one for one in there if not one.is_from_strava and (not before or one.place < before)
        ]
        batch = left[: _page_size(connection)]
        told = [] if before else [one for one in there if one.is_from_strava]
        return Page(
            arrivals=_arrivals(connection, [*told, *batch], tools),
            cursor={"before": list(batch[-1].place)} if batch else dict(cursor),
            more=len(left) > len(batch),
        )

    def count(self, connection: Connection, span: Span) -> int | None:
        """Count what can be read of a span, by one request. Raises Delivery."""
        return sum(not one.is_from_strava for one in _within(connection, span))

    def one(self, connection: Connection, source_id: str, tools: SourceTools) -> Arrival | SetAside:
        """Read one activity again. Raises Delivery."""
        there = listed_one(connection, source_id)
        return from_strava(1) if there.is_from_strava else fetched(connection, there, tools)


def _within(connection: Connection, span: Span) -> list[Listed]:
    """List what began in a span: the service asks for local days, which begin elsewhere."""
    around = Span(span.start - _A_DAY, span.end + _A_DAY)
    return [one for one in listed(connection, around) if span.start <= one.start < span.end]


def _arrivals(
    connection: Connection, new: Sequence[Listed], tools: SourceTools
) -> list[Arrival | SetAside]:
    readable = [one for one in new if not one.is_from_strava]
    unreadable = len(new) - len(readable)
    told = [from_strava(unreadable)] if unreadable else []
    return [*told, *(fetched(connection, one, tools) for one in readable)]


def _page_size(connection: Connection) -> int:
    return int(getattr(connection.settings, "page_size", _PAGE_SIZE))


plugin = Intervals()
