"""Tables of what apps and Shortcuts post: their tokens, bodies, and how they name workouts."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table
from fitglue.store.tables.people import Hash


class IngestTokenRow(Table):
    """An app that posts, or has posted until its token was revoked."""

    __tablename__ = "ingest_tokens"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    app: Mapped[str] = mapped_column(String(32))  # domain.sending_app.SendingApp
    token_hash: Mapped[str | None] = mapped_column(Hash, unique=True)  # none: revoked
    prefix: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime]
    received_at: Mapped[datetime | None]  # the latest body
    revoked_at: Mapped[datetime | None]


class ReceivedRow(Table):
    """A body that was received, and how far its workouts are taken."""

    __tablename__ = "received"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    token_id: Mapped[str] = mapped_column(Id)  # a personal token's too
    content_hash: Mapped[str] = mapped_column(Hash)  # of the body as it is when it is unpacked
    content_blob: Mapped[str] = mapped_column(String(64))  # the body, packed with zstd
    size_bytes: Mapped[int] = mapped_column(BigInteger)  # when it is unpacked
    state: Mapped[str] = mapped_column(String(16))  # waiting, done, refused
    attempt: Mapped[int]  # which job may work on it
    taken: Mapped[int]  # how many of its workouts are over
    result: Mapped[dict[str, Any]]  # how many workouts, by what they did
    received_at: Mapped[datetime]  # the first time
    finished_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("account_id", "content_hash"),
        Index("received_by_time", "account_id", "received_at"),
        Index("received_by_state", "state"),
    )


class NameRuleRow(Table):
    """What a person says that a name of workouts means; without a sport: nothing any more."""

    __tablename__ = "name_rules"
    id: Mapped[str] = mapped_column(Id, primary_key=True)  # another one for every change
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    name_key: Mapped[str] = mapped_column(String(80))  # formats.health_auto_export.name_key
    name: Mapped[str] = mapped_column(Text)
    sport: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("account_id", "name_key"),)


class NamedWorkoutRow(Table):
    """The name under which a workout came from an app, for rules to find it again."""

    __tablename__ = "named_workouts"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    name_key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index("named_workouts_by_name", "account_id", "name_key"),)
