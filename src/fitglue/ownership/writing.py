"""Writes everything of a person into one zip, a row and a blob at a time."""

import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, select

from fitglue.backup.rows import snapshot
from fitglue.domain.arrival import Progress
from fitglue.domain.errors import Damaged, DiskFull, Misconfigured
from fitglue.domain.file_format import FormatKey
from fitglue.durable_file import is_full
from fitglue.formats.metric_table import TableFormat, written
from fitglue.ownership import manifest
from fitglue.ownership.contents import ACCOUNT, CONTENTS, FORMAT, VERSION, Kept
from fitglue.ownership.manifest import Manifest
from fitglue.ownership.readme import readme
from fitglue.ownership.rows import blob_keys, encoded, plain
from fitglue.ownership.secrets_left_out import without_secrets
from fitglue.pipeline.downloading import LeftOut, downloads
from fitglue.store import Store
from fitglue.store.tables import AccountRow, ActivityRow

Tell = Callable[[Progress], None]
_AT_A_TIME = 500
_TABLES_SHARE, _BLOBS_SHARE = 0.15, 0.35
_UNSAFE = re.compile(r"[^\w.\- ]+")
_FIGURES = (
    "id", "title", "sport", "start", "end", "zone", "elapsed_s", "timer_s", "distance_m",
    "ascent_m", "active_kcal", "avg_hr_bpm", "max_hr_bpm", "app", "description",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@")


@dataclass(slots=True)
class _Writer:
    """A zip that is being written, and what is in it so far."""

    archive: zipfile.ZipFile
    tell: Tell
    counted: dict[str, int] = field(default_factory=dict)
    blobs: dict[str, str] = field(default_factory=dict)  # entry by key
    missing: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def text(self, name: str, content: str | bytes) -> None:
        self.archive.writestr(name, content, zipfile.ZIP_DEFLATED)

    @contextmanager
    def entry(self, name: str) -> Generator[IO[bytes]]:
        info = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        with self.archive.open(info, "w", force_zip64=True) as file:
            yield file

    def notice(self, row: dict[str, Any]) -> None:
        for folder, key, own in blob_keys(row):
            ending = {"originals": f"/{_safe(own)}.zst", "streams": ".msgpack.zst"}.get(folder, "")
            self.blobs.setdefault(key, f"{folder}/{key}{ending}")


def write_export(store: Store, account_id: str, target: Path, tell: Tell) -> Manifest:
    """Write the export; the file has its name only when it is whole and on the disk.

    Raises DiskFull, or Misconfigured when there is no place for it.
    """
    try:
        with _replacing(target) as file, zipfile.ZipFile(file, "w") as archive:
            return _write(store, account_id, _Writer(archive, tell))
    except OSError as problem:
        if is_full(problem):
            raise DiskFull.at(target.parent) from problem
        raise Misconfigured(
            f"The export cannot be written to {target}: {problem.strerror}.",
            "Name a file in a folder that you may write to.",
        ) from problem


def _write(store: Store, account_id: str, to: _Writer) -> Manifest:
    to.text("README.txt", readme())
    to.tell(Progress(0.0, "Reading what there is"))
    with snapshot(store.database) as connection:
        _write_account(connection, account_id, to)
        for at, kept in enumerate(CONTENTS):
            to.tell(Progress(_TABLES_SHARE * at / len(CONTENTS), "Writing lists"))
            to.counted[kept.table.name] = _write_table(connection, account_id, kept, to)
        _write_figures(connection, account_id, to)
    values = store.metrics.all_values(account_id)
    to.text("health_metrics.csv", written(values, TableFormat.CSV))
    _write_blobs(store, to)
    _write_activities(store, account_id, to)
    told = Manifest(
        FORMAT, VERSION, version("fitglue"), datetime.now(UTC), to.counted, to.left_out, to.missing
    )
    to.text(manifest.NAME, told.encoded())
    return told


def _write_account(connection: Connection, account_id: str, to: _Writer) -> None:
    table = AccountRow.__table__
    chosen = select(*(table.c[name] for name in ACCOUNT)).where(table.c.id == account_id)
    row = plain(dict(connection.execute(chosen).mappings().one()))
    to.text("account.json", json.dumps(row, ensure_ascii=False, indent=2))


def _write_table(connection: Connection, account_id: str, kept: Kept, to: _Writer) -> int:
    number = 0
    with to.entry(kept.file) as file:
        for row in _rows_of(connection, account_id, kept):
            open_row = plain(without_secrets(kept.table.name, row))
            file.write(encoded(open_row))
            to.notice(open_row)
            number += 1
    return number


def _rows_of(connection: Connection, account_id: str, kept: Kept) -> Iterable[dict[str, Any]]:
    table = kept.table
    question = select(*kept.columns).order_by(*table.primary_key.columns)
    if "account_id" in table.columns:
        question = question.where(table.c.account_id == account_id)
    else:
        (way,) = (key for key in table.foreign_keys if "account_id" in key.column.table.columns
                  and key.parent.primary_key)  # fmt: skip
        owner = key_table = way.column.table
        question = question.join(key_table, way.parent == way.column)
        question = question.where(owner.c.account_id == account_id)
    found = connection.execution_options(yield_per=_AT_A_TIME).execute(question)
    return (dict(row) for row in found.mappings())


def _write_figures(connection: Connection, account_id: str, to: _Writer) -> None:
    table = ActivityRow.__table__
    chosen = (
        select(*(table.c[name] for name in _FIGURES))
        .where(table.c.account_id == account_id, table.c.hidden_at.is_(None))
        .order_by(table.c.start)
    )
    found = connection.execution_options(yield_per=_AT_A_TIME).execute(chosen)
    with to.entry("activities.csv") as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        lines = csv.writer(text)
        lines.writerow(_FIGURES)
        for row in found.mappings():
            lines.writerow(_harmless(value) for value in plain(dict(row)).values())
        text.detach()


def _harmless(value: Any) -> Any:
    """Let no spreadsheet take a title for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _write_blobs(store: Store, to: _Writer) -> None:
    for at, (key, name) in enumerate(sorted(to.blobs.items())):
        if at % 50 == 0:
            share = _TABLES_SHARE + (_BLOBS_SHARE - _TABLES_SHARE) * at / len(to.blobs)
            to.tell(Progress(share, "Writing originals and samples"))
        try:
            to.archive.writestr(name, store.blobs.get(key), zipfile.ZIP_STORED)
        except Damaged:  # the rest is worth more than a refusal; the manifest says it
            to.missing.append(key)


def _write_activities(store: Store, account_id: str, to: _Writer) -> None:
    number = max(to.counted["activities"], 1)
    for at, one in enumerate(downloads(store, account_id, FormatKey.FIT).each()):
        share = _BLOBS_SHARE + (1 - _BLOBS_SHARE) * min(at / number, 1.0)
        to.tell(Progress(share, f"Writing activities: {at + 1} of {number}"))
        if isinstance(one, LeftOut):
            to.left_out.append(f"{one.name}: {one.why.sentence}")
            continue
        to.text(f"activities/{_unused(one.name, to.names)}", one.content)


def _unused(name: str, names: set[str]) -> str:
    stem, dot, ending = _safe(name).rpartition(".")
    free, number = f"{stem}{dot}{ending}", 1
    while free in names:
        number += 1
        free = f"{stem}-{number}{dot}{ending}"
    names.add(free)
    return free


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name).strip(". ")[-120:] or "file"


@contextmanager
def _replacing(target: Path) -> Generator[IO[bytes]]:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(f".{target.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
