"""Boosters that fail in every way a script asks for; `fakes` puts them into their place."""

import time
from dataclasses import replace

import numpy as np

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
from fitglue.domain.errors import Transient
from fitglue.domain.parts import Part
from fitglue.domain.plugins import About, NoSettings, PluginKind, Stage
from fitglue.domain.streams import StreamKind, scalar
from fitglue.testing.fake_script import FakeSettings, die, word_of
from fitglue.testing.fake_world import world


class FakeBooster:
    """Changes a title, as its script says.

    Words: `ok`, `nothing`, `halt`, `later` (0.1 s), `much-later` (an hour), `ask`, `ask-on`
    (without waiting), `ask-file`, `look` and `look-late` (again in 0.1 s or an hour), `power`
    (adds a stream), `fail`, `broken`, `busy`, `die`, `work` (half a second of computing).
    """

    about = About(
        id="fake_booster",
        kind=PluginKind.BOOSTER,
        name="Fake Booster",
        summary="A booster for tests.",
        changes=frozenset({Part.TITLE, StreamKind.POWER}),
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
        return _boosted(word_of(tools.settings, number), activity)


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
    if word in _LOOKS_S:
        half = changed("Half of it.", section="Half of it.")
        return replace(half, look_again_s=_LOOKS_S[word])
    if word in _WAITS_S:
        return retry_later("Not there yet.", _WAITS_S[word])
    return _boosted_now(word, activity)


def _boosted_now(word: str, activity: Activity) -> Boost:
    match word:
        case "power":
            return changed("It has power now.", activity=_with_power(activity))
        case "nothing":
            return unchanged("It is good as it is.")
        case "halt":
            return halt("The script says so.")
        case "fail":
            return failed("The script says so.")
        case "broken":
            raise ZeroDivisionError
        case "busy":
            raise Transient("The service is busy.", retry_after_s=0.1)
        case "die":
            die()
        case "work":
            _compute(0.5)
    return changed("Louder.", activity=replace(activity, title=f"{activity.title}!"), section="Hi.")


def _with_power(activity: Activity) -> Activity:
    clock = np.arange(0.0, activity.workout.elapsed_s)
    power = scalar(StreamKind.POWER, clock, np.full(len(clock), 200.0))
    streams = {**activity.workout.streams, StreamKind.POWER: power}
    return replace(activity, workout=replace(activity.workout, streams=streams))


def _compute(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(1000))


booster = FakeBooster()
athlete_booster = AthleteBooster()
last_booster = LastBooster()
