"""What every target promises."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from fitglue.domain import sport
from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.plugins import Ability, Deleting, Target, TargetTools
from fitglue.domain.workout import Workout
from fitglue.testing.arrivals import a_run
from fitglue.testing.conformance import expect

Promise = Callable[[Target, TargetTools], None]


def an_activity(workout: Workout | None = None, title: str = "Evening Run") -> Activity:
    """Make an activity for a target to take."""
    return Activity(
        id="0d9c1c1e-7a4e-5a0b-9a53-2f1f3c3f9a1c",
        revision=1,
        title=title,
        title_set_by=TitleSetBy.DEFAULT,
        workout=workout or a_run(),
    )


def _takes_an_activity(target: Target, tools: TargetTools) -> None:
    receipt = target.deliver(an_activity(), tools)
    expect(receipt.id and receipt.url, "a receipt carries an id and a link")


def _delivers_twice_and_leaves_one(target: Target, tools: TargetTools) -> None:
    first = target.deliver(an_activity(), tools)
    second = target.deliver(an_activity(), tools)
    expect(first == second, "a second delivery gives the first one's receipt")


def _finds_what_it_took(target: Target, tools: TargetTools) -> None:
    if Ability.FIND not in target.about.abilities:
        return
    expect(target.find(an_activity(), tools) is None, "nothing is found before it was delivered")
    receipt = target.deliver(an_activity(), tools)
    expect(target.find(an_activity(), tools) == receipt, "what was delivered is found")


def _updates_in_place(target: Target, tools: TargetTools) -> None:
    if Ability.UPDATE not in target.about.abilities:
        return
    receipt = target.deliver(an_activity(), tools)
    renamed = replace(an_activity(title="Canal loop"), revision=2)
    updated = target.update(renamed, receipt, tools)
    expect(updated.id and updated.url, "an update gives a receipt")
    if Ability.FIND not in target.about.abilities:
        return
    expect(target.find(renamed, tools) == updated, "the updated one is found")
    if updated != receipt:
        expect(target.find(an_activity(), tools) is None, "the outdated one is gone")


def _deletes_what_it_took(target: Target, tools: TargetTools) -> None:
    if Ability.DELETE not in target.about.abilities:
        return
    expect(isinstance(target, Deleting), "a target with the ability to delete has `delete`")
    assert isinstance(target, Deleting)  # noqa: S101 - just expected
    receipt = target.deliver(an_activity(), tools)
    target.delete(receipt, tools)
    if Ability.FIND in target.about.abilities:
        expect(target.find(an_activity(), tools) is None, "what was deleted is not found")
    target.delete(receipt, tools)
    expect(target.deliver(an_activity(), tools).id, "what was deleted can be delivered again")


def _takes_every_shape(target: Target, tools: TargetTools) -> None:
    for workout in (
        a_run(route=False, streams={}, distance_m=None, avg_hr_bpm=None),
        a_run(sport=sport.by_key("traditional_strength_training"), route=False, distance_m=None),
        a_run(minutes=1 / 60),
        a_run(minutes=24 * 60),
        a_run(sport=sport.from_healthkit("HKWorkoutActivityTypeMoonWalking")),
    ):
        receipt = target.deliver(an_activity(workout), tools)
        expect(receipt.id, f"a {workout.sport.label} is taken")


def _takes_any_title(target: Target, tools: TargetTools) -> None:
    for title in ("Läufe & Bögen / 10 km", "../../etc/passwd", "夕方のラン", "CON", " ", "x" * 500):
        receipt = target.deliver(an_activity(title=title), tools)
        expect(".." not in receipt.id.split("/"), "no title leads out of its place")


TARGET_PROMISES: Mapping[str, Promise] = {
    "takes an activity and gives a receipt": _takes_an_activity,
    "delivers twice and leaves one": _delivers_twice_and_leaves_one,
    "finds what it took": _finds_what_it_took,
    "updates in place": _updates_in_place,
    "deletes what it took": _deletes_what_it_took,
    "takes every shape of workout": _takes_every_shape,
    "takes any title": _takes_any_title,
}
