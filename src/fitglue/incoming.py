"""Files on their way in: room for them on the disk, and their bytes there as they come."""

import shutil
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from fitglue.config import Settings
from fitglue.domain.errors import DiskFull, TooBig
from fitglue.instance import Instance, incoming_folder

_ROOM_TO_SPARE_BYTES = 500 * 10**6
_WRITTEN_AT_ONCE = 1 << 20
_LONGEST_UPLOAD_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that somebody sends: what they call it, how large it is at most, and its bytes."""

    name: str
    size_bytes: int
    pieces: AsyncIterator[bytes]
    lone_routes: bool = False


async def receive(instance: Instance, account_id: str, sent: Sent) -> str:
    """Write a file to the disk as it comes, queue its import, and give the import's id.

    Raises TooBig, or DiskFull.
    """
    path = await run_in_threadpool(make_room, instance.settings, sent.name, sent.size_bytes)
    try:
        await _write(sent.pieces, path)
    except BaseException:
        path.unlink(missing_ok=True)  # at once: a stop gives this task no further turn
        raise
    queue = partial(instance.queue_import, lone_routes=sent.lone_routes)
    return await run_in_threadpool(queue, account_id, path, sent.name)


def make_room(settings: Settings, name: str, size_bytes: int) -> Path:
    """Give a new path to write a file to.

    Raises TooBig, or DiskFull.
    """
    folder = incoming_folder(settings)
    limit = settings.upload_limit_bytes
    if size_bytes > limit:
        raise TooBig(
            f"{name} is larger than {limit // 10**9} GB.",
            "Import it on the server itself: fitglue import FILE.",
        )
    if shutil.disk_usage(folder).free < size_bytes + _ROOM_TO_SPARE_BYTES:
        raise DiskFull(
            f"There is no room for {name} on the server's disk.",
            "Make room, then send it again.",
        )
    return folder / uuid.uuid4().hex


def forget_cut_off_uploads(instance: Instance) -> None:
    """Remove what was being uploaded when the server ended; others may still be receiving."""
    queued = {row.path for row in instance.store.imports.unfinished()}
    youngest = time.time() - (_LONGEST_UPLOAD_S if instance.settings.database_url else 0)
    for path in incoming_folder(instance.settings).iterdir():
        if str(path) not in queued and path.stat().st_mtime <= youngest:
            path.unlink()


async def _write(pieces: AsyncIterator[bytes], path: Path) -> None:
    waiting = bytearray()
    with path.open("wb") as file:
        async for piece in pieces:
            waiting += piece
            if len(waiting) >= _WRITTEN_AT_ONCE:
                await run_in_threadpool(file.write, bytes(waiting))
                waiting.clear()
        await run_in_threadpool(file.write, bytes(waiting))
