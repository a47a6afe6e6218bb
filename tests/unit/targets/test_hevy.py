"""Hevy as a target: sets under the exercises that the account has, once, and over no change."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fitglue.connections.client import Client
from fitglue.domain import sport
from fitglue.domain.activity import Activity
from fitglue.domain.arrival import Arrival, SourceTools
from fitglue.domain.errors import Gone, NeedsUser, Refused, Transient, Unknown
from fitglue.domain.plugins import Receipt, TargetTools
from fitglue.domain.workout import ExerciseSet, SetKind, SetRole
from fitglue.services.hevy import plugin as service
from fitglue.sources.hevy import Hevy as HevySource
from fitglue.targets.hevy import Hevy
from fitglue.targets.hevy.settings import HevySettings
from fitglue.testing.arrivals import SPRING, a_run
from fitglue.testing.conformance.targets import TARGET_PROMISES, Promise, an_activity
from fitglue.testing.services import connected
from fitglue.testing.services.chaos import endure, short_runs
from fitglue.testing.services.faults import CHAOS, LOST_REPLIES, Fault
from fitglue.testing.services.hevy import KEY, HevySite, template
from fitglue.testing.sport_examples import strength
from fitglue.testing.web_site import served

BENCH = ExerciseSet(0, 40, category="bench_press", exercise="Bench Press (Barbell)",
                    repetitions=8, weight_kg=82.5)  # fmt: skip
CURL = ExerciseSet(60, 40, exercise="Jefferson Curl on a Box", repetitions=10, weight_kg=20)


@dataclass
class Account:
    """An account at a served stand-in, and the target that delivers there."""

    site: HevySite
    connection: Client
    target: Hevy = field(default_factory=Hevy)

    def tools(self, **settings: Any) -> TargetTools:
        """Give what the target may use."""
        from pathlib import Path  # noqa: PLC0415 - of no use to it

        checked = HevySettings.model_validate(settings)
        return TargetTools(settings=checked, output=Path(), owner="kim", connection=self.connection)

    def deliver(self, activity: Activity, **settings: Any) -> dict[str, Any]:
        """Deliver and give what is there then."""
        receipt = self.target.deliver(activity, self.tools(**settings))
        return self.site.workouts[receipt.id]

    def titled(self, title: str) -> str:
        """Give an exercise's id."""
        return self.site.template_named(title)["id"]

    @property
    def only(self) -> dict[str, Any]:
        """Give the only workout that is there."""
        (one,) = self.site.workouts.values()
        return one

    def asked(self, method: str) -> int:
        """Count the requests of a method."""
        return sum(one == method for one, _ in self.site.asked)


@pytest.fixture
def account() -> Iterator[Account]:
    site = HevySite()
    with served(site) as url:
        yield Account(site, connected(service, {"api_key": KEY, "base_url": url}))


def lifting(*sets: ExerciseSet, **more: Any) -> Activity:
    workout = a_run(
        sport=sport.by_key("traditional_strength_training"), route=False, distance_m=None,
        sets=sets or (BENCH,),
    )  # fmt: skip
    return replace(an_activity(workout, title="Push day"), **more)


#: What an account needs for everything that the promises deliver.
MAPPED = [
    {"exercise": "Strength Training", "template": "Warm Up"},
    {"exercise": "Workout", "template": "warm up"},
]


@pytest.mark.parametrize("promise", TARGET_PROMISES.values(), ids=TARGET_PROMISES)
def test_it_keeps_the_promises_of_targets(account: Account, promise: Promise) -> None:
    promise(account.target, account.tools(exercises=MAPPED))


@pytest.mark.long
@pytest.mark.parametrize("promise", TARGET_PROMISES.values(), ids=TARGET_PROMISES)
@pytest.mark.parametrize("shape", ["bare", "list", "workout_list", "id"])
def test_it_keeps_them_in_whatever_shape_hevy_answers(promise: Promise, shape: str) -> None:
    site = HevySite(answers=(shape,))
    with served(site) as url:
        there = Account(site, connected(service, {"api_key": KEY, "base_url": url}))
        promise(there.target, there.tools(exercises=MAPPED))


