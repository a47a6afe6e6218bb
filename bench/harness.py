"""What every bench shares: fresh processes with their time and memory, medians, one JSON object."""

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
PRIVATE = CHECKOUT / ".fitglue"
CACHE = PRIVATE / "bench"
PEERS = PRIVATE / "peers" / "bin"
#: How often memory is looked at where nothing is timed.
CLOSELY_S = 0.01


def percentile(values: Sequence[float], share: float) -> float:
    """Give the nearest rank, rounded up: of few values the highest counts, too."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


@dataclass(frozen=True, slots=True)
class Run:
    """One fresh process and its children: wall and processor time, peak memory, what it printed."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    output: str


def run(
    command: Sequence[str | Path],
    environment: Mapping[str, str] | None = None,
    *,
    memory_every_s: float = 0.0,
) -> Run:
    """Run a command to its end. Raises subprocess.CalledProcessError with what it complained of.

    With `memory_every_s` its memory is looked at so often. A look stops the process for a moment,
    so a short run is watched or timed, not both.
    """
    start, cpu = time.perf_counter(), _children_cpu_s()
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    peak: list[float] = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak, memory_every_s), daemon=True)
    if memory_every_s:
        watcher.start()
    output, complaint = process.communicate()
    seconds = time.perf_counter() - start
    if memory_every_s:
        watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args, output, complaint)
    return Run(seconds, _children_cpu_s() - cpu, peak[0], output)


def interleaved(runs: int, contestants: Mapping[str, Callable[[], Run]]) -> dict[str, list[Run]]:
    """Let contestants take turns, so that a busy moment of the machine hits all of them."""
    results: dict[str, list[Run]] = {name: [] for name in contestants}
    for _ in range(runs):
        for name, contestant in contestants.items():
            results[name].append(contestant())
    return results


def median_seconds(runs: Sequence[Run]) -> float:
    """Give the median wall time."""
    return statistics.median(run.seconds for run in runs)


def least_cpu_s(runs: Sequence[Run]) -> float:
    """Give the least processor time: the closest to a quiet machine."""
    return min(run.cpu_seconds for run in runs)


def peak_mb(runs: Sequence[Run]) -> float:
    """Give the highest peak."""
    return max(run.peak_mb for run in runs)


def arguments(description: str) -> argparse.ArgumentParser:
    """Make the parser that every bench begins with."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--no-peer", action="store_true", help="leave the slow peers out")
    parser.add_argument("--runs", type=int, default=5, help="how often each contestant runs")
    return parser


def report(result: Mapping[str, object], *, as_json: bool) -> None:
    """Print a result: one JSON object, or lines for a person."""
    if as_json:
        print(json.dumps(result))
        return
    detail = result["detail"]
    print(f"ours {result['ours']} {result['unit']}, peer {result['peer']}, ratio {result['ratio']}")
    if isinstance(detail, Mapping):
        for name, value in detail.items():
            print(f"  {name}: {value}")


def result(
    ours: float, peer: float | None, unit: str, detail: Mapping[str, object]
) -> dict[str, object]:
    """Give the object that a bench prints; without a peer there is no ratio."""
    return {
        "ours": round(ours, 2),
        "peer": None if peer is None else round(peer, 2),
        "ratio": None if peer is None else round(ours / peer, 2),
        "unit": unit,
        "detail": dict(detail),
    }


def faster(
    ours: float, peer: float | None, unit: str, detail: Mapping[str, object]
) -> dict[str, object]:
    """Give the object of a bench in which less is better: the ratio is how many times less."""
    told = result(ours, peer, unit, detail)
    return {**told, "ratio": None if peer is None else round(peer / ours, 2)}


def python() -> str:
    """Give the interpreter that ours runs in."""
    return sys.executable


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(process: "subprocess.Popen[str]", peak: list[float], every_s: float) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], _tree_mb(process.pid))
        time.sleep(every_s)


def _tree_mb(pid: int) -> float:
    """Sum the proportional memory of a process and its children: shared pages count once."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has ended, or this system has no /proc
        return 0.0
    own = next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return own / 1000 + sum(_tree_mb(int(child)) for child in children)
