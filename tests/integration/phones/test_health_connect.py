"""An Android phone sends what Health Connect has, and says what it may read."""

from dataclasses import replace
from typing import Any

import msgspec

from fitglue.domain.activity import Sender
from fitglue.domain.plan import Plan, TargetUse
from fitglue.formats.phone_sync import wire
from fitglue.testing.at_work import walk_through
from fitglue.testing.people import KIM
from fitglue.testing.phone_workouts import a_workout, on_android

HERE = wire.PhoneState(
    os_version="16", platform="health_connect",
    permissions={"READ_EXERCISE": True, "READ_EXERCISE_ROUTES": False},
)  # fmt: skip


def activity(home: Any, workout_uuid: str) -> Any:
    sender = Sender(home.kim.account.id, "health_connect", workout_uuid)
    return home.instance.store.activities.get(home.kim.account.id, sender.activity_id)


def signed_in(home: Any) -> Any:
    form = {"email": KIM.email, "password": KIM.password}
    home.client.post("/sign-in", data=form, follow_redirects=False)
    return home.client


def has_a_pipeline_for_apple_alone(home: Any) -> None:
    pipelines, kim = home.instance.store.pipelines, home.kim.account.id
    (first,) = pipelines.of_account(kim)
    pipelines.save(kim, replace(first.plan, sources=("apple_health",)))


def test_a_batch_of_health_connect_becomes_an_activity(home: Any) -> None:
    one = on_android(a_workout(), 33)
    home.phone.records(one)
    receipts = home.phone.syncs()
    assert {receipt["verdict"] for receipt in receipts} == {"stored"}
    made = activity(home, one.uuid)
    assert {receipt["activity_id"] for receipt in receipts} == {made.id}
    assert made.workout.sport.key == "running"
    assert made.workout.route_points == 120
    [recording] = home.instance.store.recordings.listed(home.kim.account.id, made.id)
    assert recording.source == "health_connect"


def test_it_goes_through_the_pipelines_that_take_it_and_no_others(home: Any) -> None:
    has_a_pipeline_for_apple_alone(home)
    home.phone.records(on_android(a_workout(), 33))
    home.phone.syncs()
    assert home.runs == []
    plan = Plan(
        id="", name="From Android", sources=("health_connect",),
        targets=(TargetUse(key="folder", plugin="folder"),),
    )  # fmt: skip
    home.instance.store.pipelines.save(home.kim.account.id, plan)
    home.phone.records(on_android(a_workout(1), 4))
    home.phone.syncs()
    walk_through(home.instance, home.kim.account.id)
    assert [run.plan["name"] for run in home.runs] == ["From Android"]


def test_late_parts_and_deletions_find_their_workout(home: Any) -> None:
    one = on_android(a_workout(), 33)
    route, *rest = one.parts
    home.phone.records(replace(one, parts=tuple(rest)))
    home.phone.syncs()
    assert activity(home, one.uuid).workout.route_points == 0
    home.phone.gets(route)
    home.phone.syncs()
    assert activity(home, one.uuid).workout.route_points == 120
    home.phone.queue.append(wire.Deleted(uuid=one.uuid, platform="health_connect"))
    home.phone.syncs()
    assert activity(home, one.uuid) is None
    assert home.total == 0


def test_both_kinds_in_one_batch_become_two_activities(home: Any) -> None:
    has_a_pipeline_for_apple_alone(home)
    home.phone.records(a_workout())
    home.phone.records(on_android(a_workout(1), 33))
    home.phone.syncs()
    assert home.total == 2
    assert [run.plan["name"] for run in home.runs] == ["Everything to folder"]


def test_a_permission_that_is_off_is_said_directly(home: Any) -> None:
    home.phone.state = HERE
    home.phone.records(on_android(a_workout(), 33))
    home.phone.syncs()
    page = signed_in(home).get("/settings/phones").text
    assert "Android 16" in page
    assert "“Exercise routes” is not allowed on" in page
    assert "App permissions → FitGlue" in page


def test_what_no_pipeline_takes_is_said(home: Any) -> None:
    has_a_pipeline_for_apple_alone(home)
    home.phone.records(on_android(a_workout(), 33))
    home.phone.syncs()
    assert "goes nowhere." in signed_in(home).get("/settings/phones").text


def test_an_item_of_another_platform_is_refused_and_the_rest_goes_on(home: Any) -> None:
    strange = msgspec.json.encode(
        {**msgspec.to_builtins(a_workout().envelope), "kind": "workout", "platform": "garmin"}
    )
    batch = {
        "version": 1, "batch_id": "b", "device_id": "d",
        "items": [msgspec.Raw(strange), on_android(a_workout(1), 33).envelope],
    }  # fmt: skip
    answer = home.phone.posts("/sync", msgspec.json.encode(batch), encoding="")
    assert [one["verdict"] for one in answer.json()["receipts"]] == ["refused", "stored"]
