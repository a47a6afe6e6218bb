"""The first tables."""

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("units", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("theme", sa.String(length=16), nullable=False),
        sa.Column("tile_url", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("accounts_key")),
        sa.UniqueConstraint("email", name=op.f("accounts_once_email")),
    )
    op.create_table(
        "welcomes",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("welcomes_key")),
    )
    op.create_table(
        "activities",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_set_by", sa.String(length=16), nullable=False),
        sa.Column("sport", sa.String(length=64), nullable=False),
        sa.Column("indoor", sa.Boolean(), nullable=True),
        sa.Column("open_water", sa.Boolean(), nullable=False),
        sa.Column("start", Instant(), nullable=False),
        sa.Column("end", Instant(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("elapsed_s", sa.Double(), nullable=False),
        sa.Column("timer_s", sa.Double(), nullable=False),
        sa.Column("distance_m", sa.Double(), nullable=True),
        sa.Column("active_kcal", sa.Double(), nullable=True),
        sa.Column("avg_hr_bpm", sa.Double(), nullable=True),
        sa.Column("max_hr_bpm", sa.Double(), nullable=True),
        sa.Column("ascent_m", sa.Double(), nullable=True),
        sa.Column("route_points", sa.Integer(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("streams_blob", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("activities_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("activities_key")),
    )
    op.create_index(
        "activities_by_sport", "activities", ["account_id", "sport", "start"], unique=False
    )
    op.create_index(
        "activities_by_start", "activities", ["account_id", "start", "id"], unique=False
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("lone_routes", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("doing", sa.Text(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("imports_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("imports_key")),
    )
    op.create_index("imports_by_account", "imports", ["account_id", "created_at"], unique=False)
    op.create_index("imports_by_state", "imports", ["state", "created_at"], unique=False)
    op.create_table(
        "pipelines",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("boosters", sa.JSON(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("pipelines_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pipelines_key")),
    )
    op.create_index(op.f("pipelines_by_account_id"), "pipelines", ["account_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("sessions_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("sessions_key")),
    )
    op.create_index(op.f("sessions_by_account_id"), "sessions", ["account_id"], unique=False)
    op.create_table(
        "recordings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.String(length=128), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("streams_blob", sa.String(length=64), nullable=False),
        sa.Column("originals", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("recordings_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("recordings_activity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("recordings_key")),
        sa.UniqueConstraint(
            "account_id",
            "source",
            "source_id",
            "content_hash",
            name=op.f("recordings_once_account_id_source_source_id_content_hash"),
        ),
        sa.UniqueConstraint(
            "account_id",
            "source",
            "source_id",
            "revision",
            name=op.f("recordings_once_account_id_source_source_id_revision"),
        ),
    )
    op.create_index(op.f("recordings_by_activity_id"), "recordings", ["activity_id"], unique=False)
    op.create_table(
        "runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("activity_revision", sa.Integer(), nullable=False),
        sa.Column("pipeline_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("runs_account_id")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("runs_activity_id")),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipelines.id"], name=op.f("runs_pipeline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("runs_key")),
        sa.UniqueConstraint(
            "activity_id",
            "pipeline_id",
            "activity_revision",
            name=op.f("runs_once_activity_id_pipeline_id_activity_revision"),
        ),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("pipeline_id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("deliveries_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("deliveries_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["pipeline_id"], ["pipelines.id"], name=op.f("deliveries_pipeline_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("deliveries_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("deliveries_key")),
        sa.UniqueConstraint(
            "activity_id",
            "pipeline_id",
            "position",
            name=op.f("deliveries_once_activity_id_pipeline_id_position"),
        ),
    )
    op.create_index("deliveries_by_state", "deliveries", ["state", "account_id"], unique=False)
