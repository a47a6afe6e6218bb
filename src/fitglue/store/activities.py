"""Reads activities: one whole, or a page of a long list."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_, update
from sqlalchemy.orm import Session, defer

from fitglue.domain.activity import Activity, Glance
from fitglue.domain.ledger import IN_FLIGHT
from fitglue.domain.runs import RunState
from fitglue.domain.sport import by_key
from fitglue.store.activity_rows import activity_of, glance_of
from fitglue.store.blobs import Blobs
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


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of rows (without their documents), and how many match in all.

    By activity and state: its deliveries, and its runs that have not come to delivering yet.
    """

    rows: list[ActivityRow]
    deliveries: Mapping[str, Mapping[str, int]]
    runs: Mapping[str, Mapping[str, int]]
    total: int


class Activities:
    """Questions about activities, always of one account."""

    def __init__(self, transactions: Transactions, blobs: Blobs) -> None:
        self._transactions = transactions
        self._blobs = blobs

    def get(self, account_id: str, activity_id: str) -> Activity | None:
        """Give one activity with its streams."""
        with self._transactions.reading() as session:
            row = session.get(ActivityRow, activity_id)
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
                mine = select(ActivityRow).where(*_shown(account_id), ActivityRow.id.in_(asked))
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
            select(ActivityRow.revision).where(ActivityRow.id == activity_id, *_shown(account_id))
        )

    @staticmethod
    def hide(session: Session, account_id: str, activity_id: str) -> bool:
        """Let a person see an activity no more; false when there is none to hide."""
        found = update(ActivityRow).where(ActivityRow.id == activity_id, *_shown(account_id))
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
            blob = select(ActivityRow.streams_blob).where(ActivityRow.id == activity_id)
            return session.scalar(blob) or ""

    def page(self, account_id: str, wanted: Wanted) -> Listed:
        """Give a page of the list, newest first."""
        matching = _matching(account_id, wanted)
        newest_first = (ActivityRow.start.desc(), ActivityRow.id.desc())
        rows = select(ActivityRow).where(*matching).order_by(*newest_first).limit(wanted.limit)
        if wanted.before:
            rows = rows.where(_older_than(wanted.before))
        with self._transactions.reading() as session:
            page = list(session.scalars(rows.options(*LIST_ONLY)))
            total = session.scalar(select(func.count()).where(*matching)) or 0
            ids = [row.id for row in page]
            deliveries, runs = _counts(session, DeliveryRow, ids), _counts(session, RunRow, ids)
            before = {key: _not_delivering(states) for key, states in runs.items()}
            return Listed(page, deliveries, before, total)

    def mark(self, account_id: str) -> str:
        """Name the state of the top of the list; whatever changes on it changes the name."""
        shown = (
            select(ActivityRow.id, ActivityRow.revision, ActivityRow.title, ActivityRow.changed_at)
            .where(*_shown(account_id))
            .order_by(ActivityRow.start.desc(), ActivityRow.id.desc())
            .limit(Wanted().limit)
        )
        with self._transactions.reading() as session:
            top = [tuple(row) for row in session.execute(shown)]
            ids = [row[0] for row in top]
            counts = [_counts(session, table, ids) for table in (DeliveryRow, RunRow)]
        states = [[(one, sorted(found.get(one, {}).items())) for one in ids] for found in counts]
        return hashlib.sha256(repr((top, states)).encode()).hexdigest()[:16]

    @staticmethod
    def cursor(last: ActivityRow) -> Cursor:
        """Give the cursor behind the last row of a page."""
        return Cursor(last.start, last.id)

    def glances(self, account_id: str, activity_ids: Sequence[str]) -> list[Glance]:
        """Give the figures of some activities, in the order asked for."""
        rows: dict[str, ActivityRow] = {}
        with self._transactions.reading() as session:
            for first in range(0, len(activity_ids), _IDS_AT_A_TIME):
                asked = activity_ids[first : first + _IDS_AT_A_TIME]
                mine = select(ActivityRow).where(*_shown(account_id))
                found = session.scalars(mine.where(ActivityRow.id.in_(asked)).options(*LIST_ONLY))
                rows.update({row.id: row for row in found})
        return [glance_of(rows[one]) for one in activity_ids if one in rows]

    def sports(self, account_id: str) -> list[tuple[str, int]]:
        """Count the activities of each sport, most first."""
        count = func.count()
        by_sport = (
            select(ActivityRow.sport, count)
            .where(*_shown(account_id))
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
                .where(*_shown(account_id), ActivityRow.id != activity_id)
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
            mine = select(ActivityRow.id).where(*_shown(account_id))
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
_IDS_AT_A_TIME = 500  # databases limit the parameters of one question
_BEFORE_DELIVERING = (RunState.WAITING, RunState.PARKED, RunState.ASKING)
#: For lists, which show none of these.
LIST_ONLY = (defer(ActivityRow.document), defer(ActivityRow.search))


def _shown(account_id: str) -> list[ColumnElement[bool]]:
    return [ActivityRow.account_id == account_id, ActivityRow.hidden_at.is_(None)]


def _matching(account_id: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = _shown(account_id)
    if wanted.sport:
        conditions.append(ActivityRow.sport == by_key(wanted.sport).key)
    conditions += [
        ActivityRow.search.contains(word, autoescape=True) for word in wanted.text.lower().split()
    ]
    return conditions


def _older_than(cursor: Cursor) -> ColumnElement[bool]:
    same_moment = and_(ActivityRow.start == cursor.start, ActivityRow.id < cursor.id)
    return or_(ActivityRow.start < cursor.start, same_moment)


def _counts(
    session: Session, table: type[DeliveryRow | RunRow], activity_ids: list[str]
) -> dict[str, dict[str, int]]:
    by_state = (
        select(table.activity_id, table.state, func.count())
        .where(table.activity_id.in_(activity_ids))
        .group_by(table.activity_id, table.state)
    )
    counts: dict[str, dict[str, int]] = {}
    for activity_id, state, number in session.execute(by_state).all():
        counts.setdefault(activity_id, {})[state] = number
    return counts


def _not_delivering(states: Mapping[str, int]) -> dict[str, int]:
    return {state: states[state] for state in _BEFORE_DELIVERING if state in states}
