"""What every booster promises."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from fitglue.domain import sport
from fitglue.domain.boost import Answer, Boost, BoosterTools, Outcome
from fitglue.domain.plugins import Booster
from fitglue.formats import workout_document
from fitglue.testing.arrivals import a_run
from fitglue.testing.conformance import expect
from fitglue.testing.conformance.targets import an_activity

Promise = Callable[[Booster, BoosterTools], None]
_SHAPES = (
    a_run(),
    a_run(route=False, streams={}, distance_m=None, avg_hr_bpm=None),
    a_run(sport=sport.by_key("traditional_strength_training"), route=False, distance_m=None),
    a_run(minutes=1 / 60),
    a_run(sport=sport.from_healthkit("HKWorkoutActivityTypeMoonWalking")),
)


def _says_why(booster: Booster, tools: BoosterTools) -> None:
    expect(booster.boost(an_activity(), tools).why, "an outcome has its reason")


def _gives_the_same_twice(booster: Booster, tools: BoosterTools) -> None:
    first, second = (booster.boost(an_activity(), tools) for _ in range(2))
    expect(_told(first) == _told(second), "the same activity and settings give the same boost")


def _touches_nothing(booster: Booster, tools: BoosterTools) -> None:
    activity = an_activity()
    before = workout_document.content_hash(activity.workout)
    booster.boost(activity, tools)
    expect(
        workout_document.content_hash(activity.workout) == before, "the activity stays as it was"
    )


def _takes_every_shape(booster: Booster, tools: BoosterTools) -> None:
    for workout in _SHAPES:
        boost = booster.boost(an_activity(workout), tools)
        expect(boost.outcome in Outcome, f"a {workout.sport.label} has an outcome")


def _asks_what_it_needs_once(booster: Booster, tools: BoosterTools) -> None:
    boost = booster.boost(an_activity(), tools)
    if boost.outcome is not Outcome.ASK:
        return
    expect(boost.question is not None and boost.question.fields, "a question has fields")
    skipped = booster.boost(an_activity(), replace(tools, answer=Answer(None)))
    expect(skipped.outcome is not Outcome.ASK, "a question that was skipped is not asked again")


def _told(boost: Boost) -> tuple[object, ...]:
    changed = boost.activity and (boost.activity.title, boost.activity.description)
    return boost.outcome, boost.why, boost.section, dict(boost.facts), changed


BOOSTER_PROMISES: Mapping[str, Promise] = {
    "says why": _says_why,
    "gives the same twice": _gives_the_same_twice,
    "touches nothing": _touches_nothing,
    "takes every shape of workout": _takes_every_shape,
    "asks what it needs once": _asks_what_it_needs_once,
}
