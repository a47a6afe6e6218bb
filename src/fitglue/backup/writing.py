"""Makes a backup of an installation that may be running and importing.

Rows first, from one snapshot; then the blobs they name. A blob is written before its row and never
changes, so whatever the snapshot names is there.
"""

import os
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import IO

import zstandard
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from fitglue.backup.archive import KEY, ArchiveWriter, PartWriter
from fitglue.backup.manifest import FORMAT, Manifest
from fitglue.backup.rows import Row, blob_keys, encoded, read_rows, snapshot, tables_of
from fitglue.config import Settings
from fitglue.domain.errors import Damaged, DiskFull, Misconfigured
from fitglue.durable_file import is_full
from fitglue.instance import blobs_of
from fitglue.store.blobs import Blobs
from fitglue.store.database import connect, unreachable
from fitglue.store.schema import check_known, revision_of

_LEVEL = 9  # rows are small beside blobs
_TOLD_EVERY = 50  # blobs
Tell = Callable[[float], None]
UNFINISHED = ("waiting", "running")


@dataclass(frozen=True, slots=True)
class Wish:
    """What to take along beside rows, blobs and waiting uploads."""

    files: bool = True
    key: bool = True


@dataclass(slots=True)
class _Gathered:
    """What rows say of things outside of rows; uploads are open, each under its name."""

    output: Path
    open_files: ExitStack
    blobs: set[str] = field(default_factory=set)
    uploads: dict[str, IO[bytes]] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    def notice(self, table: str, row: Row) -> None:
        """Take note of a row."""
        self.blobs.update(blob_keys(row))
        if table == "imports" and row["state"] in UNFINISHED:
            self._open_upload(Path(row["path"]))
        if table == "deliveries" and row["target"] == "folder" and row["url"]:
            # Only what we wrote: the output folder may be somebody's folder of documents.
            path = Path(row["url"])
            if path.is_relative_to(self.output):
                self.files[path.relative_to(self.output).as_posix()] = path

    def _open_upload(self, path: Path) -> None:
        # At once: an import that ends while we copy unlinks its file, and we still have it.
        try:
            self.uploads[path.name] = self.open_files.enter_context(path.open("rb"))
        except FileNotFoundError:
            return  # it ended between the snapshot and now; the restored row will say so


def write_backup(
    settings: Settings, target: Path, wish: Wish | None = None, tell: Tell = lambda _: None
) -> Manifest:
    """Write a backup to `target`, which has its name only when it is whole and on the disk.

    `tell` hears now and then which share of it is done.

    Raises Misconfigured when there is nothing to back up or no place for it.
    """
    engine = _existing(settings)
    try:
        with _replacing(target) as file:
            return _write(settings, engine, ArchiveWriter(file), wish or Wish(), tell)
    except OperationalError as problem:
        raise unreachable(engine.url, problem) from problem
    except OSError as problem:
        if is_full(problem):
            raise DiskFull.at(target.parent) from problem
        raise Misconfigured(
            f"The backup cannot be written to {target}: {problem.strerror}.",
            "Name a file in a folder that you may write to.",
        ) from problem
    finally:
        engine.dispose()


def _write(
    settings: Settings, engine: Engine, archive: ArchiveWriter, wish: Wish, tell: Tell
) -> Manifest:
    revision = _revision(engine)
    keys = _keys(settings)
    with ExitStack() as open_files:
        gathered = _Gathered(settings.output_folder, open_files)
        rows = _write_rows(engine, revision, archive, gathered)
        missing, blob_bytes = _write_blobs(blobs_of(settings), gathered.blobs, archive, tell)
        for name, upload in gathered.uploads.items():
            archive.file(f"incoming/{name}", upload)
    for name, path in sorted(gathered.files.items()) if wish.files else ():
        _copy_file(path, f"files/{name}", archive)
    if wish.key:
        # Those of before the snapshot and those of now: a rotation may have come in between.
        kept = b"".join(dict.fromkeys([*_keys(settings), *keys]))
        if kept:
            archive.file(KEY, BytesIO(kept))
    manifest = Manifest(
        format=FORMAT, fitglue=version("fitglue"), schema=revision, made_at=datetime.now(UTC),
        database=engine.dialect.name, output_folder=str(settings.output_folder), rows=rows,
        parts=archive.parts, blobs=len(gathered.blobs) - len(missing), blob_bytes=blob_bytes,
        missing_blobs=missing,
    )  # fmt: skip
    archive.finish(manifest)
    return manifest


def _write_rows(
    engine: Engine, revision: str, archive: ArchiveWriter, gathered: _Gathered
) -> dict[str, int]:
    numbers = {}
    with snapshot(engine) as connection:
        for table in tables_of(connection, revision):
            rows = read_rows(connection, table)
            with archive.part(f"rows/{table.name}.jsonl.zst") as part:
                numbers[table.name] = _write_table(table.name, rows, part, gathered)
    return numbers


def _write_table(name: str, rows: Iterable[Row], part: PartWriter, gathered: _Gathered) -> int:
    packing = zstandard.ZstdCompressor(level=_LEVEL).compressobj()
    number = 0
    for row in rows:
        number += 1
        part.write(packing.compress(encoded(row)))
        gathered.notice(name, row)
    part.write(packing.flush())
    return number


def _write_blobs(
    blobs: Blobs, keys: set[str], archive: ArchiveWriter, tell: Tell
) -> tuple[list[str], int]:
    missing, total = [], 0
    for number, key in enumerate(sorted(keys)):
        if number % _TOLD_EVERY == 0:
            tell(number / len(keys))
        try:
            content = blobs.get(key)
        except Damaged:  # the rest is worth more than a refusal; the manifest and we say it
            missing.append(key)
            continue
        archive.blob(key, content)
        total += len(content)
    return missing, total


def _copy_file(path: Path, name: str, archive: ArchiveWriter) -> None:
    try:
        with path.open("rb") as source:
            archive.file(name, source)
    except FileNotFoundError:
        return  # no key, or a file that a person took away; a restore delivers it again


def _keys(settings: Settings) -> list[bytes]:
    if not settings.secret_key_file.is_file():
        return []
    return settings.secret_key_file.read_bytes().splitlines(keepends=True)


def _existing(settings: Settings) -> Engine:
    engine = connect(settings.url)
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").is_file():
        raise Misconfigured(
            f"There is nothing to back up in {settings.data}.",
            "Set FITGLUE_DATA to the data folder of your FitGlue.",
        )
    return engine


def _revision(engine: Engine) -> str:
    revision = revision_of(engine)
    check_known(revision)
    if revision is None:
        raise Misconfigured("There is nothing in this database.", "Check FITGLUE_DATABASE_URL.")
    return revision


@contextmanager
def _replacing(target: Path) -> Generator[IO[bytes]]:
    part = target.with_name(f".{target.name}.part")
    try:
        # For nobody else: it holds what the data folder holds.
        with os.fdopen(os.open(part, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
