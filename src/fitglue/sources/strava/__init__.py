"""Strava: the activities of an account, for the eyes of their owner alone.

The terms of its API since June 2026 (https://www.strava.com/legal/api_policy, 2.3, 5.3, 5.10, 6.2,
6.3) are kept by the description's `terms`: what is read stays here, for seven days. So the cursor
holds nothing of an activity but its id and a hash; what is gone there is found by what is kept.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from fitglue.domain.arrival import Arrival, Here, Page, SetAside, SourceTools, Span
from fitglue.domain.asking import Connection
from fitglue.domain.errors import Gone, NeedsUser
from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.terms import Terms, is_of
from fitglue.sources.strava.fetching import fetched, read
from fitglue.sources.strava.listing import MOST_LISTED, Listed, listed, listed_since
from fitglue.sources.strava.seen import Seen

#: How far back something may be uploaded late, or renamed, and be noticed.
_LOOKS_BACK = timedelta(days=35)
#: What is older and here is looked at once a day: deletions have to be followed within 48 hours.
_LOOKS_AT_ALL_EVERY = timedelta(hours=20)
#: With each come two requests; what is cut off by the pace is asked for again.
_AT_A_TIME = 5
_A_SECOND = timedelta(seconds=1)

ABOUT = About(
    id="strava",
    kind=PluginKind.SOURCE,
    name="Strava",
    summary="Shows your activities of Strava here, for seven days, to you alone.",
    description=(
        "Reads your activities with their streams and shows them to you. Strava's terms allow no "
        "more: what is read from there reaches no target and no booster, is merged with no other "
        "recording, and is deleted after seven days, or as soon as you delete it there or "
        "disconnect. To take your whole past out of Strava, give FitGlue the archive that Strava "
        "makes of your account: that is yours, and goes anywhere."
    ),
    connection="strava",
    opt_in=True,
    terms=Terms(
        kept_for=timedelta(days=7),
        unchecked_for=timedelta(hours=24),
        link="View on Strava",
        page="https://www.strava.com/activities/{}",
    ),
)


class Strava:
    """The source of what is at Strava; source ids are the service's."""

    about = ABOUT
    poll_every = timedelta(minutes=15)

    def changes(
        self, connection: Connection, cursor: Mapping[str, Any], tools: SourceTools
    ) -> Page:
        """Compare what is listed with what was seen, and with what is here. Raises Delivery."""
        _check(connection)
        now = datetime.now(UTC)
        seen, since = Seen.of(cursor), now - _LOOKS_BACK
        there = listed_since(connection, since)
        if seen is None:
            return Page(cursor=Seen.at_first(there, now).cursor)
        new = seen.differing(there)[:_AT_A_TIME]
        after = seen.having(new)
        arrivals = _arrivals(connection, new, tools)
        if after.differing(there):
            return Page(arrivals=arrivals, cursor=after.cursor, more=True)
        here = _here(connection, tools)
        gone = _missing([one for one in here if one.workout.start > since], there)
        after = after.only(there)
        older = [one for one in here if one.workout.start <= since]
        if now - after.all_at < _LOOKS_AT_ALL_EVERY:
            return Page(arrivals=arrivals, deleted=gone, cursor=after.cursor)
        also, rest = _look_at_all(connection, older, after.all_from)
        after = after.looking(rest) if rest else after.looked(now)
        return Page(
            arrivals=arrivals, deleted=[*gone, *also], cursor=after.cursor, more=rest is not None
        )

    def past(
        self, connection: Connection, span: Span, cursor: Mapping[str, Any], tools: SourceTools
    ) -> Page:
        """Give a span, the newest first. Raises Delivery.

        The cursor holds what was listed and not read yet, and where the list goes on.
        """
        _check(connection)
        told = [Listed.of(one) for one in cursor.get("left", ())]
        before, is_over = _before(cursor, span), bool(cursor.get("is_over"))
        if not told and not is_over:
            size = _page_size(connection)
            page = listed(connection, before=before[0] + _A_SECOND, size=size)
            told = [one for one in page if one.start >= span.start and one.place < before]
            is_over = len(page) < size or not told or page[-1].start < span.start
            before = told[-1].place if told else before
        batch, left = told[:_AT_A_TIME], told[_AT_A_TIME:]
        return Page(
            arrivals=_arrivals(connection, batch, tools),
            cursor={
                "left": [one.plain for one in left],
                "before": [before[0].isoformat(), before[1]],
                "is_over": is_over,
            },
            more=bool(left) or not is_over,
        )

    def count(self, connection: Connection, span: Span) -> int | None:
        """Count where one page holds them all. Raises Delivery."""
        _check(connection)
        page = listed(connection, after=span.start - _A_SECOND, before=span.end)
        if len(page) >= MOST_LISTED:
            return None
        return sum(span.start <= one.start < span.end and not one.is_ours for one in page)

    def one(self, connection: Connection, source_id: str, tools: SourceTools) -> Arrival | SetAside:
        """Read one activity again. Raises Gone, Delivery."""
        _check(connection)
        found = read(connection, source_id, tools)
        if found is None:
            raise Gone("FitGlue sent this activity to Strava itself.")
        return found


def _check(connection: Connection) -> None:
    if not getattr(connection.settings, "is_source", False):
        raise NeedsUser(
            "Strava was not asked to let FitGlue read your activities.",
            "Open Connections, Settings of Strava, tick “Also take activities from Strava”, press "
            "“Connect”, and leave every box ticked on Strava's page.",
        )


def _arrivals(
    connection: Connection, some: Sequence[Listed], tools: SourceTools
) -> list[Arrival | SetAside]:
    found = (fetched(connection, one, tools) for one in some if not one.is_ours)
    return [one for one in found if one is not None]


def _here(connection: Connection, tools: SourceTools) -> list[Here]:
    """Give what was read from this very account and is kept, the oldest first."""
    account = connection.who.id
    own = [one for one in tools.here() if is_of(one.workout.metadata, account)]
    return sorted(own, key=lambda one: one.workout.start)


def _missing(here: Sequence[Here], there: Sequence[Listed]) -> list[str]:
    """Name what is here and not there; that it is gone costs no more than reading it again."""
    names = {one.id for one in there}
    return [one.source_id for one in here if one.source_id not in names]


def _look_at_all(
    connection: Connection, here: Sequence[Here], since: datetime | None
) -> tuple[list[str], datetime | None]:
    """Look at one page of what is older; give what is gone, and where the next page begins."""
    left = [one for one in here if since is None or one.workout.start >= since]
    if not left:
        return [], None
    page = listed(connection, after=left[0].workout.start - _A_SECOND)
    until = page[-1].start if len(page) >= MOST_LISTED else left[-1].workout.start
    gone = _missing([one for one in left if one.workout.start <= until], page)
    rest = [one.workout.start for one in left if one.workout.start > until]
    return gone, rest[0] if rest else None


def _before(cursor: Mapping[str, Any], span: Span) -> tuple[datetime, str]:
    told = cursor.get("before")
    if not told:
        return span.end, ""
    return datetime.fromisoformat(told[0]), str(told[1])


def _page_size(connection: Connection) -> int:
    return int(getattr(connection.settings, "page_size", MOST_LISTED))


plugin = Strava()
