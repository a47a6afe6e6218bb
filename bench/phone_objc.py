"""Reads a long route through rubicon-objc on the fake HealthKit: microseconds a point.

    PYTHONPATH=mobile/src python bench/phone_objc.py [points]

Prints processor time, which other work on the machine hardly touches: of one pass over the
locations as the app makes it, by prototypes of objc_msgSend, and by rubicon's `send_message`; and
of a launch in a process of its own with compiled bytecode, from the first import until HealthKit's
observers are registered.
"""

import importlib.util
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType
from typing import Any

_FRAMEWORKS = Path(__file__).parents[1] / "mobile/tests/ios/fake/frameworks.py"
_TWELVE_HOURS = 43_000


_LAUNCH = """
import time
begun, own = time.perf_counter(), time.process_time()
import sys
from pathlib import Path
from fitglue_phone.core.engine import Engine
from fitglue_phone.core.links import Links
from fitglue_phone.core.ports import Ports
from fitglue_phone.desktop.machine import SystemClock
from fitglue_phone.ios.delegate import Delegate
from fitglue_phone.ios.healthkit.metrics import HealthKitMetrics
from fitglue_phone.ios.healthkit.store import HealthKit
from fitglue_phone.ios.healthkit.written import HealthKitWriting
from fitglue_phone.ios.keychain import SecItems
from fitglue_phone.ios.launching import Launch
from fitglue_phone.ios.phone import IPhone

clock = SystemClock()
launch = Launch(clock)
ports = Ports(HealthKit(), launch.uploads, launch.refreshes, SecItems(), clock, IPhone(),
              HealthKitMetrics(), HealthKitWriting())
launch.start(Engine(ports, Path(sys.argv[1])))
told = time.perf_counter() - begun, time.process_time() - own
print(*told, len(sys.modules))
sys.stdout.flush()
import os
os._exit(0)
"""


def _launched(library: Path, folder: Path) -> tuple[float, float, int]:
    """Launch in a process of its own; give seconds, the processor's seconds, and modules."""
    before = (
        f"import sys; sys.path.insert(0, {str(_FRAMEWORKS.parent)!r}); import frameworks;"
        f" from pathlib import Path; fake = frameworks.connected(Path({str(library)!r}));"
        " fake.reset()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", before + _LAUNCH, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    wall_s, own_s, modules = done.stdout.split()
    return float(wall_s), float(own_s), int(modules)


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
        library = frameworks.built(Path(folder))
        launches = [_launched(library, Path(folder) / str(number)) for number in range(6)][1:]
        wall_s, own_s, modules = sorted(launches, key=lambda one: one[1])[2]
        print(f"launch: {own_s:.2f} s of processor, {wall_s:.2f} s, {modules} modules")
        fake = frameworks.connected(library)
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
