"""How long pages take with a long history: lists with any filters, and 20,000 points.

A real server in a process of its own, on SQLite, asked over the loopback as a browser would: how
long a page takes to come, how long the server's processor works for it, and what it weighs.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path

import httpx2

import harness
import page_weight
from fitglue.config import Settings
from fitglue.instance import open_instance
from fitglue.testing.command_line import CommandLine
from fitglue.testing.running_server import RunningServer, family, serving
from fitglue.testing.season import fill
from fitglue.testing.web_plans import EXAMPLES

_ONE = ("activity", "series")
_WEIGHED = ("home", "list", "activity")
_ROUNDS = 60
_TARGET = (
    "home and any list p95 at most 100 ms with 10,000 activities, 120 ms with 100,000; activity "
    "page 150 ms; 250 KB sent with scripts and styles, without the map's engine"
)
#: Every kind of filter at once, each of them fitting most of the history.
_SIFTED = (
    "/activities?text=run+r&sport=running&sport=walking&sport=cycling&since=1990-01-01&least=0.1"
    "&most=900&least_min=1&source=apple_health&writer=Workout&writer=Apple+Watch&sent=sent"
    "&target=folder&sort=farthest&units=metric"
)
_DEEP = "1990-01-01T00:00:00%2B00:00~"  # what somebody sees who scrolled for long
_LONGEST = "To the sea and back"  # 20,000 s with a point a second


def main() -> None:
    """Measure."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--activities", type=int, default=10_000, help="length of the history")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command_line = CommandLine(Path(folder))
        activity = filled(command_line.data, chosen.activities)
        with serving(command_line) as server, server.signed_up() as browser:
            pages = {
                "home": "/",
                "list": "/activities",
                "older": f"/activities?cursor={_DEEP}",
                "search": "/activities?text=run+march",
                "sport": "/activities?sport=running",
                "sums": "/activities?sort=farthest",
                "double": "/activities?overlapping=yes&sort=longest",
                "sifted": _SIFTED,
                "nothing": f"{_SIFTED}&sent=needs_you&since=2020-01-01&text=nothing+like+it",
                "calendar": f"{_SIFTED}&view=calendar",
                "gallery": "/activities?view=gallery",
                "activity": activity,
                "series": f"{activity}/series",
            }
            measured = {name: _measured(server, browser, page) for name, page in pages.items()}
            weights = {name: page_weight.sent_kb(browser, pages[name]) for name in _WEIGHED}
    detail: dict[str, object] = {"target": _TARGET, "activities": chosen.activities}
    for name, figures in measured.items():
        detail |= {f"{name}_{figure}": value for figure, value in figures.items()}
    detail |= {f"{name}_sent_kb": sent_kb for name, sent_kb in weights.items()}
    worst = max(figures["p95_ms"] for name, figures in measured.items() if name not in _ONE)
    harness.report(harness.result(worst, None, "ms", detail), as_json=chosen.json)


def filled(data: Path, activities: int) -> str:
    """Make a history that long; give the address of its longest activity."""
    instance = open_instance(Settings(data=data))
    ids = fill(instance, instance.owner().id, activities - len(EXAMPLES))
    instance.close()
    return f"/activities/{ids[_LONGEST]}"


def _measured(server: RunningServer, browser: httpx2.Client, page: str) -> dict[str, float]:
    times_ms, size, cpu_s = [], 0, _cpu_s(server)
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        answer = browser.get(page)
        times_ms.append((time.perf_counter() - began) * 1000)
        answer.raise_for_status()
        size = len(answer.content)
    return {
        "p50_ms": round(statistics.median(times_ms), 1),
        "p95_ms": round(statistics.quantiles(times_ms, n=20)[-1], 1),
        "cpu_ms": round((_cpu_s(server) - cpu_s) * 1000 / _ROUNDS, 1),
        "kb": round(size / 1000, 1),
    }


def _cpu_s(server: RunningServer) -> float:
    """Give what the server's processes have worked so far; on Linux."""
    ticks = 0
    for pid in family(server.process.pid):
        told = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(told[11]) + int(told[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
