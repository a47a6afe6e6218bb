"""Activities arrive at Intervals.icu once, complete, and follow later changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fitglue.domain import sport
from fitglue.domain.activity import Activity
from fitglue.domain.errors import Gone, NeedsUser, Refused, Transient, Unknown
from fitglue.domain.plugins import NoSettings, Receipt, TargetTools
from fitglue.domain.workout import Leg
from fitglue.formats.fit import encode_activity
from fitglue.pipeline.handing_over import handed_over
from fitglue.services.intervals import plugin as service
from fitglue.targets.intervals import plugin
from fitglue.testing.arrivals import a_run
from fitglue.testing.conformance.targets import TARGET_PROMISES, an_activity
from fitglue.testing.services.chaos import endure, short_runs
from fitglue.testing.services.faults import CHAOS, LOST_REPLIES, Fault
from fitglue.testing.services.intervals import Kept
from fitglue.testing.services.intervals.account import IntervalsAccount, intervals_account


@pytest.fixture
def account() -> Iterator[IntervalsAccount]:
    with intervals_account(service) as account:
        yield account


@pytest.fixture
def tools(account: IntervalsAccount) -> TargetTools:
    return TargetTools(
        settings=NoSettings(), output=Path(), owner="kim", connection=account.connection
    )


def a_short_run(**changes: Any) -> Activity:
    return an_activity(a_run(minutes=2, **changes))


def the_only_one(account: IntervalsAccount) -> Kept:
    (kept,) = account.site.activities.values()
    return kept


def methods(account: IntervalsAccount) -> list[str]:
    return [one.method for one in account.site.asked]


def as_the_ledger_keeps_it(receipt: Receipt, activity: Activity) -> Receipt:
    return replace(receipt, wrote=activity.said)


def until_it_is_there(activity: Activity, known: Receipt, tools: TargetTools) -> Receipt:
    """Bring an activity up to date by the pipeline's own rules, without its waiting."""
    asks_first = False
    for _ in range(100):
        try:
            return handed_over(plugin, activity, tools, known=known, asks_first=asks_first)
        except Unknown:
            asks_first = True
        except Transient:
            asks_first = False
    raise TimeoutError


@pytest.mark.parametrize("promise", TARGET_PROMISES)
def test_it_keeps_the_promises_of_a_target(promise: str, tools: TargetTools) -> None:
    TARGET_PROMISES[promise](plugin, tools)


def test_a_run_arrives_with_one_request(account: IntervalsAccount, tools: TargetTools) -> None:
    activity = replace(a_short_run(), description="Along the river", paragraphs=("142 bpm",))
    receipt = plugin.deliver(activity, tools)
    told = the_only_one(account).told
    assert receipt == Receipt(told["id"], f"https://intervals.icu/activities/{told['id']}")
    assert told["name"] == "Evening Run"
    assert told["description"] == "Along the river\n\n142 bpm"
    assert told["external_id"] == f"fitglue-{activity.id}"
    assert told["device_name"] == "Apple Watch (Watch7,2)"
    assert told["type"] == "Run"
    assert the_only_one(account).content == encode_activity(activity)
    assert methods(account) == ["POST"]


def test_what_no_file_says_is_put_on_the_activity(
    account: IntervalsAccount, tools: TargetTools
) -> None:
    workout = a_run(
        minutes=2, sport=sport.by_key("climbing"), indoor=True, effort=7.0, distance_m=None
    )
    plugin.deliver(an_activity(workout), tools)
    told = the_only_one(account).told
    assert (told["type"], told["trainer"], told["icu_rpe"]) == ("RockClimbing", True, 7)


def test_a_description_too_long_for_an_address_still_arrives(
    account: IntervalsAccount, tools: TargetTools
) -> None:
    story = "Über den Hügel, am Fluß entlang. " * 400
    plugin.deliver(replace(a_short_run(), description=story.strip()), tools)
    assert the_only_one(account).told["description"] == story.strip()
    assert methods(account) == ["POST", "PUT"]


def test_a_file_that_is_there_already_is_linked_and_named(
    account: IntervalsAccount, tools: TargetTools
) -> None:
    activity = a_short_run()
    (by_hand,) = account.site.plant(encode_activity(activity), "from-a-backup.fit")
    assert plugin.deliver(activity, tools).id == by_hand.id
    told = the_only_one(account).told
    assert (told["name"], told["external_id"]) == ("Evening Run", f"fitglue-{activity.id}")


def test_a_new_title_is_put_in_place(account: IntervalsAccount, tools: TargetTools) -> None:
    activity = a_short_run()
    receipt = plugin.deliver(activity, tools)
    renamed = replace(activity, revision=2, title="Canal loop")
    assert plugin.update(renamed, receipt, tools) == receipt
    assert the_only_one(account).told["name"] == "Canal loop"


