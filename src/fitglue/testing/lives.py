"""One life of a FitGlue process: it takes workouts, works on them, and may be killed meanwhile.

Lives are forks of a parent that has imported everything and opened nothing, for a start from
nothing costs two seconds, and there are thousands of lives. Each has its own connections, threads
and locks, and its death is a real SIGKILL.
"""

import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fitglue.config import Settings
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.instance import Instance, open_instance
from fitglue.pipeline.intake import take
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.at_work import until_quiet
from fitglue.testing.crash_points import arm
from fitglue.worker import executor_of

APPLE = "apple_health"
LIVED, KILLED = 0, -9


@dataclass(frozen=True, slots=True)
class Life:
    """What a life is to do: which workouts arrive, by which scripts, and when it is killed."""

    settings: Settings
    name: str
    workouts: int
    booster: str = "ok"
    target: str = ""
    dies: str = ""
    at_hit: int = 1


def live(life: Life) -> int:
    """Let a life be lived, and give how it ended: 0, or minus the signal that ended it."""
    return forked(lambda: _live(life))


def forked(work: Callable[[], None]) -> int:
    """Do some work in a fork, and give how it ended."""
    return ended(begun(work))


def begun(work: Callable[[], None]) -> int:
    """Begin some work in a fork, and give its process."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work()
            status = LIVED
        except BaseException:  # noqa: BLE001 - whatever it is, it is told, and ends this life alone
            traceback.print_exc()
        finally:
            os._exit(status)
    return pid


def ended(pid: int) -> int:
    """Wait for the end of a fork, and give how it ended."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _live(life: Life) -> None:
    if life.dies:
        arm(life.dies, life.at_hit)
    instance = open_instance(life.settings)
    account_id = _person(instance, life)
    executor_of(instance).start()
    for number in range(life.workouts):
        arrival = an_arrival(f"{life.name}-{number}", a_run(days=number, minutes=2))
        (taken,) = take(instance.starter, account_id, APPLE, [arrival])
        _receipt(life, taken.activity_id)
    until_quiet(instance, account_id)


def _person(instance: Instance, life: Life) -> str:
    """Find the person of this life, with their one pipeline, or make them."""
    known = instance.store.accounts.by_email(life.name)
    if known is not None and len(instance.store.pipelines.of_account(known.id)) == 1:
        return known.id
    account = known or instance.store.accounts.add(
        name=life.name, email=life.name, password_hash="", zone="Europe/Paris"
    )
    uses = [BoosterUse(key="b", plugin="fake_booster", settings={"script": life.booster})]
    target = TargetUse(key="t", plugin="fake_target", settings={"script": life.target})
    plan = Plan(id="", name="P", sources=(APPLE,), boosters=tuple(uses), targets=(target,))
    instance.store.pipelines.save(account.id, plan)
    return account.id


def _receipt(life: Life, activity_id: str) -> None:
    """Note what the sender was promised, as a phone would forget the workout then."""
    with (_receipts(life)).open("a") as file:
        file.write(f"{activity_id}\n")
        file.flush()
        os.fsync(file.fileno())


def receipts(life: Life) -> set[str]:
    """Give the activities that were promised."""
    path = _receipts(life)
    return set(path.read_text().split()) if path.exists() else set()


def _receipts(life: Life) -> Path:
    return Path(os.environ["FAKE_WORLD"]) / f"{life.name}.receipts"
