"""Brings an export of everything into an account: all of it or none of it.

Blobs come before rows, and rows in one transaction. What is here already stays as it is, so a
second time adds nothing. Every row is made the importing account's, may point at nothing but rows
of the same account, and takes no other's place: an export may have been written by anybody.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, tuple_
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from fitglue.domain.arrival import Progress
from fitglue.domain.errors import Bug, Unreadable
from fitglue.ownership.archive import Archive
from fitglue.ownership.as_history import as_history
from fitglue.ownership.contents import CONTENTS, Kept, unique_keys
from fitglue.ownership.rows import Row, blob_keys, damaged, native
from fitglue.ownership.settling_in import is_new, settle_in, tie_up, twins
from fitglue.store import Store

Tell = Callable[[Progress], None]
_AT_A_TIME = 200
_LOOKED, _BLOBS_DONE = 0.1, 0.6
#: What a row that is not ours leads to.
_NOT_RIGHT = (SQLAlchemyError, ValueError, TypeError, KeyError, AttributeError, Bug)
_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(slots=True)
class Brought:
    """What came in, what was here already, and what a person should know of it."""

    new: int = 0
    unchanged: int = 0
    found: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def plain(self) -> dict[str, Any]:
        """Give it as an import's result."""
        return {
            "new": self.new, "changed": 0, "unchanged": self.unchanged, "refused": [],
            "warnings": self.warnings, "found": {}, "skipped": [],
        }  # fmt: skip


def bring_in(
    store: Store, account_id: str, path: Path, tell: Tell, *, only_look: bool = False
) -> Brought:
    """Bring an export in, or say what would come. Raises Unreadable; then nothing has changed."""
    with path.open("rb") as stream:
        archive = Archive.of(stream)
        tell(Progress(0.0, "Looking the export over"))
        wanted = _wanted_blobs(store, archive)
        put = [] if only_look else _put_blobs(store, archive, wanted, tell)
        bringing = _Bringing(archive, account_id)
        # Only before: on SQLite who writes keeps all others waiting, whoever tells included.
        tell(Progress(_BLOBS_DONE, "Bringing in lists"))
        try:
            with store.transactions.writing("bring an export in") as session:
                store.sync.lock(session, account_id)
                bringing.all(session)
                if only_look:
                    session.rollback()
        except BaseException:
            for key in put:
                store.blobs.delete(key)
            raise
        return bringing.brought


def _wanted_blobs(store: Store, archive: Archive) -> set[str]:
    """Name the blobs that rows want. Raises Damaged when one did not come along.

    One of another's that lies here already is no substitute, even when its name is told.
    """
    lost, wanted = set(archive.manifest.missing), set[str]()
    for kept in _coming():
        for row in archive.rows(kept.file):
            for _, key, _ in blob_keys(row):
                if archive.has_blob(key):
                    wanted.add(key)
                elif key not in lost or not _KEY.fullmatch(key) or store.blobs.has(key):
                    raise damaged(kept.file)
    return wanted


def _put_blobs(store: Store, archive: Archive, wanted: set[str], tell: Tell) -> list[str]:
    """Keep blobs and name those that were not here."""
    put: list[str] = []
    for at, key in enumerate(sorted(wanted)):
        if at % 50 == 0:
            share = _LOOKED + (_BLOBS_DONE - _LOOKED) * at / len(wanted)
            tell(Progress(share, "Bringing in originals and samples"))
        content = archive.blob(key)
        if not store.blobs.has(key):
            store.blobs.put(content)
            put.append(key)
    return put


def _coming() -> Iterator[Kept]:
    return (kept for kept in CONTENTS if kept.comes_back)


