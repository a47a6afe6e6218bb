"""What people tell of themselves, their privacy zones, and the exports that they take away."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0014"
down_revision = "0013"
_ID = sa.String(length=36)
_WORD = sa.String(length=16)


def upgrade() -> None:
    """Add three tables and the day that weeks begin with: a Monday, as it was."""
    op.add_column(
        "accounts", sa.Column("week_start", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_table(
        "athletes",
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("highest_bpm", sa.Double(), nullable=True),
        sa.Column("resting_bpm", sa.Double(), nullable=True),
        sa.Column("threshold_bpm", sa.Double(), nullable=True),
        sa.Column("threshold_w", sa.Double(), nullable=True),
        sa.Column("weight_kg", sa.Double(), nullable=True),
        sa.Column("born", sa.Integer(), nullable=True),
        sa.Column("sex", _WORD, nullable=False),
        sa.Column("zones_by", _WORD, nullable=False),
        sa.Column("heart_rate_bounds", sa.JSON(), nullable=False),
        sa.Column("power_bounds", sa.JSON(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("athletes_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("athletes_key")),
    )
    _zones()
    _exports()


def _zones() -> None:
    op.create_table(
        "privacy_zones",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("latitude_deg", sa.Double(), nullable=False),
        sa.Column("longitude_deg", sa.Double(), nullable=False),
        sa.Column("radius_m", sa.Double(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("privacy_zones_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("privacy_zones_key")),
    )
    op.create_index(op.f("privacy_zones_by_account_id"), "privacy_zones", ["account_id"])


def _exports() -> None:
    op.create_table(
        "exports",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("doing", sa.Text(), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("exports_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("exports_key")),
    )
    op.create_index(op.f("exports_by_account_id"), "exports", ["account_id"])
