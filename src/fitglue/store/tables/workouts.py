"""Tables of workouts: files that came in, recordings, activities."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table


class ImportRow(Table):
    """A file that a person gave us, and how far we are with it."""

    __tablename__ = "imports"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    lone_routes: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16))
    share: Mapped[float]
    doing: Mapped[str] = mapped_column(Text)
    result: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    sample: Mapped[bool] = mapped_column(default=False, server_default=false())  # made up here
    __table_args__ = (
        Index("imports_by_account", "account_id", "created_at"),
        Index("imports_by_state", "state", "created_at"),
    )


class RecordingRow(Table):
    """One workout exactly as one source sent it; a later version is another row."""

    __tablename__ = "recordings"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activities.id"), index=True)
    source: Mapped[str] = mapped_column(String(64))
    source_id: Mapped[str] = mapped_column(String(128))
    revision: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    app: Mapped[str] = mapped_column(Text)
    device: Mapped[str] = mapped_column(Text)
    document: Mapped[bytes]
    streams_blob: Mapped[str] = mapped_column(String(64))
    originals: Mapped[dict[str, Any]]  # name → blob
    # It adds to the version before it; otherwise it takes that one's place.
    completes: Mapped[bool] = mapped_column(default=True, server_default=true())
    start: Mapped[datetime | None]  # by its own clock, for others of that time
    end: Mapped[datetime | None]
    left_at: Mapped[datetime | None]  # deleted where it came from: no activity is made of it
    __table_args__ = (
        UniqueConstraint("account_id", "source", "source_id", "content_hash"),
        UniqueConstraint("account_id", "source", "source_id", "revision"),
        Index("recordings_by_start", "account_id", "start", "end"),
        Index(
            "recordings_by_origin",
            "account_id",
            "left_at",
            "source",
            "app",
            "device",
            "activity_id",
        ),
    )


class PairRow(Table):
    """Two recordings that may be one workout: asked about, or what a person said of them."""

    __tablename__ = "pairs"
    id: Mapped[str] = mapped_column(Id, primary_key=True)  # names both, whichever comes first
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    one_source: Mapped[str] = mapped_column(String(64))
    one_source_id: Mapped[str] = mapped_column(String(128))
    other_source: Mapped[str] = mapped_column(String(64))
    other_source_id: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(16))  # asked, one, two
    reasons: Mapped[list[Any]]  # sentences
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    __table_args__ = (
        Index("pairs_by_account", "account_id", "state"),
        Index("pairs_by_one", "account_id", "one_source", "one_source_id"),
        Index("pairs_by_other", "account_id", "other_source", "other_source_id"),
    )


class EditRow(Table):
    """What a person changed of an activity, by the names of `domain.edits.Edits`."""

    __tablename__ = "edits"
    activity_id: Mapped[str] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    changes: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class ActivityRow(Table):
    """The workout as its owner sees it, with the columns that lists and searches need."""

    __tablename__ = "activities"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    revision: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    title_set_by: Mapped[str] = mapped_column(String(16))
    description: Mapped[str] = mapped_column(Text, server_default="")
    sport: Mapped[str] = mapped_column(String(64))
    indoor: Mapped[bool | None]
    open_water: Mapped[bool]
    start: Mapped[datetime]
    end: Mapped[datetime]
    zone: Mapped[str] = mapped_column(Text)
    elapsed_s: Mapped[float]
    timer_s: Mapped[float]
    distance_m: Mapped[float | None]
    active_kcal: Mapped[float | None]
    avg_hr_bpm: Mapped[float | None]
    max_hr_bpm: Mapped[float | None]
    ascent_m: Mapped[float | None]
    route_points: Mapped[int]
    app: Mapped[str] = mapped_column(Text)
    search: Mapped[str] = mapped_column(Text)  # what a person may type, in lower case
    document: Mapped[bytes]
    streams_blob: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]  # deleted where it came from; its owner sees it no more
    # The activity that it is one with now. No foreign key: rows of one table come in any order.
    became: Mapped[str | None] = mapped_column(Id)
    # The local one on which it began. The default is for rows that are written by nobody.
    day: Mapped[date] = mapped_column(default=date(1970, 1, 1), server_default="1970-01-01")
    outline: Mapped[str | None] = mapped_column(Text)  # domain.outline; none: not drawn yet
    __table_args__ = (
        Index("activities_by_start", "account_id", "start", "id"),
        # All that lists, sums and filters ask about: they look at rows only to show them.
        Index(
            "activities_by_list",
            "account_id",
            "hidden_at",
            "start",
            "id",
            "day",
            "sport",
            "distance_m",
            "timer_s",
            "avg_hr_bpm",
            "route_points",
            "end",
        ),
        # The same with words, which a search reads in order instead of looking at every row. SQLite
        # alone has it: PostgreSQL limits how long a row of an index is, and keeps this one empty.
        Index(
            "activities_by_words",
            "account_id",
            "hidden_at",
            "start",
            "id",
            "day",
            "sport",
            "distance_m",
            "timer_s",
            "avg_hr_bpm",
            "route_points",
            "end",
            "search",
            postgresql_where=text("false"),
        ),
        Index("activities_by_sport", "account_id", "sport", "hidden_at", "start"),
        Index("activities_by_became", "became"),
        Index("activities_by_heart", "account_id", "max_hr_bpm"),
    )
