"""What was deleted in Health stays at targets until its owner says so, and then goes for good."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fitglue.domain.errors import Gone, Refused
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.plan import Plan, TargetUse
from fitglue.domain.scopes import Scope
from fitglue.people import programs
from fitglue.pipeline.deleting import wish
from fitglue.pipeline.resuming import resume
from fitglue.store.tables import AttemptRow, DeliveryRow
from fitglue.testing.at_work import until, walk_through, working
from fitglue.testing.fakes import World, installed
from fitglue.testing.people import KIM, LEE, account_of
from fitglue.testing.phone_workouts import a_workout
from fitglue.worker import deletions_of, running_of


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with installed(tmp_path / "fakes") as world:
        yield world


def delivered(home: Any, *, deletes: bool = True) -> DeliveryRow:
    """Let a workout come, be delivered, and be deleted in Health; give its delivery."""
    home.phone.records(a_workout())
    receipts = home.phone.syncs()
    walk_through(home.instance, home.kim.account.id)
    deliver_all(home)
    if deletes:
        home.phone.deletes(a_workout().uuid)
        home.phone.syncs()
    return of(home, receipts[0]["activity_id"])


def deliver_all(home: Any) -> None:
    """Do what the engine would do."""
    for row in home.instance.store.deliveries.unfinished():
        running_of(home.instance).delivering.deliver(row.id, row.attempt)


def of(home: Any, activity_id: str) -> DeliveryRow:
    [row] = home.instance.store.deliveries.of_activities(home.kim.account.id, [activity_id])
    return row


def delete_now(home: Any, row: DeliveryRow) -> DeliveryRow:
    """Do what the job of a wish would do."""
    now = of(home, row.activity_id)
    deletions_of(home.instance).delete(now.id, now.attempt)
    return of(home, row.activity_id)


def attempts(home: Any, row: DeliveryRow) -> list[AttemptRow]:
    found: list[AttemptRow] = home.instance.store.deliveries.attempts(home.kim.account.id, row.id)
    return found


def signed_in(home: Any) -> Any:
    form = {"email": KIM.email, "password": KIM.password}
    home.client.post("/sign-in", data=form, follow_redirects=False)
    return home.client


def to(home: Any, target: str, **settings: str) -> None:
    """Let the only pipeline lead to a target."""
    store, own = home.instance.store, home.kim.account.id
    [pipeline] = store.pipelines.of_account(own)
    plan = Plan(
        id=pipeline.plan.id, name="To one", sources=("apple_health",),
        targets=(TargetUse(key="one", plugin=target, settings=settings),),
    )  # fmt: skip
    store.pipelines.save(own, plan)


def test_nothing_is_deleted_elsewhere_by_itself(home: Any) -> None:
    row = delivered(home)
    assert row.state == DeliveryState.SENT
    assert len(home.files) == 1


def test_the_phones_page_and_the_activitys_own_offer_it(home: Any) -> None:
    row = delivered(home)
    client = signed_in(home)
    phones = client.get("/settings/phones").text
    assert f"/activities/{row.activity_id}" in phones
    assert "1 activity deleted in Health" in phones
    page = client.get(f"/activities/{row.activity_id}").text
    assert "It was deleted in Health" in page
    assert f"/deliveries/{row.id}/delete" in page


def test_a_press_removes_the_file_and_writes_it_down(home: Any) -> None:
    row = delivered(home)
    client = signed_in(home)
    answer = client.post(f"/deliveries/{row.id}/delete", follow_redirects=False)
    assert answer.headers["location"] == f"/activities/{row.activity_id}#journey"
    assert of(home, row.activity_id).state == DeliveryState.DELETING
    assert "being deleted there" in client.get(f"/activities/{row.activity_id}").text
    gone = delete_now(home, row)
    assert (gone.state, gone.url, gone.remote_id) == (DeliveryState.DELETED, "", "")
    assert home.files == []
    assert [one.state for one in attempts(home, row)] == ["sent", "deleted"]
    page = client.get(f"/activities/{row.activity_id}").text
    assert "deleted there" in page
    assert f"/deliveries/{row.id}/delete" not in page
    assert "Deleted in Health, still elsewhere" not in client.get("/settings/phones").text


def test_the_job_that_the_wish_queues_does_it(home: Any) -> None:
    row = delivered(home)
    wish(home.instance.starter, home.kim.account.id, row.id)
    with working(home.instance):
        until(lambda: of(home, row.activity_id).state == "deleted", "the deletion")
    assert home.files == []


def test_a_file_that_its_owner_removed_is_deleted(home: Any) -> None:
    row = delivered(home)
    home.files[0].unlink()
    wish(home.instance.starter, home.kim.account.id, row.id)
    assert delete_now(home, row).state == DeliveryState.DELETED


def test_one_that_was_cut_off_tries_again(home: Any) -> None:
    row = delivered(home)
    wish(home.instance.starter, home.kim.account.id, row.id)
    home.files[0].unlink()  # it was killed behind the deletion, before that was written down
    assert resume(home.instance.starter) >= 1
    assert delete_now(home, row).state == DeliveryState.DELETED


def test_what_is_not_deleted_in_health_is_not_deleted_elsewhere(home: Any) -> None:
    row = delivered(home, deletes=False)
    with pytest.raises(Refused, match="not deleted in Health"):
        wish(home.instance.starter, home.kim.account.id, row.id)
    assert len(home.files) == 1


def test_anothers_delivery_is_not_there(home: Any) -> None:
    row = delivered(home)
    lee = account_of(home.instance, LEE)
    with pytest.raises(Gone):
        wish(home.instance.starter, lee.account.id, row.id)


def test_the_page_of_a_deleted_activity_is_its_owners(home: Any) -> None:
    row = delivered(home)
    account_of(home.instance, LEE)
    form = {"email": LEE.email, "password": LEE.password}
    home.client.post("/sign-in", data=form, follow_redirects=False)
    assert home.client.get(f"/activities/{row.activity_id}").status_code == 404
    assert row.activity_id not in home.client.get("/settings/phones").text


def test_the_api_asks_for_it_too(home: Any) -> None:
    row = delivered(home)
    token = programs.make_token(home.kim, "Script", {Scope.READ, Scope.WRITE}, None)
    headers = {"authorization": f"Bearer {token}"}
    address = f"/api/v1/deliveries/{row.id}/delete"
    assert home.client.post(address, headers=headers).status_code == 204
    assert home.client.post(address, headers=headers).status_code == 422
    assert delete_now(home, row).state == DeliveryState.DELETED


def test_a_second_press_changes_nothing(home: Any) -> None:
    row = delivered(home)
    wish(home.instance.starter, home.kim.account.id, row.id)
    with pytest.raises(Refused):
        wish(home.instance.starter, home.kim.account.id, row.id)
    assert delete_now(home, row).state == DeliveryState.DELETED
    with pytest.raises(Refused):
        wish(home.instance.starter, home.kim.account.id, row.id)


def test_a_target_that_is_busy_is_asked_again(home: Any, world: World) -> None:
    to(home, "fake_target", script="delete-busy, delete-lost-reply")
    row = delivered(home)
    wish(home.instance.starter, home.kim.account.id, row.id)
    waiting = delete_now(home, row)
    assert waiting.state == DeliveryState.DELETING
    assert waiting.retry_at is not None
    assert "Not deleted: " in waiting.why
    until(lambda: delete_now(home, row).state == DeliveryState.DELETED, "the third try")
    assert world.everything() == []
    assert [one.state for one in attempts(home, row)] == ["sent", "deleting", "deleting", "deleted"]


@pytest.mark.parametrize("word", ["refuse", "needs-user", "broken"])
def test_a_target_that_will_not_keeps_it_and_says_why(home: Any, world: World, word: str) -> None:
    to(home, "fake_target", script=f"delete-{word}")
    row = delivered(home)
    wish(home.instance.starter, home.kim.account.id, row.id)
    kept = delete_now(home, row)
    assert kept.state == DeliveryState.SENT
    assert kept.why.startswith("Not deleted: ")
    assert len(world.everything()) == 1
    page = signed_in(home).get(f"/activities/{row.activity_id}").text
    assert "Not deleted: " in page
    assert f"/deliveries/{row.id}/delete" in page


def test_a_resend_from_the_phone_brings_neither_back(home: Any) -> None:
    row = delivered(home)
    wish(home.instance.starter, home.kim.account.id, row.id)
    delete_now(home, row)
    home.phone.records(a_workout())
    home.phone.syncs()
    walk_through(home.instance, home.kim.account.id)
    assert home.total == 0
    assert home.files == []
