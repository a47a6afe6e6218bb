"""Tables of people: accounts, how they get in, and what was done to any of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table

Hash = String(64)  # SHA-256 in hexadecimal: of a secret, or of a long name


class AccountRow(Table):
    """A person who signs in."""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text, unique=True)
    password_hash: Mapped[str] = mapped_column(Text)  # empty until the person chose one
    units: Mapped[str] = mapped_column(String(16))
    zone: Mapped[str] = mapped_column(Text)
    theme: Mapped[str] = mapped_column(String(16))
    tile_url: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    is_admin: Mapped[bool] = mapped_column(server_default=false())
    settle_s: Mapped[int] = mapped_column(server_default="120")  # for late parts of a workout
    metrics_since: Mapped[datetime | None]  # health metrics are kept since; None: they are not
    device_order: Mapped[list[Any]] = mapped_column(server_default="[]")  # the preferred first
    seed: Mapped[str] = mapped_column(Hash, server_default="")  # of boosters' secret chance
    guide_closed_at: Mapped[datetime | None]  # the first steps were put away
    week_start: Mapped[int] = mapped_column(server_default="0")  # 0 is Monday, 6 Sunday
    closed_at: Mapped[datetime | None]  # nobody gets in any more; everything is kept


class SessionRow(Table):
    """A signed-in browser; only the hash of its token is kept."""

    __tablename__ = "sessions"
    token_hash: Mapped[str] = mapped_column(Hash, primary_key=True)
    id: Mapped[str] = mapped_column(Id, unique=True)  # may be shown; tells nothing of the token
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    client: Mapped[str] = mapped_column(Text)  # in words: "Firefox on Linux"
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class LinkRow(Table):
    """A one-time link: a welcome, an invitation or a reset; gone when it was used."""

    __tablename__ = "links"
    token_hash: Mapped[str] = mapped_column(Hash, primary_key=True)
    id: Mapped[str] = mapped_column(Id, unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    email: Mapped[str] = mapped_column(Text)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class PasskeyRow(Table):
    """A public key of a device or a password manager; it works for one host."""

    __tablename__ = "passkeys"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    credential_id: Mapped[str] = mapped_column(Text, unique=True)  # base64url, as browsers say it
    public_key: Mapped[bytes]
    sign_count: Mapped[int]
    host: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ChallengeRow(Table):
    """A question to a passkey that was not answered yet; `account_id` when it adds one."""

    __tablename__ = "challenges"
    challenge_hash: Mapped[str] = mapped_column(Hash, primary_key=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class TokenRow(Table):
    """A personal token for programs; only its hash is kept, and how it begins."""

    __tablename__ = "tokens"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    token_hash: Mapped[str] = mapped_column(Hash, unique=True)
    prefix: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text)
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


class TriesRow(Table):
    """When somebody tried to get in lately, as one of the limits counts it."""

    __tablename__ = "tries"
    key_hash: Mapped[str] = mapped_column(Hash, primary_key=True)
    times: Mapped[list[Any]]  # seconds since 1970, oldest first
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AuditRow(Table):
    """Who did what, to whose account, when, from where. Never a secret."""

    __tablename__ = "audit"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))  # whose it is
    by: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    event: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, Any]]
    client: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index("audit_by_account", "account_id", "at"),)
