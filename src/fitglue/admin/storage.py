"""What is stored: how much, of whom, what nothing names any more, and how it grew."""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import select

from fitglue.config import Settings
from fitglue.doctor.kept import kept, named_blobs
from fitglue.instance import Instance
from fitglue.store import Store
from fitglue.store.census import counts
from fitglue.store.tables import RecordingRow

#: A file that nobody names is left alone so long: whoever wrote it may be about to name it.
SETTLED = timedelta(days=1)
#: What else the look says names what is people's own, such as their pipelines.
_OF_THE_SERVER = {"database", "blobs", "clock", "imports", "deliveries", "work"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSeen:
    """A folder of the server: what it is for, where, and what is in it."""

    name: str
    path: str
    files: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What can be said at once: the disk, the database, and the small folders."""

    free_bytes: int
    disk_bytes: int
    database_bytes: int
    folders: tuple[FolderSeen, ...]


def room(instance: Instance) -> Room:
    """Look at the disk."""
    settings = instance.settings
    disk = shutil.disk_usage(settings.data)
    return Room(
        free_bytes=disk.free, disk_bytes=disk.total,
        database_bytes=counts(instance.store.database).database_bytes,
        folders=tuple(_folders(settings)),
    )  # fmt: skip


def check(instance: Instance, _task_id: str, tell: Callable[[float, str], None]) -> dict[str, Any]:
    """Read everything that is stored, hold it against its name, and say what was found."""
    tell(0.0, "Reading the database")
    named = set(named_blobs(instance.store.database))
    tell(0.1, "Asking every file for its size")
    sizes = dict(instance.store.blobs.sizes())
    orphans = set(sizes) - named
    tell(0.3, "Reading every file")
    looked = kept(instance.settings, every_blob=True)
    findings = [asdict(one) for one in looked if one.about in _OF_THE_SERVER]
    return {
        "findings": findings, "blobs": len(sizes), "blob_bytes": sum(sizes.values()),
        "orphans": len(orphans), "orphan_bytes": sum(sizes[key] for key in orphans),
        "missing": len(named - set(sizes)),
        "database_bytes": counts(instance.store.database).database_bytes,
        "people": _by_person(instance.store, sizes),
    }  # fmt: skip


def tidy(instance: Instance, _task_id: str, tell: Callable[[float, str], None]) -> dict[str, Any]:
    """Delete what no row names, and has not been written for a day; say how much that was."""
    before = time.time() - SETTLED.total_seconds()
    sizes = dict(instance.store.blobs.sizes())
    orphans = sorted(set(sizes) - set(named_blobs(instance.store.database)))
    gone = [0, 0]
    for number, key in enumerate(orphans):
        tell(number / len(orphans), "Deleting what nothing names")
        if instance.store.blobs.delete_old(key, before):
            gone[0], gone[1] = gone[0] + 1, gone[1] + sizes[key]
    return {"deleted": gone[0], "deleted_bytes": gone[1], "left": len(orphans) - gone[0]}


def _by_person(store: Store, sizes: dict[str, int]) -> dict[str, int]:
    """Add up the bytes that each person's recordings name; what two share counts for both."""
    columns = select(
        RecordingRow.account_id, RecordingRow.streams_blob, RecordingRow.originals
    ).execution_options(yield_per=1000)
    whose: dict[str, set[str]] = {}
    with store.transactions.reading() as session:
        for account_id, streams, originals in session.execute(columns):
            whose.setdefault(account_id, set()).update((streams, *map(str, originals.values())))
    found = Counter({
        account_id: sum(sizes.get(key, 0) for key in keys) for account_id, keys in whose.items()
    })  # fmt: skip
    return dict(found)


def _folders(settings: Settings) -> Iterator[FolderSeen]:
    yield _folder("Waiting uploads", settings.data / "incoming")
    if settings.inbox is not None:
        yield _folder("Watched folder", settings.inbox)
    yield _folder("Files for people", settings.output_folder)
    yield _folder("Backups", settings.backups_folder)


def _folder(name: str, path: Path) -> FolderSeen:
    sizes = [one.stat().st_size for one in chain(path.rglob("*")) if one.is_file()]
    return FolderSeen(name=name, path=str(path), files=len(sizes), size_bytes=sum(sizes))
