"""Batches: chosen, written down, put into files, and forgotten for their receipts alone.

The rows are the truth. A file is made of them and may be made again: items stay as they are while
they are in a batch.
"""

import gzip
import os
import uuid
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fitglue_phone import __version__
from fitglue_phone.core import wire
from fitglue_phone.core.moments import passes
from fitglue_phone.core.queue import Queue, put_notes

LARGEST_SENT = 1 << 20
MOST_ITEMS: int = 400
_MOST_PACKED, _MOST_UNPACKED = 900_000, 8 << 20
_LEVEL = 6


class Batches:
    """The batches of a queue, and the folder of their files."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._folder = queue.folder / "batches"
        self._folder.mkdir(exist_ok=True)

    def names(self) -> list[str]:
        """Name the batches that were not answered, live ones first."""
        rows = self._queue.rows("SELECT id FROM batches ORDER BY is_live DESC, made_s, id")
        return [name for (name,) in rows]

    def sweep(self) -> None:
        """Remove files of batches that there are no more."""
        names = set(self.names())
        for file in self._folder.iterdir():
            if file.name.split(".")[0] not in names:
                file.unlink(missing_ok=True)

    def make(self, now_s: float) -> str | None:
        """Write the next batch down: live before history, the newest first."""
        numbers, is_live = self._choice()
        if not numbers:
            return None
        name = str(uuid.uuid4())
        with self._queue.writing("batch") as writing:
            writing.execute("INSERT INTO batches VALUES (?, ?, ?)", (name, now_s, is_live))
            writing.executemany(
                "UPDATE items SET batch = ? WHERE number = ?", [(name, one) for one in numbers]
            )
        return name

    def file(self, name: str, device_id: str, state: Mapping[str, Any]) -> Path:
        """Give the file of a batch, made if it is not there: it is whole, or has no name."""
        file = self._folder / f"{name}.json.gz"
        if file.exists():
            return file
        beginning = self._folder / f"{name}.part"
        with beginning.open("wb") as raw:
            with gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as packed:
                packed.write(wire.batch_head(name, device_id, __version__, state))
                for place, number in enumerate(self._numbers(name)):
                    packed.write(b"," * bool(place) + self._content(number))
                    passes("file half written")
                packed.write(wire.BATCH_TAIL)
            raw.flush()
            os.fsync(raw.fileno())
        beginning.rename(file)
        passes("file written")
        return file

    def take_receipts(
        self, name: str, receipts: Sequence[Mapping[str, Any]], now_s: float, **notes: Any
    ) -> None:
        """Forget a batch's items: what is kept there, and what is refused for good."""
        items = self._queue.rows(
            "SELECT workout, part FROM items WHERE batch = ? ORDER BY number", name
        )
        told = list(zip(items, receipts, strict=True))
        figures = self._figures(name)
        kept = [(one, receipt) for one, receipt in told if receipt.get("verdict") != "refused"]
        with self._queue.writing("receipts") as writing:
            writing.executemany(
                "UPDATE workouts SET activity_id = ?, sent_s = ? WHERE uuid = ?",
                [(receipt.get("activity_id") or "", now_s, one[0]) for one, receipt in kept],
            )
            writing.executemany(
                "INSERT INTO refused (workout, part, why, next_step, at_s) VALUES (?, ?, ?, ?, ?)",
                [
                    (*one, str(receipt.get("why", "")), str(receipt.get("next_step", "")), now_s)
                    for one, receipt in told
                    if receipt.get("verdict") == "refused"
                ],
            )
            writing.execute("DELETE FROM items WHERE batch = ?", (name,))
            writing.execute("DELETE FROM batches WHERE id = ?", (name,))
            put_notes(writing, **notes, **figures)
        self._remove(name)

    def _figures(self, name: str) -> dict[str, float]:
        """Give what was sent so far, this batch with it: by that history is estimated."""
        (row,) = self._queue.rows(
            "SELECT sum(length(packed) * (workout != '')),"
            " (SELECT coalesce(sum(end_s - start_s), 0) FROM workouts WHERE uuid IN"
            " (SELECT workout FROM items WHERE batch = ? AND part = ?)) FROM items WHERE batch = ?",
            name, wire.ENVELOPE, name,
        )  # fmt: skip
        notes = self._queue.notes()
        return {
            "sent_bytes": (notes.get("sent_bytes") or 0) + (row[0] or 0),
            "sent_workouts_s": (notes.get("sent_workouts_s") or 0.0) + row[1],
        }

    def size(self, name: str) -> int:
        """Count the items of a batch."""
        return self._queue.value("SELECT count(*) FROM items WHERE batch = ?", name)

    def rename(self, name: str, now_s: float) -> None:
        """Send a batch's items under a new id: its own means something else to the server."""
        self._divide(name, [self._numbers(name)], now_s)

    def halve(self, name: str, now_s: float) -> None:
        """Send a batch's items in two batches."""
        numbers = self._numbers(name)
        middle = (len(numbers) + 1) // 2
        self._divide(name, [numbers[:middle], numbers[middle:]], now_s)

    def _divide(self, name: str, parts: Sequence[Sequence[int]], now_s: float) -> None:
        with self._queue.writing("divided") as writing:
            for numbers in parts:
                new = str(uuid.uuid4())
                writing.execute(
                    "INSERT INTO batches SELECT ?, ?, is_live FROM batches WHERE id = ?",
                    (new, now_s, name),
                )
                writing.executemany(
                    "UPDATE items SET batch = ? WHERE number = ?", [(new, one) for one in numbers]
                )
            writing.execute("DELETE FROM batches WHERE id = ?", (name,))
        self._remove(name)

    def _choice(self) -> tuple[list[int], bool]:
        """Choose as many items as go into a batch; live ones and history never share one."""
        rows = self._queue.rows(
            "SELECT number, is_live, length(packed), size FROM items WHERE batch IS NULL"
            " AND (is_live OR NOT ?) ORDER BY is_live DESC, start_s DESC, number LIMIT ?",
            bool(self._queue.note("history_paused")), MOST_ITEMS,
        )  # fmt: skip
        chosen, packed, unpacked = [], 0, 0
        for number, is_live, packed_size, size in rows:
            packed, unpacked = packed + packed_size, unpacked + size
            is_over = packed > _MOST_PACKED or unpacked > _MOST_UNPACKED
            if chosen and (is_over or is_live != rows[0][1]):
                break
            chosen.append(number)
        return chosen, bool(rows and rows[0][1])

    def _numbers(self, name: str) -> list[int]:
        rows = self._queue.rows("SELECT number FROM items WHERE batch = ? ORDER BY number", name)
        return [number for (number,) in rows]

    def _content(self, number: int) -> bytes:
        packed = self._queue.value("SELECT packed FROM items WHERE number = ?", number)
        return zlib.decompress(packed)

    def _remove(self, name: str) -> None:
        passes("file to remove")
        (self._folder / f"{name}.json.gz").unlink(missing_ok=True)
