"""What boosters use and leave: secret chance, later looks, files, paragraphs, kept answers."""

import secrets

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0010"
down_revision = "0009"
_BLOB = sa.String(length=64)


def upgrade() -> None:
    """Add columns that are empty for what was there, a seed for everybody, and a table."""
    op.add_column("accounts", sa.Column("seed", _BLOB, nullable=False, server_default=""))
    op.add_column("runs", sa.Column("looks", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("runs", sa.Column("look_again_at", Instant(), nullable=True))
    op.add_column("inputs", sa.Column("file_blob", _BLOB, nullable=False, server_default=""))
    op.add_column("deliveries", sa.Column("wrote", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "web_answers",
        sa.Column("question_hash", _BLOB, nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("got_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("question_hash", name=op.f("web_answers_key")),
    )
    op.create_index("web_answers_by_got_at", "web_answers", ["got_at"])
    accounts = sa.table("accounts", sa.column("id"), sa.column("seed"))
    connection = op.get_bind()
    for (account_id,) in connection.execute(sa.select(accounts.c.id)).all():
        mine = accounts.update().where(accounts.c.id == account_id)
        connection.execute(mine.values(seed=secrets.token_hex(32)))
