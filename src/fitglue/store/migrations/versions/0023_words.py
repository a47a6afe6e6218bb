"""An index that answers searches for words."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Let SQLite find words without a look at rows; on PostgreSQL the index stays empty."""
    op.create_index(
        "activities_by_words",
        "activities",
        [
            "account_id", "hidden_at", "start", "id", "day", "sport", "distance_m", "timer_s",
            "avg_hr_bpm", "route_points", "end", "search",
        ],
        postgresql_where=sa.text("false"),
    )  # fmt: skip
