"""Tables of pipelines: the rules, their runs, and what boosters asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table


class PipelineRow(Table):
    """A person's rule: sources, boosters in order, targets with their settings."""

    __tablename__ = "pipelines"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    sources: Mapped[list[Any]]
    boosters: Mapped[list[Any]]  # domain.plan.BoosterUse as plain values
    targets: Mapped[list[Any]]  # domain.plan.TargetUse as plain values
    enabled: Mapped[bool]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]  # deleted for its owner; its runs keep their history


class RunRow(Table):
    """One revision of an activity on its way through one pipeline."""

    __tablename__ = "runs"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activities.id"))
    activity_revision: Mapped[int]
    pipeline_id: Mapped[str] = mapped_column(ForeignKey("pipelines.id"))
    cause: Mapped[str] = mapped_column(String(16))
    cause_key: Mapped[str] = mapped_column(String(64))  # the same cause never starts twice
    plan: Mapped[dict[str, Any]]  # domain.plan.Plan as it was at the start
    delivers: Mapped[bool]  # false: boosted and kept, but sent nowhere
    backfill: Mapped[bool]  # gives way to what happens now
    state: Mapped[str] = mapped_column(String(16))
    why: Mapped[str] = mapped_column(Text)
    segment: Mapped[int]  # which job may go on with it
    position: Mapped[int]  # the booster whose turn it is
    tries: Mapped[int]  # how often that one has asked for time
    trace: Mapped[list[Any]]  # domain.runs.TraceLine as plain values
    draft: Mapped[bytes | None] = mapped_column(LargeBinary)  # none: the activity as it is
    draft_streams_blob: Mapped[str] = mapped_column(String(64))  # blob
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    wake_at: Mapped[datetime | None]
    looks: Mapped[dict[str, Any]] = mapped_column(server_default="{}")  # pipeline.looking_again
    look_again_at: Mapped[datetime | None]  # another run follows then
    admitted: Mapped[bool] = mapped_column(default=False, server_default=false())  # by its tier
    __table_args__ = (
        UniqueConstraint("activity_id", "pipeline_id", "cause_key"),
        Index("runs_by_state", "state", "account_id"),
        Index("runs_by_account", "account_id", "created_at"),
    )


class InputRow(Table):
    """A question that a booster asked, one per activity, pipeline and booster."""

    __tablename__ = "inputs"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activities.id"))
    pipeline_id: Mapped[str] = mapped_column(ForeignKey("pipelines.id"))
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"))
    booster_key: Mapped[str] = mapped_column(String(64))
    booster: Mapped[str] = mapped_column(String(64))
    question: Mapped[dict[str, Any]]  # domain.boost.Question as plain values
    blocking: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16))
    answer: Mapped[dict[str, Any] | None]
    file_blob: Mapped[str] = mapped_column(String(64), default="", server_default="")  # of it
    asked_at: Mapped[datetime]
    deadline: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("activity_id", "pipeline_id", "booster_key"),
        Index("inputs_by_account", "account_id", "state"),
    )
