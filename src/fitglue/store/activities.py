"""Reads activities: one whole, or a page of a long list."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, exists, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from fitglue.domain.activity import Activity, Glance
from fitglue.domain.ledger import IN_FLIGHT
from fitglue.domain.selection import Selection
from fitglue.domain.sport import by_key
from fitglue.store.activity_rows import activity_of, glance_of
from fitglue.store.blobs import Blobs
from fitglue.store.listing import LIST_ONLY, Listed, Listing, Place, counted, rows_of
from fitglue.store.selecting import mine_among, visible
from fitglue.store.tables import ActivityRow, DeliveryRow, RunRow
from fitglue.store.transactions import Transactions


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last activity of a page: the next page holds what is older."""

    start: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list should show: words to find, one sport, activities before a cursor."""

    text: str = ""
    sport: str = ""
    before: Cursor | None = None
    limit: int = 50


class Activities:
    """Questions about activities, always of one account."""

    def __init__(self, transactions: Transactions, blobs: Blobs) -> None:
        self._transactions = transactions
        self._blobs = blobs

    def get(self, account_id: str, activity_id: str) -> Activity | None:
        """Give one activity with its streams."""
        with self._transactions.reading() as session:
            row = session.execute(_WHOLE, {"activity_id": activity_id}).first()
            if row is None or row.account_id != account_id or row.hidden_at is not None:
                return None
            return activity_of(row, self._blobs)

    def each(self, account_id: str, activity_ids: Sequence[str]) -> Iterator[Activity]:
        """Give some activities with their streams, in the order asked for, as far as they exist.

        One after the other is unpacked, so a thousand of them never are in memory together.
        """
        with self._transactions.reading() as session:
            for first in range(0, len(activity_ids), _WHOLE_AT_A_TIME):
                asked = activity_ids[first : first + _WHOLE_AT_A_TIME]
                mine = select(ActivityRow).where(*mine_among(account_id), ActivityRow.id.in_(asked))
                rows = {row.id: row for row in session.scalars(mine)}
                yield from (activity_of(rows[one], self._blobs) for one in asked if one in rows)

    def ids(self, account_id: str) -> list[str]:
        """Name all activities, oldest first."""
        mine = select(ActivityRow.id).where(ActivityRow.account_id == account_id)
        shown = mine.where(ActivityRow.hidden_at.is_(None))
        with self._transactions.reading() as session:
            return list(session.scalars(shown.order_by(ActivityRow.start, ActivityRow.id)))

    @staticmethod
    def revision(session: Session, account_id: str, activity_id: str) -> int | None:
        """Give an activity's revision, if it is this person's."""
        return session.scalar(
            select(ActivityRow.revision).where(ActivityRow.id == activity_id, *visible(account_id))
        )

    @staticmethod
    def hide(session: Session, account_id: str, activity_id: str) -> bool:
        """Let a person see an activity no more; false when there is none to hide."""
        found = update(ActivityRow).where(ActivityRow.id == activity_id, *visible(account_id))
        hidden = found.values(hidden_at=datetime.now(UTC)).returning(ActivityRow.id)
        return session.scalar(hidden) is not None

    def led_to(self, account_id: str, activity_id: str) -> str | None:
        """Name the activity that this one became part of, if it did."""
        mine = select(ActivityRow.became).where(
            ActivityRow.id == activity_id, ActivityRow.account_id == account_id
        )
        with self._transactions.reading() as session:
            return session.scalar(mine)

    @staticmethod
    def by_seniority(session: Session, activity_ids: Sequence[str]) -> list[str]:
        """Order some: what is at a target, or on its way there, comes first; then the older."""
        there = exists().where(
            DeliveryRow.activity_id == ActivityRow.id,
            or_(DeliveryRow.sent_at.is_not(None), DeliveryRow.state.in_(IN_FLIGHT)),
        )
        some = select(ActivityRow.id).where(ActivityRow.id.in_(activity_ids))
        ordered = some.order_by(there.desc(), ActivityRow.created_at, ActivityRow.id)
        return list(session.scalars(ordered))

    @staticmethod
    def become(session: Session, activity_id: str, into: str) -> None:
        """Let an activity be one with another: its row stays, and leads there."""
        theirs = or_(ActivityRow.id == activity_id, ActivityRow.became == activity_id)
        gone = update(ActivityRow).where(theirs)
        session.execute(gone.values(became=into, hidden_at=datetime.now(UTC)))

    @staticmethod
    def come_back(session: Session, activity_id: str, with_it: Iterable[str]) -> None:
        """Let an activity that is one with another be its own again; some others lead to it."""
        own = update(ActivityRow).where(ActivityRow.id == activity_id)
        session.execute(own.values(became=None, hidden_at=None))
        others = update(ActivityRow).where(
            ActivityRow.id.in_(list(with_it)), ActivityRow.became.is_not(None)
        )
        session.execute(others.values(became=activity_id))

    @staticmethod
    def absorbed(session: Session, activity_ids: Iterable[str]) -> list[str]:
        """Give those that are one with another activity, the oldest first."""
        some = select(ActivityRow.id).where(
            ActivityRow.id.in_(list(activity_ids)), ActivityRow.became.is_not(None)
        )
        return list(session.scalars(some.order_by(ActivityRow.created_at, ActivityRow.id)))

    def streams_blob(self, activity_id: str) -> str:
        """Name the blob of an activity's streams."""
        with self._transactions.reading() as session:
            return session.scalar(_STREAMS_BLOB, {"activity_id": activity_id}) or ""

    def page(self, account_id: str, wanted: Wanted) -> Listed:
        """Give a page of the list, newest first."""
        sports = (by_key(wanted.sport).key,) if wanted.sport else ()
        selection = Selection(text=wanted.text, sports=sports)
        place = Place(wanted.before.start, wanted.before.id) if wanted.before else None
        listing = Listing(self._transactions)
        return listing.page(account_id, selection, after=place, limit=wanted.limit)

    def mark(self, account_id: str) -> str:
        """Name the state of the top of the list; whatever changes on it changes the name."""
        shown = (
            select(ActivityRow.id, ActivityRow.revision, ActivityRow.title, ActivityRow.changed_at)
            .where(*visible(account_id))
            .order_by(ActivityRow.start.desc(), ActivityRow.id.desc())
            .limit(Wanted().limit)
        )
        with self._transactions.reading() as session:
            top = [tuple(row) for row in session.execute(shown)]
            ids = [row[0] for row in top]
            counts = [counted(session, table, ids) for table in (DeliveryRow, RunRow)]
        states = [[(one, sorted(found.get(one, {}).items())) for one in ids] for found in counts]
        return hashlib.sha256(repr((top, states)).encode()).hexdigest()[:16]

    @staticmethod
    def cursor(last: ActivityRow) -> Cursor:
        """Give the cursor behind the last row of a page."""
        return Cursor(last.start, last.id)

    def glances(self, account_id: str, activity_ids: Sequence[str]) -> list[Glance]:
        """Give the figures of some activities, in the order asked for."""
        with self._transactions.reading() as session:
            return [glance_of(row) for row in rows_of(session, account_id, activity_ids)]

    def sports(self, account_id: str) -> list[tuple[str, int]]:
        """Count the activities of each sport, most first."""
        count = func.count()
        by_sport = (
            select(ActivityRow.sport, count)
            .where(*visible(account_id))
            .group_by(ActivityRow.sport)
            .order_by(count.desc(), ActivityRow.sport)
        )
        with self._transactions.reading() as session:
            return [(sport, number) for sport, number in session.execute(by_sport)]

    def overlapping(self, account_id: str, activity_id: str) -> list[ActivityRow]:
        """Give the other activities that share some of this one's time."""
        with self._transactions.reading() as session:
            this = session.get_one(ActivityRow, activity_id)
            others = (
                select(ActivityRow)
                .where(*visible(account_id), ActivityRow.id != activity_id)
                # By start alone the index would lead through the whole history.
                .where(ActivityRow.start > this.start - LONGEST, ActivityRow.start < this.end)
                .where(ActivityRow.end > this.start)
                .order_by(ActivityRow.start)
            )
            return list(session.scalars(others.options(*LIST_ONLY)))

    def neighbours(self, account_id: str, activity_id: str) -> tuple[str, str]:
        """Give the ids of the activities before and after in time, empty at the ends."""
        with self._transactions.reading() as session:
            this = session.get_one(ActivityRow, activity_id)
            place = tuple_(ActivityRow.start, ActivityRow.id)
            here = tuple_(this.start, this.id)
            mine = select(ActivityRow.id).where(*visible(account_id))
            older = mine.where(place < here).order_by(
                ActivityRow.start.desc(), ActivityRow.id.desc()
            )
            newer = mine.where(place > here).order_by(ActivityRow.start, ActivityRow.id)
            return (
                session.scalar(older.limit(1)) or "",
                session.scalar(newer.limit(1)) or "",
            )


#: No activity lasts longer.
LONGEST = timedelta(days=14)
_WHOLE_AT_A_TIME = 50


# Asked for every run, so made once, and of columns alone.
_T = ActivityRow.__table__.c
_STREAMS_BLOB = select(_T.streams_blob).where(_T.id == bindparam("activity_id"))
_WHOLE = select(
    _T.id, _T.account_id, _T.revision, _T.title, _T.title_set_by, _T.description, _T.document,
    _T.streams_blob, _T.hidden_at,
).where(_T.id == bindparam("activity_id"))  # fmt: skip
