"""What `fitglue serve` costs when nothing happens, and how soon it works again after `kill -9`.

`past_…` says the same with so many past runs in the database.
"""

import os
import signal
import tempfile
import time
from pathlib import Path

import harness
from fitglue.config import Settings
from fitglue.instance import open_instance
from fitglue.testing.at_work import until
from fitglue.testing.command_line import CommandLine
from fitglue.testing.fakes import install
from fitglue.testing.running_server import serving
from fitglue.testing.season import fill
from fitglue.testing.workers import somebody, workout_arrives

_TARGET = "first page within 3 s, idle at most 150 MB and 1 % of a core; work 3 s after a restart"
_IDLE_S = 60.0
_SETTLE_S = 15.0


def main() -> None:
    """Measure."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--past", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(install(Path(folder) / "fakes"))
        detail = {"target": _TARGET, **_measured(Path(folder) / "home", 0)}
        for past in chosen.past:
            found = _measured(Path(folder) / f"past-{past}", past)
            detail |= {f"past_{past}_{name}": figure for name, figure in found.items()}
    harness.report(
        harness.result(float(str(detail["idle_mb"])), None, "MB", detail), as_json=chosen.json
    )


def _measured(data: Path, past: int) -> dict[str, object]:
    """Measure an installation of one person with so many past runs."""
    instance = open_instance(Settings(data=data))  # makes the tables
    kim = somebody(instance, "kim", boosters=["work"], target="folder")
    if past:
        fill(instance, kim, past)
    instance.close()
    return {**_idle(data), "restart_to_work_s": _restart_s(data, kim)}


def _idle(data: Path) -> dict[str, object]:
    began = time.perf_counter()
    with serving(CommandLine(data)) as server, server.browser() as browser:
        browser.get("/sign-in").raise_for_status()
        first_page_s = time.perf_counter() - began
        time.sleep(_SETTLE_S)
        before = _cpu_s(server.process.pid)
        time.sleep(_IDLE_S)
        used_s = _cpu_s(server.process.pid) - before
        idle_mb = _memory_mb(server.process.pid)
    return {
        "first_page_s": round(first_page_s, 2),
        "idle_mb": round(idle_mb, 1),
        "idle_cpu_percent": round(used_s / _IDLE_S * 100, 2),
    }


def _restart_s(data: Path, kim: str) -> float:
    """Kill a server in the middle of a backlog, start it again, and wait for the next delivery."""
    instance = open_instance(Settings(data=data))
    for number in range(60):
        workout_arrives(instance, kim, number)
    files = instance.settings.output_folder
    before = len(list(files.rglob("*.fit")))
    with serving(CommandLine(data)) as server:
        until(lambda: len(list(files.rglob("*.fit"))) >= before + 3, "the first files")
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
    there = len(list(files.rglob("*.fit")))
    began = time.perf_counter()
    with serving(CommandLine(data)):
        until(lambda: len(list(files.rglob("*.fit"))) > there, "the next file")
        seconds = time.perf_counter() - began
    instance.close()
    return round(seconds, 2)


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_mb(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in rollup if line.startswith("Pss:")) / 1000


if __name__ == "__main__":
    main()
