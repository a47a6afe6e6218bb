"""Activities of several recordings: what belongs together, and what a person said of it."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0009"
down_revision = "0008"
_ID, _SOURCE, _SOURCE_ID = sa.String(length=36), sa.String(length=64), sa.String(length=128)


def upgrade() -> None:
    """Add what a merge has to know, and when each recording was."""
    op.add_column(
        "accounts", sa.Column("device_order", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column("activities", sa.Column("became", _ID, nullable=True))
    op.create_index("activities_by_became", "activities", ["became"])
    op.add_column("deliveries", sa.Column("taken_from", _ID, nullable=True))
    op.add_column(
        "recordings", sa.Column("completes", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    for name in ("start", "end", "left_at"):
        op.add_column("recordings", sa.Column(name, Instant(), nullable=True))
    op.create_index("recordings_by_start", "recordings", ["account_id", "start", "end"])
    _make_pairs()
    _date_recordings()


def _make_pairs() -> None:
    op.create_table(
        "pairs",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("one_source", _SOURCE, nullable=False),
        sa.Column("one_source_id", _SOURCE_ID, nullable=False),
        sa.Column("other_source", _SOURCE, nullable=False),
        sa.Column("other_source_id", _SOURCE_ID, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("pairs_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pairs_key")),
    )
    op.create_index("pairs_by_account", "pairs", ["account_id", "state"])
    for side in ("one", "other"):
        columns = ["account_id", f"{side}_source", f"{side}_source_id"]
        op.create_index(f"pairs_by_{side}", "pairs", columns)


def _date_recordings() -> None:
    """Take their times from their activities, which had one sender each until now.

    What a phone joined of parts said everything each time; deleted workouts made nothing.
    """
    op.execute(
        'UPDATE recordings SET start = (SELECT a.start FROM activities a WHERE a.id = activity_id)'
        ', "end" = (SELECT a."end" FROM activities a WHERE a.id = activity_id)'
        ", left_at = (SELECT a.hidden_at FROM activities a WHERE a.id = activity_id)"
    )  # fmt: skip
    op.execute(
        "UPDATE recordings SET completes = false WHERE source = 'apple_health' AND EXISTS ("
        "SELECT 1 FROM parts p WHERE p.account_id = recordings.account_id "
        "AND p.workout_uuid = recordings.source_id)"
    )
