"""Phones, what they send, and activities that were deleted where they came from."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0005"
down_revision = "0004"
_ID, _HASH = sa.String(length=36), sa.String(length=64)


def upgrade() -> None:
    """Make the tables of phones and of what they send."""
    _make_phones()
    _make_pairings()
    _make_batches()
    _make_parts()
    _make_refused_items()
    op.create_table(
        "deleted_workouts",
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("workout_uuid", _ID, nullable=False),
        sa.Column("deleted_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("deleted_workouts_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "workout_uuid", name=op.f("deleted_workouts_key")),
    )
    op.add_column("activities", sa.Column("hidden_at", Instant(), nullable=True))
    op.add_column(
        "accounts", sa.Column("settle_s", sa.Integer(), nullable=False, server_default="120")
    )


def _make_phones() -> None:
    op.create_table(
        "phones",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("token_hash", _HASH, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("app_version", sa.Text(), nullable=False),
        sa.Column("os_version", sa.Text(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.Column("paired_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("phones_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("phones_key")),
        sa.UniqueConstraint("token_hash", name=op.f("phones_once_token_hash")),
    )
    op.create_index(op.f("phones_by_account_id"), "phones", ["account_id"])


def _make_pairings() -> None:
    op.create_table(
        "pairings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("code_hash", _HASH, nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("phone_id", _ID, nullable=True),
        sa.Column("claim_hash", _HASH, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("pairings_account_id")),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], name=op.f("pairings_phone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pairings_key")),
        sa.UniqueConstraint("account_id", name=op.f("pairings_once_account_id")),
        sa.UniqueConstraint("number", name=op.f("pairings_once_number")),
    )


def _make_batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("device_id", sa.String(length=128), nullable=False),
        sa.Column("batch_id", sa.String(length=128), nullable=False),
        sa.Column("content_hash", _HASH, nullable=False),
        sa.Column("body_hash", _HASH, nullable=False),
        sa.Column("receipts", sa.JSON(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("batches_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("batches_key")),
        sa.UniqueConstraint(
            "account_id",
            "device_id",
            "batch_id",
            name=op.f("batches_once_account_id_device_id_batch_id"),
        ),
    )
    op.create_index("batches_by_received", "batches", ["account_id", "received_at"])
    op.create_index("batches_by_body", "batches", ["account_id", "body_hash"])


def _make_parts() -> None:
    op.create_table(
        "parts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("workout_uuid", _ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("content_hash", _HASH, nullable=False),
        sa.Column("content_blob", _HASH, nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("parts_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("parts_key")),
        sa.UniqueConstraint(
            "account_id",
            "workout_uuid",
            "name",
            name=op.f("parts_once_account_id_workout_uuid_name"),
        ),
    )


def _make_refused_items() -> None:
    op.create_table(
        "refused_items",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("device_id", sa.String(length=128), nullable=False),
        sa.Column("batch_id", sa.String(length=128), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("content_hash", _HASH, nullable=False),
        sa.Column("content_blob", _HASH, nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("refused_items_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("refused_items_key")),
        sa.UniqueConstraint(
            "account_id", "content_hash", name=op.f("refused_items_once_account_id_content_hash")
        ),
    )
