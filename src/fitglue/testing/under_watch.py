"""Reads one file in a process of its own and tells what that did to the machine.

`python -m fitglue.testing.under_watch FILE` prints one JSON object: what was refused and why, how
long it took, how much memory it needed over an idle reader, and every file written or address
called, as Python's audit hooks saw them.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from fitglue.domain.arrival import SourceTools
from fitglue.domain.errors import Unreadable
from fitglue.formats.apple_export import read_export

_CONNECTING = {"socket.connect", "socket.getaddrinfo", "urllib.Request"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def watch(path: Path) -> dict[str, Any]:
    """Read `path` and tell what happened."""
    did: dict[str, list[str]] = {"wrote": [], "called": []}
    sys.addaudithook(lambda event, arguments: _note(did, event, arguments))
    idle_kb = _peak_kb()
    began = time.perf_counter()
    told = _read(path)
    seconds = time.perf_counter() - began
    over_idle_mib = (_peak_kb() - idle_kb) / 1024
    return {**told, "seconds": seconds, "over_idle_mib": over_idle_mib, **did}


def _peak_kb() -> int:
    """Give the most memory that this program ever had.

    Linux counts what a process had before it became this program towards `ru_maxrss`: with a large
    parent nothing would ever seem to grow (https://man7.org/linux/man-pages/man2/getrusage.2.html).
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (high_water,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(high_water.split()[1])


def _read(path: Path) -> dict[str, Any]:
    tools = SourceTools(default_zone="UTC", zone_at=lambda *_: None)
    try:
        workouts = sum(1 for _ in read_export(path, tools, parallel=False))
    except Unreadable as problem:
        kind = type(problem).__name__
        return {"refused": kind, "why": problem.sentence, "next": problem.next_step}
    return {"refused": None, "workouts": workouts}


def _note(did: dict[str, list[str]], event: str, arguments: tuple[Any, ...]) -> None:
    if event in _CONNECTING:
        did["called"].append(event)
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING:
        did["wrote"].append(str(arguments[0]))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(watch(Path(sys.argv[1]))) + "\n")
