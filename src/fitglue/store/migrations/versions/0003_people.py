"""Several people: admins, one-time links, passkeys, tokens, sessions that can be shown, audit."""

import uuid

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what several people need; who is signed in stays so."""
    _extend_accounts()
    _extend_sessions()
    op.drop_table("welcomes")  # the next start prints a new link
    _create_links()
    _create_passkeys()
    _create_tokens()
    _create_tries()
    _create_audit()


def _extend_accounts() -> None:
    # Added, not rebuilt: SQLite would drop the old table, to which everything refers.
    is_admin = sa.Column("is_admin", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("accounts", is_admin)
    op.add_column("accounts", sa.Column("closed_at", Instant(), nullable=True))
    rows = sa.table("accounts", sa.column("id"), sa.column("is_admin"), sa.column("created_at"))
    first = sa.select(rows.c.id).order_by(rows.c.created_at).limit(1).scalar_subquery()
    op.execute(sa.update(rows).where(rows.c.id == first).values(is_admin=True))


def _extend_sessions() -> None:
    with op.batch_alter_table("sessions") as sessions:
        sessions.add_column(sa.Column("id", sa.String(length=36), nullable=True))
        sessions.add_column(sa.Column("seen_at", Instant(), nullable=True))
    rows = sa.table(
        "sessions", sa.column("token_hash"), sa.column("id"), sa.column("seen_at"),
        sa.column("created_at"), sa.column("client"),
    )  # fmt: skip
    connection = op.get_bind()
    for token_hash in connection.scalars(sa.select(rows.c.token_hash)).all():
        named = {"id": str(uuid.uuid4()), "seen_at": rows.c.created_at, "client": "A browser"}
        connection.execute(sa.update(rows).where(rows.c.token_hash == token_hash).values(**named))
    with op.batch_alter_table("sessions") as sessions:
        sessions.alter_column("id", existing_type=sa.String(length=36), nullable=False)
        sessions.alter_column("seen_at", existing_type=Instant(), nullable=False)
        sessions.create_unique_constraint(op.f("sessions_once_id"), ["id"])


def _create_links() -> None:
    op.create_table(
        "links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("links_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("links_key")),
        sa.UniqueConstraint("id", name=op.f("links_once_id")),
    )
    op.create_index(op.f("links_by_account_id"), "links", ["account_id"], unique=False)


def _create_passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("credential_id", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("passkeys_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("passkeys_key")),
        sa.UniqueConstraint("credential_id", name=op.f("passkeys_once_credential_id")),
    )
    op.create_index(op.f("passkeys_by_account_id"), "passkeys", ["account_id"], unique=False)
    op.create_table(
        "challenges",
        sa.Column("challenge_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("challenges_account_id")
        ),
        sa.PrimaryKeyConstraint("challenge_hash", name=op.f("challenges_key")),
    )
    op.create_index(op.f("challenges_by_account_id"), "challenges", ["account_id"], unique=False)
    op.create_index(op.f("challenges_by_expires_at"), "challenges", ["expires_at"], unique=False)


def _create_tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("tokens_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("tokens_key")),
        sa.UniqueConstraint("token_hash", name=op.f("tokens_once_token_hash")),
    )
    op.create_index(op.f("tokens_by_account_id"), "tokens", ["account_id"], unique=False)


def _create_tries() -> None:
    op.create_table(
        "tries",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("tries_key")),
    )
    op.create_index(op.f("tries_by_expires_at"), "tries", ["expires_at"], unique=False)


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("by", sa.String(length=36), nullable=True),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("audit_account_id")),
        sa.ForeignKeyConstraint(["by"], ["accounts.id"], name=op.f("audit_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_key")),
    )
    op.create_index("audit_by_account", "audit", ["account_id", "at"], unique=False)
    op.create_index(op.f("audit_by_at"), "audit", ["at"], unique=False)
    op.create_index(op.f("audit_by_by"), "audit", ["by"], unique=False)
