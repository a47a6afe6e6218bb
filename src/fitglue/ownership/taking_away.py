"""Exports of everything on a server: asked for, made behind the pages, there for a day."""

from datetime import UTC, datetime
from pathlib import Path

from fitglue.config import Settings
from fitglue.domain.errors import FitGlueError, Gone, NeedsUser
from fitglue.instance import Instance
from fitglue.ownership.writing import Tell, write_export
from fitglue.pipeline.starting import export_job
from fitglue.store import Store
from fitglue.store.exports import DONE, UNFINISHED
from fitglue.store.tables import ExportRow

FILE_NAME = "fitglue-everything.zip"


def exports_folder(settings: Settings) -> Path:
    """Give the folder of exports that wait to be taken away; it may not be there yet."""
    return settings.data / "exports"


def export_file(settings: Settings, export_id: str) -> Path:
    """Name the file of an export."""
    return exports_folder(settings) / f"{export_id}.zip"


def ask_for(instance: Instance, account_id: str) -> str:
    """Queue an export and give its id. Raises NeedsUser while another one is being made."""
    store = instance.store
    with store.transactions.writing("ask for an export") as session:
        store.sync.lock(session, account_id)
        if store.exports.unfinished_of(session, account_id) is not None:
            raise NeedsUser("An export is being made already.", "Wait for it; it is the same.")
        export_id = store.exports.add(session, account_id)
        instance.engine.enqueue(session, export_job(export_id))
    return export_id


def make(instance: Instance, export_id: str, tell: Tell) -> None:
    """Make an export that was asked for; one that was cut off is begun again."""
    row = instance.store.exports.get(export_id)
    if row is None or row.state not in UNFINISHED:
        return
    target = export_file(instance.settings, export_id)
    try:
        told = write_export(instance.store, row.account_id, target, tell)
    except FitGlueError as problem:
        instance.store.exports.fail(export_id, problem.sentence, problem.next_step)
        return
    instance.store.exports.finish(export_id, told.counted, target.stat().st_size)
    if instance.store.exports.get(export_id) is None:  # its owner erased everything meanwhile
        target.unlink(missing_ok=True)


def found(instance: Instance, account_id: str, export_id: str) -> ExportRow:
    """Give a person's export. Raises Gone."""
    row = instance.store.exports.get(export_id)
    if row is None or row.account_id != account_id:
        raise Gone("There is no such export.")
    return row


def file_of(instance: Instance, row: ExportRow) -> Path:
    """Give the file of an export. Raises Gone when it is not there, or not there any more."""
    path = export_file(instance.settings, row.id)
    is_over = row.expires_at is not None and row.expires_at <= datetime.now(UTC)
    if row.state != DONE or is_over or not path.is_file():
        raise Gone("This export is not there any more.", "Make another one.")
    return path


def forget_old(settings: Settings, store: Store) -> int:
    """Delete the files of exports whose day is over, and what no row names; count them."""
    store.exports.expired(datetime.now(UTC))
    folder = exports_folder(settings)
    if not folder.is_dir():
        return 0
    number = 0
    for path in folder.glob("*.zip"):
        row = store.exports.get(path.stem)
        if row is None or row.state != DONE:
            path.unlink(missing_ok=True)
            number += 1
    return number
