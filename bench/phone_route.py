"""A 12-hour route in the phone's core: memory and time of reading, queueing and uploading it.

    PYTHONPATH=src:mobile/src python bench/phone_route.py

The phone runs in a process of its own against a stand-in server in this one. `own_s` is the
process' CPU time from reading to the last receipt; `above_mb` its highest resident size above what
it had when it was idle. `cold_s` is the time from a new interpreter to an engine to which observers
could be given (imports, the queue made and opened), `cold_own_s` the CPU's part of it.
"""

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

CHECKOUT = Path(__file__).resolve().parent.parent
MINUTES, RUNS = 717, 3  # 43,020 points, one a second
COLD = """
import sys, time
begun, own = time.perf_counter(), time.process_time()
from pathlib import Path
from fitglue_phone.simulated.phone import SimulatedPhone
SimulatedPhone(Path(sys.argv[1]), [], None)
print(time.perf_counter() - begun, time.process_time() - own)
"""
PHONE = """
import json, sys, time
from array import array
from pathlib import Path
from fitglue_phone.core.engine import Engine
from fitglue_phone.core.pairing import invited
from fitglue_phone.core.ports import Ports
from fitglue_phone.core.workout import Points, Route
from fitglue_phone.desktop.machine import Desktop, FileKeychain, LoopScheduler
from fitglue_phone.desktop.uploading import UrllibUploader
from fitglue_phone.simulated import Happening, Recorded, SimulatedHealth
from fitglue_phone.simulated.life import WATCH
from fitglue_phone.simulated.phone import AUTUMN_S, CODE, SetClock

folder, server, file = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
one = Recorded(3, 37, AUTUMN_S - 86400 * 2, float(sys.argv[4]))
clock = SetClock(AUTUMN_S + 1)
health = SimulatedHealth([], clock)
ports = Ports(health, UrllibUploader(), LoopScheduler(), FileKeychain(folder / "k"), clock,
              Desktop("bench"))
engine = Engine(ports, folder)
engine.start()
engine.pair(invited(server, CODE))
engine.wake()

def columns():
    with file.open("rb") as read:
        for _ in range(8):
            column = array("d")
            column.fromfile(read, file.stat().st_size // 64)
            yield column

def routes(workout):
    yield Route(uuid=one.route_uuid(), app=WATCH, points=Points(*columns()))

health.routes = routes
for what in ("workout", "route", "series"):
    health.happens(Happening(AUTUMN_S, what, one))
def kilobytes(name):
    status = Path("/proc/self/status").read_text()
    return int(status.split(name + ":")[1].split()[0])

resident = kilobytes("VmRSS")
Path("/proc/self/clear_refs").write_text("5")  # the highest so far is forgotten
own = time.process_time()
engine.wake()
own = time.process_time() - own
above = kilobytes("VmHWM") - resident
state = engine.state()
assert state.is_up_to_date, state
print(json.dumps({"own_s": own, "above_mb": above / 1024}))
"""


def main() -> None:
    """Measure, and print the middle of three runs."""
    sys.path[:0] = [str(CHECKOUT / "src"), str(CHECKOUT / "mobile" / "src")]
    from fitglue.testing.phone_server import phone_server  # noqa: PLC0415 - after its path

    told = []
    for _ in range(RUNS):
        with TemporaryDirectory() as folder, phone_server() as server:
            told.append(_measured(Path(folder), server.address))
    for name in told[0]:
        print(f"{name}: {sorted(one[name] for one in told)[RUNS // 2]:.3f}")
    print(f"load when it ended: {os.getloadavg()[0]:.1f}")


def _measured(folder: Path, address: str) -> dict[str, float]:
    from fitglue_phone.simulated import Recorded  # noqa: PLC0415 - after its path

    file, points = folder / "points", Recorded(3, 37, 1_794_484_800.0, MINUTES).route().points
    with file.open("wb") as written:
        for column in fields(points):
            getattr(points, column.name).tofile(written)
    told = json.loads(_run(PHONE, folder, address, file, MINUTES))
    wall_s, own_s = map(float, _run(COLD, folder / "cold").split())
    return {"points": len(points), **told, "cold_s": wall_s, "cold_own_s": own_s}


def _run(program: str, *arguments: object) -> str:
    ended = subprocess.run(
        [sys.executable, "-S", "-c", program, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "mobile" / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout


if __name__ == "__main__":
    main()
