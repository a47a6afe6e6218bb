"""Tables of people: accounts, their browsers, the link that makes the first one."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table


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
