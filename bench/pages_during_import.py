"""How much slower pages get while an export is imported: the list, before and during.

A real server in a process of its own; the import is of 242 workouts in a 500 MB document.
"""

import statistics
import tempfile
import time
from pathlib import Path

import httpx2

import harness
import import_export
from fitglue.testing.command_line import CommandLine
from fitglue.testing.running_server import serving

_TARGET = "p95 at most 50 ms more than without an import"
_ASKED_BEFORE = 60


def main() -> None:
    """Measure."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--size-mb", type=float, default=500, help="size of the document")
    chosen = parser.parse_args()
    export, _ = import_export.export(chosen.size_mb)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(CommandLine(Path(folder))) as server,
        server.signed_up() as browser,
    ):
        before = [_asked_ms(browser) for _ in range(_ASKED_BEFORE)]
        sent = browser.post(f"/imports?name={export.name}", content=export.read_bytes())
        during, seconds = _until_done(browser, sent.json()["url"])
    detail = {
        "target": _TARGET,
        "asked_during": len(during),
        "import_seconds": round(seconds, 1),
        "before_p50_ms": round(statistics.median(before), 1),
        "before_p95_ms": round(_p95(before), 1),
        "during_p50_ms": round(statistics.median(during), 1),
        "during_p95_ms": round(_p95(during), 1),
    }
    more_ms = _p95(during) - _p95(before)
    harness.report(harness.result(more_ms, None, "ms more", detail), as_json=chosen.json)


def _until_done(browser: httpx2.Client, address: str) -> tuple[list[float], float]:
    began, times_ms = time.perf_counter(), []
    while True:
        times_ms.append(_asked_ms(browser))
        if len(times_ms) % 5 == 0 and "See the activities" in browser.get(address).text:
            return times_ms, time.perf_counter() - began


def _asked_ms(browser: httpx2.Client) -> float:
    began = time.perf_counter()
    browser.get("/activities").raise_for_status()
    return (time.perf_counter() - began) * 1000


def _p95(times_ms: list[float]) -> float:
    return statistics.quantiles(times_ms, n=20)[-1]


if __name__ == "__main__":
    main()
