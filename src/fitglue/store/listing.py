"""Selections of activities: pages of a list, sums, days and months."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, extract, func, literal, select, true
from sqlalchemy.orm import Session, defer

from fitglue.domain.runs import RunState
from fitglue.domain.selection import Order, Selection, Sums
from fitglue.store.selecting import (
    NO_DISTANCE_M,
    ORDERS,
    asks_its_row,
    asks_one_index,
    behind,
    fitting,
    mine_among,
    narrowing,
    visible,
)
from fitglue.store.tables import ActivityRow, DeliveryRow, RecordingRow, RunRow
from fitglue.store.transactions import Transactions

IDS_AT_A_TIME = 500  # databases limit the parameters of one question
_BEFORE_DELIVERING = (RunState.WAITING, RunState.PARKED, RunState.ASKING)
#: For lists, which show none of these.
LIST_ONLY = (defer(ActivityRow.document), defer(ActivityRow.search), defer(ActivityRow.outline))
_SUMS = (func.count(), func.sum(ActivityRow.distance_m), func.sum(ActivityRow.timer_s))


@dataclass(frozen=True, slots=True)
class Place:
    """A row's place in an order: what it is ordered by, and its id."""

    value: datetime | float
    id: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of rows (without their documents); with the first one, the sums of all that fit.

    By activity and state: its deliveries, and its runs that have not come to delivering yet.
    """

    rows: list[ActivityRow]
    deliveries: Mapping[str, Mapping[str, int]]
    runs: Mapping[str, Mapping[str, int]]
    sums: Sums

    @property
    def total(self) -> int:
        """Count all that fit."""
        return self.sums.number


@dataclass(frozen=True, slots=True)
class OneDay:
    """What fits on one day: its sums, and the ids of the activities."""

    sums: Sums
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Origins:
    """What a person can choose from: ways in, apps and devices, and targets, by their ids."""

    sources: list[str]
    writers: list[str]
    targets: list[str]


class Listing:
    """Questions about many activities, always of one account."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def page(
        self, account_id: str, wanted: Selection, order: Order = Order.NEWEST,
        after: Place | None = None, limit: int = 50,
    ) -> Listed:  # fmt: skip
        """Give a page of the list, behind a place if there is one.

        The sums of all that fit come with the first page alone.
        """
        with self._transactions.reading() as session:
            if after is None:
                ids, sums = self._first(session, account_id, wanted, order, limit)
            else:
                ids, sums = self.ids(account_id, wanted, order, after, limit), Sums()
            rows = rows_of(session, account_id, ids)
            counts = [counted(session, table, ids) for table in (DeliveryRow, RunRow)]
            before = {key: _not_delivering(states) for key, states in counts[1].items()}
            return Listed(rows, counts[0], before, sums)

    def _first(
        self, session: Session, account_id: str, wanted: Selection, order: Order, limit: int
    ) -> tuple[list[str], Sums]:
        """Choose and add up: what one index answers in two questions, all else in one walk."""
        if asks_one_index(wanted):
            ids = self.ids(account_id, wanted, order, limit=limit)
            return ids, self.sums(account_id, wanted)
        row, key = ActivityRow, ORDERS[order][0].label("place")
        walked = select(row.id, key, row.distance_m, row.timer_s)
        fits = walked.where(*fitting(account_id, wanted)).cte("fits")
        sums = select(
            func.count(), func.sum(fits.c.distance_m), func.sum(fits.c.timer_s)
        ).subquery()  # fmt: skip
        top = select(fits.c.place, fits.c.id).order_by(*_by(order, fits.c)).limit(limit).subquery()
        beside = select(top.c.id, *sums.c).join_from(top, sums, true())
        found = session.execute(beside.order_by(*_by(order, top.c))).all()
        added = _sums(found[0][1], found[0][2], found[0][3]) if found else Sums()
        return [one[0] for one in found], added

    def ids(
        self, account_id: str, wanted: Selection, order: Order = Order.NEWEST,
        after: Place | None = None, limit: int | None = None,
    ) -> list[str]:  # fmt: skip
        """Name the activities that fit, in order."""
        # Chosen by an index, before any row is looked at.
        chosen = select(ActivityRow.id).where(*fitting(account_id, wanted))
        if after is not None:
            chosen = chosen.where(behind(order, after.value, after.id))
        with self._transactions.reading() as session:
            return list(session.scalars(chosen.order_by(*_by(order)).limit(limit)))

    def sums(self, account_id: str, wanted: Selection) -> Sums:
        """Add up all that fit."""
        summed = select(*_SUMS).select_from(ActivityRow).where(*fitting(account_id, wanted))
        with self._transactions.reading() as session:
            return _sums(*session.execute(summed).one())

    def sums_and_last_day(self, account_id: str, wanted: Selection) -> tuple[Sums, date | None]:
        """Add up all that fit, and say on which day the last of it was."""
        last = func.max(ActivityRow.day)
        walked = select(last, *_SUMS).where(*fitting(account_id, wanted))
        with self._transactions.reading() as session:
            day, number, distance_m, timer_s = session.execute(walked).one()
        return _sums(number, distance_m, timer_s), day

    def but_for_one(self, account_id: str, each: Sequence[Selection]) -> list[int]:
        """Count what fails one of several selections and no other, in one walk."""
        fails = [
            case((and_(true(), *narrowing(account_id, wanted)), 0), else_=1).label(f"fails_{at}")
            for at, wanted in enumerate(each)
        ]
        # What fails two that its own row answers is not looked for among recordings and deliveries.
        own = [fail.element for fail, one in zip(fails, each, strict=True) if asks_its_row(one)]
        near = [sum(own, literal(0)) <= 1] if own else []
        # Each told once of each activity: SQLite asks again for what it groups by.
        walk = select(*fails).where(*visible(account_id), *near)
        told = walk.cte("told").prefix_with("MATERIALIZED")
        walked = select(*told.c, func.count()).group_by(*told.c)
        numbers = [0] * len(each)
        with self._transactions.reading() as session:
            for *failed, number in session.execute(walked):
                if sum(failed) == 1:
                    numbers[failed.index(1)] += number
        return numbers

    def sums_of(self, account_id: str, activity_ids: Sequence[str]) -> Sums:
        """Add up some activities, of those that are there."""
        total = Sums()
        with self._transactions.reading() as session:
            for asked in batches(activity_ids):
                some = select(*_SUMS).where(*mine_among(account_id), ActivityRow.id.in_(asked))
                total += _sums(*session.execute(some).one())
        return total

    def there(self, account_id: str, activity_ids: Sequence[str]) -> list[str]:
        """Leave out what is not there, and what is another's."""
        with self._transactions.reading() as session:
            found: set[str] = set()
            for asked in batches(activity_ids):
                some = select(ActivityRow.id).where(
                    *mine_among(account_id), ActivityRow.id.in_(asked)
                )
                found |= set(session.scalars(some))
        return [one for one in dict.fromkeys(activity_ids) if one in found]

    def rows(self, account_id: str, activity_ids: Sequence[str]) -> list[ActivityRow]:
        """Give the rows of some activities in the order asked for."""
        with self._transactions.reading() as session:
            return rows_of(session, account_id, activity_ids)

    def by_month(self, account_id: str, wanted: Selection) -> dict[date, Sums]:
        """Add up what fits month by month, by their first days; empty months are left out."""
        parts = [extract(part, ActivityRow.day) for part in ("year", "month")]
        some = select(*parts, *_SUMS).where(*fitting(account_id, wanted)).group_by(*parts)
        with self._transactions.reading() as session:
            rows = session.execute(some).all()
        return {date(int(year), int(month), 1): _sums(*sums) for year, month, *sums in rows}

    def by_day(self, account_id: str, wanted: Selection) -> dict[date, OneDay]:
        """Give what fits day by day, the first first; days without anything are left out."""
        ids = func.aggregate_strings(ActivityRow.id, ",")
        some = select(ActivityRow.day, *_SUMS, ids).where(*fitting(account_id, wanted))
        with self._transactions.reading() as session:
            rows = session.execute(some.group_by(ActivityRow.day).order_by(ActivityRow.day))
            return {
                row[0]: OneDay(_sums(row[1], row[2], row[3]), tuple(sorted(row[4].split(","))))
                for row in rows
            }

    def origins(self, account_id: str) -> Origins:
        """Name what recordings came by and were written by, and where anything was to go."""
        seen = select(RecordingRow.source, RecordingRow.app, RecordingRow.device).where(
            RecordingRow.account_id == account_id, RecordingRow.left_at.is_(None)
        )
        targets = select(DeliveryRow.target).where(DeliveryRow.account_id == account_id)
        with self._transactions.reading() as session:
            rows = session.execute(seen.distinct()).all()
            found = session.scalars(targets.distinct()).all()
        writers = {name for _, *names in rows for name in names if name}
        return Origins(
            sorted({row.source for row in rows}), sorted(writers, key=str.casefold), sorted(found)
        )


