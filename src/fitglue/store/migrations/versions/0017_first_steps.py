"""The first steps: sample workouts that go again, and a guide that can be put away."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add two columns; nobody has samples, and the guide is shown until its steps are done."""
    op.add_column(
        "imports", sa.Column("sample", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("accounts", sa.Column("guide_closed_at", Instant(), nullable=True))
