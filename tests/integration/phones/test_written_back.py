"""The boosted workout waits for the phone, is sent when that says so, and never comes back."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.formats.phone_sync import wire, writes
from fitglue.pipeline.again import Again
from fitglue.pipeline.removing import Removing
from fitglue.store.tables import DeliveryRow
from fitglue.testing.at_work import until, working
from fitglue.testing.phone import Phone
from fitglue.testing.phone_workouts import OnPhone, a_workout

UUID = "3F2504E0-4F89-41D3-9A0C-0305E82C3301"
PLAN = Plan(
    id="", name="Into Health", sources=("apple_health", "file_upload"),
    boosters=(BoosterUse(key="gps", plugin="virtual_gps"),),
    targets=(TargetUse(key="health", plugin="apple_health"),),
)  # fmt: skip


@pytest.fixture
def at_work(home: Any) -> Iterator[Any]:
    """Give Kim with a pipeline into Health, at work."""
    home.instance.store.pipelines.save(home.kim.account.id, PLAN)
    home.instance.store.accounts.settle(home.kim.account.id, 0)
    with working(home.instance):
        yield home


def indoors() -> OnPhone:
    one = a_workout()
    parts = tuple(part for part in one.parts if not isinstance(part, wire.Route))
    metadata = {**one.envelope.metadata, "HKIndoorWorkout": True}
    return OnPhone(msgspec.structs.replace(one.envelope, metadata=metadata), parts)


def asks(phone: Phone, *receipts: dict[str, Any]) -> dict[str, Any]:
    body = json.dumps({"version": 1, "receipts": list(receipts)}).encode()
    answer = phone.posts("/sync/writes", gzip.compress(body))
    assert answer.status_code == 200, answer.json()
    told: dict[str, Any] = answer.json()
    return told


def waits(phone: Phone) -> dict[str, Any]:
    until(lambda: asks(phone)["writes"], "a write waits")
    (one,) = asks(phone)["writes"]
    return dict(one)


def receipt(one: dict[str, Any], verdict: str = "written", **told: str) -> dict[str, Any]:
    known = {name: one[name] for name in ("write_id", "write_version")}
    return {**known, "verdict": verdict, **({"uuid": UUID} if verdict == "written" else {}), **told}


def delivery(home: Any) -> DeliveryRow:
    store, own = home.instance.store, home.kim.account.id
    rows = [row for run in home.runs for row in store.deliveries.of_run(own, run.id)]
    (row,) = [row for row in rows if row.target == "apple_health"]
    assert isinstance(row, DeliveryRow)
    return row


def is_over(home: Any) -> bool:
    return bool(home.runs) and all(run.state == "done" for run in home.runs)


def test_it_is_sent_when_the_phone_says_that_it_is_in_health(at_work: Any) -> None:
    at_work.phone.records(indoors())
    at_work.phone.syncs()
    one = waits(at_work.phone)
    until(lambda: delivery(at_work).state == "unknown", "it waits")
    assert "waits for the FitGlue app" in delivery(at_work).why
    told = at_work.phone.posts(f"/sync/writes/{one['write_id']}/fetch", b"").json()
    written = msgspec.convert(told, writes.Write)
    assert written.workout.activity_type == 37
    assert written.route is not None
    assert len(written.route.time_s) > 100
    assert written.series[0].quantity == "HeartRate"
    assert asks(at_work.phone, receipt(one))["writes"] == []
    until(lambda: delivery(at_work).state == "sent", "it is sent")
    assert delivery(at_work).remote_id == UUID
    assert asks(at_work.phone, receipt(one))["writes"] == []  # the reply was lost


def test_a_phone_that_may_not_write_says_so_and_it_goes_on_when_it_may(at_work: Any) -> None:
    at_work.phone.records(indoors())
    at_work.phone.syncs()
    one = waits(at_work.phone)
    why = {"why": "FitGlue may not write.", "next_step": "Settings, Health, FitGlue."}
    assert asks(at_work.phone, receipt(one, "not_allowed", **why))["writes"] == [one]
    until(lambda: delivery(at_work).state == "needs_you", "a person is asked")
    assert (delivery(at_work).why, delivery(at_work).next_step) == tuple(why.values())
    asks(at_work.phone, receipt(one))
    until(lambda: delivery(at_work).state == "sent", "it is sent")


def test_what_health_never_takes_is_refused(at_work: Any) -> None:
    at_work.phone.records(indoors())
    at_work.phone.syncs()
    one = waits(at_work.phone)
    assert asks(at_work.phone, receipt(one, "refused", why="No."))["writes"] == []
    until(lambda: delivery(at_work).state == "refused", "it is refused")


def test_what_another_phone_took_is_not_its_to_write(at_work: Any) -> None:
    at_work.phone.records(indoors())
    at_work.phone.syncs()
    one = waits(at_work.phone)
    other = at_work.pairs_another("Kim's iPad")
    assert asks(other)["writes"] == [one]
    at_work.phone.posts(f"/sync/writes/{one['write_id']}/fetch", b"")
    assert asks(other)["writes"] == []
    assert other.posts(f"/sync/writes/{one['write_id']}/fetch", b"").status_code == 404
    assert asks(other, receipt(one))["writes"] == []
    assert asks(at_work.phone)["writes"] == [one]


def fetches(phone: Phone, one: dict[str, Any]) -> int:
    return int(phone.posts(f"/sync/writes/{one['write_id']}/fetch", b"").status_code)


@pytest.fixture
def waiting(at_work: Any) -> Any:
    """Give Kim's home, where a write waits for the phone."""
    at_work.phone.records(indoors())
    at_work.phone.syncs()
    waits(at_work.phone)
    until(lambda: delivery(at_work).state == "unknown", "it waits")
    return at_work


