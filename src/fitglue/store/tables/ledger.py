"""Tables of deliveries: what has to go where, each try, and how fast a target may be asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table


class DeliveryRow(Table):
    """One activity at one target of one pipeline, with the target's own word for it."""

    __tablename__ = "deliveries"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activities.id"))
    pipeline_id: Mapped[str] = mapped_column(ForeignKey("pipelines.id"))
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"))  # the latest that wants it
    target_key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]  # of the target in its pipeline
    target: Mapped[str] = mapped_column(String(64))
    settings: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16))
    attempt: Mapped[int]  # which job may work on it
    tries: Mapped[int]  # in a row without success
    why: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str] = mapped_column(Text)
    remote_id: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    wrote: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")  # our paragraphs
    sent_at: Mapped[datetime | None]  # the first time: that is what a tier counts
    changed_at: Mapped[datetime]
    retry_at: Mapped[datetime | None]
    connection: Mapped[str] = mapped_column(Id, server_default="")  # through which it goes
    ticket: Mapped[str] = mapped_column(Text, server_default="")  # of what the target works on
    # The activity as which the target knows it, where that became one with this one.
    taken_from: Mapped[str | None] = mapped_column(Id)
    __table_args__ = (
        UniqueConstraint("activity_id", "pipeline_id", "target_key"),
        Index("deliveries_by_state", "state", "account_id"),
        Index("deliveries_by_run", "run_id"),
        Index("deliveries_by_sent", "account_id", "sent_at"),
        Index("deliveries_by_target", "account_id", "state", "target", "activity_id"),
        Index("deliveries_by_connection", "connection", "state"),
    )


class AttemptRow(Table):
    """One try of a delivery, in words that a person can read."""

    __tablename__ = "attempts"
    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"))
    state: Mapped[str] = mapped_column(String(16))  # sending, or what it led to
    told: Mapped[str] = mapped_column(Text)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CallRow(Table):
    """A request to a target with a published pace; kept as long as its longest window."""

    __tablename__ = "calls"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    connection: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime]
    __table_args__ = (Index("calls_by_connection", "connection", "at"),)


class WebAnswerRow(Table):
    """What a public service answered; named by a hash, for a question may tell a place."""

    __tablename__ = "web_answers"
    question_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    answer: Mapped[bytes]
    got_at: Mapped[datetime] = mapped_column(index=True)


class HoldRow(Table):
    """A connection whose target asked for quiet until a moment."""

    __tablename__ = "holds"
    connection: Mapped[str] = mapped_column(String(128), primary_key=True)
    until: Mapped[datetime]
