"""What boosters may ask about a person's past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, exists, func, select

from fitglue.domain.activity import Activity, Glance
from fitglue.domain.metrics import DayValue, MetricKind
from fitglue.domain.workout import Workout
from fitglue.store.activities import LONGEST
from fitglue.store.activity_rows import activity_of, glance_of
from fitglue.store.blobs import Blobs
from fitglue.store.listing import LIST_ONLY
from fitglue.store.metrics import Metrics
from fitglue.store.recordings import Recordings
from fitglue.store.tables import ActivityRow, RecordingRow
from fitglue.store.transactions import Transactions

_LOOKS_BACK = timedelta(days=730)
_HIGHEST_BPM = 230  # more is a loose strap


@dataclass(frozen=True, slots=True)
class KeptHistory:
    """A person's `History` as the store has it, less what came from the sources `without`."""

    transactions: Transactions
    blobs: Blobs
    account_id: str
    without: frozenset[str] = frozenset()

    def latest(self, kind: MetricKind, day: date) -> DayValue | None:
        """Give the newest value of a day before `day`, while the person wants metrics kept."""
        metrics = Metrics(self.transactions)
        with self.transactions.reading() as session:
            if not metrics.wanted(session, self.account_id):
                return None
            return metrics.latest(self.account_id, kind, day)

    def max_heart_rate_bpm(self, day: date) -> float | None:
        """Give the highest heart rate of any activity of the two years before `day`."""
        until = datetime.combine(day, time(), UTC)
        highest = select(func.max(ActivityRow.max_hr_bpm)).where(
            *self._mine(),
            ActivityRow.start >= until - _LOOKS_BACK,
            ActivityRow.start < until,
            ActivityRow.max_hr_bpm <= _HIGHEST_BPM,
        )
        with self.transactions.reading() as session:
            return session.scalar(highest)

    def recordings(self, activity_id: str) -> Sequence[Workout]:
        """Give the newest version of each recording of an activity, the first to come first."""
        recordings = Recordings(self.transactions, self.blobs)
        rows = recordings.listed(self.account_id, activity_id)
        return [recordings.workout(row) for row in rows]

    def overlapping(self, start: datetime, end: datetime) -> Sequence[Activity]:
        """Give the activities that share time with a span, oldest first."""
        shared = select(ActivityRow).where(
            *self._mine(),
            # By start alone the index would lead through the whole history.
            ActivityRow.start > start - LONGEST,
            ActivityRow.start < end,
            ActivityRow.end > start,
        )
        with self.transactions.reading() as session:
            rows = session.scalars(shared.order_by(ActivityRow.start, ActivityRow.id))
            return [activity_of(row, self.blobs) for row in rows]

    def past(self, before: datetime, limit: int) -> Sequence[Glance]:
        """Give the figures of the newest `limit` activities that began before a moment."""
        earlier = select(ActivityRow).where(*self._mine(), ActivityRow.start < before)
        newest = earlier.order_by(ActivityRow.start.desc(), ActivityRow.id).limit(limit)
        with self.transactions.reading() as session:
            return [glance_of(row) for row in session.scalars(newest.options(*LIST_ONLY))]

    def activity(self, activity_id: str) -> Activity | None:
        """Give one activity with its streams."""
        with self.transactions.reading() as session:
            row = session.scalar(
                select(ActivityRow).where(*self._mine(), ActivityRow.id == activity_id)
            )
            return activity_of(row, self.blobs) if row is not None else None

    def _mine(self) -> tuple[ColumnElement[bool], ...]:
        mine = ActivityRow.account_id == self.account_id, ActivityRow.hidden_at.is_(None)
        if not self.without:
            return mine
        left_out = exists().where(
            RecordingRow.activity_id == ActivityRow.id, RecordingRow.source.in_(self.without)
        )
        return *mine, ~left_out