def again(home: Any) -> Again:
    return Again(home.instance.starter, home.kim.account.id)


def removing(home: Any) -> Removing:
    return Removing(home.instance.starter, home.kim.account.id)


def test_a_run_that_is_cancelled_takes_its_write_back(waiting: Any) -> None:
    one = waits(waiting.phone)
    again(waiting).cancel(waiting.runs[0].id)
    answer = asks(waiting.phone)
    assert answer["writes"] == []
    assert fetches(waiting.phone, one) == 404
    assert (delivery(waiting).state, delivery(waiting).why) == ("skipped", "You cancelled its run.")
    again(waiting).send(delivery(waiting).id)
    assert waits(waiting.phone) == one


def test_a_deleted_activity_takes_its_write_back_until_it_is_restored(waiting: Any) -> None:
    one = waits(waiting.phone)
    activity_id = delivery(waiting).activity_id
    removing(waiting).delete([activity_id])
    assert asks(waiting.phone)["writes"] == []
    assert fetches(waiting.phone, one) == 404
    removing(waiting).restore([activity_id])
    assert waits(waiting.phone) == one
    asks(waiting.phone, receipt(one))
    until(lambda: delivery(waiting).state == "sent", "it is sent")


def test_a_phone_is_to_ask_while_something_waits_that_no_pipeline_sends_any_more(
    waiting: Any,
) -> None:
    store, own = waiting.instance.store, waiting.kim.account.id
    for pipeline in store.pipelines.of_account(own):
        store.pipelines.save(own, replace(pipeline.plan, targets=()))
    assert asks(waiting.phone)["wants_writing"] is True
    removing(waiting).delete([delivery(waiting).activity_id])
    assert asks(waiting.phone)["wants_writing"] is False


def test_a_workout_deleted_in_health_takes_its_write_back(waiting: Any) -> None:
    waiting.phone.deletes(indoors().envelope.uuid)
    waiting.phone.syncs()
    assert asks(waiting.phone)["writes"] == []
    until(lambda: delivery(waiting).state == "skipped", "it is not sent")


def test_what_a_phone_was_writing_when_it_was_taken_back_is_said_to_be_there(waiting: Any) -> None:
    one = waits(waiting.phone)
    assert fetches(waiting.phone, one) == 200
    again(waiting).cancel(waiting.runs[0].id)
    asks(waiting.phone, receipt(one))
    there = delivery(waiting)
    assert (there.state, there.remote_id) == ("sent", UUID)
    assert asks(waiting.phone, receipt(one))["writes"] == []


def test_a_persons_word_that_it_is_there_leaves_nothing_to_write(waiting: Any) -> None:
    one = waits(waiting.phone)
    asks(waiting.phone, receipt(one, "not_allowed", why="No.", next_step="Allow it."))
    until(lambda: delivery(waiting).state == "needs_you", "a person is asked")
    again(waiting).it_is_there(delivery(waiting).id)
    assert asks(waiting.phone)["writes"] == []


def test_a_workout_that_is_in_health_with_its_route_is_not_written_again(at_work: Any) -> None:
    at_work.phone.records(a_workout())
    at_work.phone.syncs()
    until(lambda: is_over(at_work), "its run is over")
    assert delivery(at_work).state == "refused"
    assert "already" in delivery(at_work).why


def test_what_fitglue_wrote_is_no_recording_whichever_way_it_comes(at_work: Any) -> None:
    one = indoors()
    ours = {**one.envelope.metadata, "FitGlueDelivery": "0d9c1c1e-7a4e-5a0b-9a53-2f1f3c3f9a1c"}
    at_work.phone.records(OnPhone(msgspec.structs.replace(one.envelope, metadata=ours), one.parts))
    at_work.phone.syncs()
    assert at_work.total == 0