def test_sets_are_logged_under_the_exercises_of_the_account(account: Account) -> None:
    there = account.deliver(lifting(
        replace(BENCH, role=SetRole.WARM_UP, weight_kg=40, note="Slow."),
        ExerciseSet(40, 90, SetKind.REST),
        replace(BENCH, rpe=8.4),
        replace(BENCH, role=SetRole.DROP, rpe=5.0),
        ExerciseSet(300, 60, category="plank", exercise="Plank"),
    ))  # fmt: skip
    bench, plank = there["exercises"]
    assert (bench["title"], bench["notes"], plank["title"]) == (
        "Bench Press (Barbell)", "Slow.", "Plank",
    )  # fmt: skip
    said = [(one["type"], one["weight_kg"], one["reps"], one["rpe"]) for one in bench["sets"]]
    assert said == [("warmup", 40, 8, None), ("normal", 82.5, 8, 8.5), ("dropset", 82.5, 8, None)]
    assert [one["duration_seconds"] for one in bench["sets"]] == [None] * 3
    assert [(one["duration_seconds"], one["reps"]) for one in plank["sets"]] == [(60, None)]


def test_times_title_and_text_are_told_in_hevys_words(account: Account) -> None:
    there = account.deliver(lifting(description="Felt good.", paragraphs=("Effort: 8.",)))
    assert (there["title"], there["description"]) == ("Push day", "Felt good.\n\nEffort: 8.")
    assert (there["start_time"], there["end_time"]) == (
        "2026-03-14T17:30:00Z", "2026-03-14T18:00:00Z",
    )  # fmt: skip


def test_the_receipt_carries_hevys_id_and_page(account: Account) -> None:
    receipt = account.target.deliver(lifting(), account.tools())
    assert receipt.id == account.only["id"]
    assert receipt.url == f"https://hevy.com/workout/{receipt.id}"


def test_supersets_stay_supersets(account: Account) -> None:
    up = ExerciseSet(None, None, exercise="Pull Up", repetitions=8, superset=2)
    push = ExerciseSet(None, None, exercise="Push Up", repetitions=12, superset=2)
    there = account.deliver(lifting(up, push, BENCH))
    assert [one["supersets_id"] for one in there["exercises"]] == [2, 2, None]


def test_workouts_can_be_kept_private(account: Account) -> None:
    sent: list[Any] = []
    logs = account.site.log
    account.site.log = lambda workout: sent.append(workout) or logs(workout)
    account.deliver(lifting(), is_private=True)
    account.deliver(lifting(title="Leg day", workout=a_run(days=1)))
    assert [one["is_private"] for one in sent] == [True, False]


@pytest.mark.parametrize(
    ("category", "exercise", "title"),
    [
        ("", "bench press (barbell)", "Bench Press (Barbell)"),
        ("", "Barbell Bench Press", "Bench Press (Barbell)"),
        ("bench_press", "", "Bench Press (Barbell)"),
        ("squat", "Back Squat", "Squat (Barbell)"),
        ("curl", "Dumbbell Biceps Curls", "Bicep Curl (Dumbbell)"),
        ("", "RDL (Barbell)", "Romanian Deadlift (Barbell)"),
        ("pull_up", "Weighted Pull-ups", "Pull Up (Weighted)"),
        ("", "farmer's walk", None),
        ("pull_up", "Lat Pulldown", None),  # by cable or on a machine?
        ("bench_press", "Board Press", None),
        ("", "Jefferson Curl", None),
        ("", "", None),
    ],
)
def test_exercises_are_matched_by_what_is_sure(
    account: Account, category: str, exercise: str, title: str | None
) -> None:
    one = ExerciseSet(0, 30, category=category, exercise=exercise, repetitions=5)
    there = account.deliver(lifting(one, replace(BENCH, start_s=60, exercise="Plank")))
    found = [each["title"] for each in there["exercises"]]
    assert found == ([title, "Plank"] if title else ["Plank"])


def test_a_custom_exercise_stands_behind_hevys_own_of_the_same_words(account: Account) -> None:
    account.site.templates.insert(
        0, template("Barbell Press, Bench", "weight_reps", "chest", custom=True)
    )
    there = account.deliver(lifting(replace(BENCH, exercise="Press Bench Barbell")))
    assert there["exercises"][0]["title"] == "Bench Press (Barbell)"


