"""Reads a long route through rubicon-objc on the fake HealthKit: microseconds a point.

    PYTHONPATH=mobile/src python bench/phone_objc.py [points]

Prints processor time, which other work on the machine hardly touches: of one pass over the
locations as the app makes it, by prototypes of objc_msgSend, and by rubicon's `send_message`.
"""

import importlib.util
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType
from typing import Any

_FRAMEWORKS = Path(__file__).parents[1] / "mobile/tests/ios/fake/frameworks.py"
_TWELVE_HOURS = 43_000


def _loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fake_frameworks", _FRAMEWORKS)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(_FRAMEWORKS)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _a_workout(points: int) -> dict[str, Any]:
    columns = [
        "latitude_deg",
        "longitude_deg",
        "altitude_m",
        "horizontal_accuracy_m",
        "vertical_accuracy_m",
        "speed_m_per_s",
        "course_deg",
    ]
    route = {name: [1.5] * points for name in columns}
    route["time_s"] = [1.7e9 + second for second in range(points)]
    return {
        "uuid": "00000000-0000-4000-8000-000000000001", "activity_type": 37, "start_s": 1.7e9,
        "end_s": 1.7e9 + points, "app": {"name": "bench"}, "routes": [{"points": route}],
    }  # fmt: skip


def _through_rubicon(points: int) -> float:
    """Read one location again and again by rubicon's own means; give microseconds."""
    from ctypes import c_double, c_void_p  # noqa: PLC0415 - only here

    from rubicon.objc import send_message  # noqa: PLC0415 - after the fake is there
    from rubicon.objc.runtime import get_class, objc_id  # noqa: PLC0415 - same

    from fitglue_phone.ios.declared import Coordinate  # noqa: PLC0415 - same

    location = send_message(get_class("CLLocation"), "new", restype=objc_id, argtypes=[])
    numbers = ["altitude", "horizontalAccuracy", "verticalAccuracy", "speed", "course"]
    begin = time.process_time()
    for _ in range(points):
        send_message(location, "coordinate", restype=Coordinate, argtypes=[])
        send_message(location, "timestamp", restype=c_void_p, argtypes=[])
        for name in numbers:
            send_message(location, name, restype=c_double, argtypes=[])
    return (time.process_time() - begin) / points * 1e6


def main(points: int) -> None:
    """Print the figures."""
    frameworks = _loaded()
    if why_not := frameworks.why_not():
        sys.exit(f"needs: {why_not}")
    with tempfile.TemporaryDirectory() as folder:
        fake = frameworks.connected(frameworks.built(Path(folder)))
        fake.reset()
        fake.holds(_a_workout(points))
        from fitglue_phone.ios.healthkit.store import HealthKit  # noqa: PLC0415 - after the fake

        health = HealthKit()
        workout = health.workout("00000000-0000-4000-8000-000000000001")
        if workout is None:
            sys.exit("the fake lost its workout")
        times = []
        for _ in range(5):
            begin = time.process_time()
            (route,) = health.routes(workout)
            times.append((time.process_time() - begin) / len(route.points) * 1e6)
        best, worst = min(times), max(times)
        print(f"{points} points: {best:.1f} to {worst:.1f} µs a point, {best * points / 1e6:.2f} s")
        print(f"send_message of rubicon-objc: {_through_rubicon(2000):.0f} µs a point")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _TWELVE_HOURS)