def rows_of(session: Session, account_id: str, activity_ids: Sequence[str]) -> list[ActivityRow]:
    """Give the rows of some activities in the order asked for, without their documents."""
    found: dict[str, ActivityRow] = {}
    for asked in batches(activity_ids):
        mine = select(ActivityRow).where(*mine_among(account_id), ActivityRow.id.in_(asked))
        found.update({row.id: row for row in session.scalars(mine.options(*LIST_ONLY))})
    return [found[one] for one in activity_ids if one in found]


def cursor_of(row: ActivityRow, order: Order) -> str:
    """Name a row's place in an order, for an address."""
    if order is Order.FARTHEST:
        value = NO_DISTANCE_M if row.distance_m is None else row.distance_m
        return f"{value!r}~{row.id}"
    value = repr(row.timer_s) if order is Order.LONGEST else row.start.isoformat()
    return f"{value}~{row.id}"


def place_of(cursor: str, order: Order) -> Place | None:
    """Read a place; an old or mistyped address begins at the top."""
    value, _, activity_id = cursor.partition("~")
    try:
        at = datetime.fromisoformat(value) if order.is_by_time else float(value)
    except ValueError:
        return None
    return Place(at, activity_id)


def _by(order: Order, columns: Any = None) -> tuple[Any, Any]:
    """Order rows, or what was selected of them as `place` and `id`."""
    key, greatest_first = ORDERS[order]
    place, row_id = (key, ActivityRow.id) if columns is None else (columns.place, columns.id)
    return (place.desc(), row_id.desc()) if greatest_first else (place, row_id)


def _sums(number: int | None, distance_m: float | None, timer_s: float | None) -> Sums:
    return Sums(number or 0, distance_m or 0.0, timer_s or 0.0)


def batches(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    """Cut a long list into what one question can ask for."""
    return (ids[first : first + IDS_AT_A_TIME] for first in range(0, len(ids), IDS_AT_A_TIME))


def counted(
    session: Session, table: type[DeliveryRow | RunRow], activity_ids: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Count deliveries or runs of some activities by their state."""
    by_state = (
        select(table.activity_id, table.state, func.count())
        .where(table.activity_id.in_(activity_ids))
        .group_by(table.activity_id, table.state)
    )
    counts: dict[str, dict[str, int]] = {}
    for activity_id, state, number in session.execute(by_state).all():
        counts.setdefault(activity_id, {})[state] = number
    return counts


def _not_delivering(states: Mapping[str, int]) -> dict[str, Any]:
    return {state: states[state] for state in _BEFORE_DELIVERING if state in states}
