"""The tables, the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC on databases that know no zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Drop the zone, in UTC."""
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the zone back."""
        return value and value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """What all tables share."""

    # Every constraint has a name, so that a later migration can change it on any database.
    metadata = MetaData(
        naming_convention={
            "ix": "%(table_name)s_by_%(column_0_N_name)s",
            "uq": "%(table_name)s_once_%(column_0_N_name)s",
            "fk": "%(table_name)s_%(column_0_name)s",
            "pk": "%(table_name)s_key",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: Instant,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        bytes: LargeBinary,
    }


_Id = String(36)


class AccountRow(Table):
    """A person who signs in."""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text, unique=True)
    password_hash: Mapped[str] = mapped_column(Text)  # empty until the person chose one
    units: Mapped[str] = mapped_column(String(16))
    zone: Mapped[str] = mapped_column(Text)
    theme: Mapped[str] = mapped_column(String(16))
    tile_url: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class SessionRow(Table):
    """A signed-in browser; only the hash of its token is kept."""

    __tablename__ = "sessions"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    client: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class WelcomeRow(Table):
    """The one-time link that makes the first account; only its hash is kept."""

    __tablename__ = "welcomes"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime]


class ImportRow(Table):
    """A file that a person gave us, and how far we are with it."""

    __tablename__ = "imports"
    id: Mapped[str] = mapped_column(_Id, primary_key=True)
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
    __table_args__ = (
        Index("imports_by_account", "account_id", "created_at"),
        Index("imports_by_state", "state", "created_at"),
    )


class RecordingRow(Table):
    """One workout exactly as one source sent it; a later version is another row."""

    __tablename__ = "recordings"
    id: Mapped[str] = mapped_column(_Id, primary_key=True)
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
    __table_args__ = (
        UniqueConstraint("account_id", "source", "source_id", "content_hash"),
        UniqueConstraint("account_id", "source", "source_id", "revision"),
    )


class ActivityRow(Table):
    """The workout as its owner sees it, with the columns that lists and searches need."""

    __tablename__ = "activities"
    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    revision: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    title_set_by: Mapped[str] = mapped_column(String(16))
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
    __table_args__ = (
        Index("activities_by_start", "account_id", "start", "id"),
        Index("activities_by_sport", "account_id", "sport", "start"),
    )


class PipelineRow(Table):
    """A person's rule: sources, boosters in order, targets with their settings."""

    __tablename__ = "pipelines"
    id: Mapped[str] = mapped_column(_Id, primary_key=True)
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
    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("activities.id"))
    activity_revision: Mapped[int]
    pipeline_id: Mapped[str] = mapped_column(ForeignKey("pipelines.id"))
    created_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("activity_id", "pipeline_id", "activity_revision"),)


class DeliveryRow(Table):
    """One activity at one target of one pipeline, with the target's own word for it."""

    __tablename__ = "deliveries"
    id: Mapped[str] = mapped_column(_Id, primary_key=True)
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
