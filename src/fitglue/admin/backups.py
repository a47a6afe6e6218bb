"""Backups in the data folder: which there are, making one, taking one away."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fitglue.admin.overseer import Overseer
from fitglue.backup.writing import write_backup
from fitglue.config import Settings
from fitglue.domain.audit import Event
from fitglue.domain.errors import Gone
from fitglue.instance import Instance

#: A backup that is older is worth a word.
OLD_AFTER = timedelta(days=7)
_NAME = re.compile(r"(fitglue-[0-9]{8}-[0-9]{6}|before-upgrade-[0-9T]+)\.(zip|db)")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSeen:
    """A backup. One that is not `is_whole` is the database alone, copied before an upgrade."""

    name: str
    size_bytes: int
    made_at: datetime
    is_whole: bool


def listed(settings: Settings) -> list[BackupSeen]:
    """List what lies in the folder of backups, the newest first."""
    folder = settings.backups_folder
    files = [path for path in folder.glob("*") if _NAME.fullmatch(path.name)]
    return sorted(map(_seen, files), key=lambda one: one.made_at, reverse=True)


def path_of(settings: Settings, name: str) -> Path:
    """Give the file of a backup. Raises Gone."""
    path = settings.backups_folder / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise Gone("There is no such backup.")
    return path


def is_old(backups: list[BackupSeen]) -> bool:
    """Tell whether the last whole one was made long ago, or never."""
    newest = max((one.made_at for one in backups if one.is_whole), default=None)
    return newest is None or datetime.now(UTC) - newest > OLD_AFTER


def make(instance: Instance, task_id: str, tell: Callable[[float, str], None]) -> dict[str, Any]:
    """Write a backup into the folder of backups and say what is in it."""
    settings = instance.settings
    settings.backups_folder.mkdir(exist_ok=True, mode=0o700)
    row = instance.store.server_tasks.get(task_id)
    began = row.created_at if row is not None else datetime.now(UTC)
    path = settings.backups_folder / f"fitglue-{began:%Y%m%d-%H%M%S}.zip"
    tell(0.0, "Reading the database")
    manifest = write_backup(
        settings, path, tell=lambda share: tell(share, "Copying recordings and originals")
    )
    return {
        "name": path.name, "size_bytes": path.stat().st_size,
        "activities": manifest.rows.get("activities", 0), "blobs": manifest.blobs,
        "missing": len(manifest.missing_blobs),
    }  # fmt: skip


def delete(overseer: Overseer, name: str) -> None:
    """Delete a backup. Raises Gone."""
    path_of(overseer.instance.settings, name).unlink()
    overseer.note(Event.BACKUP_DELETED, name=name)


def _seen(path: Path) -> BackupSeen:
    stat = path.stat()
    return BackupSeen(
        name=path.name, size_bytes=stat.st_size, is_whole=path.suffix == ".zip",
        made_at=datetime.fromtimestamp(stat.st_mtime, UTC),
    )  # fmt: skip
