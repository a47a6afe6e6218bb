"""Lets boosters work on a draft, one after the other. Real runs and rehearsals take this way."""

import hmac
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

import msgspec
from pydantic import BaseModel

from fitglue import registry
from fitglue.domain.asking import Lookup, NotConnected
from fitglue.domain.athlete import Athlete
from fitglue.domain.boost import (
    Answer,
    Boost,
    Outcome,
    Question,
    failed,
    retry_later,
    unchanged,
)
from fitglue.domain.booster_tools import (
    BoosterTools,
    History,
    NoHistory,
    NoWeb,
    Nowhere,
    Places,
    Web,
)
from fitglue.domain.draft import Draft
from fitglue.domain.errors import FitGlueError, Paced, Transient
from fitglue.domain.plan import BoosterUse, Plan
from fitglue.domain.plugins import Stage
from fitglue.domain.runs import TraceLine
from fitglue.domain.spot import Spot
from fitglue.domain.tiers import Tier, why_gated

_TRIES_S = (60, 300, 900)  # between tries of a booster whose service does not answer
log = logging.getLogger(__name__)


def _not_connected(service: str) -> Lookup:
    del service
    return NotConnected()


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTools:
    """The tools that all boosters of a person share. `seed` is the person's own, and secret."""

    seed: bytes = field(default=b"", repr=False)
    web: Web = field(default_factory=NoWeb)
    history: History = field(default_factory=NoHistory)
    places: Places = field(default_factory=Nowhere)
    connected: Callable[[str], Lookup] = _not_connected
    athlete: Athlete = field(default_factory=Athlete)
    privacy_zones: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What boosters may know besides the activity.

    `tries` counts those of the first in turn, `looks` how often each one looked again.
    """

    zone: str
    units: str
    now: datetime
    answers: Mapping[str, Answer] = field(default_factory=dict)
    looks: Mapping[str, int] = field(default_factory=dict)
    tries: int = 0
    rehearsing: bool = False
    tier: Tier = Tier.ATHLETE
    shared: SharedTools = field(default_factory=SharedTools)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Stretch:
    """What some boosters in a row came to.

    `position` is whose turn it is next. `stopped_by` is the boost that holds the run, if one does.
    `questions` were asked of the person while the run goes on; `looks_s` are the boosters that
    want to look again, and in how many seconds.
    """

    draft: Draft
    position: int
    trace: tuple[TraceLine, ...]
    stopped_by: Boost | None = None
    questions: Mapping[str, Question] = field(default_factory=dict)
    looks_s: Mapping[str, float] = field(default_factory=dict)


def in_turn(plan: Plan) -> Plan:
    """Order a plan's boosters as they work: those that draw on finished text go last."""
    return replace(plan, boosters=tuple(sorted(plan.boosters, key=_goes_last)))


def boosted(draft: Draft, plan: Plan, position: int, known: Circumstances) -> Stretch:
    """Let boosters work from `position` on, up to the end, a stop, or one that reaches out.

    One that reaches out works alone, so that what it did is written down before the next begins.
    """
    so_far = _SoFar()
    for at in range(position, len(plan.boosters)):
        use = plan.boosters[at]
        if so_far.trace and _reaches_out(use):
            return so_far.stretch(draft, at)
        began = time.perf_counter()
        tries = known.tries if at == position else 0
        boost = _boost(draft, use, known, tries) if use.on else _switched_off()
        so_far.add(use, boost, began)
        if _stops(boost, use):
            return so_far.stretch(draft, at, boost)
        draft = draft.with_boost(use.key, boost)
        if _reaches_out(use):
            return so_far.stretch(draft, at + 1)
    return so_far.stretch(draft, len(plan.boosters))


