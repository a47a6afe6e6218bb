"""What people are told, by which channels, and what left by them."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0012"
down_revision = "0011"
_ID = sa.String(length=36)


def upgrade() -> None:
    """Make three tables; whoever was there is told of what happens from now on."""
    _make_news()
    _make_channels()
    _make_sendings()


def _make_news() -> None:
    op.create_table(
        "news",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tellings", sa.Integer(), nullable=False),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("news_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("news_key")),
        sa.UniqueConstraint(
            "account_id", "kind", "subject",
            name=op.f("news_once_account_id_kind_subject"),
        ),
    )  # fmt: skip
    op.create_index("news_by_account", "news", ["account_id", "happened_at"])


def _make_channels() -> None:
    op.create_table(
        "channels",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("channels_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("channels_key")),
    )
    op.create_index(op.f("channels_by_account_id"), "channels", ["account_id"])


def _make_sendings() -> None:
    op.create_table(
        "sendings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("notification_id", _ID, nullable=False),
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("telling", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("taken_by", _ID, nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("sendings_account_id")),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["news.id"], name=op.f("sendings_notification_id")
        ),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("sendings_channel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("sendings_key")),
        sa.UniqueConstraint(
            "notification_id", "channel_id", "telling",
            name=op.f("sendings_once_notification_id_channel_id_telling"),
        ),
    )  # fmt: skip
    op.create_index("sendings_by_channel", "sendings", ["channel_id", "state"])
    op.create_index("sendings_by_taken_by", "sendings", ["taken_by"])
