"""Makes an installation from a backup: all of it or none of it.

Everything is checked first. Blobs come before rows, and rows come in one transaction: a restore
that is killed leaves what was there before, and at most blobs that no row names.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, inspect, text
from sqlalchemy.exc import OperationalError

from fitglue.backup.archive import KEY, Archive, open_archive
from fitglue.backup.manifest import Manifest
from fitglue.backup.moved import Moved
from fitglue.backup.rows import Row, tables_of, unpacked, write_rows
from fitglue.config import Settings
from fitglue.domain.errors import DiskFull, Misconfigured
from fitglue.durable_file import is_full
from fitglue.instance import blobs_of, incoming_folder, make_folders
from fitglue.store.blobs import Blobs
from fitglue.store.database import connect, forget_freed_pages, unreachable
from fitglue.store.occupied import check_nobody_is_there
from fitglue.store.schema import (
    VERSION_TABLE,
    alone,
    check_known,
    current_revision,
    newest,
    revision_of,
    table_names,
    upgrade,
)

# The durable engine keeps its own tables: a schema of this name on PostgreSQL, tables beside ours
# in SQLite's file. They speak of runs of another past, so they go; the engine makes them again
# when it starts, and what our own rows call unfinished is begun anew.
ENGINE_SCHEMA = "dbos"


def restore(settings: Settings, path: Path, *, replace: bool = False) -> Manifest:
    """Restore `path` into the installation that the settings name.

    Raises Unreadable for a damaged backup, and Misconfigured for a newer one, for an installation
    that is in use, or that holds something and is not to be replaced.
    """
    with open_archive(path) as archive:
        check_known(archive.manifest.schema)
        archive.check()
        make_folders(settings)
        engine = connect(settings.url)
        try:
            _restore(settings, engine, archive, replace=replace)
        except OperationalError as problem:
            raise unreachable(engine.url, problem) from problem
        except OSError as problem:
            if is_full(problem):
                raise DiskFull.at(settings.data) from problem
            raise
        finally:
            engine.dispose()
        return archive.manifest


def _restore(settings: Settings, engine: Engine, archive: Archive, *, replace: bool) -> None:
    check_nobody_is_there(engine)
    check_known(revision_of(engine))
    if not replace and _holds_data(engine):
        raise Misconfigured(
            "There are accounts in this installation already.",
            "Restore into an empty folder, or give up what is here: fitglue restore --replace.",
        )
    blobs = blobs_of(settings)
    kept = {blobs.put(content) for content in archive.blobs()}
    for name in archive.names("incoming"):
        _copy_part(archive, f"incoming/{name}", incoming_folder(settings) / name)
    if archive.has(KEY):
        _copy_part(archive, KEY, _brought_key(settings))
    with alone(engine) as connection:
        _replace_rows(connection, archive, Moved.into(settings, archive))
    if archive.has(KEY):
        _brought_key(settings).replace(settings.secret_key_file)
    for name in archive.names("files"):
        _copy_part(archive, f"files/{name}", settings.output_folder / name)
    _forget_what_was(engine, blobs, kept)


def _replace_rows(connection: Connection, archive: Archive, moved: Moved) -> None:
    _clear(connection, current_revision(connection))
    revision = archive.manifest.schema
    upgrade(connection, revision)
    for table in tables_of(connection, revision):
        write_rows(connection, table, moved.rows(table.name, _rows(archive, table.name)))
    upgrade(connection, newest())


def _rows(archive: Archive, table: str) -> Iterator[Row]:
    with archive.part(f"rows/{table}.jsonl.zst") as part:
        yield from unpacked(part)


def _clear(connection: Connection, revision: str | None) -> None:
    ours = {*(table_names(revision) if revision else ()), VERSION_TABLE}
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '20s'"))
        connection.execute(text(f"DROP SCHEMA IF EXISTS {ENGINE_SCHEMA} CASCADE"))
    else:
        ours |= set(inspect(connection).get_table_names())  # the file is ours alone
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name in ours)
    found.drop_all(connection)


def _holds_data(engine: Engine) -> bool:
    if revision_of(engine) is None:
        return False
    with engine.connect().execution_options(read_only=True) as connection:
        return connection.execute(text("SELECT 1 FROM accounts LIMIT 1")).first() is not None


def _forget_what_was(engine: Engine, blobs: Blobs, kept: set[str]) -> None:
    for key in list(blobs.keys()):
        if key not in kept:
            blobs.delete(key)
    forget_freed_pages(engine)


def _brought_key(settings: Settings) -> Path:
    return settings.secret_key_file.with_suffix(".restoring")


def _copy_part(archive: Archive, name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        # As private as the data folder, unless it is a file to be handed round.
        mode = 0o666 if name.startswith("files/") else 0o600
        with archive.part(name) as source, os.fdopen(_created(part, mode), "wb") as file:
            while piece := source.read(1 << 20):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _created(path: Path, mode: int) -> int:
    return os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, mode)
