"""Durable runs: plans, states, traces, questions, attempts."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from fitglue.store.tables import Instant

revision = "0002"
down_revision = "0001"

_SETTLED_OR_NOT = """
    CASE WHEN EXISTS (SELECT 1 FROM old_deliveries d WHERE d.run_id = r.id AND d.state = 'waiting')
    THEN 'delivering' ELSE 'done' END
"""


def upgrade() -> None:
    """Give runs and deliveries their new shape, with what they hold, and make the new tables."""
    op.add_column(
        "activities", sa.Column("description", sa.Text(), nullable=False, server_default="")
    )
    op.add_column("pipelines", sa.Column("archived_at", Instant(), nullable=True))
    plans = _give_targets_keys()
    # SQLite cannot change constraints in place, and PostgreSQL shall take the same way.
    op.execute("CREATE TABLE old_runs AS SELECT * FROM runs")
    op.execute("CREATE TABLE old_deliveries AS SELECT * FROM deliveries")
    op.drop_table("deliveries")
    op.drop_table("runs")
    _make_runs()
    _make_deliveries()
    _make_inputs()
    _make_pace()
    _keep_what_there_was(plans)
    op.drop_table("old_deliveries")
    op.drop_table("old_runs")


def _give_targets_keys() -> dict[str, str]:
    pipelines = sa.table(
        "pipelines", sa.column("id"), sa.column("name"), sa.column("sources", sa.JSON),
        sa.column("targets", sa.JSON),
    )  # fmt: skip
    connection = op.get_bind()
    plans = {}
    for row in connection.execute(sa.select(pipelines)).all():
        keyed = [{"key": f"t{at}", **target} for at, target in enumerate(row.targets)]
        connection.execute(
            sa.update(pipelines).where(pipelines.c.id == row.id).values(targets=keyed)
        )
        plan = {"version": 1, "id": row.id, "name": row.name, "sources": row.sources}
        plans[row.id] = json.dumps({**plan, "boosters": [], "targets": keyed})
    return plans


def _make_runs() -> None:
    op.create_table(
        "runs",
        _id(),
        _reference("account_id"),
        _reference("activity_id"),
        sa.Column("activity_revision", sa.Integer(), nullable=False),
        _reference("pipeline_id"),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("cause_key", sa.String(length=64), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("delivers", sa.Boolean(), nullable=False),
        sa.Column("backfill", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trace", sa.JSON(), nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.Column("draft_streams_blob", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("wake_at", Instant(), nullable=True),
        *_foreign("runs", account_id="accounts", activity_id="activities", pipeline_id="pipelines"),
        sa.PrimaryKeyConstraint("id", name=op.f("runs_key")),
        sa.UniqueConstraint(
            "activity_id",
            "pipeline_id",
            "cause_key",
            name=op.f("runs_once_activity_id_pipeline_id_cause_key"),
        ),
    )
    op.create_index("runs_by_state", "runs", ["state", "account_id"])
    op.create_index("runs_by_account", "runs", ["account_id", "created_at"])


def _make_deliveries() -> None:
    op.create_table(
        "deliveries",
        _id(),
        _reference("account_id"),
        _reference("activity_id"),
        _reference("pipeline_id"),
        _reference("run_id"),
        sa.Column("target_key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("retry_at", Instant(), nullable=True),
        *_foreign(
            "deliveries",
            account_id="accounts",
            activity_id="activities",
            pipeline_id="pipelines",
            run_id="runs",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("deliveries_key")),
        sa.UniqueConstraint(
            "activity_id",
            "pipeline_id",
            "target_key",
            name=op.f("deliveries_once_activity_id_pipeline_id_target_key"),
        ),
    )
    op.create_index("deliveries_by_state", "deliveries", ["state", "account_id"])
    op.create_index("deliveries_by_run", "deliveries", ["run_id"])
    op.create_index("deliveries_by_sent", "deliveries", ["account_id", "sent_at"])
    op.create_table(
        "attempts",
        _reference("delivery_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _reference("run_id"),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("began_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        *_foreign("attempts", delivery_id="deliveries", run_id="runs"),
        sa.PrimaryKeyConstraint("delivery_id", "number", name=op.f("attempts_key")),
    )


def _make_inputs() -> None:
    op.create_table(
        "inputs",
        _id(),
        _reference("account_id"),
        _reference("activity_id"),
        _reference("pipeline_id"),
        _reference("run_id"),
        sa.Column("booster_key", sa.String(length=64), nullable=False),
        sa.Column("booster", sa.String(length=64), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("blocking", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("deadline", Instant(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        *_foreign(
            "inputs",
            account_id="accounts",
            activity_id="activities",
            pipeline_id="pipelines",
            run_id="runs",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("inputs_key")),
        sa.UniqueConstraint(
            "activity_id",
            "pipeline_id",
            "booster_key",
            name=op.f("inputs_once_activity_id_pipeline_id_booster_key"),
        ),
    )
    op.create_index("inputs_by_account", "inputs", ["account_id", "state"])


def _make_pace() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("connection", sa.String(length=128), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("calls_key")),
    )
    op.create_index("calls_by_connection", "calls", ["connection", "at"])
    op.create_table(
        "holds",
        sa.Column("connection", sa.String(length=128), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("connection", name=op.f("holds_key")),
    )


def _keep_what_there_was(plans: dict[str, str]) -> None:
    op.execute(f"""
        INSERT INTO runs (id, account_id, activity_id, activity_revision, pipeline_id, cause,
            cause_key, plan, delivers, backfill, state, why, segment, position, tries, trace,
            draft_streams_blob, created_at, changed_at)
        SELECT id, account_id, activity_id, activity_revision, pipeline_id, 'arrival',
            'revision-' || activity_revision, '{{}}', true, false, {_SETTLED_OR_NOT}, '', 0, 0, 0,
            '[]', '', created_at, created_at FROM old_runs r
    """)  # noqa: S608 - our own text
    for pipeline_id, plan in plans.items():
        kept = sa.text("UPDATE runs SET plan = :plan WHERE pipeline_id = :id").bindparams(
            sa.bindparam("plan", json.loads(plan), sa.JSON), id=pipeline_id
        )
        op.execute(kept)
    op.execute("""
        INSERT INTO deliveries (id, account_id, activity_id, pipeline_id, run_id, target_key,
            position, target, settings, state, attempt, tries, why, next_step, remote_id, url,
            sent_at, changed_at)
        SELECT id, account_id, activity_id, pipeline_id, run_id, 't' || position, position, target,
            settings, state, 1, 0, why, next_step, remote_id, url,
            CASE WHEN state = 'sent' THEN changed_at END, changed_at FROM old_deliveries
    """)


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.String(length=36), nullable=False)


def _reference(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=36), nullable=False)


def _foreign(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"{table}_{column}"))
        for column, other in columns.items()
    ]