def test_an_update_without_a_change_changes_nothing(
    account: IntervalsAccount, tools: TargetTools
) -> None:
    activity = replace(a_short_run(), description="Along the river")
    receipt = as_the_ledger_keeps_it(plugin.deliver(activity, tools), activity)
    plugin.update(activity, receipt, tools)
    assert "PUT" not in methods(account)


def test_only_our_paragraphs_are_renewed(account: IntervalsAccount, tools: TargetTools) -> None:
    activity = replace(a_short_run(), paragraphs=("Average 142 bpm", "Sunny"))
    receipt = as_the_ledger_keeps_it(plugin.deliver(activity, tools), activity)
    the_only_one(account).told["description"] = "My own words\n\nAverage 142 bpm\n\nSunny"
    plugin.update(replace(activity, paragraphs=("Average 143 bpm", "Sunny")), receipt, tools)
    told = the_only_one(account).told["description"]
    assert told == "My own words\n\nAverage 143 bpm\n\nSunny"


def test_a_paragraph_that_a_person_took_out_stays_out(
    account: IntervalsAccount, tools: TargetTools
) -> None:
    activity = replace(a_short_run(), paragraphs=("Average 142 bpm", "Sunny"))
    receipt = as_the_ledger_keeps_it(plugin.deliver(activity, tools), activity)
    the_only_one(account).told["description"] = "Sunny"
    plugin.update(replace(activity, revision=2), receipt, tools)
    assert the_only_one(account).told["description"] == "Sunny"


@pytest.mark.parametrize("wrote", [(), ("Sunny",)], ids=["nobody knows", "before the last try"])
def test_a_text_whose_receipt_was_lost_is_not_written_twice(
    wrote: tuple[str, ...], account: IntervalsAccount, tools: TargetTools
) -> None:
    activity = replace(a_short_run(), paragraphs=("Sunny", "Average 142 bpm"))
    receipt = replace(plugin.deliver(activity, tools), wrote=wrote)
    plugin.update(activity, receipt, tools)
    assert the_only_one(account).told["description"] == "Sunny\n\nAverage 142 bpm"


def test_a_finer_type_and_an_effort_chosen_there_stay(
    account: IntervalsAccount, tools: TargetTools
) -> None:
    activity = a_short_run(effort=5.0)
    receipt = plugin.deliver(activity, tools)
    the_only_one(account).change({"type": "TrailRun", "icu_rpe": 8})
    plugin.update(replace(activity, title="Canal loop"), receipt, tools)
    told = the_only_one(account).told
    assert (told["name"], told["type"], told["icu_rpe"]) == ("Canal loop", "TrailRun", 8)


def test_when_the_workout_changed_its_newest_file_is_there_once(
    account: IntervalsAccount, tools: TargetTools
) -> None:
    activity = replace(a_short_run(), paragraphs=("Sunny",))
    receipt = as_the_ledger_keeps_it(plugin.deliver(activity, tools), activity)
    the_only_one(account).change(
        {"description": "My own words\n\nSunny", "feel": 2, "tags": ["hot"], "type": "TrailRun"}
    )
    trimmed = replace(activity, revision=2, workout=a_run(minutes=1), title="Canal loop")
    updated = plugin.update(trimmed, receipt, tools)
    kept = the_only_one(account)
    assert kept.content == encode_activity(trimmed)
    assert updated == Receipt(kept.id, f"https://intervals.icu/activities/{kept.id}")
    assert updated.id != receipt.id
    told = kept.told
    assert (told["name"], told["description"]) == ("Canal loop", "My own words\n\nSunny")
    assert (told["feel"], told["tags"], told["type"]) == (2, ["hot"], "TrailRun")


def test_a_changed_indoor_workout_is_indoors_again(
    account: IntervalsAccount, tools: TargetTools
) -> None:
    activity = a_short_run(indoor=True, effort=6.0)
    receipt = plugin.deliver(activity, tools)
    changed = replace(activity, workout=replace(activity.workout, distance_m=400.0))
    plugin.update(changed, receipt, tools)
    told = the_only_one(account).told
    assert (told["trainer"], told["icu_rpe"]) == (True, 6)


@pytest.mark.parametrize("lost", ["POST", "PUT", "DELETE"])
def test_a_replacement_that_was_cut_off_is_finished(
    lost: str, account: IntervalsAccount, tools: TargetTools
) -> None:
    activity = replace(a_short_run(), paragraphs=("Sunny",))
    receipt = as_the_ledger_keeps_it(plugin.deliver(activity, tools), activity)
    the_only_one(account).change({"feel": 2})
    changed = replace(activity, revision=2, workout=a_run(minutes=1))
    account.site.faults.strikes = lambda method, _path: method == lost
    account.site.faults.script = [Fault.LOST]
    updated = until_it_is_there(changed, receipt, tools)
    kept = the_only_one(account)
    assert kept.id == updated.id
    assert kept.content == encode_activity(changed)
    assert (kept.told["feel"], kept.told["description"]) == (2, "Sunny")


