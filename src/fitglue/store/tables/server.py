"""Tables of the server itself: what admins chose for it, and its own long work."""

from datetime import datetime
from typing import Any

from sqlalchemy import Double, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table


class ChoiceRow(Table):
    """A setting that an admin chose on the page; the environment goes before it."""

    __tablename__ = "server_choices"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[dict[str, Any]]  # under "is"
    changed_at: Mapped[datetime]


class TaskRow(Table):
    """Work of minutes that the server does for itself: a backup, a look at what is stored."""

    __tablename__ = "server_tasks"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    share: Mapped[float] = mapped_column(Double)
    doing: Mapped[str] = mapped_column(Text)
    result: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    __table_args__ = (Index("server_tasks_by_kind", "kind", "created_at"),)
