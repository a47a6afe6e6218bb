"""Checks of what is kept: the database, blobs, and work that does not move."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import SystemRandom

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from fitglue.backup.rows import blob_keys, read_rows, snapshot, tables_of
from fitglue.config import Settings
from fitglue.doctor.finding import Finding, good, odd, of_error, wrong
from fitglue.doctor.people import people
from fitglue.domain.errors import Damaged, FitGlueError
from fitglue.instance import blobs_of
from fitglue.store.database import connect
from fitglue.store.schema import check_known, newest, revision_of
from fitglue.store.tables import ActivityRow, DeliveryRow, ImportRow

_SAMPLE = 200
_LONG = timedelta(hours=6)
_AGAIN = "Start FitGlue again: it goes on with them."
_MADE_ANEW = "Restore a backup: fitglue restore FILE --replace"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A database that answers and has the tables of today."""

    settings: Settings
    engine: Engine


def kept(settings: Settings, *, every_blob: bool) -> Iterator[Finding]:
    """Look at the database; where it is sound, also at what is in it."""
    engine = connect(settings.url)
    try:
        if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").is_file():
            yield odd("database", "There is none yet.", "Start FitGlue once: fitglue serve")
            return
        finding = _database(engine)
        yield finding
        if not finding.next_step:
            one = _Kept(settings, engine)
            yield from (*_blobs(one, every=every_blob), *_clock(one), *_stuck(one))
            yield from people(settings, engine)
    finally:
        engine.dispose()


def lightly(settings: Settings, engine: Engine) -> Iterator[Finding]:
    """Look at what an open installation answers at once: its clock and its work."""
    one = _Kept(settings, engine)
    yield from (*_clock(one), *_stuck(one))


def _database(engine: Engine) -> Finding:
    try:
        revision = revision_of(engine)
        check_known(revision)
        said = _quick_check(engine)
    except FitGlueError as problem:
        return of_error("database", problem)
    except DatabaseError as problem:
        shown = engine.url.render_as_string(hide_password=True)
        return wrong(
            "database", f"{shown} does not answer: {problem.orig}.",
            f"Start it, or check FITGLUE_DATABASE_URL. If it is damaged: {_MADE_ANEW}",
        )  # fmt: skip
    if said != "ok":
        return wrong("database", f"It is damaged: {said.splitlines()[0]}.", _MADE_ANEW)
    if revision != newest():
        return odd("database", "Its tables are older.", "The next start renews them: fitglue serve")
    return good("database", f"It is sound, and its tables are those of today ({revision}).")


def _quick_check(engine: Engine) -> str:
    question = "PRAGMA quick_check(1)" if engine.dialect.name == "sqlite" else "SELECT 'ok'"
    with engine.connect().execution_options(read_only=True) as connection:
        return str(connection.execute(text(question)).scalar())


def _blobs(one: _Kept, *, every: bool) -> Iterator[Finding]:
    keys = named_blobs(one.engine)
    asked = keys if every else SystemRandom().sample(keys, min(_SAMPLE, len(keys)))
    try:
        blobs, lost = blobs_of(one.settings), 0
        for key in asked:
            try:
                blobs.get(key)
            except Damaged:
                lost += 1
    except FitGlueError as problem:
        yield of_error("blobs", problem)
        return
    if lost:
        yield wrong("blobs", f"{lost} of {len(asked)} are missing or changed.", _MADE_ANEW)
    else:
        yield good("blobs", f"{len(asked)} of {len(keys)} were read and are unchanged.")


def named_blobs(engine: Engine) -> list[str]:
    """Give the keys of all blobs that rows name."""
    with snapshot(engine) as connection:
        rows = (
            row for table in tables_of(connection, newest()) for row in read_rows(connection, table)
        )
        return sorted({key for row in rows for key in blob_keys(row)})


def _clock(one: _Kept) -> Iterator[Finding]:
    with Session(one.engine.execution_options(read_only=True)) as session:
        newest_change = session.scalar(select(func.max(ActivityRow.changed_at)))
    if newest_change and newest_change > datetime.now(UTC) + timedelta(minutes=5):
        yield wrong(
            "clock", f"The database was written on {newest_change:%Y-%m-%d}, which is yet to come.",
            "Set this machine's clock.",
        )  # fmt: skip


def _stuck(one: _Kept) -> Iterator[Finding]:
    long_ago = datetime.now(UTC) - _LONG
    waiting_imports = select(func.count()).where(
        ImportRow.finished_at.is_(None), ImportRow.created_at < long_ago
    )
    waiting = select(func.count()).where(
        DeliveryRow.state.in_(("waiting", "sending")), DeliveryRow.changed_at < long_ago
    )
    with Session(one.engine.execution_options(read_only=True)) as session:
        imports, deliveries = session.scalar(waiting_imports) or 0, session.scalar(waiting) or 0
    if imports:
        yield wrong(
            "imports",
            f"{imports} have not ended in 6 hours.",
            _AGAIN,
        )
    if deliveries:
        yield wrong(
            "deliveries",
            f"{deliveries} have waited for 6 hours.",
            _AGAIN,
        )
    if not imports and not deliveries:
        yield good("work", "Nothing is stuck.")
