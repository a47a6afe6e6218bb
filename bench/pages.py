"""How long pages take with a long history: the list, a search, and an activity of 20,000 points.

A real server in a process of its own, on SQLite, asked over the loopback as a browser would.
"""

import statistics
import tempfile
import time
import uuid
from datetime import timedelta
from pathlib import Path

import httpx2
from sqlalchemy import insert, select

import harness
from fitglue.config import Settings
from fitglue.instance import Instance, open_instance
from fitglue.pipeline.intake import take
from fitglue.store.tables import ActivityRow
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.command_line import CommandLine
from fitglue.testing.running_server import serving

_TARGET = "list p95 at most 100 ms with 10,000 activities; activity page 150 ms and 250 KB"
_POINTS = 20_000
_COPIES_AT_A_TIME = 1000


def main() -> None:
    """Measure."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--activities", type=int, default=10_000, help="length of the history")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command_line = CommandLine(Path(folder))
        activity_id = fill(command_line.data, chosen.activities)
        with serving(command_line) as server, server.signed_up() as browser:
            pages = {
                "list": "/activities",
                "search": "/activities?text=run+march",
                "sport": "/activities?sport=running",
                "activity": f"/activities/{activity_id}",
                "series": f"/activities/{activity_id}/series",
            }
            measured = {name: _measured(browser, page) for name, page in pages.items()}
    detail: dict[str, object] = {"target": _TARGET, "activities": chosen.activities}
    for name, (p50, p95, size_kb) in measured.items():
        detail |= {f"{name}_p50_ms": p50, f"{name}_p95_ms": p95, f"{name}_kb": size_kb}
    harness.report(harness.result(measured["list"][1], None, "ms", detail), as_json=chosen.json)


def fill(data: Path, activities: int) -> str:
    """Make a history: one long run, and copies of its row on other days. Gives the run's id."""
    instance = open_instance(Settings(data=data))
    run = a_run(minutes=_POINTS / 60)
    (taken,) = take(instance.store, instance.owner().id, "apple_health", [an_arrival("run", run)])
    _copy(instance, taken.activity_id, activities - 1)
    instance.store.close()
    return taken.activity_id


def _copy(instance: Instance, activity_id: str, copies: int) -> None:
    with instance.store.transactions.writing() as session:
        row = session.scalars(select(ActivityRow).where(ActivityRow.id == activity_id)).one()
        values = {
            column.name: getattr(row, column.name) for column in ActivityRow.__table__.columns
        }
        for first in range(1, copies + 1, _COPIES_AT_A_TIME):
            days = range(first, min(first + _COPIES_AT_A_TIME, copies + 1))
            session.execute(insert(ActivityRow), [_on_another_day(values, day) for day in days])


def _on_another_day(values: dict[str, object], day: int) -> dict[str, object]:
    earlier = timedelta(hours=9 * day)
    moved = {name: values[name] - earlier for name in ("start", "end")}  # ty: ignore[unsupported-operator] - the columns are instants
    return {**values, **moved, "id": str(uuid.uuid4()), "title": f"Run {day}"}


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
