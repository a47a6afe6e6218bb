"""What boosters may ask about a person: their metrics, and the highest heart rate of activities."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select

from fitglue.domain.metrics import DayValue, MetricKind
from fitglue.store.metrics import Metrics
from fitglue.store.tables import ActivityRow
from fitglue.store.transactions import Transactions

_LOOKS_BACK = timedelta(days=730)
_HIGHEST_BPM = 230  # more is a loose strap


@dataclass(frozen=True, slots=True)
class KeptMetricHistory:
    """A person's `MetricHistory` as the store has it."""

    transactions: Transactions
    account_id: str

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
            ActivityRow.account_id == self.account_id,
            ActivityRow.hidden_at.is_(None),
            ActivityRow.start >= until - _LOOKS_BACK,
            ActivityRow.start < until,
            ActivityRow.max_hr_bpm <= _HIGHEST_BPM,
        )
        with self.transactions.reading() as session:
            return session.scalar(highest)
