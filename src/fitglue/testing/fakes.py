"""A target and a booster that fail in every way a script asks for.

They come through the door of third-party plugins: `installed` puts a distribution with their entry
points on the path, for this process and for every one that it starts. The outside world that they
change is a folder: what "arrived" there outlives any crash, as a real service's memory does.
"""

import os
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from fitglue import registry
from fitglue.domain.activity import Activity
from fitglue.domain.errors import NeedsUser, Refused, Transient, Unknown
from fitglue.domain.pace import Window
from fitglue.domain.plugins import (
    Ability,
    About,
    PluginKind,
    Receipt,
    TargetTools,
)
from fitglue.testing.fake_script import FakeSettings, die, word_of
from fitglue.testing.fake_world import World, world

_ENTRY_POINTS = """[fitglue.plugins]
fake_target = fitglue.testing.fakes:target
paced_target = fitglue.testing.fakes:paced_target
athlete_target = fitglue.testing.fakes:athlete_target
fake_booster = fitglue.testing.fake_boosters:booster
last_booster = fitglue.testing.fake_boosters:last_booster
athlete_booster = fitglue.testing.fake_boosters:athlete_booster
many_settings = fitglue.testing.many_settings:booster
fake_gate = fitglue.testing.many_settings:gate
"""


class FakeTarget:
    """Takes activities into the world, as its script says.

    Words: `ok`, `busy` (for 0.1 s), `busy-forever`, `refuse`, `needs-user`, `lost-reply` (it
    arrives, the answer does not), `no-reply` (nothing arrives, no answer), `broken`, `die-before`
    and `die-after` (the process is killed before or after the bytes arrive), `slow`. With
    `delete-` before them they are for deleting.
    """

    def __init__(self, name: str, pace: tuple[Window, ...] = (), tier: str = "hobbyist") -> None:
        self.about = About(
            id=name,
            kind=PluginKind.TARGET,
            name=name.replace("_", " ").title(),
            summary="A target for tests.",
            description="It takes activities into a folder and fails whenever its script says so.",
            settings=FakeSettings,
            abilities=frozenset({Ability.UPDATE, Ability.FIND, Ability.DELETE}),
            pace=pace,
            tier=tier,
        )

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Take an activity, or fail."""
        number = world().note("deliver", activity.id)
        word = word_of(tools.settings, number)
        _fail_before(word)
        receipt = world().take(activity)
        _fail_after(word)
        return receipt

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Change what is there; the script speaks of first deliveries alone."""
        del tools
        world().note("update", activity.id)
        world().renew(receipt, activity)
        return receipt

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Look what is there."""
        del tools
        world().note("find", activity.id)
        there = world().has(activity.id)
        return Receipt(there[0].name, f"fake:{there[0].name}") if there else None

    def delete(self, receipt: Receipt, tools: TargetTools) -> None:
        """Delete what is there, or fail as a `delete-…` word of the script says."""
        tries = world().note("delete", receipt.id.split(".")[0])
        word = word_of(tools.settings, tries, "delete-")
        _fail_before(word)
        (world().folder / receipt.id).unlink(missing_ok=True)
        _fail_after(word)


def _fail_before(word: str) -> None:
    match word:
        case "busy":
            raise Transient("The fake target is busy.", retry_after_s=0.1)
        case "refuse":
            raise Refused("The fake target does not want it.")
        case "needs-user":
            raise NeedsUser("The fake target does not know you.", "Sign in again.")
        case "no-reply":
            raise Unknown("The fake target did not answer.", retry_after_s=0.1)
        case "broken":
            raise ZeroDivisionError
        case "die-before":
            die()
        case "slow":
            time.sleep(1)


def _fail_after(word: str) -> None:
    match word:
        case "lost-reply":
            raise Unknown("The fake target's answer was lost.", retry_after_s=0.1)
        case "die-after":
            die()


def install(folder: Path) -> Mapping[str, str]:
    """Write the fakes' distribution into a folder, and give the environment that finds it."""
    write_distribution(folder, "fitglue-fakes", _ENTRY_POINTS)
    return {"PYTHONPATH": str(folder), "FAKE_WORLD": str(folder / "world")}


def write_distribution(folder: Path, name: str, entry_points: str) -> None:
    """Write a distribution that has nothing but entry points."""
    info = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(entry_points)


@contextmanager
def found(folder: Path, environment: Mapping[str, str]) -> Generator[None]:
    """Let this process find the plugins of a folder during the block."""
    before = dict(os.environ)
    os.environ.update(environment)
    sys.path.insert(0, str(folder))
    registry.plugins.cache_clear()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        os.environ.clear()
        os.environ.update(before)
        registry.plugins.cache_clear()


@contextmanager
def installed(folder: Path) -> Generator[World]:
    """Let this process find the fakes during the block."""
    with found(folder, install(folder)):
        yield world()


target = FakeTarget("fake_target")
paced_target = FakeTarget("paced_target", (Window(3, 2.0), Window(8, 8.0)))
athlete_target = FakeTarget("athlete_target", tier="athlete")
