"""Workouts of services that could not be read, and diaries of days at services."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0021"
down_revision = "0018"
_ID = sa.String(length=36)


def upgrade() -> None:
    """Add tables, for nothing was set aside and nothing written yet."""
    _add_set_aside()
    _add_diaries()


def _add_set_aside() -> None:
    op.create_table(
        "set_aside",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("connection_id", _ID, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("source_id", sa.String(length=128), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("is_broken", sa.Boolean(), nullable=False),
        sa.Column("content_blob", sa.String(length=64), nullable=False),
        sa.Column("posts", sa.Boolean(), nullable=False),
        sa.Column("backfill", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("read_by", sa.String(length=64), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("set_aside_account_id")),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name=op.f("set_aside_connection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("set_aside_key")),
        sa.UniqueConstraint(
            "connection_id", "source", "name", name=op.f("set_aside_once_connection_id_source_name")
        ),
    )
    op.create_index(op.f("set_aside_by_account_id"), "set_aside", ["account_id"])
    op.create_index("set_aside_by_next_at", "set_aside", ["next_at"])


def _add_diaries() -> None:
    op.create_table(
        "diaries",
        sa.Column("connection_id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("looked_at", Instant(), nullable=True),
        sa.Column("written_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name=op.f("diaries_connection_id")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("diaries_account_id")),
        sa.PrimaryKeyConstraint("connection_id", name=op.f("diaries_key")),
    )
    op.create_index(op.f("diaries_by_account_id"), "diaries", ["account_id"])
    op.create_index("diaries_by_next_at", "diaries", ["next_at"])
    op.create_table(
        "diary_days",
        sa.Column("connection_id", _ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("wrote", sa.JSON(), nullable=False),
        sa.Column("left_alone", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name=op.f("diary_days_connection_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("diary_days_account_id")
        ),
        sa.PrimaryKeyConstraint("connection_id", "day", name=op.f("diary_days_key")),
    )
    op.create_index(op.f("diary_days_by_account_id"), "diary_days", ["account_id"])