def test_what_the_account_does_not_have_goes_into_the_description(account: Account) -> None:
    there = account.deliver(lifting(BENCH, CURL, replace(CURL, weight_kg=None), description="Hi."))
    assert [one["title"] for one in there["exercises"]] == ["Bench Press (Barbell)"]
    assert there["description"] == (
        "Hi.\n\nNot among the exercises of this Hevy account: "
        "Jefferson Curl on a Box 10 × 20 kg, 10 times."  # noqa: RUF001
    )


def test_no_exercise_is_ever_added_to_the_account(account: Account) -> None:
    before = list(account.site.templates)
    account.deliver(lifting(BENCH, CURL))
    assert account.site.templates == before
    assert not [path for way, path in account.site.asked if way == "POST" and "templates" in path]


def test_on_wish_it_waits_until_the_exercise_is_named(account: Account) -> None:
    with pytest.raises(NeedsUser, match="no exercise for “Jefferson Curl on a Box”") as told:
        account.deliver(lifting(BENCH, CURL, CURL), unmatched="ask")
    assert "Your exercises" in told.value.next_step
    assert account.site.workouts == {}


def test_a_workout_of_which_nothing_is_known_is_not_logged_empty(account: Account) -> None:
    with pytest.raises(NeedsUser, match="Jefferson"):
        account.deliver(lifting(CURL))


@pytest.mark.parametrize("named", ["Squat (Barbell)", "id"])
def test_an_exercise_that_its_owner_named_is_used(account: Account, named: str) -> None:
    to = account.titled("Squat (Barbell)") if named == "id" else named
    row = {"exercise": "jefferson CURL on box", "template": to}
    there = account.deliver(lifting(CURL), exercises=[row])
    assert there["exercises"][0]["title"] == "Squat (Barbell)"


def test_an_exercise_made_meanwhile_is_found(account: Account) -> None:
    account.deliver(lifting())
    account.target._shelf._kept = {  # noqa: SLF001 - time passes
        key: (asked_at - 600, found)
        for key, (asked_at, found) in account.target._shelf._kept.items()  # noqa: SLF001
    }
    account.site.templates.append(
        template("Jefferson Curl on a Box", "weight_reps", "lower_back", custom=True)
    )
    there = account.deliver(lifting(CURL, title="Back", workout=a_run(days=1, sets=(CURL,))))
    assert there["exercises"][0]["title"] == "Jefferson Curl on a Box"


def test_a_weight_that_the_exercise_cannot_show_stands_in_its_notes(account: Account) -> None:
    heavy = ExerciseSet(0, 40, exercise="Push Up", repetitions=10, weight_kg=10)
    (one,) = account.deliver(lifting(heavy))["exercises"]
    assert one["sets"][0]["weight_kg"] is None
    assert one["notes"] == "With weight: 10 × 10 kg."  # noqa: RUF001


def test_a_run_is_one_exercise_with_time_and_distance(account: Account) -> None:
    there = account.deliver(an_activity(a_run(minutes=30)))
    (one,) = there["exercises"]
    assert (one["title"], len(one["sets"])) == ("Running", 1)
    assert (one["sets"][0]["distance_meters"], one["sets"][0]["duration_seconds"]) == (5100, 1800)


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"sport": sport.by_key("cycling"), "indoor": True}, "Cycling"),
        ({"sport": sport.by_key("rowing")}, "Rowing Machine"),
        ({"sport": sport.by_key("yoga")}, "Yoga"),
        ({"sport": sport.by_key("walking")}, "Walking"),
    ],
)
def test_other_sports_are_the_exercise_that_they_are(
    account: Account, fields: dict[str, Any], title: str
) -> None:
    there = account.deliver(an_activity(a_run(**fields)))
    assert there["exercises"][0]["title"] == title


def test_a_sport_that_the_account_has_no_exercise_for_needs_its_owner(account: Account) -> None:
    with pytest.raises(NeedsUser, match="no exercise for a “Tennis” without sets"):
        account.deliver(an_activity(a_run(sport=sport.by_key("tennis"))))


def test_on_wish_activities_without_sets_are_left_out(account: Account) -> None:
    with pytest.raises(Refused, match="This Run has no sets"):
        account.deliver(an_activity(), without_sets="refuse")
    assert account.deliver(lifting(), without_sets="refuse")


def test_a_run_with_sets_is_logged_by_its_sets(account: Account) -> None:
    there = account.deliver(an_activity(a_run(sets=(BENCH,))), without_sets="refuse")
    assert there["exercises"][0]["title"] == "Bench Press (Barbell)"


