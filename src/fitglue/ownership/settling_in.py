"""What an import of everything does once, beside its rows: settings, and loose ends."""

from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from fitglue.domain.clock import is_zone
from fitglue.ownership.archive import Archive
from fitglue.ownership.contents import TAKEN_OVER
from fitglue.ownership.rows import damaged, native
from fitglue.store.tables import (
    AccountRow,
    ActivityRow,
    ConnectionRow,
    DeliveryRow,
    PipelineRow,
    RecordingRow,
    RunRow,
)

_CHOICES = {"units": {"metric", "imperial"}, "theme": {"auto", "light", "dark"}}
_SEED_BYTES = 32


def is_new(session: Session, account_id: str) -> bool:
    """Tell whether an account has no workouts yet."""
    any_of_them = select(RecordingRow.id).where(RecordingRow.account_id == account_id).limit(1)
    return session.scalar(any_of_them) is None


def twins(session: Session, account_id: str, archive: Archive) -> set[str]:
    """Name the export's activities whose recordings came to this account by another way."""
    here = {
        (source, source_id): activity_id
        for source, source_id, activity_id in session.execute(
            select(RecordingRow.source, RecordingRow.source_id, RecordingRow.activity_id).where(
                RecordingRow.account_id == account_id
            )
        )
    }
    found = set()
    for row in archive.rows("tables/recordings.jsonl"):
        activity_id = row.get("activity_id")
        if here.get((row.get("source"), row.get("source_id")), activity_id) != activity_id:
            found.add(str(activity_id))
    return found


def settle_in(session: Session, account_id: str, archive: Archive, pipelines: set[str]) -> None:
    """Give a new account its settings, and take away the pipeline that it was made with."""
    told, columns = archive.account(), AccountRow.__mapper__.columns
    values = {
        name: native(columns[name], told[name], "account.json")
        for name in TAKEN_OVER
        if name in told
    }
    if not _is_right(values):
        raise damaged("account.json")
    session.execute(update(AccountRow).where(AccountRow.id == account_id).values(**values))
    if pipelines:
        was_used = exists().where(RunRow.pipeline_id == PipelineRow.id)
        session.execute(
            delete(PipelineRow).where(
                PipelineRow.account_id == account_id, PipelineRow.id.not_in(pipelines), ~was_used
            )
        )


def _is_right(values: dict[str, Any]) -> bool:
    try:
        return (
            all(values.get(name) in {None, *allowed} for name, allowed in _CHOICES.items())
            and is_zone(values.get("zone", "UTC"))
            and len(bytes.fromhex(values.get("seed", "00" * _SEED_BYTES))) in {0, _SEED_BYTES}
            and all(isinstance(one, str) for one in values.get("device_order", []))
            and 0 <= values.get("week_start", 0) <= 6  # noqa: PLR2004 - Sunday
            and 0 <= values.get("settle_s", 0) <= 3600  # noqa: PLR2004 - an hour
        )
    except (ValueError, TypeError):
        return False


def tie_up(session: Session, account_id: str) -> None:
    """Let nothing name what is not this account's, where no foreign key sees to it."""
    own = {
        table: select(table.id).where(table.account_id == account_id)
        for table in (ActivityRow, ConnectionRow)
    }
    loose = (
        (ActivityRow, "became", None, own[ActivityRow]),
        (DeliveryRow, "taken_from", None, own[ActivityRow]),
        (DeliveryRow, "connection", "", own[ConnectionRow]),
    )
    for table, name, empty, allowed in loose:
        column = getattr(table, name)
        session.execute(
            update(table)
            .where(table.account_id == account_id, column.is_not(None), column.not_in(allowed))
            .values({name: empty})
        )
