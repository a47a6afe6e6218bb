"""Import of an export through the whole product: stored, matched, visible, delivered as FIT.

A fresh process with a fresh data folder imports a generated export of 250 workouts and 200 routes
(500 MB) with the command that people use. `ours` ends when every activity is there for pages to
show; `delivered_seconds` when every FIT file is written too and the command is over. The peer is
healthkit-to-sqlite, which stores but neither matches nor writes files.
"""

import json
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import harness
import import_export
from fitglue.testing.command_line import CommandLine

_TARGET = "at most 6 s for 250 workouts and 200 routes"
_LOOK_EVERY_S = 0.05


@dataclass(slots=True)
class _Looking:
    """Looks how many activities there are, and since when there are so many."""

    data: Path
    most: int = 0
    at_s: float = 0.0
    over: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        """Look until it is over."""
        while not self.over.wait(_LOOK_EVERY_S):
            found = self._count()
            if found > self.most:
                self.most, self.at_s = found, time.perf_counter()

    def _count(self) -> int:
        try:
            with closing(
                sqlite3.connect(f"file:{self.data / 'fitglue.db'}?mode=ro", uri=True)
            ) as db:
                return int(db.execute("SELECT count(*) FROM activities").fetchone()[0])
        except sqlite3.OperationalError:  # there is no such file or table yet
            return 0


def main() -> None:
    """Measure."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--size-mb", type=float, default=500, help="size of the document")
    chosen = parser.parse_args()
    path, truth = import_export.export(chosen.size_mb)
    runs, visible_s = zip(*(_import(path) for _ in range(chosen.runs)), strict=True)
    printed = json.loads(runs[0].output)
    seconds = statistics.median(visible_s)
    peer = None if chosen.no_peer else import_export.healthkit_to_sqlite(path).seconds
    files = [file for activity in printed["activities"] for file in activity["files"]]
    detail = {
        "peer": "healthkit-to-sqlite 1.0.1",
        "target": _TARGET,
        **truth,
        "activities": printed["new"],
        "fit_files": len(files),
        "delivered_seconds": round(harness.median_seconds(runs), 2),
        "cpu_seconds": round(harness.least_cpu_s(runs), 2),
        "peak_mb": round(_import(path, memory_every_s=harness.CLOSELY_S)[0].peak_mb),
        "runs": chosen.runs,
    }
    harness.report(harness.faster(seconds, peer, "s", detail), as_json=chosen.json)


def _import(path: Path, *, memory_every_s: float = 0.0) -> tuple[harness.Run, float]:
    """Import in a fresh folder; give the run, and the seconds until all activities were there."""
    with tempfile.TemporaryDirectory() as folder:
        command_line = CommandLine(Path(folder))
        command = command_line.command("import", path, "--json")
        began = time.perf_counter()
        with _looking(Path(folder)) as looking:
            run = harness.run(command, command_line.environment, memory_every_s=memory_every_s)
        return run, looking.at_s - began


@contextmanager
def _looking(data: Path) -> Generator[_Looking]:
    looking = _Looking(data)
    watcher = threading.Thread(target=looking.look)
    watcher.start()
    try:
        yield looking
    finally:
        looking.over.set()
        watcher.join()


if __name__ == "__main__":
    main()
