"""Tables of what phones send: batches with their receipts, parts of workouts, the refused."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table
from fitglue.store.tables.people import Hash


class BatchRow(Table):
    """A batch that was taken, with the receipts that a replay gets again."""

    __tablename__ = "batches"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    device_id: Mapped[str] = mapped_column(String(128))
    batch_id: Mapped[str] = mapped_column(String(128))
    content_hash: Mapped[str] = mapped_column(Hash)  # of its items, however they are packed
    body_hash: Mapped[str] = mapped_column(Hash)  # of the bytes as they came
    receipts: Mapped[list[Any]]  # domain.receipts.Receipt as plain values
    received_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("account_id", "device_id", "batch_id"),
        Index("batches_by_received", "account_id", "received_at"),
        Index("batches_by_body", "account_id", "body_hash"),
    )


class PartRow(Table):
    """One part of a workout, the best version of it that came."""

    __tablename__ = "parts"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    workout_uuid: Mapped[str] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(200))
    revision: Mapped[int] = mapped_column(BigInteger)
    samples: Mapped[int]
    content_hash: Mapped[str] = mapped_column(Hash)
    content_blob: Mapped[str] = mapped_column(String(64))  # the item's JSON, packed with zstd
    received_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("account_id", "workout_uuid", "name"),)


class DeletedWorkoutRow(Table):
    """A workout that was deleted in Health: it never comes back."""

    __tablename__ = "deleted_workouts"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    workout_uuid: Mapped[str] = mapped_column(Id, primary_key=True)
    deleted_at: Mapped[datetime]


class RefusedItemRow(Table):
    """An item that could not be taken, set aside with the reason and its bytes."""

    __tablename__ = "refused_items"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    device_id: Mapped[str] = mapped_column(String(128))
    batch_id: Mapped[str] = mapped_column(String(128))
    position: Mapped[int]
    why: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(Hash)
    content_blob: Mapped[str] = mapped_column(String(64))  # its bytes, packed with zstd
    received_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("account_id", "content_hash"),)
