"""The zip of a backup: written in one go, read in any order, checked before it is believed."""

import hashlib
import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from fitglue.backup.manifest import Manifest, Part, decoded
from fitglue.domain.errors import Damaged, Hostile, Unreadable
from fitglue.store.blobs import key_of

MANIFEST = "manifest.json"
KEY = "secret.key"
_BLOBS = "blobs/"
_AT_ONCE = 1 << 20


class ArchiveWriter:
    """Writes entries one after the other and remembers their hashes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self.parts: dict[str, Part] = {}

    @contextmanager
    def part(self, name: str) -> Generator["PartWriter"]:
        """Give a place to write an entry of unknown size into."""
        with self._zip.open(name, "w", force_zip64=True) as raw:
            writer = PartWriter(raw)
            yield writer
        self.parts[name] = writer.part()

    def file(self, name: str, source: IO[bytes]) -> None:
        """Copy an open file into an entry."""
        with self.part(name) as part:
            while piece := source.read(_AT_ONCE):
                part.write(piece)

    def blob(self, key: str, content: bytes) -> None:
        """Write a blob; its name is its hash."""
        self._zip.writestr(f"{_BLOBS}{key[:2]}/{key}", content)

    def finish(self, manifest: Manifest) -> None:
        """Write what makes it a backup."""
        self._zip.writestr(MANIFEST, manifest.encoded())
        self._zip.close()


class Archive:
    """A backup that is being read."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened
        self.manifest = decoded(self._read(MANIFEST))

    def check(self) -> None:
        """Read everything once. Raises Damaged when any of it is not what the manifest says."""
        for name, part in self.manifest.parts.items():
            digest = hashlib.sha256()
            with self.part(name) as file:
                while piece := file.read(_AT_ONCE):
                    digest.update(piece)
            if digest.hexdigest() != part.sha256:
                raise _damaged(name)
        if sum(1 for _ in self.blobs()) != self.manifest.blobs:
            raise _damaged("blobs")

    def blobs(self) -> Iterator[bytes]:
        """Give every blob, held against its name. Raises Damaged."""
        for name in self._zip.namelist():
            if name.startswith(_BLOBS):
                content = self._read(name)
                if key_of(content) != name.rpartition("/")[2]:
                    raise _damaged(name)
                yield content

    def names(self, folder: str) -> list[str]:
        """Name the parts below a folder, as paths that stay inside it. Raises Hostile."""
        inside = f"{folder}/"
        names = [
            name.removeprefix(inside) for name in self.manifest.parts if name.startswith(inside)
        ]
        for name in names:
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
                raise Hostile("This backup holds a file that points out of its folder.")
        return names

    def has(self, name: str) -> bool:
        """Tell whether there is such a part."""
        return name in self.manifest.parts

    @contextmanager
    def part(self, name: str) -> Generator[IO[bytes]]:
        """Open a part. Raises Damaged, also while it is read."""
        try:
            with self._zip.open(name) as file:
                yield file
        except (KeyError, zipfile.BadZipFile, EOFError) as problem:
            raise _damaged(name) from problem

    def _read(self, name: str) -> bytes:
        with self.part(name) as file:
            return file.read()


@contextmanager
def open_archive(path: Path) -> Generator[Archive]:
    """Open a backup. Raises Unreadable when it is none, or cut short."""
    try:
        opened = zipfile.ZipFile(path)
    except OSError as problem:
        raise Unreadable(
            f"{path} cannot be opened: {problem.strerror}.", "Check the path."
        ) from problem
    except zipfile.BadZipFile as problem:
        raise Damaged(
            f"{path.name} is no backup of FitGlue, or it was cut short.", "Take another backup."
        ) from problem
    with opened:
        yield Archive(opened)


def _damaged(name: str) -> Damaged:
    return Damaged(
        f"This backup is damaged: {name} is not what it was.",
        "Take another backup; nothing was changed here.",
    )


class PartWriter:
    """Takes the bytes of one entry, counting and hashing them."""

    def __init__(self, into: IO[bytes]) -> None:
        self._into = into
        self._digest = hashlib.sha256()
        self._size_bytes = 0

    def write(self, content: bytes) -> int:
        """Write some more."""
        self._digest.update(content)
        self._size_bytes += len(content)
        return self._into.write(content)

    def part(self) -> Part:
        """Say what it came to."""
        return Part(self._size_bytes, self._digest.hexdigest())
