"""What `fitglue serve` costs when nothing happens, and how soon it works again after `kill -9`."""

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
from fitglue.testing.workers import somebody, workout_arrives

_TARGET = "first page within 3 s, idle at most 150 MB and 1 % of a core; work 3 s after a restart"
_IDLE_S = 60.0
_SETTLE_S = 15.0


def main() -> None:
    """Measure."""
    parser = harness.arguments(__doc__ or "")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(install(Path(folder) / "fakes"))
        detail = {"target": _TARGET, **_idle(Path(folder) / "idle")}
        detail["restart_to_work_s"] = _restart_s(Path(folder) / "killed")
    harness.report(
        harness.result(float(str(detail["idle_mb"])), None, "MB", detail), as_json=chosen.json
    )


def _idle(data: Path) -> dict[str, object]:
    began = time.perf_counter()
    with serving(CommandLine(data)):
        pass  # the first start makes the tables
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


def _restart_s(data: Path) -> float:
    """Kill a server in the middle of a backlog, start it again, and wait for the next delivery."""
    instance = open_instance(Settings(data=data))
    kim = somebody(instance, "kim", boosters=["work"], target="folder")
    for number in range(60):
        workout_arrives(instance, kim, number)
    files = instance.settings.output_folder
    with serving(CommandLine(data)) as server:
        until(lambda: len(list(files.rglob("*.fit"))) >= 3, "the first files")
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
