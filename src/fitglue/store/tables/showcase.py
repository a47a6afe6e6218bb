"""Tables of the Showcase: pages of activities, and the profiles that list them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table


class ShowcasePageRow(Table):
    """A page, which belongs to a delivery. What it shows is its own copy, less what it hides."""

    __tablename__ = "showcase_pages"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id"), unique=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)  # plain: its owner copies the link
    audience: Mapped[str] = mapped_column(String(16))
    look: Mapped[str] = mapped_column(String(16))
    tells_time: Mapped[bool]
    title: Mapped[str] = mapped_column(Text)
    sport: Mapped[str] = mapped_column(String(64))
    day: Mapped[date]
    distance_m: Mapped[float | None]
    timer_s: Mapped[float]
    document_blob: Mapped[str] = mapped_column(String(64))  # empty: nothing is shown
    streams_blob: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]  # its owner took it down, and it stays so


class ShowcaseProfileRow(Table):
    """A person's profile: a name of its own for the address, and whether anybody may see it."""

    __tablename__ = "showcase_profiles"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    handle: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(Text)
    look: Mapped[str] = mapped_column(String(16))
    is_on: Mapped[bool]
    changed_at: Mapped[datetime]
