"""What people change of their activities."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add a table, for nobody has changed anything yet; and find the highest heart rate fast."""
    op.create_table(
        "edits",
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("edits_activity_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("edits_account_id")),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("edits_key")),
    )
    op.create_index(op.f("edits_by_account_id"), "edits", ["account_id"])
    op.create_index(op.f("activities_by_heart"), "activities", ["account_id", "max_hr_bpm"])
