"""A target and a booster that fail in every way a script asks for.

They come through the door of third-party plugins: `installed` puts a distribution with their entry
points on the path, for this process and for every one that it starts. The outside world that they
change is a folder: what "arrived" there outlives any crash, as a real service's memory does.
"""

import os
import signal
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from fitglue import registry
from fitglue.domain.activity import Activity
from fitglue.domain.boost import (
    Boost,
    InputField,
    Question,
    ask,
    changed,
    failed,
    halt,
    retry_later,
    unchanged,
)
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.errors import NeedsUser, Refused, Transient, Unknown
from fitglue.domain.pace import Window
from fitglue.domain.parts import Part
from fitglue.domain.plugins import (
    Ability,
    About,
    NoSettings,
    PluginKind,
    Receipt,
    Stage,
    TargetTools,
)
from fitglue.testing.fake_world import World, world

_ENTRY_POINTS = """[fitglue.plugins]
fake_target = fitglue.testing.fakes:target
paced_target = fitglue.testing.fakes:paced_target
athlete_target = fitglue.testing.fakes:athlete_target
fake_booster = fitglue.testing.fakes:booster
last_booster = fitglue.testing.fakes:last_booster
athlete_booster = fitglue.testing.fakes:athlete_booster
"""


class FakeSettings(BaseModel):
    """What happens, call by call; behind the last word of the script all goes well."""

    script: str = Field(
        default="",
        title="Script",
        description="Words with commas between: what each call on an activity does.",
    )


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
        word = _word(tools.settings, number)
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
        word = _word(tools.settings, tries, "delete-")
        _fail_before(word)
        (world().folder / receipt.id).unlink(missing_ok=True)
        _fail_after(word)


class FakeBooster:
    """Changes a title, as its script says.

    Words: `ok`, `nothing`, `halt`, `later` (0.1 s), `much-later` (an hour), `ask`, `ask-on`
    (without waiting), `ask-file`, `look` and `look-late` (again in 0.1 s or an hour), `fail`,
    `broken`, `busy`, `die`, `work` (half a second of computing).
    """

    about = About(
        id="fake_booster",
        kind=PluginKind.BOOSTER,
        name="Fake Booster",
        summary="A booster for tests.",
        changes=frozenset({Part.TITLE}),
        description="It adds an exclamation mark to titles and fails whenever its script says so.",
        settings=FakeSettings,
    )

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Do what the script says for this try."""
        script = tools.settings.script
        if script == "ask-file":
            return _asked_for_a_file(tools)
        if script.startswith("ask"):
            return _asked(activity, tools, blocking=script == "ask")
        number = tools.attempt if "die" not in script else world().note("boost", activity.id)
        return _boosted(_word(tools.settings, number), activity)


class AthleteBooster(FakeBooster):
    """The same, for Athletes alone."""

    about = replace(FakeBooster.about, id="athlete_booster", name="Athlete Booster", tier="athlete")


class LastBooster(FakeBooster):
    """Counts the paragraphs of the finished text."""

    about = replace(
        FakeBooster.about, id="last_booster", name="Last Booster", stage=Stage.LAST,
        settings=NoSettings,
    )  # fmt: skip

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Count."""
        del activity
        return changed("Counted.", section=f"{len(tools.text)} paragraphs.")


def _asked_for_a_file(tools: BoosterTools) -> Boost:
    if tools.answer is None:
        field = InputField(name="file", label="File", kind="file", accepts=(".fit",))
        return ask(Question(title="Which file?", fields=(field,)))
    return changed("Got it.", section=f"{len(tools.answer.file)} bytes.")


def _asked(activity: Activity, tools: BoosterTools, *, blocking: bool) -> Boost:
    if tools.answer is None:
        fields = (InputField(name="title", label="Title", required=True),)
        return ask(Question(title="What shall it be called?", fields=fields, blocking=blocking))
    if tools.answer.values is None:
        return unchanged("Nobody answered.")
    return changed("Answered.", activity=replace(activity, title=tools.answer.values["title"]))


_LOOKS_S = {"look": 0.1, "look-late": 3600.0}
_WAITS_S = {"later": 0.1, "soon": 10.0, "much-later": 3600.0}


def _boosted(word: str, activity: Activity) -> Boost:
    match word:
        case "nothing":
            return unchanged("It is good as it is.")
        case "halt":
            return halt("The script says so.")
        case "later" | "soon" | "much-later":
            return retry_later("Not there yet.", _WAITS_S[word])
        case "look" | "look-late":
            seen = changed("Half of it.", section="Half of it.")
            return replace(seen, look_again_s=_LOOKS_S[word])
        case "fail":
            return failed("The script says so.")
        case "broken":
            raise ZeroDivisionError
        case "busy":
            raise Transient("The service is busy.", retry_after_s=0.1)
        case "die":
            _die()
        case "work":
            _compute(0.5)
    return changed("Louder.", activity=replace(activity, title=f"{activity.title}!"), section="Hi.")


def _word(settings: Any, number: int, prefix: str = "") -> str:
    every = [word.strip() for word in settings.script.split(",")]
    words = [word.removeprefix(prefix) for word in every if word.startswith(prefix)] or [""]
    if words == ["busy-forever"]:
        return "busy"
    return words[number - 1] if number <= len(words) and words[0] else "ok"


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
            _die()
        case "slow":
            time.sleep(1)


def _fail_after(word: str) -> None:
    match word:
        case "lost-reply":
            raise Unknown("The fake target's answer was lost.", retry_after_s=0.1)
        case "die-after":
            _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _compute(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(1000))


def install(folder: Path) -> Mapping[str, str]:
    """Write the fakes' distribution into a folder, and give the environment that finds it."""
    info = folder / "fitglue_fakes-1.0.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: fitglue-fakes\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(_ENTRY_POINTS)
    return {"PYTHONPATH": str(folder), "FAKE_WORLD": str(folder / "world")}


@contextmanager
def installed(folder: Path) -> Generator[World]:
    """Let this process find the fakes during the block."""
    environment = install(folder)
    before = dict(os.environ)
    os.environ.update(environment)
    sys.path.insert(0, str(folder))
    registry.plugins.cache_clear()
    try:
        yield world()
    finally:
        sys.path.remove(str(folder))
        os.environ.clear()
        os.environ.update(before)
        registry.plugins.cache_clear()


target = FakeTarget("fake_target")
paced_target = FakeTarget("paced_target", (Window(3, 2.0), Window(8, 8.0)))
athlete_target = FakeTarget("athlete_target", tier="athlete")
booster = FakeBooster()
athlete_booster = AthleteBooster()
last_booster = LastBooster()
