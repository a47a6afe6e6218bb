"""Tables of connections: accounts of people at services, and what is asked there."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table


class ConnectionRow(Table):
    """A person's account at a service. Whatever is secret of it is in `sealed`."""

    __tablename__ = "connections"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    service: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Text)  # of the account there
    remote_id: Mapped[str] = mapped_column(Text)
    settings: Mapped[dict[str, Any]]  # but for the secret ones
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(16))
    why: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]  # of the state
    created_at: Mapped[datetime]
    heard_at: Mapped[datetime | None]  # the service's last answer
    budget: Mapped[str] = mapped_column(String(128))  # whose pace it shares
    limits: Mapped[list[Any]]  # windows that the service told, in place of the published ones
    renewing_until: Mapped[datetime | None]  # somebody fetches fresh tokens


class PollRow(Table):
    """A source that is asked what is new through a connection."""

    __tablename__ = "polls"
    connection_id: Mapped[str] = mapped_column(ForeignKey("connections.id"), primary_key=True)
    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    cursor: Mapped[dict[str, Any]]
    number: Mapped[int]  # which job may ask next
    next_at: Mapped[datetime]
    tries: Mapped[int]  # in a row without success
    why: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime | None]
    __table_args__ = (Index("polls_by_next_at", "next_at"),)


class HistoryRow(Table):
    """A history import: a span of the past that is fetched from a service."""

    __tablename__ = "history_imports"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    connection_id: Mapped[str] = mapped_column(ForeignKey("connections.id"), index=True)
    source: Mapped[str] = mapped_column(String(64))
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    posts: Mapped[bool]  # through pipelines, or kept alone
    state: Mapped[str] = mapped_column(String(16))
    cursor: Mapped[dict[str, Any]]
    page: Mapped[int]  # which job may go on
    expected: Mapped[int | None]
    found: Mapped[int]
    taken: Mapped[int]  # were not here yet
    tries: Mapped[int]
    why: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class AsideRow(Table):
    """A workout of a service that could not be read, with the reason and its bytes."""

    __tablename__ = "set_aside"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    connection_id: Mapped[str] = mapped_column(ForeignKey("connections.id"))
    source: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(128))  # by what it is known when it comes again
    source_id: Mapped[str] = mapped_column(String(128))  # empty: nobody can ask for it
    what: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str] = mapped_column(Text)
    is_broken: Mapped[bool]  # otherwise it is no workout, and nothing is wrong
    content_blob: Mapped[str] = mapped_column(String(64))  # its bytes, packed with zstd; or empty
    posts: Mapped[bool]  # through pipelines, once it can be read
    backfill: Mapped[bool]
    number: Mapped[int]  # which job may read it again
    next_at: Mapped[datetime | None]  # when it is read again
    tries: Mapped[int]  # in a row, in which nobody answered
    read_by: Mapped[str] = mapped_column(String(64))  # the FitGlue that could not read it
    received_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("connection_id", "source", "name"),
        Index("set_aside_by_next_at", "next_at"),
    )


class DiaryRow(Table):
    """A diary of days at a service that a person's health metrics are written into."""

    __tablename__ = "diaries"
    connection_id: Mapped[str] = mapped_column(ForeignKey("connections.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    number: Mapped[int]  # which job may write next
    next_at: Mapped[datetime]
    tries: Mapped[int]  # in a row without success
    why: Mapped[str] = mapped_column(Text)
    looked_at: Mapped[datetime | None]
    written_at: Mapped[datetime | None]  # the last time that a day had changed
    __table_args__ = (Index("diaries_by_next_at", "next_at"),)


class DiaryDayRow(Table):
    """What we wrote into a day of a diary, and what we left to whoever wrote it."""

    __tablename__ = "diary_days"
    connection_id: Mapped[str] = mapped_column(ForeignKey("connections.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    wrote: Mapped[dict[str, Any]]  # field → values; several while one is on its way
    left_alone: Mapped[dict[str, Any]]  # field → our value at that time