@dataclass(slots=True)
class _SoFar:
    """What the boosters of a stretch have said."""

    trace: list[TraceLine] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)
    looks_s: dict[str, float] = field(default_factory=dict)

    def add(self, use: BoosterUse, boost: Boost, began: float) -> None:
        self.trace.append(_line(use, boost, began))
        if boost.question is not None:
            self.questions[use.key] = boost.question
        if boost.look_again_s > 0:
            self.looks_s[use.key] = boost.look_again_s

    def stretch(self, draft: Draft, position: int, stopped_by: Boost | None = None) -> Stretch:
        return Stretch(
            draft=draft, position=position, trace=tuple(self.trace), stopped_by=stopped_by,
            questions=self.questions, looks_s=self.looks_s,
        )  # fmt: skip


def _boost(draft: Draft, use: BoosterUse, known: Circumstances, tries: int) -> Boost:
    try:
        booster = registry.booster(use.plugin)
        if why := why_gated(booster.about, known.tier):
            return unchanged(why)
        tools = BoosterTools(
            settings=_checked(use.plugin, msgspec.json.encode(use.settings)),
            zone=known.zone,
            units=known.units,
            now=known.now,
            seed=_seed(known.shared.seed, use.key),
            person_seed=_seed(known.shared.seed, f"all uses of {use.plugin}"),
            text=tuple(draft.sections.values()),
            web=known.shared.web,
            connection=known.shared.connected(booster.about.connection),
            history=known.shared.history,
            places=known.shared.places,
            athlete=known.shared.athlete,
            privacy_zones=known.shared.privacy_zones,
            answer=known.answers.get(use.key),
            attempt=known.looks.get(use.key, 0) + tries + 1,
            rehearsing=known.rehearsing,
        )
        if known.rehearsing and booster.about.reaches_out:
            return Boost(outcome=Outcome.UNCHANGED, why=f"{booster.about.name} would reach out.")
        return booster.boost(draft.activity, tools)
    except Transient as problem:
        return unchanged(problem.sentence) if known.rehearsing else _later(problem, tries)
    except FitGlueError as problem:
        return failed(problem.sentence)
    except Exception as problem:  # one booster never keeps an activity from its targets
        log.exception("a booster failed", extra={"booster": use.plugin})
        return failed(f"It made a mistake ({type(problem).__name__}).")


def _seed(seed: bytes, of: str) -> bytes:
    return hmac.digest(seed, of.encode(), "sha256")


@lru_cache(maxsize=256)
def _checked(plugin_id: str, settings: bytes) -> BaseModel:
    """Hold settings against their description: once for all activities that meet them."""
    about = registry.booster(plugin_id).about
    return about.settings.model_validate(msgspec.json.decode(settings))


def _later(problem: Transient, tries: int) -> Boost:
    if isinstance(problem, Paced):
        return retry_later(problem.sentence, problem.retry_after_s or _TRIES_S[0])
    if tries >= len(_TRIES_S):
        return failed(f"It gave up after {tries} tries: {problem.sentence}")
    wait_s = _TRIES_S[tries] if problem.retry_after_s is None else problem.retry_after_s
    return replace(retry_later(problem.sentence, wait_s), is_trouble=True)


def _stops(boost: Boost, use: BoosterUse) -> bool:
    match boost.outcome:
        case Outcome.HALT | Outcome.RETRY_LATER:
            return True
        case Outcome.ASK:
            return boost.question is not None and boost.question.blocking
        case Outcome.FAILED:
            return use.required
        case _:
            return False


def _switched_off() -> Boost:
    return Boost(outcome=Outcome.UNCHANGED, why="It is switched off.")


def _goes_last(use: BoosterUse) -> bool:
    plugin = registry.of_use(use)
    return plugin is not None and plugin.about.stage is Stage.LAST


def _reaches_out(use: BoosterUse) -> bool:
    plugin = registry.of_use(use)
    return plugin is not None and plugin.about.reaches_out


def _line(use: BoosterUse, boost: Boost, began: float) -> TraceLine:
    took_ms = round((time.perf_counter() - began) * 1000, 3)
    return TraceLine(
        key=use.key, plugin=use.plugin, outcome=boost.outcome, why=boost.why, took_ms=took_ms,
        section=boost.section, facts=boost.facts or None,
    )  # fmt: skip
