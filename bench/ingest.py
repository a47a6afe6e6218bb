"""From a phone to a file: workouts sent, joined, boosted three times and written as FIT.

A workout is an hour of 1 Hz route and heart rate every five seconds. One real server on SQLite
does all: it answers, works and writes, with a second worker once it finds that it is busy. Waits
count from before the last request, with nothing to settle, to the delivery that the ledger tells.
"""

import json
import tempfile
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import harness
from fitglue.config import Settings
from fitglue.domain.scopes import Scope
from fitglue.instance import Instance, open_instance
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.testing.at_work import until
from fitglue.testing.command_line import CommandLine
from fitglue.testing.fakes import installed
from fitglue.testing.people import HOME
from fitglue.testing.phone import gzipped_items
from fitglue.testing.phone_workouts import a_workout
from fitglue.testing.running_server import serving
from fitglue.testing.workers import somebody
from light_client import Post, posting
from yardstick import Yardstick

_TARGET = "at least 1,500 a minute in one process on SQLite; p95 at most 1 s when idle"
_BOOSTERS = ("ok", "ok", "ok")
_MINUTES = 60
_PHONES = 4  # which take turns: one may not send as often as workouts get through
_QUIET_S = 6.5  # an idle server looks for jobs less often after five seconds


def main() -> None:
    """Measure."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--workouts", type=int, default=1_000, help="one after the other")
    parser.add_argument("--idle", type=int, default=20, help="how many arrive when all is quiet")
    chosen = parser.parse_args()
    yardstick = Yardstick()
    with _at_home() as home:
        home.sends(0)  # whatever loads with the first
        home.is_quiet()
        per_minute = home.together(range(1, 1 + chosen.workouts))
        waits_s = [home.wait_s(10_000 + at) for at in range(chosen.idle)]
    detail: dict[str, object] = {"target": _TARGET, "workouts": chosen.workouts}
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    detail |= {
        f"idle_{name}_s": round(harness.percentile(waits_s, share), 2)
        for name, share in shares.items()
    }
    detail |= yardstick.read()
    harness.report(
        harness.result(per_minute, None, "workouts a minute", detail), as_json=chosen.json
    )


@dataclass(frozen=True, slots=True)
class _Home:
    """A server, the phones of its only person, and a view of their ledger."""

    instance: Instance
    account_id: str
    post: Post

    def sends(self, number: int) -> str:
        """Send a workout and give its activity."""
        body = gzipped_items(a_workout(number, minutes=_MINUTES).items, f"batch {number}")
        return self._post(body)

    def _post(self, body: bytes) -> str:
        activity_id: str = json.loads(self.post(body))["receipts"][0]["activity_id"]
        return activity_id

    def is_quiet(self) -> None:
        """Wait until everything is delivered; rarely looking, for a look takes time from work."""
        due = self.instance.store.runs.due
        until(lambda: due(self.account_id) == 0, "the end", 600, look_every_s=0.2)

    def together(self, numbers: Iterable[int]) -> float:
        """Send workouts, each as soon as the last is answered; give how many a minute get home."""
        bodies = [gzipped_items(a_workout(at, minutes=_MINUTES).items, f"{at}") for at in numbers]
        began = time.perf_counter()
        for body in bodies:
            self._post(body)
        self.is_quiet()
        return len(bodies) / (time.perf_counter() - began) * 60

    def wait_s(self, number: int) -> float:
        """Send one workout in the quiet; give the time to its delivery."""
        time.sleep(_QUIET_S)
        began = datetime.now(UTC)
        activity = self.sends(number)
        self.is_quiet()
        (delivery,) = self.instance.store.deliveries.of_activities(self.account_id, [activity])
        return ((delivery.sent_at or datetime.now(UTC)) - began).total_seconds()


@contextmanager
def _at_home() -> Generator[_Home]:
    with tempfile.TemporaryDirectory() as folder, installed(Path(folder) / "fakes"):
        command_line = CommandLine(Path(folder) / "home")
        instance = open_instance(Settings(data=command_line.data, zone="Europe/Paris"))
        kim = somebody(instance, "kim", boosters=_BOOSTERS, target="folder")
        instance.store.accounts.settle(kim, 0)
        tokens = [_token(instance, kim, phone) for phone in range(_PHONES)]
        with serving(command_line) as server, posting(server.address, *tokens) as post:
            yield _Home(instance, kim, post)
        instance.close()


def _token(instance: Instance, account_id: str, phone: int) -> str:
    acting = Acting(instance, instance.store.accounts.get(account_id), HOME)
    return programs.make_token(acting, f"Phone {phone}", {Scope.SYNC}, None)


if __name__ == "__main__":
    main()
