"""Tables of phones: each with a token of its own, and the codes with which they come."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table
from fitglue.store.tables.people import Hash


class PhoneRow(Table):
    """A phone that sends, or has sent until its token was revoked; what it said last."""

    __tablename__ = "phones"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    token_hash: Mapped[str | None] = mapped_column(Hash, unique=True)  # none: revoked
    name: Mapped[str] = mapped_column(Text)
    app_version: Mapped[str] = mapped_column(Text)
    os_version: Mapped[str] = mapped_column(Text)
    state: Mapped[dict[str, Any]]  # formats.phone_sync.wire.PhoneState as plain values
    sent: Mapped[dict[str, Any]]  # how many items, by what became of them
    paired_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    claim_hash: Mapped[str | None] = mapped_column(Hash)  # of one that came by signing in


class PairingRow(Table):
    """A code that a page shows for a phone to come with; a person has one at a time."""

    __tablename__ = "pairings"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), unique=True)
    number: Mapped[str] = mapped_column(String(8), unique=True)  # the part that is no secret
    code_hash: Mapped[str] = mapped_column(Hash)
    tries_left: Mapped[int]
    phone_id: Mapped[str | None] = mapped_column(ForeignKey("phones.id"))  # who won
    claim_hash: Mapped[str] = mapped_column(Hash)  # by which the winner is known again
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
