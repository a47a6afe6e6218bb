"""Counts for those who watch a server: numbers of rows, nothing of what is in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, func, or_, select, text
from sqlalchemy.orm import Session

from fitglue.store.schema import newest, revision_of
from fitglue.store.tables import DeliveryRow, ImportRow, RunRow, Table

_SIZES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
    "postgresql": "SELECT pg_database_size(current_database())",
}
ByState = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by state, how long the oldest has waited, and the size of the database."""

    imports: ByState
    runs: ByState
    deliveries: ByState
    import_waits_s: float
    run_waits_s: float
    delivery_waits_s: float
    database_bytes: int


def is_current(engine: Engine) -> bool:
    """Tell whether the tables are those of this program; raises what a dead database raises."""
    return revision_of(engine) == newest()


def counts(engine: Engine) -> Counts:
    """Count, in one view of the database."""
    with Session(engine.execution_options(read_only=True)) as session:
        return Counts(
            imports=_by_state(session, ImportRow),
            runs=_by_state(session, RunRow),
            deliveries=_by_state(session, DeliveryRow),
            import_waits_s=_waits(session, ImportRow, "created_at"),
            run_waits_s=_waits(session, RunRow, "changed_at"),
            delivery_waits_s=_waits(session, DeliveryRow, "changed_at"),
            database_bytes=session.scalar(text(_SIZES[engine.dialect.name])) or 0,
        )


def _by_state(session: Session, table: type[Table]) -> ByState:
    state = table.__table__.columns["state"]
    counted = session.execute(select(state, func.count()).group_by(state))
    return {str(name): number for name, number in counted}


def _waits(session: Session, table: type[Table], since: str) -> float:
    columns = table.__table__.columns
    waiting = select(func.min(columns[since])).where(columns["state"] == "waiting")
    if "wake_at" in columns:  # what waits for late parts of its workout waits for nobody here
        waiting = waiting.where(
            or_(columns["wake_at"].is_(None), columns["wake_at"] <= datetime.now(UTC))
        )
    oldest = session.scalar(waiting)
    return max(0.0, (datetime.now(UTC) - oldest).total_seconds()) if oldest else 0.0
