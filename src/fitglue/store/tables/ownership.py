"""Tables of what people tell of themselves, and of the exports that they take away."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table


class AthleteRow(Table):
    """What a person says of their body; no row: nothing."""

    __tablename__ = "athletes"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    highest_bpm: Mapped[float | None]
    resting_bpm: Mapped[float | None]
    threshold_bpm: Mapped[float | None]
    threshold_w: Mapped[float | None]
    weight_kg: Mapped[float | None]
    born: Mapped[int | None]
    sex: Mapped[str] = mapped_column(String(16))  # empty: not said
    zones_by: Mapped[str] = mapped_column(String(16))  # domain.athlete.ZonesBy
    heart_rate_bounds: Mapped[list[Any]]
    power_bounds: Mapped[list[Any]]
    changed_at: Mapped[datetime]


class PrivacyZoneRow(Table):
    """A place where nobody may see its owner; boosters use it where a pipeline says so."""

    __tablename__ = "privacy_zones"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    latitude_deg: Mapped[float]
    longitude_deg: Mapped[float]
    radius_m: Mapped[float]
    made_at: Mapped[datetime]


class ExportRow(Table):
    """An export of everything: how far it is, and until when its file can be taken away."""

    __tablename__ = "exports"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    state: Mapped[str] = mapped_column(String(16))  # waiting, running, done, failed, gone
    share: Mapped[float]
    doing: Mapped[str] = mapped_column(Text)
    counted: Mapped[dict[str, Any]]  # what is in it, by its word
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    why: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
