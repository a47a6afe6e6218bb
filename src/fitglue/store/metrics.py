"""Health metrics by the day: questions about them, and changes, always of one account."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from fitglue.domain.metrics import METRICS, DayRule, DayValue, MetricDay, MetricKind, Way, day_value
from fitglue.domain.metrics.days import Place, Span
from fitglue.formats import metric_blob
from fitglue.store.tables import AccountRow, DeletedSampleRow, DiaryDayRow, MetricDayRow
from fitglue.store.transactions import Transactions

_AT_A_TIME = 500  # databases limit the parameters of one question
# Asked for every batch of a phone, so made once, and of the column alone.
_A = AccountRow.__table__.c
_SINCE = select(_A.metrics_since).where(_A.id == bindparam("account_id"))


class Metrics:
    """The days of everybody's metrics."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def wanted(session: Session, account_id: str) -> bool:
        """Tell, within a transaction, whether a person wants metrics kept."""
        return session.execute(_SINCE, {"account_id": account_id}).scalar() is not None

    def switch(self, account_id: str, *, on: bool) -> None:
        """Keep metrics from now on, or no more."""
        since = datetime.now(UTC) if on else None
        with self._transactions.writing() as session:
            mine = update(AccountRow).where(AccountRow.id == account_id)
            session.execute(mine.values(metrics_since=since))

    def forget(self, account_id: str) -> None:
        """Delete everything that is kept of a person's metrics."""
        with self._transactions.writing() as session:
            for table in (MetricDayRow, DeletedSampleRow, DiaryDayRow):
                session.execute(delete(table).where(table.account_id == account_id))

    def counts(self, account_id: str) -> dict[MetricKind, int]:
        """Count the days of each kind that there is something of."""
        days = func.count(MetricDayRow.day.distinct())
        rows = (
            select(MetricDayRow.kind, days)
            .where(MetricDayRow.account_id == account_id)
            .group_by(MetricDayRow.kind)
        )
        with self._transactions.reading() as session:
            return {MetricKind(kind): count for kind, count in session.execute(rows)}

    @staticmethod
    def days(session: Session, account_id: str, span: Span) -> list[MetricDay]:
        """Give days as they were told, oldest first."""
        return [_day(row) for row in session.scalars(_rows(account_id, span))]

    def values(self, account_id: str, span: Span, *, stages: bool = False) -> list[DayValue]:
        """Give the values of days, oldest first; those of nights with their `stages` if asked."""
        whole = stages and METRICS[span.kind].rule is DayRule.SLEEP
        with self._transactions.reading() as session:
            rows = session.scalars(_rows(account_id, span)).all()
        by_day = groupby(rows, key=lambda row: row.day)
        made = (_value(list(some), whole=whole) for _, some in by_day)
        return [one for one in made if one is not None]

    def all_values(self, account_id: str) -> Iterator[DayValue]:
        """Give everything, kind by kind, oldest first."""
        for kind in MetricKind:
            yield from self.values(account_id, Span(kind=kind), stages=True)

    def latest(self, account_id: str, kind: MetricKind, before: date) -> DayValue | None:
        """Give the value of the newest day before `before` that has one."""
        newest = (
            select(MetricDayRow.day)
            .where(
                MetricDayRow.account_id == account_id, MetricDayRow.kind == kind.value,
                MetricDayRow.day < before, MetricDayRow.value.is_not(None),
            )
            .order_by(MetricDayRow.day.desc())
            .limit(1)
        )  # fmt: skip
        with self._transactions.reading() as session:
            day = session.scalar(newest)
            if day is None:
                return None
            return day_value(self.days(session, account_id, Span(kind=kind, first=day, last=day)))

    @staticmethod
    def write(
        session: Session, account_id: str, days: Iterable[MetricDay], known: Collection[Place]
    ) -> None:
        """Put days in their places, of which those of `known` are taken; empty days go."""
        added, changed = [], []
        for one in days:
            if not one.samples:
                session.execute(delete(MetricDayRow).where(*_at(account_id, one.place)))
            else:
                (changed if one.place in known else added).append(_row(account_id, one))
        if added:
            session.execute(insert(MetricDayRow), added)
        if changed:
            session.execute(update(MetricDayRow), changed)

    @staticmethod
    def buried(session: Session, account_id: str, uuids: Collection[bytes]) -> set[bytes]:
        """Tell which of some samples were deleted."""
        found: set[bytes] = set()
        for some in _in_turn(uuids):
            rows = select(DeletedSampleRow.sample_uuid).where(
                DeletedSampleRow.account_id == account_id, DeletedSampleRow.sample_uuid.in_(some)
            )
            found |= {UUID(one).bytes for one in session.scalars(rows)}
        return found

    @staticmethod
    def bury(session: Session, account_id: str, kind: MetricKind, uuids: Iterable[bytes]) -> None:
        """Note that samples were deleted; they were not known as such."""
        now = datetime.now(UTC)
        session.add_all(
            DeletedSampleRow(
                account_id=account_id, kind=kind.value, deleted_at=now, sample_uuid=_text(one)
            )
            for one in uuids
        )
        session.flush()

    @staticmethod
    def holding(
        session: Session, account_id: str, kind: MetricKind, uuids: Collection[bytes]
    ) -> list[MetricDay]:
        """Give the days of a phone that hold any of some samples; it looks through all of a kind.

        Deletions are few, and a UUID says nothing of its day.
        """
        ours = _rows(account_id, Span(kind=kind)).where(MetricDayRow.way == Way.PHONE.value)
        rows = session.scalars(ours.execution_options(yield_per=_AT_A_TIME))
        return [_day(row) for row in rows if metric_blob.may_hold(row.samples, uuids)]


