"""Bytes too large for a table, named by their own hash."""

import hashlib
from pathlib import Path
from typing import Protocol

from fitglue.domain.errors import Damaged, Misconfigured
from fitglue.durable_file import write_durably


class Blobs(Protocol):
    """A place for immutable bytes."""

    def put(self, content: bytes) -> str:
        """Keep `content` durably and give its key; the same content has one key."""
        ...

    def get(self, key: str) -> bytes:
        """Give the content back. Raises Damaged when it is gone or changed."""
        ...


class FolderBlobs:
    """Blobs as files of one folder, two levels deep."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Write to a temporary name, sync, rename: a key never names half a blob."""
        key = hashlib.sha256(content).hexdigest()
        path = self._path(key)
        if path.exists():
            return key
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, content)
        except OSError as problem:
            raise Misconfigured(
                f"A file could not be kept in {self._folder}: {problem.strerror}.",
                "Make room on the disk, or give FITGLUE_DATA another folder.",
            ) from problem
        return key

    def get(self, key: str) -> bytes:
        """Read a blob and hold it against its name."""
        try:
            content = self._path(key).read_bytes()
        except FileNotFoundError as problem:
            raise _lost(key) from problem
        if hashlib.sha256(content).hexdigest() != key:
            raise _lost(key)
        return content

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key


def _lost(key: str) -> Damaged:
    return Damaged(
        f"A file of the data folder is missing or changed (blobs/{key[:2]}/{key}).",
        "Restore the data folder from a backup, or import the recording again.",
    )
