"""Import of an export through the whole product: stored, matched, delivered as FIT, visible.

A fresh process with a fresh data folder imports a generated export of 250 workouts and 200 routes
(500 MB) with the command that people use. The peer is healthkit-to-sqlite, which stores but
neither matches nor writes files.
"""

import json
import tempfile
from pathlib import Path

import harness
import import_export
from fitglue.testing.command_line import CommandLine

_TARGET = "at most 6 s for 250 workouts and 200 routes"


def main() -> None:
    """Measure."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--size-mb", type=float, default=500, help="size of the document")
    chosen = parser.parse_args()
    path, truth = import_export.export(chosen.size_mb)
    runs = [_import(path) for _ in range(chosen.runs)]
    printed = json.loads(runs[0].output)
    seconds = harness.median_seconds(runs)
    peer = None if chosen.no_peer else import_export.healthkit_to_sqlite(path).seconds
    files = [file for activity in printed["activities"] for file in activity["files"]]
    files = [file for activity in printed["activities"] for file in activity["files"]]
    detail = {
        "peer": "healthkit-to-sqlite 1.0.1",
        "target": _TARGET,
        **truth,
        "activities": printed["new"],
        "fit_files": len(files),
        "cpu_seconds": round(harness.least_cpu_s(runs), 2),
        "peak_mb": round(_import(path, memory_every_s=harness.CLOSELY_S).peak_mb),
        "runs": chosen.runs,
    }
    harness.report(harness.faster(seconds, peer, "s", detail), as_json=chosen.json)


def _import(path: Path, *, memory_every_s: float = 0.0) -> harness.Run:
    with tempfile.TemporaryDirectory() as folder:
        command_line = CommandLine(Path(folder))
        command = command_line.command("import", path, "--json")
        return harness.run(command, command_line.environment, memory_every_s=memory_every_s)


if __name__ == "__main__":
    main()
