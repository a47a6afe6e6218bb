"""The table of what phones are to write into Apple Health."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table


class HealthWriteRow(Table):
    """What is to be written of an activity: the wanted version, and the one that is in Health."""

    __tablename__ = "health_writes"
    __table_args__ = (Index("health_writes_waiting", "account_id", "is_open", "asked_at"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True)  # follows from account and activity
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    activity_id: Mapped[str] = mapped_column(ForeignKey("activities.id"), index=True)
    phone_id: Mapped[str | None] = mapped_column(ForeignKey("phones.id"))  # who took it
    version: Mapped[int]
    start: Mapped[datetime]
    end: Mapped[datetime]
    content_hash: Mapped[str] = mapped_column(String(64))
    content_blob: Mapped[str] = mapped_column(String(64))
    is_open: Mapped[bool]  # waits for a phone
    is_refused: Mapped[bool]  # Health will never take this version
    why: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str] = mapped_column(Text)
    written_version: Mapped[int]  # 0: none yet
    written_hash: Mapped[str] = mapped_column(String(64))
    health_uuid: Mapped[str] = mapped_column(String(36))
    asked_at: Mapped[datetime]
    written_at: Mapped[datetime | None]
