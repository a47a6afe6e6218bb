"""Worker processes, as an operator starts them, and people whose workouts they work on."""

import os
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError

from fitglue.config import Settings
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.instance import Instance
from fitglue.pipeline.intake import take
from fitglue.testing.arrivals import a_run, an_arrival

APPLE = "apple_health"


@dataclass(slots=True)
class Workers:
    """Some `fitglue worker` processes on one database."""

    settings: Settings
    variables: Mapping[str, str] = field(default_factory=dict)
    processes: "list[subprocess.Popen[str]]" = field(default_factory=list)

    def start(self, number: int = 1) -> None:
        """Start more of them, and wait until they are at work."""
        new = [self._start() for _ in range(number)]
        self.processes += new
        for process in new:
            line = process.stdout.readline() if process.stdout else ""
            if "at work" not in line:
                raise AssertionError(f"a worker did not start: {line}")

    def kill(self, number: int) -> None:
        """Kill one, at once and for good."""
        self.processes[number].kill()
        self.processes[number].wait()

    def stop(self) -> None:
        """Stop them all."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.communicate(timeout=20)

    def _start(self) -> "subprocess.Popen[str]":
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FITGLUE")}
        settings = {
            "FITGLUE_DATA": str(self.settings.data),
            "FITGLUE_DATABASE_URL": self.settings.database_url,
            "FITGLUE_ZONE": "Europe/Paris",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "fitglue", "worker"],
            env={**kept, **settings, **self.variables},
            stdout=subprocess.PIPE,
            stderr=None,
            text=True,
        )


@contextmanager
def workers(
    settings: Settings, number: int = 1, variables: Mapping[str, str] | None = None
) -> Generator[Workers]:
    """Have workers during the block, with more variables in their environment."""
    some = Workers(settings, variables or {})
    some.start(number)
    try:
        yield some
    finally:
        some.stop()


def somebody(
    instance: Instance,
    name: str,
    *,
    boosters: Sequence[str] = (),
    target: str = "fake_target",
    script: str = "",
) -> str:
    """Make a person whose workouts go through fake boosters to one target; give their account."""
    account = instance.store.accounts.add(
        name=name, email=f"{name}@example.org", password_hash="", zone="Europe/Paris"
    )
    uses = tuple(
        BoosterUse(key=f"b{at}", plugin="fake_booster", settings={"script": word})
        for at, word in enumerate(boosters)
    )
    settings = {"script": script} if target.startswith("fake") else {}
    targets = (TargetUse(key="t", plugin=target, settings=settings),)
    plan = Plan(id="", name=name, sources=(APPLE,), boosters=uses, targets=targets)
    instance.store.pipelines.save(account.id, plan)
    return account.id


def workout_arrives(instance: Instance, account_id: str, number: int, minutes: float = 2) -> str:
    """Let a workout arrive, sent until it is taken, as a phone does; give its activity."""
    arrival = an_arrival(f"run-{number}", a_run(days=number, minutes=minutes))
    while True:
        try:
            (taken,) = take(instance.starter, account_id, APPLE, [arrival])
        except DBAPIError:  # the database is away; whoever sends keeps it and tries again
            time.sleep(0.2)
        else:
            return taken.activity_id
