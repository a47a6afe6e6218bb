"""Rows that speak of files are told where these lie now."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fitglue.backup.archive import Archive
from fitglue.backup.rows import Row
from fitglue.config import Settings
from fitglue.instance import incoming_folder


@dataclass(frozen=True, slots=True)
class Moved:
    """Where files lay, where they lie now, and which of them came along."""

    old_output: Path
    output: Path
    files: frozenset[str]
    incoming: Path
    uploads: frozenset[str]

    @classmethod
    def into(cls, settings: Settings, archive: Archive) -> "Moved":
        """Say it for a backup and the installation it goes into."""
        return cls(
            old_output=Path(archive.manifest.output_folder),
            output=settings.output_folder,
            files=frozenset(archive.names("files")),
            incoming=incoming_folder(settings),
            uploads=frozenset(archive.names("incoming")),
        )

    def rows(self, table: str, rows: Iterator[Row]) -> Iterator[Row]:
        """Give a table's rows as they are true here."""
        if table == "deliveries":
            return (self._delivery(row) for row in rows)
        return (self._import(row) for row in rows) if table == "imports" else rows

    def _delivery(self, row: Row) -> Row:
        if row["target"] != "folder" or row["state"] != "sent":
            return row
        path = Path(row["url"])
        inside = path.relative_to(self.old_output) if path.is_relative_to(self.old_output) else path
        if inside.as_posix() in self.files:
            return row | {"url": str(self.output / inside)}
        # Its file did not come along: it is written again by the next start.
        return row | {"state": "waiting", "remote_id": "", "url": ""}

    def _import(self, row: Row) -> Row:
        if row["finished_at"] is not None:
            return row
        name = Path(row["path"]).name
        if name in self.uploads:
            return row | {"path": str(self.incoming / name)}
        return (
            row
            | {"state": "refused", "share": 1.0, "doing": "", "result": _gone(row["name"])}
            | {"finished_at": row["created_at"]}
        )


def _gone(name: str) -> dict[str, Any]:
    why = "The file is not in the backup that FitGlue was restored from."
    return {"refused": [{"file": name, "why": why, "next": "Import it again."}]}
