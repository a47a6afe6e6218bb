"""Tiers: what each person has, and which runs hold one of the month's places."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables of tiers, and give runs their mark."""
    op.create_table(
        "tiers",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=False),
        sa.Column("trial_ends", Instant(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("stripe_customer", sa.String(length=255), nullable=False),
        sa.Column("stripe_subscription", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("tiers_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("tiers_key")),
    )
    op.create_index(op.f("tiers_by_stripe_customer"), "tiers", ["stripe_customer"])
    op.create_table(
        "stripe_events",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("stripe_events_key")),
    )
    op.create_index(op.f("stripe_events_by_at"), "stripe_events", ["at"])
    op.add_column(
        "runs", sa.Column("admitted", sa.Boolean(), nullable=False, server_default=sa.false())
    )
