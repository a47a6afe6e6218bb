"""Apps and Shortcuts that post, what they posted, and how they name workouts."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0007"
down_revision = "0006"
_ID, _HASH = sa.String(length=36), sa.String(length=64)


def upgrade() -> None:
    """Make the tables of what is posted."""
    _make_ingest_tokens()
    _make_received()
    _make_name_rules()
    op.create_table(
        "named_workouts",
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("source_id", sa.String(length=128), nullable=False),
        sa.Column("name_key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("named_workouts_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "source_id", name=op.f("named_workouts_key")),
    )
    op.create_index("named_workouts_by_name", "named_workouts", ["account_id", "name_key"])


def _make_ingest_tokens() -> None:
    op.create_table(
        "ingest_tokens",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("app", sa.String(length=32), nullable=False),
        sa.Column("token_hash", _HASH, nullable=True),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("ingest_tokens_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("ingest_tokens_key")),
        sa.UniqueConstraint("token_hash", name=op.f("ingest_tokens_once_token_hash")),
    )
    op.create_index(op.f("ingest_tokens_by_account_id"), "ingest_tokens", ["account_id"])


def _make_received() -> None:
    op.create_table(
        "received",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("token_id", _ID, nullable=False),
        sa.Column("content_hash", _HASH, nullable=False),
        sa.Column("content_blob", _HASH, nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("received_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("received_key")),
        sa.UniqueConstraint(
            "account_id", "content_hash", name=op.f("received_once_account_id_content_hash")
        ),
    )
    op.create_index("received_by_time", "received", ["account_id", "received_at"])
    op.create_index("received_by_state", "received", ["state"])


def _make_name_rules() -> None:
    op.create_table(
        "name_rules",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("name_key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sport", sa.String(length=64), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("name_rules_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("name_rules_key")),
        sa.UniqueConstraint(
            "account_id", "name_key", name=op.f("name_rules_once_account_id_name_key")
        ),
    )
