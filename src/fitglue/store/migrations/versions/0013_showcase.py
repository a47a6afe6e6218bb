"""The Showcase: pages of activities, and the profiles that list them."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0013"
down_revision = "0012"
_ID = sa.String(length=36)
_WORD = sa.String(length=16)
_LONG = sa.String(length=64)


def upgrade() -> None:
    """Add two tables; nobody shows anything yet."""
    op.create_table(
        "showcase_pages",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("delivery_id", _ID, nullable=False),
        sa.Column("token", _LONG, nullable=False),
        sa.Column("audience", _WORD, nullable=False),
        sa.Column("look", _WORD, nullable=False),
        sa.Column("tells_time", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sport", _LONG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("distance_m", sa.Double(), nullable=True),
        sa.Column("timer_s", sa.Double(), nullable=False),
        sa.Column("document_blob", _LONG, nullable=False),
        sa.Column("streams_blob", _LONG, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("showcase_pages_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("showcase_pages_delivery_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("showcase_pages_key")),
        sa.UniqueConstraint("delivery_id", name=op.f("showcase_pages_once_delivery_id")),
        sa.UniqueConstraint("token", name=op.f("showcase_pages_once_token")),
    )
    op.create_index(op.f("showcase_pages_by_account_id"), "showcase_pages", ["account_id"])
    op.create_table(
        "showcase_profiles",
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("look", _WORD, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("showcase_profiles_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("showcase_profiles_key")),
        sa.UniqueConstraint("handle", name=op.f("showcase_profiles_once_handle")),
    )