def _rows(account_id: str, span: Span) -> Any:
    mine = select(MetricDayRow).where(
        MetricDayRow.account_id == account_id, MetricDayRow.kind == span.kind.value
    )
    if span.first is not None:
        mine = mine.where(MetricDayRow.day >= span.first)
    if span.last is not None:
        mine = mine.where(MetricDayRow.day <= span.last)
    return mine.order_by(MetricDayRow.day, MetricDayRow.way, MetricDayRow.source)


def _value(rows: Sequence[MetricDayRow], *, whole: bool) -> DayValue | None:
    """Give a day's value; where one row tells it all, its samples need not be looked at."""
    row, *others = rows
    if others or whole:
        return day_value([_day(one) for one in rows])
    if row.value is None:
        return None
    return DayValue(MetricKind(row.kind), row.day, row.value, Way(row.way), (row.source,))


def _row(account_id: str, one: MetricDay) -> dict[str, Any]:
    made = day_value([one])
    return {
        "account_id": account_id, "kind": one.kind.value, "day": one.day, "way": one.way.value,
        "source": one.source, "value": made.value if made else None, "is_total": one.is_total,
        "revision": one.revision, "samples": metric_blob.pack(one.samples),
        "changed_at": datetime.now(UTC),
    }  # fmt: skip


def _at(account_id: str, place: Place) -> tuple[Any, ...]:
    kind, day, way, source = place
    return (
        MetricDayRow.account_id == account_id, MetricDayRow.kind == kind.value,
        MetricDayRow.day == day, MetricDayRow.way == way.value, MetricDayRow.source == source,
    )  # fmt: skip


def _day(row: MetricDayRow) -> MetricDay:
    return MetricDay(
        kind=MetricKind(row.kind), day=row.day, way=Way(row.way), source=row.source,
        samples=metric_blob.unpack(row.samples), is_total=row.is_total, revision=row.revision,
    )  # fmt: skip


def _text(uuid: bytes) -> str:
    return str(UUID(bytes=uuid)).upper()


def _in_turn(uuids: Collection[bytes]) -> Iterator[Sequence[str]]:
    left = iter(sorted(uuids))
    while some := [_text(one) for one in islice(left, _AT_A_TIME)]:
        yield some
