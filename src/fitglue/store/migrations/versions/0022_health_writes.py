"""What phones are to write into Apple Health."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0022"
down_revision = "0021"
_ID = sa.String(length=36)


def upgrade() -> None:
    """Add a table, for nothing was to be written yet."""
    op.create_table(
        "health_writes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("activity_id", _ID, nullable=False),
        sa.Column("phone_id", _ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("start", Instant(), nullable=False),
        sa.Column("end", Instant(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("content_blob", sa.String(length=64), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("written_version", sa.Integer(), nullable=False),
        sa.Column("written_hash", sa.String(length=64), nullable=False),
        sa.Column("health_uuid", sa.String(length=36), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("written_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("health_writes_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("health_writes_activity_id")
        ),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], name=op.f("health_writes_phone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("health_writes_key")),
    )
    op.create_index(op.f("health_writes_by_account_id"), "health_writes", ["account_id"])
    op.create_index(op.f("health_writes_by_activity_id"), "health_writes", ["activity_id"])
    op.create_index("health_writes_waiting", "health_writes", ["account_id", "is_open", "asked_at"])
