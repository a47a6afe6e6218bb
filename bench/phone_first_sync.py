"""The first sync of a phone with years in it: memory, processor, the queue on disk, the order.

    PYTHONPATH=src:mobile/src python bench/phone_first_sync.py [workouts]

Every workout has half an hour of points and samples. The phone is a process of its own against a
stand-in server in this one. It sees all, asks what the server has, and is told to send everything;
`offline` is the same without a network, until nothing more is read. `own_s` is the phone's CPU
time, `above_mb` its highest resident size above what it had when idle, `queue_mb` the largest size
of its queue's folder.
"""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
WORKOUTS = 5000
PHONE = """
import json, sys, time
from array import array
from dataclasses import replace
from pathlib import Path
from fitglue_phone.core.engine import Engine
from fitglue_phone.core.pairing import invited
from fitglue_phone.core.ports import Answer, Changes, Kind, Ports
from fitglue_phone.desktop.machine import Desktop, FileKeychain, LoopScheduler, SystemClock
from fitglue_phone.desktop.uploading import UrllibUploader
from fitglue_phone.simulated import Recorded
from fitglue_phone.simulated.life import RUNNING, uuid_of
from fitglue_phone.simulated.phone import CODE

folder, server, count, offline = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
one = Recorded(3, RUNNING, 1.6e9, 30)
shape, route, series = one.workout, one.route(), list(one.series())
DAY_S = 40_000.0

def moved(column, by):
    return array("d", [moment + by for moment in column])

class Years:
    platform, kinds = "healthkit", (Kind.WORKOUTS,)
    numbers = {uuid_of(n, "workout"): n for n in range(count)}

    def by(self, number):
        return (number - count) * DAY_S

    def drawn(self, number):
        by = self.by(number)
        return replace(shape, uuid=uuid_of(number, "workout"), start_s=shape.start_s + by,
                       end_s=shape.end_s + by)

    def changes(self, kind, anchor, limit):
        start = int(anchor or b"0")
        end = min(start + limit, count)
        told = tuple(self.drawn(number) for number in range(start, end))
        return Changes(str(end).encode(), told, more=end < count)

    def workout(self, uuid):
        return self.drawn(self.numbers[uuid])

    def routes(self, workout):
        number = self.numbers[workout.uuid]
        points = replace(route.points, time_s=moved(route.points.time_s, self.by(number)))
        yield replace(route, uuid=uuid_of(number, "route"), points=points)

    def series(self, workout):
        by = self.by(self.numbers[workout.uuid])
        for each in series:
            end_s = each.end_s and moved(each.end_s, by)
            yield replace(each, start_s=moved(each.start_s, by), end_s=end_s)

    def earliest_s(self):
        return 0.0

    def request_status(self):
        return 2

    def permissions(self):
        return {}

class Cut(UrllibUploader):
    cut = False

    def _post(self, url, body, headers):
        return Answer(0, why="cut") if self.cut else super()._post(url, body, headers)

def kilobytes(name):
    status = Path("/proc/self/status").read_text()
    return int(status.split(name + ":")[1].split()[0])

uploader = Cut()
ports = Ports(Years(), uploader, LoopScheduler(), FileKeychain(folder / "k"), SystemClock(),
              Desktop("bench"))
engine = Engine(ports, folder)
engine.start()
engine.pair(invited(server, CODE))
resident, own = kilobytes("VmRSS"), time.process_time()
Path("/proc/self/clear_refs").write_text("5")  # the highest so far is forgotten
engine.wake()
seen_s = time.process_time() - own
uploader.cut = offline == "offline"
engine.send_history()
largest, wakes = 0, 0
while not engine.state().is_up_to_date and wakes < (2 if uploader.cut else 100_000):
    engine.wake(5.0)
    wakes += 1
    size = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
    largest = max(largest, size)
own = time.process_time() - own
above = (kilobytes("VmHWM") - resident) / 1024
print(json.dumps({"own_s": own, "seen_s": seen_s, "above_mb": above,
                  "queue_mb": largest / 1e6, "waiting": engine.state().waiting}))
"""


class _Counted(dict[str, Any]):
    """Which workouts came, and nothing of them: five thousand are gigabytes."""

    def setdefault(self, uuid: str, _default: Any = None) -> Any:
        """Count a workout, and give a place that is forgotten."""
        self[uuid] = {}
        return {}


def main(workouts: int) -> None:
    """Measure both, and check the order."""
    sys.path[:0] = [str(CHECKOUT / "src"), str(CHECKOUT / "mobile" / "src")]
    from fitglue.testing.phone_server import phone_server  # noqa: PLC0415 - after its path
    from fitglue_phone.simulated.life import uuid_of  # noqa: PLC0415 - same

    numbers = {uuid_of(number, "workout"): number for number in range(workouts)}

    for how in ("online", "offline"):
        with TemporaryDirectory() as folder, phone_server() as server:
            server.parts = _Counted()
            told = _run(folder, server.address, workouts, how)
            order = [numbers[uuid] for uuid in server.order]
            told["workouts"] = len(server.parts)
            told["largest_body_mb"] = server.largest / 1e6
            told["newest first"] = all(newer > older for newer, older in pairwise(order))
        print(how, json.dumps(told))
    print(f"load when it ended: {os.getloadavg()[0]:.1f}")


def _run(*arguments: object) -> dict[str, float]:
    ended = subprocess.run(
        [sys.executable, "-S", "-c", PHONE, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "mobile" / "src")},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told: dict[str, float] = json.loads(ended.stdout)
    return told


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else WORKOUTS)
