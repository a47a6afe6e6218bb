"""The durable queue: what was read and not acknowledged, in one SQLite file with its anchors.

One transaction writes the parts that were read, the anchor behind them and the rows of the queue,
so that an anchor is never ahead of what is queued, whenever the process dies.
"""

import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fitglue_phone.core import schema
from fitglue_phone.core.moments import passes
from fitglue_phone.core.wire import Item

_WAIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Turn:
    """When something is sent: live before history, and the newest first."""

    is_live: bool
    start_s: float


class Queue:
    """The file; used from several threads, one at a time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._lock = threading.RLock()
        self._file = sqlite3.connect(
            folder / "queue.sqlite3", timeout=_WAIT_S, isolation_level=None, check_same_thread=False
        )
        for pragma in schema.PRAGMAS:
            self._file.execute(pragma)
        self._make_tables()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @contextmanager
    def writing(self, purpose: str) -> Generator[sqlite3.Connection]:
        """Give a transaction that is durable at its end, or never was."""
        with self._lock:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield self._file
                passes(f"before {purpose}")
                self._file.execute("COMMIT")
            finally:
                if self._file.in_transaction:
                    self._file.execute("ROLLBACK")
        passes(f"after {purpose}")

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Read rows."""
        with self._lock:
            return self._file.execute(query, values).fetchall()

    def value(self, query: str, *values: Any) -> Any:
        """Read the first column of the first row, if there is one."""
        found = self.rows(query, *values)
        return found[0][0] if found else None

    def note(self, name: str) -> Any:
        """Read a note: a number or text that outlives the process."""
        return self.value("SELECT value FROM notes WHERE name = ?", name)

    def notes(self) -> dict[str, Any]:
        """Read all notes."""
        return dict(self.rows("SELECT name, value FROM notes"))

    def put_notes(self, **notes: Any) -> None:
        """Write notes in a transaction of their own."""
        with self.writing("notes") as writing:
            put_notes(writing, **notes)

    def anchor(self, kind: str) -> bytes | None:
        """Give the anchor behind everything of a kind that was read and queued."""
        return self.value("SELECT anchor FROM anchors WHERE kind = ?", kind)

    def depth(self) -> int:
        """Count what waits to be acknowledged."""
        return self.value("SELECT count(*) FROM items")

    def _make_tables(self) -> None:
        if self.value("PRAGMA user_version") == 0:
            self._file.executescript(f"BEGIN;{schema.TABLES}COMMIT;")
        known = self.value("PRAGMA user_version")
        for version in (one for one in schema.LATER if one > known):
            marked = f"{schema.LATER[version]}PRAGMA user_version = {version};"
            self._file.executescript(f"BEGIN;{marked}COMMIT;")


def put_notes(writing: sqlite3.Connection, **notes: Any) -> None:
    """Write notes; one of None is erased."""
    for name, value in notes.items():
        if value is None:
            writing.execute("DELETE FROM notes WHERE name = ?", (name,))
        else:
            writing.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))


def put_anchor(writing: sqlite3.Connection, kind: str, anchor: bytes) -> None:
    """Move an anchor, together with what was read up to it."""
    writing.execute("INSERT OR REPLACE INTO anchors VALUES (?, ?)", (kind, anchor))


def put_item(writing: sqlite3.Connection, item: Item, turn: Turn) -> None:
    """Queue an item, in the place of an older version that is in no batch yet."""
    writing.execute(
        "INSERT OR REPLACE INTO items (workout, part, is_live, start_s, packed, size)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            item.workout, item.part, turn.is_live, turn.start_s, item.packed, item.size,
        ),
    )  # fmt: skip