def test_what_a_person_deleted_there_is_not_brought_back(
    account: IntervalsAccount, tools: TargetTools
) -> None:
    activity = a_short_run()
    receipt = plugin.deliver(activity, tools)
    account.forget(receipt.id)
    with pytest.raises(Gone):
        plugin.update(replace(activity, title="Canal loop"), receipt, tools)
    assert not account.site.activities


def test_the_recording_of_a_watch_at_the_same_moment_is_not_taken_for_ours(
    account: IntervalsAccount, tools: TargetTools
) -> None:
    activity = a_short_run()
    account.record(activity.workout.start)
    assert plugin.find(activity, tools) is None


def test_a_triathlon_is_split_there_and_goes_as_one(
    account: IntervalsAccount, tools: TargetTools
) -> None:
    legs = (
        Leg(0.0, 600.0, sport.by_key("running")),
        Leg(600.0, 1200.0, sport.by_key("cycling")),
    )
    workout = a_run(minutes=20, sport=sport.by_key("swim_bike_run"), legs=legs, route=False)
    activity = an_activity(workout, title="Triathlon")
    receipt = plugin.deliver(activity, tools)
    assert [one.told["type"] for one in account.site.activities.values()] == ["Run", "Ride"]
    shorter = replace(workout, end=workout.start + timedelta(minutes=19), elapsed_s=1140.0)
    updated = plugin.update(replace(activity, workout=shorter), receipt, tools)
    assert len(account.site.activities) == len(legs)
    plugin.delete(updated, tools)
    assert not account.site.activities


def test_a_deletion_that_was_cut_off_is_finished(
    account: IntervalsAccount, tools: TargetTools
) -> None:
    receipt = plugin.deliver(a_short_run(), tools)
    account.site.faults.strikes = lambda method, _path: method == "DELETE"
    account.site.faults.script = [Fault.GARBAGE]
    with pytest.raises(Transient):
        plugin.delete(receipt, tools)
    plugin.delete(receipt, tools)
    assert not account.site.activities


def test_a_refused_file_is_refused_with_the_reason_given_there(
    tools: TargetTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fitglue.targets.intervals.encode_activity", lambda _activity: b"broken")
    with pytest.raises(Refused, match="Unsupported file type"):
        plugin.deliver(a_short_run(), tools)


def test_without_a_connection_a_person_is_told_what_to_press() -> None:
    tools = TargetTools(settings=NoSettings(), output=Path(), owner="kim")
    with pytest.raises(NeedsUser, match="not connected"):
        plugin.deliver(a_short_run(), tools)


@pytest.mark.long
def test_with_three_answers_of_ten_lost_each_activity_is_there_once(
    many: int, account: IntervalsAccount
) -> None:
    account.site.faults.shares = LOST_REPLIES
    endured = endure(
        plugin,
        account.connection,
        short_runs(many),
        faults=account.site.faults,
        remote=lambda: len(account.site.activities),
    )
    assert endured.remote == many
    assert {one.id for one in endured.receipts.values()} == set(account.site.activities)


@pytest.mark.long
def test_on_a_bad_day_each_activity_is_there_once_with_few_calls(
    many: int, account: IntervalsAccount
) -> None:
    account.site.faults.shares = CHAOS
    endured = endure(
        plugin,
        account.connection,
        short_runs(many),
        faults=account.site.faults,
        remote=lambda: len(account.site.activities),
    )
    assert endured.remote == many
    assert {one.id for one in endured.receipts.values()} == set(account.site.activities)
    assert endured.calls_over_least(1) <= 1.6


@pytest.mark.long
def test_on_a_bad_day_each_changed_workout_takes_the_old_ones_place(
    account: IntervalsAccount, tools: TargetTools, is_full: bool
) -> None:
    runs = [replace(one, paragraphs=("Sunny",)) for one in short_runs(25 if is_full else 10)]
    receipts = [as_the_ledger_keeps_it(plugin.deliver(one, tools), one) for one in runs]
    account.site.faults.shares = CHAOS
    changed = [
        replace(one, revision=2, title="Again", workout=replace(one.workout, distance_m=200.0))
        for one in runs
    ]
    updated = {
        until_it_is_there(one, known, tools).id: encode_activity(one)
        for one, known in zip(changed, receipts, strict=True)
    }
    there = account.site.activities
    assert {remote_id: kept.content for remote_id, kept in there.items()} == updated
    assert {(kept.told["name"], kept.told["description"]) for kept in there.values()} == {
        ("Again", "Sunny")
    }
