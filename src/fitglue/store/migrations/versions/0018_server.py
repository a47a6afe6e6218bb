"""What admins chose for the server, and its own long work."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make two tables; nothing is chosen yet."""
    op.create_table(
        "server_choices",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("server_choices_key")),
    )
    op.create_table(
        "server_tasks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("doing", sa.Text(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("server_tasks_key")),
    )
    op.create_index("server_tasks_by_kind", "server_tasks", ["kind", "created_at"])