@dataclass(slots=True)
class _Bringing:
    """One account's rows on their way in."""

    archive: Archive
    account_id: str
    brought: Brought = field(default_factory=Brought)
    mine: dict[str, set[str]] = field(default_factory=dict)
    passed_over: dict[str, set[str]] = field(default_factory=dict)

    def all(self, session: Session) -> None:
        was_new = is_new(session, self.account_id)
        if not was_new:
            self.passed_over["activities"] = twins(session, self.account_id, self.archive)
        for kept in _coming():
            self._table(session, kept)
        tie_up(session, self.account_id)
        if was_new:
            settle_in(session, self.account_id, self.archive, self.mine.get("pipelines", set()))
        self._say()

    def _table(self, session: Session, kept: Kept) -> None:
        rows = self.archive.rows(kept.file)
        self.mine.setdefault(kept.table.name, set())
        self.passed_over.setdefault(kept.table.name, set())
        while batch := list(islice(rows, _AT_A_TIME)):
            try:
                self._batch(session, kept, [self._values(kept, row) for row in batch])
            except DBAPIError as problem:
                if problem.connection_invalidated:
                    raise
                raise damaged(kept.file) from problem
            except _NOT_RIGHT as problem:
                raise damaged(kept.file) from problem

    def _values(self, kept: Kept, row: Row) -> dict[str, Any]:
        values = {
            column.name: native(column, row[column.name], kept.file)
            for column in kept.columns
            if column.name in row
        }
        if "account_id" in kept.table.columns:
            values["account_id"] = self.account_id
        for column in kept.table.columns:
            if column.nullable and column.name not in values:
                values[column.name] = None  # an older export does not have it
        return as_history(kept.table.name, values, self.account_id)

    def _batch(self, session: Session, kept: Kept, batch: list[dict[str, Any]]) -> None:
        here = _Here(session, kept, self.account_id)
        known, strange = here.known(batch)
        fresh = []
        for values in batch:
            row_id = str(values.get("id", ""))
            if id(values) in strange:
                self.passed_over[kept.table.name].add(row_id)
            elif id(values) in known:
                self.mine[kept.table.name].add(row_id)
                self._count(kept, "unchanged")
            elif self._belongs(kept, values):
                fresh.append(values)
                self.mine[kept.table.name].add(row_id)
            else:
                self.passed_over[kept.table.name].add(row_id)
                self._count(kept, "unchanged")
        if fresh:
            session.execute(insert(kept.table), fresh)
            self._count(kept, "new", len(fresh))
            found = self.brought.found
            found[kept.table.name] = found.get(kept.table.name, 0) + len(fresh)

    def _count(self, kept: Kept, what: str, number: int = 1) -> None:
        if kept.table.name == "activities":
            setattr(self.brought, what, getattr(self.brought, what) + number)

    def _belongs(self, kept: Kept, values: dict[str, Any]) -> bool:
        """Tell whether a row is wanted: false where what it points at is passed over.

        Raises Damaged where it points at what did not come along.
        """
        if values.get("id") in self.passed_over[kept.table.name]:
            return False
        for key in kept.table.foreign_keys:
            name, value = key.column.table.name, values[key.parent.name]
            if name == "accounts" or value is None or value in self.mine[name]:
                continue
            if value not in self.passed_over[name]:
                raise damaged(kept.file)
            return False
        return True

    def _say(self) -> None:
        brought = self.brought
        if passed := len(self.passed_over.get("activities", ())):
            brought.warnings.append(
                f"{passed} activities of the export were here already by another way: those here "
                "stay as they are."
            )
        if brought.found.get("pipelines"):
            brought.warnings.append(
                "The pipelines are paused. Look at them, and switch on those that you want."
            )
        if brought.found.get("connections"):
            brought.warnings.append(
                "An export holds no keys: open Connections and connect your services again."
            )


@dataclass(frozen=True, slots=True)
class _Here:
    """What rows of a table are here already."""

    session: Session
    kept: Kept
    account_id: str

    def known(self, batch: list[dict[str, Any]]) -> tuple[set[int], set[int]]:
        """Tell which rows of a batch are here, and which another stands in place of.

        Raises Unreadable when one is another person's.
        """
        known, strange = set[int](), set[int]()
        table = self.kept.table
        for at, names in enumerate(unique_keys(table)):
            here = self._owners(names, batch)
            for values in batch:
                owner = here.get(tuple(values[name] for name in names))
                if owner is None:
                    continue
                if at == 0 and owner != self.account_id:
                    raise Unreadable(
                        "This export belongs to another account of this FitGlue.",
                        "Sign in as the person whose it is, or import it into another FitGlue.",
                    )
                if at == 0:
                    known.add(id(values))
                elif id(values) not in known:
                    strange.add(id(values))
        return known, strange

    def _owners(
        self, names: tuple[str, ...], batch: list[dict[str, Any]]
    ) -> dict[tuple[Any, ...], str]:
        table = self.kept.table
        columns = [table.c[name] for name in names]
        owner = table.c.account_id if "account_id" in table.c else None
        wanted = {tuple(values[name] for name in names) for values in batch}
        asked = [*columns, owner] if owner is not None else columns
        found = self.session.execute(select(*asked).where(tuple_(*columns).in_(wanted)))
        return {
            tuple(row[: len(names)]): row[-1] if owner is not None else self.account_id
            for row in found
        }
