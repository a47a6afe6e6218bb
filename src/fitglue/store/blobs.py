"""Bytes too large for a table, named by their own hash, in a folder or in an object store."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from fitglue.domain.errors import Damaged, DiskFull, Misconfigured
from fitglue.durable_file import is_full, sync_folder, write_durably


class Blobs(Protocol):
    """A place for immutable bytes."""

    def put(self, content: bytes) -> str:
        """Keep `content` durably and give its key; the same content has one key."""
        ...

    def get(self, key: str) -> bytes:
        """Give the content back. Raises Damaged when it is gone or changed."""
        ...

    def has(self, key: str) -> bool:
        """Tell whether a blob is there; only `get` tells whether it is whole."""
        ...

    def keys(self) -> Iterator[str]:
        """Give every key, in no order."""
        ...

    def delete(self, key: str) -> None:
        """Take a blob away; one that is gone already is no mistake."""
        ...

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Give every key with its bytes, in no order."""
        ...

    def delete_old(self, key: str, before: float) -> bool:
        """Take a blob away unless it was written, or written again, since a moment (Unix time)."""
        ...


def open_blobs(place: str, default: Path, endpoint: str = "") -> Blobs:
    """Open a folder, or `s3://bucket/prefix`; `default` when nothing is named.

    Raises Misconfigured for an address of another kind.
    """
    if place.startswith("s3://"):
        from fitglue.store.object_blobs import open_bucket  # noqa: PLC0415 - 15 MB for few

        return open_bucket(place, endpoint)
    if "://" in place:
        raise Misconfigured(
            f"FITGLUE_BLOBS names a place that FitGlue cannot use: {place.partition(':')[0]}.",
            "Give it a folder, or s3://bucket/prefix.",
        )
    return FolderBlobs(Path(place) if place else default)


def key_of(content: bytes) -> str:
    """Name content: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def checked(key: str, content: bytes) -> bytes:
    """Hold content against its name. Raises Damaged."""
    if key_of(content) != key:
        raise lost(key)
    return content


def lost(key: str) -> Damaged:
    """Say that a blob is not what it was."""
    return Damaged(
        f"A file of the data folder is missing or changed (blobs/{key[:2]}/{key}).",
        "Restore FitGlue from a backup, or import the recording again.",
    )


def _is_there_still(path: Path) -> bool:
    """Tell whether a file is there, and mark it as wanted now, so that no tidying takes it."""
    try:
        os.utime(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


class FolderBlobs:
    """Blobs as files of one folder, two levels deep."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Write to a temporary name, sync, rename, sync the name: a key never names half a blob."""
        key = key_of(content)
        path = self._path(key)
        if _is_there_still(path):
            return key
        try:
            self._write(path, content)
        except OSError as problem:
            if is_full(problem):
                raise DiskFull.at(self._folder) from problem
            raise Misconfigured(
                f"A file could not be kept in {self._folder}: {problem.strerror}.",
                "Make the folder writable, or give FITGLUE_DATA another one.",
            ) from problem
        return key

    def get(self, key: str) -> bytes:
        """Read a blob and hold it against its name."""
        try:
            content = self._path(key).read_bytes()
        except FileNotFoundError as problem:
            raise lost(key) from problem
        return checked(key, content)

    def has(self, key: str) -> bool:
        """Look for the file."""
        return self._path(key).is_file()

    def keys(self) -> Iterator[str]:
        """Walk through the folder; what a crash left half-written has another kind of name."""
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            if not path.name.startswith("."):
                yield path.name

    def delete(self, key: str) -> None:
        """Unlink the file."""
        self._path(key).unlink(missing_ok=True)

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Ask each file."""
        for key in self.keys():
            with suppress(FileNotFoundError):
                yield key, self._path(key).stat().st_size

    def delete_old(self, key: str, before: float) -> bool:
        """Unlink a file that nobody has put lately.

        Renamed first: whoever puts the same content meanwhile does not find it, and writes anew.
        """
        path = self._path(key)
        aside = path.with_name(f".{key}.aside")
        try:
            path.rename(aside)
        except FileNotFoundError:
            return False
        if aside.stat().st_mtime >= before:
            aside.rename(path)
            return False
        aside.unlink()
        return True

    def _write(self, path: Path, content: bytes) -> None:
        try:
            write_durably(path, content)
        except FileNotFoundError:  # the first of its folder
            path.parent.mkdir(parents=True, exist_ok=True)
            sync_folder(self._folder)
            write_durably(path, content)
        # The name needs a sync of its own, for nothing that follows brings one: SQLite uses its log
        # again, and syncs no more than what it wrote into it.
        # https://man7.org/linux/man-pages/man2/fsync.2.html
        sync_folder(path.parent)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key
