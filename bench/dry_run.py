"""How long a dry run of a pipeline of six boosters over past activities takes.

The activities are an hour long, with heart rate every five seconds and, two of three, a route of
1 Hz; no service is asked. The time is that of the pages' own call, reading included.
"""

import tempfile
import time
from pathlib import Path

import harness
from fitglue.config import Settings
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.instance import Instance, open_instance
from fitglue.pipeline.intake import take
from fitglue.testing.arrivals import a_run, an_arrival

_TARGET = "at most 10 s for six boosters over 1,000 past activities"
_AT_A_TIME = 50
_BOOSTERS = {
    "activity_filter": {},
    "virtual_gps": {},
    "elevation_correction": {},
    "calories": {},
    "location_naming": {},
    "privacy_zone": {
        "zones": [{"name": "Home", "spot": {"latitude_deg": 45.78, "longitude_deg": 4.856}}]
    },
}


def main() -> None:
    """Measure."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--activities", type=int, default=1000, help="how many")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        instance = open_instance(Settings(data=Path(folder) / "data", zone="Europe/Paris"))
        activities = _filled(instance, chosen.activities)
        began = time.perf_counter()
        tried = instance.rehearsed(instance.owner().id, _plan(), activities)
        seconds = time.perf_counter() - began
    slowest: dict[str, float] = {}
    for line in (line for one in tried for line in one.trace):
        slowest[line.plugin] = slowest.get(line.plugin, 0.0) + line.took_ms
    detail: dict[str, object] = {
        "target": _TARGET,
        "activities": len(tried),
        "delivered": sum(one.end == "delivered" for one in tried),
        "milliseconds": {name: round(took / len(tried), 2) for name, took in slowest.items()},
    }
    harness.report(harness.result(round(seconds, 2), None, "s", detail), as_json=chosen.json)


def _plan() -> Plan:
    boosters = tuple(
        BoosterUse(key=name, plugin=name, settings=settings) for name, settings in _BOOSTERS.items()
    )
    target = TargetUse(key="folder", plugin="folder")
    return Plan(id="", name="Six", sources=("apple_health",), boosters=boosters, targets=(target,))


def _filled(instance: Instance, number: int) -> list[str]:
    owner, taken = instance.owner().id, []
    for first in range(0, number, _AT_A_TIME):
        arrivals = [
            an_arrival(f"run-{day}", a_run(days=-day, minutes=60, route=bool(day % 3)))
            for day in range(first, min(first + _AT_A_TIME, number))
        ]
        taken += take(instance.starter, owner, "apple_health", arrivals)
    return [one.activity_id for one in taken]


if __name__ == "__main__":
    main()
