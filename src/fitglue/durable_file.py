"""Writes a file so that a crash leaves the old content or the new, never half of one."""

import errno
import os
import secrets
from pathlib import Path

_BINARY = getattr(os, "O_BINARY", 0)  # Windows would write other ends of lines
_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


def write_durably(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Replace `path` by `content`, synced to the disk. Raises OSError; leaves nothing behind.

    Others may read the file as far as `mode` and this process (its umask) let them: `tempfile`
    would hide it from a family's shared folder.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        made = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, mode)
        with os.fdopen(made, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def remove_durably(path: Path) -> None:
    """Remove a file so that no crash brings it back; one that is not there is gone already."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Let the names in a folder survive a power cut, where a system can say so."""
    if os.name != "posix" or not path.is_dir():  # elsewhere folders cannot be synced
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def is_full(problem: OSError) -> bool:
    """Tell whether a write failed for want of room: a full disk, a quota, a limit on files."""
    return problem.errno in _NO_ROOM
