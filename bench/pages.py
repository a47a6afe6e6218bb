"""How long pages take with a long history: lists with any filters, and 20,000 points.

A real server in a process of its own, on SQLite, asked over the loopback as a browser would.
"""

import statistics
import tempfile
import time
from pathlib import Path

import httpx2

import harness
from fitglue.config import Settings
from fitglue.instance import open_instance
from fitglue.testing.command_line import CommandLine
from fitglue.testing.running_server import serving
from fitglue.testing.season import fill
from fitglue.testing.web_plans import EXAMPLES

_ONE = ("activity", "series")
_TARGET = (
    "home and any list p95 at most 100 ms with 10,000 activities; activity page 150 ms, 250 KB"
)
#: Every kind of filter at once, each of them fitting most of the history.
_SIFTED = (
    "/activities?text=run+r&sport=running&sport=walking&sport=cycling&since=1990-01-01&least=0.1"
    "&most=900&least_min=1&source=apple_health&writer=Workout&writer=Apple+Watch&sent=sent"
    "&target=folder&sort=farthest&units=metric"
)
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
            measured = {name: _measured(browser, page) for name, page in pages.items()}
    detail: dict[str, object] = {"target": _TARGET, "activities": chosen.activities}
    for name, (p50, p95, size_kb) in measured.items():
        detail |= {f"{name}_p50_ms": p50, f"{name}_p95_ms": p95, f"{name}_kb": size_kb}
    worst = max(p95 for name, (_, p95, _) in measured.items() if name not in _ONE)
    harness.report(harness.result(worst, None, "ms", detail), as_json=chosen.json)


def filled(data: Path, activities: int) -> str:
    """Make a history that long; give the address of its longest activity."""
    instance = open_instance(Settings(data=data))
    ids = fill(instance, instance.owner().id, activities - len(EXAMPLES))
    instance.close()
    return f"/activities/{ids[_LONGEST]}"


def _measured(browser: httpx2.Client, page: str) -> tuple[float, float, float]:
    times_ms, size = [], 0
    for _ in range(60):
        began = time.perf_counter()
        answer = browser.get(page)
        times_ms.append((time.perf_counter() - began) * 1000)
        answer.raise_for_status()
        size = len(answer.content)
    p95 = statistics.quantiles(times_ms, n=20)[-1]
    return round(statistics.median(times_ms), 1), round(p95, 1), round(size / 1000, 1)


if __name__ == "__main__":
    main()