def test_an_update_without_a_change_sends_nothing(account: Account) -> None:
    activity = lifting(BENCH, CURL, description="Hi.")
    receipt = account.target.deliver(activity, account.tools())
    assert account.target.update(activity, receipt, account.tools()) == receipt
    assert account.asked("PUT") == 0


def test_an_update_changes_title_times_sets_and_text(account: Account) -> None:
    receipt = account.target.deliver(lifting(CURL, BENCH, description="Hi."), account.tools())
    later = lifting(replace(BENCH, repetitions=10), title="Chest day", description="Ho.")
    renewed = account.target.update(later, receipt, account.tools())
    assert (renewed.id, renewed.wrote) == (receipt.id, ("Ho.",))
    assert (account.only["title"], account.only["description"]) == ("Chest day", "Ho.")
    assert [one["reps"] for one in account.only["exercises"][0]["sets"]] == [10]


def changed_there(account: Account, receipt: Receipt) -> None:
    """Change the workout in the app, an hour later."""
    account.site.now = lambda: datetime.now(UTC) + timedelta(hours=1)
    there = account.site.workouts[receipt.id]
    account.site.edit(receipt.id, {
        "title": "My title", "start_time": there["start_time"], "end_time": there["end_time"],
        "description": f"Mine.\n\n{there['description']}",
        "exercises": [{"exercise_template_id": account.titled("Push Up"), "superset_id": 1,
                       "sets": [{"type": "normal", "reps": 30}]}],
    })  # fmt: skip


def test_what_was_changed_in_hevy_stays_and_our_paragraphs_follow(account: Account) -> None:
    receipt = account.target.deliver(lifting(BENCH, CURL, description="Hi."), account.tools())
    changed_there(account, receipt)
    account.target.update(lifting(title="New", description="Ho."), receipt, account.tools())
    assert (account.only["title"], account.only["description"]) == ("My title", "Mine.\n\nHo.")
    (one,) = account.only["exercises"]
    assert (one["title"], one["supersets_id"], one["sets"][0]["reps"]) == ("Push Up", 1, 30)


def test_on_wish_it_follows_all_the_same(account: Account) -> None:
    receipt = account.target.deliver(lifting(description="Hi."), account.tools())
    changed_there(account, receipt)
    account.target.update(lifting(title="New"), receipt, account.tools(overwrite=True))
    assert (account.only["title"], account.only["description"]) == ("New", "Mine.")
    assert account.only["exercises"][0]["title"] == "Bench Press (Barbell)"


def test_an_update_never_says_that_everybody_may_see_it(account: Account) -> None:
    receipt = account.target.deliver(lifting(), account.tools(is_private=True))
    sent: list[Any] = []
    edits = account.site.edit
    account.site.edit = lambda name, workout: sent.append(workout) or edits(name, workout)
    account.target.update(lifting(title="New"), receipt, account.tools())
    account.target.update(lifting(title="Newer"), receipt, account.tools(is_private=True))
    assert [one.get("is_private") for one in sent] == [None, True]


def test_updating_what_was_deleted_in_hevy_is_gone(account: Account) -> None:
    receipt = account.target.deliver(lifting(), account.tools())
    account.site.delete(receipt.id)
    with pytest.raises(Gone):
        account.target.update(lifting(title="New"), receipt, account.tools())


def test_a_workout_logged_by_hand_in_the_same_second_is_not_logged_twice(account: Account) -> None:
    account.deliver(lifting())
    name = account.only["id"]
    receipt = account.target.deliver(lifting(title="Another name"), account.tools())
    assert receipt.id == name


def test_another_workout_of_the_same_second_is_another(account: Account) -> None:
    account.deliver(lifting())
    shorter = lifting(title="Another", workout=replace(lifting().workout, elapsed_s=600))
    account.deliver(shorter)
    assert len(account.site.workouts) == 2


@pytest.mark.parametrize("at", [0, 9, 10, 57, 99])
def test_an_old_workout_is_found_in_few_questions(account: Account, at: int) -> None:
    runs = short_runs(100)
    for run in runs:
        account.site.log(_written(account, run))
    before = len(account.site.asked)
    assert account.target.find(runs[at], account.tools()) is not None
    assert len(account.site.asked) - before <= 7


