"""Health metrics by the day, and whether a person wants them kept."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0006"
down_revision = "0005"
_ID = sa.String(length=36)


def upgrade() -> None:
    """Make the tables of metrics, and the switch of each person: off."""
    op.create_table(
        "metric_days",
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("way", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("is_total", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("samples", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("metric_days_account_id")
        ),
        sa.PrimaryKeyConstraint(
            "account_id", "kind", "day", "way", "source", name=op.f("metric_days_key")
        ),
    )
    op.create_table(
        "deleted_samples",
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("sample_uuid", _ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("deleted_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("deleted_samples_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "sample_uuid", name=op.f("deleted_samples_key")),
    )
    op.create_index("deleted_samples_by_kind", "deleted_samples", ["account_id", "kind"])
    op.add_column("accounts", sa.Column("metrics_since", Instant(), nullable=True))
