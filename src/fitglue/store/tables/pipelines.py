"""Tables of pipelines: the rules, their runs, and the ledger of deliveries."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table


class PipelineRow(Table):
    """A person's rule: sources, boosters in order, targets with their settings."""

    __tablename__ = "pipelines"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    sources: Mapped[list[Any]]
    boosters: Mapped[list[Any]]
    targets: Mapped[list[Any]]  # [{"plugin": id, "settings": {…}}]
    enabled: Mapped[bool]
    created_at: Mapped[datetime]


class RunRow(Table):
    """One revision of an activity on its way through one pipeline."""

    __tablename__ = "runs"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activities.id"))
    activity_revision: Mapped[int]
    pipeline_id: Mapped[str] = mapped_column(ForeignKey("pipelines.id"))
    created_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("activity_id", "pipeline_id", "activity_revision"),)


class DeliveryRow(Table):
    """One activity at one target of one pipeline, with the target's own word for it."""

    __tablename__ = "deliveries"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activities.id"))
    pipeline_id: Mapped[str] = mapped_column(ForeignKey("pipelines.id"))
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"))
    position: Mapped[int]  # of the target in its pipeline
    target: Mapped[str] = mapped_column(String(64))
    settings: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16))
    why: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str] = mapped_column(Text)
    remote_id: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("activity_id", "pipeline_id", "position"),
        Index("deliveries_by_state", "state", "account_id"),
    )
