"""Tables of health metrics: a row for each day, kind, way in and source, and what was deleted."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table


class MetricDayRow(Table):
    """What one source told of one day, its samples packed (formats.metric_blob)."""

    __tablename__ = "metric_days"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    way: Mapped[str] = mapped_column(String(24), primary_key=True)
    source: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[float | None]  # of this row alone; None when it makes none
    is_total: Mapped[bool]
    revision: Mapped[int] = mapped_column(BigInteger)
    samples: Mapped[bytes]
    changed_at: Mapped[datetime]


class DeletedSampleRow(Table):
    """A sample that was deleted in Health: it never comes back."""

    __tablename__ = "deleted_samples"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    sample_uuid: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    deleted_at: Mapped[datetime]
    __table_args__ = (Index("deleted_samples_by_kind", "account_id", "kind"),)
