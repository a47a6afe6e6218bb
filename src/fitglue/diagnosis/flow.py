"""Rules about what comes in and goes on: pipelines, deliveries, runs, imports, room."""

from collections.abc import Callable, Iterator

from fitglue.diagnosis.facts import FlowFacts, PipelineFacts
from fitglue.diagnosis.trouble import Article, Press, Severity, Trouble, plural

_NEEDS_YOU = "/runs?state=needs_you"
_IN_TROUBLE = (
    ("needs_you", "delivery waits for you.", "deliveries wait for you."),
    ("refused", "delivery was not taken.", "deliveries were not taken."),
)
Rule = Callable[[FlowFacts], Iterator[Trouble]]


def flow_troubles(facts: FlowFacts) -> list[Trouble]:
    """Find what keeps workouts from arriving where they are meant to go, the worst first."""
    found = [one for rule in _RULES for one in rule(facts)]
    return sorted(found, key=lambda one: list(Severity).index(one.severity))


def _room(facts: FlowFacts) -> Iterator[Trouble]:
    if facts.free_bytes is not None and facts.free_bytes < facts.least_free_bytes:
        yield Trouble(
            code="no-room", severity=Severity.WRONG,
            sentence="This server has no room left: it takes nothing more.",
            cause="Phones keep what they have and send it again once there is room.",
            press=Press("Make room on the server's disk."), article=Article.NOTHING_ARRIVES,
        )  # fmt: skip


def _unheard(facts: FlowFacts) -> Iterator[Trouble]:
    heard = frozenset().union(*(one.sources for one in facts.pipelines if one.enabled))
    for source, name in sorted(facts.arrived_from.items()):
        if source not in heard:
            yield Trouble(
                code="unheard", severity=Severity.ODD,
                sentence=f"What comes from {name} goes nowhere.",
                cause="No pipeline that works takes it. It is kept here, and can be sent later.",
                press=Press("Open the pipelines", "/pipelines"), article=Article.NOT_DELIVERED,
            )  # fmt: skip


def _pipelines(facts: FlowFacts) -> Iterator[Trouble]:
    for one in facts.pipelines:
        if (told := _idle(one)) is not None:
            sentence, cause = told
            yield Trouble(
                code="idle-pipeline", severity=Severity.ODD, sentence=sentence, cause=cause,
                press=Press(f"Open “{one.name}”", f"/pipelines/{one.id}"),
                article=Article.NOT_DELIVERED,
            )  # fmt: skip


def _idle(one: PipelineFacts) -> tuple[str, str] | None:
    if not one.enabled:
        return f"“{one.name}” is paused.", "Nothing new goes through it until it is switched on."
    if not one.sources:
        return f"“{one.name}” has no source.", "Nothing can come into it."
    if not one.targets:
        return f"“{one.name}” has no target.", "What goes through it stays here."
    return None


def _deliveries(facts: FlowFacts) -> Iterator[Trouble]:
    for state, one, many in _IN_TROUBLE:
        if number := facts.deliveries.get(state, 0):
            yield Trouble(
                code=f"deliveries-{state.replace('_', '-')}", severity=Severity.ODD,
                sentence=plural(number, one, many),
                cause="Each says on its activity what the target answered, and what to press.",
                press=Press("Look at them", _NEEDS_YOU), article=Article.NOT_DELIVERED,
            )  # fmt: skip


def _runs(facts: FlowFacts) -> Iterator[Trouble]:
    if number := facts.runs.get("asking", 0):
        yield Trouble(
            code="asking", severity=Severity.ODD,
            sentence=f"{_activities(number)} cannot go on without your answer.",
            press=Press("Answer", "/inputs"), article=Article.NOT_DELIVERED,
        )  # fmt: skip
    if number := facts.runs.get("blocked", 0):
        yield Trouble(
            code="plan-limit", severity=Severity.ODD,
            sentence=f"{_activities(number)} over the limit of your plan.",
            cause="They are kept, and go on when there is room or the plan changes.",
            press=Press("See your plan", "/settings/plan"), article=Article.NOT_DELIVERED,
        )  # fmt: skip
    if number := facts.runs.get("parked", 0):
        yield Trouble(
            code="parked", severity=Severity.NATURAL,
            sentence=f"{_activities(number)} on the way, with time to wait.",
            cause="A booster has to wait for something, and tries again by itself.",
            press=Press("See which", "/runs?state=under_way"), article=Article.NOT_DELIVERED,
        )  # fmt: skip


def _what_came(facts: FlowFacts) -> Iterator[Trouble]:
    if facts.refused_items:
        yield Trouble(
            code="set-aside", severity=Severity.ODD,
            sentence=f"{plural(facts.refused_items, 'thing')} sent by a phone could not be taken.",
            cause="Each is kept with its reason; all the rest went on.",
            press=Press("See them", "/settings/phones#refused"), article=Article.NOT_TAKEN,
        )  # fmt: skip
    if facts.set_aside:
        yield Trouble(
            code="set-aside-of-a-service", severity=Severity.ODD,
            sentence=f"{plural(facts.set_aside, 'workout')} of a service could not be read.",
            cause="Each is kept with its reason, and read again after an update; the rest went on.",
            press=Press("See them", "/connections"), article=Article.NOT_TAKEN,
        )  # fmt: skip
    if facts.headless:
        yield Trouble(
            code="headless", severity=Severity.ODD,
            sentence=f"Parts of {plural(facts.headless, 'workout')} came, and the rest has not.",
            cause="A workout is shown once the phone has sent what it says of itself.",
            press=Press("On the phone: open FitGlue once."), article=Article.NOTHING_ARRIVES,
        )  # fmt: skip
    if facts.import_refused:
        key, name, why = facts.import_refused
        yield Trouble(
            code="import-refused", severity=Severity.ODD,
            sentence=f"“{name}” was not imported.", cause=why,
            press=Press("See why", f"/imports/{key}"), article=Article.EXPORT,
        )  # fmt: skip


def _kept_elsewhere(facts: FlowFacts) -> Iterator[Trouble]:
    if facts.kept_elsewhere:
        yield Trouble(
            code="kept-elsewhere", severity=Severity.NATURAL,
            sentence=f"{_activities(facts.kept_elsewhere)} deleted in Health, still at a target.",
            cause="What was delivered stays until you say otherwise.",
            press=Press("Look at it", "/settings/phones#deleted"), article=Article.DELETED,
        )  # fmt: skip


def _activities(number: int) -> str:
    return plural(number, "activity", "activities")


_RULES: tuple[Rule, ...] = (
    _room, _unheard, _pipelines, _deliveries, _runs, _what_came, _kept_elsewhere,
)  # fmt: skip
