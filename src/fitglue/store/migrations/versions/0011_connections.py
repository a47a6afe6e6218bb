"""Connections to services, what is asked there, and deliveries that go through one."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0011"
down_revision = "0010"
_ID = sa.String(length=36)


def upgrade() -> None:
    """Add tables that are empty, and columns that are so for what was there."""
    _add_connections()
    _add_polls()
    _add_history_imports()
    op.add_column("deliveries", sa.Column("ticket", sa.Text(), nullable=False, server_default=""))
    op.add_column("deliveries", sa.Column("connection", _ID, nullable=False, server_default=""))
    op.create_index("deliveries_by_connection", "deliveries", ["connection", "state"])


def _add_connections() -> None:
    op.create_table(
        "connections",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("heard_at", Instant(), nullable=True),
        sa.Column("budget", sa.String(length=128), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("renewing_until", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("connections_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("connections_key")),
    )
    op.create_index(op.f("connections_by_account_id"), "connections", ["account_id"])


def _add_polls() -> None:
    op.create_table(
        "polls",
        sa.Column("connection_id", _ID, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("cursor", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name=op.f("polls_connection_id")
        ),
        sa.PrimaryKeyConstraint("connection_id", "source", name=op.f("polls_key")),
    )
    op.create_index("polls_by_next_at", "polls", ["next_at"])


def _add_history_imports() -> None:
    op.create_table(
        "history_imports",
        sa.Column("id", _ID, nullable=False),
        sa.Column("connection_id", _ID, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("start_at", Instant(), nullable=False),
        sa.Column("end_at", Instant(), nullable=False),
        sa.Column("posts", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("cursor", sa.JSON(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name=op.f("history_imports_connection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("history_imports_key")),
    )
    op.create_index(op.f("history_imports_by_connection_id"), "history_imports", ["connection_id"])
