"""Copies of a SQLite database, made while it is in use."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from fitglue.domain.errors import DiskFull, Misconfigured

_KEPT = 3


def copy_before_migrating(engine: Engine, folder: Path) -> Path | None:
    """Copy the database into `folder`, and let go of all but the newest three such copies.

    Gives None for PostgreSQL, whose copies are its operator's. Raises Misconfigured.
    """
    if engine.dialect.name != "sqlite":
        return None
    folder.mkdir(exist_ok=True, mode=0o700)
    copy = folder / f"before-upgrade-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.db"
    copy_database(Path(engine.url.database or ""), copy)
    for old in sorted(folder.glob("before-upgrade-*.db"))[:-_KEPT]:
        old.unlink()
    return copy


def copy_database(database: Path, copy: Path) -> None:
    """Copy through SQLite's own backup interface: consistent, whoever writes meanwhile.

    The copy has its name only when it is whole and on the disk. Raises Misconfigured.
    """
    part = copy.with_suffix(".part")
    try:
        part.touch(mode=0o600)
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
            # The copy is one file, without a journal beside it.
            target.execute("PRAGMA journal_mode = DELETE")
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(copy)
    except (OSError, sqlite3.Error) as problem:
        part.unlink(missing_ok=True)
        if "full" in str(problem) or "No space" in str(problem):
            raise DiskFull.at(copy.parent) from problem
        raise Misconfigured(
            f"The database could not be copied to {copy.parent}: {problem}.",
            "Make the folder writable, then start again; the database was not changed.",
        ) from problem