def _written(account: Account, run: Activity) -> dict[str, Any]:
    run_template = account.titled("Running")
    return {
        "title": run.title,
        "start_time": run.workout.start.isoformat(),
        "end_time": run.workout.end.isoformat(),
        "exercises": [{"exercise_template_id": run_template, "sets": [{"type": "normal"}]}],
    }


def test_many_of_one_second_over_several_pages_are_all_looked_at(account: Account) -> None:
    (run,) = short_runs(1)
    for number in range(25):
        far = account.site.log(_written(account, run) | {"title": f"Other {number}"})
        account.site.workouts[far]["end_time"] = "2027-01-01T00:00:00Z"
    wanted = account.site.log(_written(account, run))
    found = account.target.find(run, account.tools())
    assert found is not None
    assert found.id == wanted


def test_a_lost_answer_is_settled_by_looking(account: Account) -> None:
    account.deliver(lifting())
    later = lifting(title="Later", workout=a_run(days=1, sets=(BENCH,)))
    account.site.faults.script = [Fault.NONE, Fault.LOST]
    with pytest.raises(Unknown):
        account.target.deliver(later, account.tools())
    found = account.target.find(later, account.tools())
    assert found is not None
    assert len(account.site.workouts) == 2


def test_a_lost_answer_to_an_update_passes(account: Account) -> None:
    receipt = account.target.deliver(lifting(), account.tools())
    account.site.faults.script = [Fault.NONE, Fault.LOST]
    with pytest.raises(Transient):
        account.target.update(lifting(title="New"), receipt, account.tools())
    account.target.update(lifting(title="New"), receipt, account.tools())
    assert account.only["title"] == "New"


def test_an_exercise_deleted_meanwhile_is_refused_once(account: Account) -> None:
    account.deliver(lifting())
    account.site.templates = [
        one for one in account.site.templates if one["title"] != "Bench Press (Barbell)"
    ]
    account.site.templates.append(template("Barbell Bench Press", "weight_reps", "chest"))
    later = lifting(title="Later", workout=a_run(days=1, sets=(BENCH,)))
    with pytest.raises(Refused, match="Unknown exercise template"):
        account.deliver(later)
    assert account.deliver(later)["exercises"][0]["title"] == "Barbell Bench Press"


@pytest.mark.long
def test_three_lost_answers_of_ten_leave_each_workout_once(many: int, account: Account) -> None:
    account.site.faults.shares = LOST_REPLIES
    endured = endure(
        account.target, account.connection, short_runs(many), faults=account.site.faults,
        remote=lambda: len(account.site.workouts),
    )  # fmt: skip
    assert endured.remote == len(endured.receipts) == many
    assert {one.id for one in endured.receipts.values()} == set(account.site.workouts)


@pytest.mark.long
def test_a_bad_day_delivers_everything_once_in_few_calls(many: int, account: Account) -> None:
    account.site.faults.shares = CHAOS
    endured = endure(
        account.target, account.connection, short_runs(many), faults=account.site.faults,
        remote=lambda: len(account.site.workouts),
    )  # fmt: skip
    assert endured.remote == len(endured.receipts) == many
    assert {one.id for one in endured.receipts.values()} == set(account.site.workouts)
    assert endured.calls_over_least(2) <= 1.6  # it looks, and then it logs


def test_what_we_logged_comes_back_under_the_id_of_the_delivery(account: Account) -> None:
    receipt = account.target.deliver(lifting(BENCH, CURL), account.tools())
    tools = SourceTools(default_zone="Europe/Paris", zone_at=lambda _lat, _lon: None)
    cursor = {"since": (datetime.now(UTC) - timedelta(minutes=1)).isoformat()}
    (arrival,) = HevySource().changes(account.connection, cursor, tools).arrivals
    assert isinstance(arrival, Arrival)
    assert arrival.source_id == receipt.id
    assert arrival.workout.start == SPRING
    assert [one.weight_kg for one in arrival.workout.sets] == [82.5]


def test_a_workout_with_every_kind_of_set_is_taken(account: Account) -> None:
    there = account.deliver(an_activity(strength()))
    titles = [one["title"] for one in there["exercises"]]
    assert titles == ["Bench Press (Barbell)", "Squat (Barbell)", "Plank"]
    assert "Jefferson Curl on a Box" in there["description"]
