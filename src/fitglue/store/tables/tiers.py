"""Tables of tiers: what each person has, and what Stripe told us."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from fitglue.store.tables.columns import Table

StripeId = String(255)  # as long as Stripe says they may become


class TierRow(Table):
    """A person's tier, from the first time that anybody asked for it."""

    __tablename__ = "tiers"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    tier: Mapped[str] = mapped_column(String(16))  # without the trial
    trial_ends: Mapped[datetime | None]  # none: never had one
    changes: Mapped[int]  # how often it changed: names the job that follows
    stripe_customer: Mapped[str] = mapped_column(StripeId, index=True)
    stripe_subscription: Mapped[str] = mapped_column(StripeId)


class StripeEventRow(Table):
    """An event that Stripe sent and that was acted on; it may send it again."""

    __tablename__ = "stripe_events"
    id: Mapped[str] = mapped_column(StripeId, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
