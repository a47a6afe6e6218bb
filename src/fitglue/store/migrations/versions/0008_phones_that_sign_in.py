"""Phones that came by signing in are known again by their claim."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Give phones the hash of a claim; those that came with a code have none."""
    op.add_column("phones", sa.Column("claim_hash", sa.String(length=64), nullable=True))
