"""How long hostile files keep the reader, and how much memory they make it take."""

import json
import tempfile
from pathlib import Path

import harness
from fitglue.testing.hostile import HOSTILE

_TARGET = "refused within 1 s and 64 MiB over idle"


def main() -> None:
    """Measure the slowest and the largest."""
    chosen = harness.arguments(__doc__ or "").parse_args()
    told = {name: _watched(name) for name in HOSTILE}
    seconds = {name: one["seconds"] for name, one in told.items()}
    memory = {name: one["over_idle_mib"] for name, one in told.items()}
    slowest, largest = max(seconds, key=seconds.__getitem__), max(memory, key=memory.__getitem__)
    detail = {
        "target": _TARGET, "files": len(told), "slowest": slowest, "largest": largest,
        "most_memory_over_idle_mib": round(memory[largest], 1),
        "refused": sum(one["refused"] is not None for one in told.values()),
    }  # fmt: skip
    harness.report(harness.result(seconds[slowest], None, "s", detail), as_json=chosen.json)


def _watched(name: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = HOSTILE[name](Path(folder))
        command = [harness.python(), "-m", "fitglue.testing.under_watch", path]
        return dict(json.loads(harness.run(command).output))


if __name__ == "__main__":
    main()
