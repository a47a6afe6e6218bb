"""How fast workouts go through a pipeline of three boosters to a FIT file, and how soon when idle.

A workout is an hour of 1 Hz route and heart rate every five seconds. On SQLite one process does
all, as `fitglue serve` does; on PostgreSQL one and two `fitglue worker` processes work off a
backlog, with the database on the same cores. `past_…` says the same with so many past runs in the
database.
"""

import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import harness
from fitglue.config import Settings
from fitglue.instance import Instance, open_instance
from fitglue.testing.at_work import until, working
from fitglue.testing.fakes import installed
from fitglue.testing.postgres import is_installed, postgres_server
from fitglue.testing.season import fill
from fitglue.testing.workers import somebody, workers, workout_arrives

_TARGET = "at least 1,500 a minute on SQLite in one process; p95 at most 1 s when idle"
_MINUTES = 60
_BOOSTERS = ("ok", "ok", "ok")
_QUIET_S = 6.5  # an idle server looks for jobs less often after five seconds


def main() -> None:
    """Measure."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--workouts", type=int, default=300, help="how many in each round")
    parser.add_argument("--idle", type=int, default=20, help="how many arrive when all is quiet")
    parser.add_argument("--past", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, installed(Path(folder) / "fakes"):
        detail: dict[str, object] = {"target": _TARGET, "workouts": chosen.workouts}
        with _at_home(Path(folder) / "home") as (instance, kim):
            per_minute = _together(instance, kim, chosen.workouts)
            detail |= _latencies(instance, kim, chosen.idle, "idle")
        if is_installed():
            detail |= _on_postgres(Path(folder), chosen.workouts)
        for past in chosen.past:
            with _at_home(Path(folder) / f"past-{past}", past) as (instance, kim):
                detail[f"past_{past}_per_minute"] = round(_together(instance, kim, chosen.workouts))
                detail |= _latencies(instance, kim, 8, f"past_{past}_idle")
    harness.report(
        harness.result(per_minute, None, "workouts a minute", detail), as_json=chosen.json
    )


@contextmanager
def _at_home(data: Path, past: int = 0) -> Generator[tuple[Instance, str]]:
    instance = open_instance(Settings(data=data, zone="Europe/Paris"))
    kim = somebody(instance, "kim", boosters=_BOOSTERS, target="folder")
    if past:
        fill(instance, kim, past)
    yield instance, kim
    instance.close()


def _together(instance: Instance, kim: str, number: int) -> float:
    """Let workouts arrive while this process works on them; give how many a minute.

    A first one has gone through: what a process loads and compiles once is no part of its pace.
    """
    with working(instance):
        workout_arrives(instance, kim, 9_999, _MINUTES)
        until(lambda: instance.store.runs.due(kim) == 0, "the first", 60)
        began = time.perf_counter()
        for at in range(number):
            workout_arrives(instance, kim, at, _MINUTES)
        # Rarely, for each look takes time from the work.
        until(lambda: instance.store.runs.due(kim) == 0, "the end", 600, look_every_s=0.2)
        return number / (time.perf_counter() - began) * 60


def _latencies(instance: Instance, kim: str, number: int, name: str) -> dict[str, object]:
    """Let workouts arrive one by one in the quiet; give the time from stored to delivered."""
    with working(instance):
        waits = [_wait_s(instance, kim, 1_000 + at) for at in range(number)]
    told = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {
        f"{name}_{key}_s": round(harness.percentile(waits, share), 2) for key, share in told.items()
    }


def _wait_s(instance: Instance, kim: str, number: int) -> float:
    time.sleep(_QUIET_S)
    activity = workout_arrives(instance, kim, number, _MINUTES)
    stored = datetime.now(UTC)
    deliveries = instance.store.deliveries
    until(lambda: deliveries.of_activities(kim, [activity]), "the run")
    until(lambda: deliveries.of_activities(kim, [activity])[0].state == "sent", "the file")
    sent_at = deliveries.of_activities(kim, [activity])[0].sent_at or stored
    return max((sent_at - stored).total_seconds(), 0.0)


def _on_postgres(folder: Path, number: int) -> dict[str, object]:
    told: dict[str, object] = {}
    computing_s: dict[int, float] = {}
    with postgres_server() as server:
        for count in (1, 2):
            settings = Settings(
                data=folder / f"postgres-{count}", database_url=server.new_database()
            )
            instance = open_instance(settings)
            sent = _backlog(instance, count, "kim", _BOOSTERS, number)
            told[f"postgres_{count}_workers_per_minute"] = round(
                (len(sent) - 1) / _spread_s(sent) * 60
            )
            computing_s[count] = _spread_s(_backlog(instance, count, "lee", ("work",), 40))
            instance.close()
    told["computing_two_workers_of_one"] = round(computing_s[2] / computing_s[1], 2)
    return told


def _backlog(
    instance: Instance, count: int, name: str, boosters: tuple[str, ...], number: int
) -> list[datetime]:
    """Let workouts pile up, then workers work them off; give when each was delivered."""
    account = somebody(instance, name, boosters=boosters, target="folder")
    activities = [workout_arrives(instance, account, at, _MINUTES) for at in range(number)]
    with workers(instance.settings, count):
        until(lambda: instance.store.runs.due(account) == 0, "the backlog", 600, look_every_s=0.2)
    rows = instance.store.deliveries.of_activities(account, activities)
    return sorted(row.sent_at for row in rows if row.sent_at)


def _spread_s(sent: list[datetime]) -> float:
    """Give the time between the first delivery and the last."""
    return (sent[-1] - sent[0]).total_seconds()


if __name__ == "__main__":
    main()
