"""Tables of what people do with many activities at once, and of what they deleted."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table


class ActRow(Table):
    """One act on some activities: how far it is, and what it takes to undo it."""

    __tablename__ = "acts"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[str] = mapped_column(String(16))  # domain.acts.Kind
    activities: Mapped[list[Any]]  # their ids
    wanted: Mapped[dict[str, Any]]  # pipeline, target, and the like
    made: Mapped[dict[str, Any]]  # what undoing asks for
    state: Mapped[str] = mapped_column(String(16))  # domain.acts.State
    number: Mapped[int]  # of activities that are done
    created_at: Mapped[datetime]
    __table_args__ = (Index("acts_by_account", "account_id", "created_at"),)


class RemovedRow(Table):
    """An activity that its owner deleted: kept for a while, then a name that stays away.

    Named by the activity; once it is gone for good, each of its recordings has a row too, by the
    activity that it would make. No foreign key: the row outlives what it names.
    """

    __tablename__ = "removed"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    act_id: Mapped[str] = mapped_column(Id)
    before: Mapped[dict[str, Any]]  # what was ended with it, as it was
    removed_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]  # nothing is left to restore
    __table_args__ = (Index("removed_by_account", "account_id", "removed_at"),)
