"""Selections of activities: their local day, their picture, what was deleted, acts on many."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0015"
down_revision = "0014"
_ID = sa.String(length=36)
_WORD = sa.String(length=16)
_AT_A_TIME = 1000
_MOST_DESCRIBED = 2000


def upgrade() -> None:
    """Add columns, indexes and two tables; tell every activity its day."""
    day = sa.Column("day", sa.Date(), nullable=False, server_default="1970-01-01")
    op.add_column("activities", day)
    op.add_column("activities", sa.Column("outline", sa.Text(), nullable=True))
    _tell_days(op.get_bind())
    _tables()
    op.drop_index("activities_by_sport", "activities")
    op.create_index(
        "activities_by_sport", "activities", ["account_id", "sport", "hidden_at", "start"]
    )
    op.create_index(
        "activities_by_list", "activities",
        ["account_id", "hidden_at", "start", "id", "day", "sport", "distance_m", "timer_s",
         "avg_hr_bpm", "route_points", "end"],
    )  # fmt: skip
    op.create_index(
        "recordings_by_origin", "recordings",
        ["account_id", "left_at", "source", "app", "device", "activity_id"],
    )  # fmt: skip
    op.create_index(
        "deliveries_by_target", "deliveries", ["account_id", "state", "target", "activity_id"]
    )


def _tables() -> None:
    op.create_table(
        "acts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("activities", sa.JSON(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("made", sa.JSON(), nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("acts_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("acts_key")),
    )
    op.create_index("acts_by_account", "acts", ["account_id", "created_at"])
    op.create_table(
        "removed",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("act_id", _ID, nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("removed_at", Instant(), nullable=False),
        sa.Column("gone_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("removed_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("removed_key")),
    )
    op.create_index("removed_by_account", "removed", ["account_id", "removed_at"])


def _tell_days(connection: sa.Connection) -> None:
    rows = sa.table(
        "activities", sa.column("id"), sa.column("start", Instant()), sa.column("zone"),
        sa.column("search"), sa.column("description"), sa.column("day", sa.Date()),
    )  # fmt: skip
    asked = sa.select(rows.c.id, rows.c.start, rows.c.zone, rows.c.search, rows.c.description)
    told = (
        rows.update()
        .where(rows.c.id == sa.bindparam("of"))
        .values(day=sa.bindparam("on"), search=sa.bindparam("words"))
    )
    found = [_told(*row) for row in connection.execute(asked)]
    for first in range(0, len(found), _AT_A_TIME):
        connection.execute(told, found[first : first + _AT_A_TIME])


def _told(
    activity_id: str, start: datetime, zone: str, search: str, description: str
) -> dict[str, object]:
    words = [search, description[:_MOST_DESCRIBED].lower()] if description else [search]
    return {"of": activity_id, "on": _day(start, zone), "words": " ".join(words)}


def _day(start: datetime, zone: str) -> date:
    """Give the local day; a zone that this machine does not know counts as UTC."""
    try:
        return start.astimezone(ZoneInfo(zone)).date()
    except (ValueError, LookupError):
        return start.astimezone(UTC).date()
