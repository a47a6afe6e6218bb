"""What every booster promises."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from fitglue.domain import sport
from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.asking import NotConnected
from fitglue.domain.boost import Answer, Boost, Outcome
from fitglue.domain.booster_tools import (
    BoosterTools,
    NoHistory,
    NoWeb,
    Nowhere,
)
from fitglue.domain.draft import Draft
from fitglue.domain.errors import FitGlueError
from fitglue.domain.parts import Part, changed_parts
from fitglue.domain.plugins import Booster
from fitglue.domain.workout import Workout
from fitglue.formats import draft_document, stream_blob, workout_document
from fitglue.testing.arrivals import a_run
from fitglue.testing.conformance import expect
from fitglue.testing.conformance.targets import an_activity
from fitglue.testing.sport_examples import SPORT_EXAMPLES

Promise = Callable[[Booster, BoosterTools], None]

#: Every shape of workout that a booster must take: all sports, and those with next to nothing.
SHAPES: Mapping[str, Workout] = {
    **{name: make() for name, make in SPORT_EXAMPLES.items()},
    "no streams": a_run(route=False, streams={}, distance_m=None, avg_hr_bpm=None, max_hr_bpm=None),
    "no heart rate": a_run(streams={}, avg_hr_bpm=None, max_hr_bpm=None),
    "no distance": a_run(route=False, distance_m=None),
    "one second": a_run(minutes=1 / 60),
    "24 hours": a_run(minutes=24 * 60),
    "an unknown sport": a_run(sport=sport.from_healthkit("HKWorkoutActivityTypeMoonWalking")),
    "without any time": a_run(route=False, streams={}, minutes=0),
}


def _shapes() -> Mapping[str, Activity]:
    return {name: an_activity(workout) for name, workout in SHAPES.items()}


def _explains_itself(booster: Booster, tools: BoosterTools) -> None:
    for name, boost in _boosts(booster, tools):
        expect(boost.why, f"what became of {name} has its reason")
        expect(boost.why[0].isupper() and boost.why[-1] in ".!?", f"“{boost.why}” is a sentence")


def _gives_the_same_twice(booster: Booster, tools: BoosterTools) -> None:
    again = dict(_boosts(booster, tools))
    for name, boost in _boosts(booster, tools):
        expect(
            _told(boost) == _told(again[name]), f"{name} is boosted in the same way on every run"
        )


def _touches_nothing(booster: Booster, tools: BoosterTools) -> None:
    for name, activity in _shapes().items():
        before = workout_document.content_hash(activity.workout)
        _boost(booster, activity, tools)
        expect(workout_document.content_hash(activity.workout) == before, f"{name} stays as it was")


def _changes_what_it_declares(booster: Booster, tools: BoosterTools) -> None:
    for name, activity in _shapes().items():
        boost = _boost(booster, activity, tools)
        if boost is None or boost.activity is None:
            continue
        undeclared = changed_parts(activity, boost.activity) - booster.about.changes
        expect(not undeclared, f"{name}: {sorted(undeclared)} are not among its changes")
        expect(boost.activity.id == activity.id, "an activity stays itself")
        expect(boost.activity.revision == activity.revision, "a revision is not a booster's")


def _says_whether_it_changed(booster: Booster, tools: BoosterTools) -> None:
    for name, boost in _boosts(booster, tools):
        if boost.outcome is Outcome.UNCHANGED:
            expect(boost.activity is None and not boost.section, f"{name} unchanged is unchanged")


def _leaves_a_typed_title(booster: Booster, tools: BoosterTools) -> None:
    if Part.TITLE not in booster.about.changes:
        return
    typed = replace(an_activity(), title="Mine", title_set_by=TitleSetBy.PERSON)
    boost = _boost(booster, typed, tools)
    if boost is not None and boost.activity is not None:
        expect(boost.activity.title == "Mine", "a title that a person typed is not overwritten")


def _can_be_kept(booster: Booster, tools: BoosterTools) -> None:
    for name, activity in _shapes().items():
        boost = _boost(booster, activity, tools)
        if boost is None:
            continue
        expect(json.loads(json.dumps(boost.facts)) == boost.facts, "facts are plain values")
        if boost.activity is not None:
            _comes_back(boost.activity, name)


def _comes_back(activity: Activity, name: str) -> None:
    streams = stream_blob.unpack(stream_blob.pack(activity.workout.streams))
    kept = draft_document.decode(draft_document.encode(Draft(activity)), streams).activity
    same = workout_document.content_hash(kept.workout) == workout_document.content_hash(
        activity.workout
    )
    expect(same, f"{name} is the same after it was kept")


def _asks_what_it_needs_once(booster: Booster, tools: BoosterTools) -> None:
    for activity in _shapes().values():
        boost = _boost(booster, activity, tools)
        if boost is None or boost.outcome is not Outcome.ASK:
            continue
        expect(boost.question is not None and boost.question.fields, "a question has fields")
        skipped = _boost(booster, activity, replace(tools, answer=Answer(None)))
        asks_again = skipped is not None and skipped.outcome is Outcome.ASK
        expect(not asks_again, "a question that was skipped is not asked again")


def _gets_along_without_tools(booster: Booster, tools: BoosterTools) -> None:
    bare = replace(
        tools, web=NoWeb(), connection=NotConnected(), history=NoHistory(), places=Nowhere()
    )
    for activity in _shapes().values():
        _boost(booster, activity, bare)


def _boost(booster: Booster, activity: Activity, tools: BoosterTools) -> Boost | None:
    """Boost; none for an error that is one of ours, with its sentence."""
    try:
        return booster.boost(activity, tools)
    except FitGlueError:
        return None


def _boosts(booster: Booster, tools: BoosterTools) -> list[tuple[str, Boost]]:
    boosts = ((name, _boost(booster, one, tools)) for name, one in _shapes().items())
    return [(name, boost) for name, boost in boosts if boost is not None]


def _told(boost: Boost) -> tuple[object, ...]:
    after = boost.activity
    changed = after and (
        after.title, after.description, after.tags, after.gear,
        workout_document.content_hash(after.workout),
    )  # fmt: skip
    return boost.outcome, boost.why, boost.section, dict(boost.facts), changed


BOOSTER_PROMISES: Mapping[str, Promise] = {
    "explains itself": _explains_itself,
    "gives the same twice": _gives_the_same_twice,
    "touches nothing": _touches_nothing,
    "changes what it declares": _changes_what_it_declares,
    "says whether it changed": _says_whether_it_changed,
    "leaves a typed title": _leaves_a_typed_title,
    "can be kept": _can_be_kept,
    "asks what it needs once": _asks_what_it_needs_once,
    "gets along without tools": _gets_along_without_tools,
}
