"""The original's phone app sends to us as it is, and loses nothing as it did there.

Each of these lost, doubled or spoilt workouts in the product that FitGlue follows.
"""

from typing import Any

import pytest

from fitglue.domain.plan import first_plan
from fitglue.domain.scopes import Scope
from fitglue.people import programs
from fitglue.testing.at_work import walk_through
from fitglue.testing.people import LEE, account_of
from fitglue.testing.phone_workouts import a_workout, uuid_of
from fitglue.testing.sending_apps import App, original_activity, original_sync

ADDRESSES = ("/api/v2/users/me/mobile/sync", "/api/mobile/sync", "/api/v1/mobile/sync")


@pytest.fixture
def phone(home: Any) -> App:
    """The original's app with a token of Kim's in place of its own sign-in."""
    token = programs.make_token(home.kim, "The phone", {Scope.SYNC}, None)
    return App(home.client, token, ADDRESSES[0])


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_sync_is_answered_in_the_app_s_own_words(home: Any, phone: App, address: str) -> None:
    phone.address = address
    answer = phone.posts(original_sync(original_activity()))
    assert answer.status_code == 200
    told = answer.json()
    assert set(told) == {
        "success", "processedCount", "skippedCount", "executionIds", "syncedAt", "error",
    }  # fmt: skip
    assert (told["success"], told["processedCount"], told["skippedCount"]) == (True, 1, 0)
    assert told["executionIds"] == [run.id for run in home.runs]
    assert told["error"] is None


def test_what_was_promised_is_there_before_the_answer(home: Any, phone: App) -> None:
    phone.posts(original_sync(original_activity()))
    (activity,) = home.activities
    assert activity.workout.route_points == 601
    assert activity.workout.avg_hr_bpm is not None
    assert activity.workout.distance_m == 1_800.5
    walk_through(home.instance, home.kim.account.id)
    assert len(home.files) == 1


def test_a_queue_that_doubled_itself_makes_each_workout_once(home: Any, phone: App) -> None:
    some = [original_activity(externalId=uuid_of(at), **_days(at)) for at in range(3)]
    first = phone.posts(original_sync(*some)).json()
    doubled = phone.posts(original_sync(*some, *some, *some)).json()
    assert (first["processedCount"], doubled["processedCount"]) == (3, 0)
    assert doubled["skippedCount"] == 9
    assert doubled["success"] is True
    assert len(home.activities) == 3
    assert len(home.runs) == 3


def test_an_activity_without_an_id_is_known_again(home: Any, phone: App) -> None:
    for _ in range(2):
        phone.posts(original_sync(original_activity(externalId=...)))
    assert len(home.activities) == 1


def test_a_sync_of_which_nothing_could_be_taken_is_no_success(home: Any, phone: App) -> None:
    told = phone.posts(original_sync(original_activity(startTime=None))).json()
    assert (told["success"], told["processedCount"], told["skippedCount"]) == (False, 0, 1)
    assert "startTime" in told["error"]
    assert len(home.refused) == 1


def test_one_that_is_of_no_use_keeps_no_other_back(home: Any, phone: App) -> None:
    told = phone.posts(original_sync(original_activity(startTime=None), original_activity())).json()
    assert (told["success"], told["processedCount"], told["skippedCount"]) == (True, 1, 1)
    phone.posts(original_sync(original_activity(startTime=None)))
    assert len(home.refused) == 1


def test_a_workout_that_comes_before_any_pipeline_is_kept(home: Any) -> None:
    lee = account_of(home.instance, LEE)
    token = programs.make_token(lee, "The phone", {Scope.SYNC}, None)
    App(home.client, token, ADDRESSES[0]).posts(original_sync(original_activity()))
    home.instance.store.pipelines.save(lee.account.id, first_plan())
    page = home.instance.store.activities.ids(lee.account.id)
    assert len(page) == 1


def test_a_workout_that_is_years_old_is_taken(home: Any, phone: App) -> None:
    old = original_activity(startTime="2014-01-02T08:00:00Z", endTime="2014-01-02T09:00:00Z")
    phone.posts(original_sync(old))
    assert home.activities[0].workout.start.year == 2014


def test_our_own_app_s_workout_is_the_same_one(home: Any, phone: App) -> None:
    ours = home.pairs_a_phone()
    ours.records(a_workout(1))
    ours.syncs()
    told = phone.posts(original_sync(original_activity(externalId=uuid_of(1)))).json()
    assert (told["processedCount"], told["skippedCount"]) == (0, 1)
    assert len(home.activities) == 1


def test_the_app_can_ask_what_it_has_sent(home: Any, phone: App) -> None:
    phone.posts(original_sync(original_activity(), original_activity(externalId="hc-1")))
    headers = {"authorization": f"Bearer {phone.token}"}
    for address in ("/api/mobile/activities", "/api/v2/users/me/mobile/activities"):
        told = home.client.get(address, headers=headers).json()
        assert told == {"activityIds": sorted([original_activity()["externalId"], "hc-1"])}


def test_nothing_to_send_is_a_success(phone: App) -> None:
    told = phone.posts(original_sync()).json()
    assert (told["success"], told["processedCount"], told["skippedCount"]) == (True, 0, 0)


def test_a_sync_without_activities_is_refused(phone: App) -> None:
    answer = phone.posts(b'{"device": {}}')
    assert answer.status_code == 400
    assert "activities" in answer.json()["sentence"]


def test_without_a_token_nothing_is_taken(home: Any) -> None:
    for address in (*ADDRESSES, "/in"):
        assert home.client.post(address, content=original_sync()).status_code == 401


def _days(at: int) -> dict[str, str]:
    day = f"2026-05-{5 + at:02}"
    return {"startTime": f"{day}T07:00:00Z", "endTime": f"{day}T07:30:00Z"}
