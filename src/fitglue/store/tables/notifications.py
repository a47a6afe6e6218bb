"""Tables of what people are told: notifications, their channels, and what left by them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Id, Table


class NotificationRow(Table):
    """One cause, told once; `tellings` counts how often it was solved and happened anew."""

    __tablename__ = "news"  # the durable engine has notifications of its own
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(200))  # what it is about: the cause's own key
    told: Mapped[dict[str, Any]]  # domain.notification.Told as plain values
    number: Mapped[int]  # of activities
    tellings: Mapped[int]
    happened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("account_id", "kind", "subject"),
        Index("news_by_account", "account_id", "happened_at"),
    )


class ChannelRow(Table):
    """Where else a person is told. An address of Apprise is a secret; an e-mail has none."""

    __tablename__ = "channels"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    way: Mapped[str] = mapped_column(String(16))  # email, apprise
    name: Mapped[str] = mapped_column(Text)  # tells nothing of the secret
    sealed: Mapped[bytes]
    kinds: Mapped[list[Any]]
    why: Mapped[str] = mapped_column(Text)  # it does not work; empty when it does
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SendingRow(Table):
    """One notification by one channel. `sending` is written before it leaves.

    What is found so after a crash becomes `unknown`, and is never sent again.
    """

    __tablename__ = "sendings"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    notification_id: Mapped[str] = mapped_column(ForeignKey("news.id"))
    channel_id: Mapped[str] = mapped_column(ForeignKey("channels.id"))
    telling: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))  # waiting, sending, sent, unknown, failed
    attempt: Mapped[int]  # which job may take it
    tries: Mapped[int]
    taken_by: Mapped[str] = mapped_column(Id)  # the sending whose job sends it along
    due_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("notification_id", "channel_id", "telling"),
        Index("sendings_by_channel", "channel_id", "state"),
        Index("sendings_by_taken_by", "taken_by"),
    )
