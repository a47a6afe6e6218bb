"""Acts on many activities, and their way back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from fitglue.domain.acts import RESTORABLE, State
from fitglue.domain.errors import Gone, NeedsUser, Refused
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.scopes import Scope
from fitglue.domain.selection import Selection
from fitglue.domain.workout import Device
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.pipeline.bulk import Bulk
from fitglue.pipeline.removing import Removing, bury
from fitglue.store.tables import ActivityRow, RemovedRow, Table
from fitglue.testing.arrivals import a_copy, a_run
from fitglue.testing.people import HOME
from fitglue.web.app import create_app

APPLE, FILES = "apple_health", "file_upload"
#: What undoing may leave different: who works on it next, and the memory of the act.
_NOT_COMPARED = {"acts", "removed", "audit"}
_COUNTERS = {"segment", "attempt"}


def bulk(kim: Any) -> Bulk:
    return Bulk(kim.instance.starter, kim.id)


def work(kim: Any, act_id: str) -> int:
    """Do an act's job at once."""

    def step(_: str, what: Callable[..., Any], *arguments: Any) -> Any:
        return what(*arguments)

    return Bulk(kim.instance.starter, "").work(step, act_id)


def everything(kim: Any) -> dict[str, list[dict[str, Any]]]:
    """Give every row there is, but for counters."""
    tables = [one for one in Table.metadata.sorted_tables if one.name not in _NOT_COMPARED]
    with kim.instance.store.transactions.reading() as session:
        return {
            table.name: sorted(
                (
                    {name: value for name, value in row.items() if name not in _COUNTERS}
                    for row in session.execute(select(table)).mappings()
                ),
                key=str,
            )
            for table in tables
        }


def asks(kim: Any) -> None:
    """Let everything be asked about, then go to the fake target."""
    plan = Plan(
        id="", name="Asks", sources=(APPLE, FILES),
        boosters=(BoosterUse(key="ask", plugin="user_input"),),
        targets=(TargetUse(key="t", plugin="fake_target"),),
    )  # fmt: skip
    kim.instance.store.pipelines.save(kim.id, plan)


def test_what_is_deleted_and_brought_back_is_as_it_was_with_all_that_waited(kim: Any) -> None:
    asks(kim)
    one = kim.gets("watch", a_run())
    kim.works()  # it asks now, and is told of
    kim.has_target("u")
    other = kim.gets("band", a_copy("Band", days=10 / 1440, distance_m=None))  # doubtful, waits
    before = everything(kim)
    assert before["inputs"]
    assert before["pairs"]
    act = bulk(kim).delete([one, other])
    store = kim.instance.store
    assert store.listing.ids(kim.id, Selection()) == []
    assert store.inputs.count(kim.id) == 0
    assert {row.id for row, _ in store.removed.lately(kim.id)} == {one, other}
    assert {run.state for run in store.runs.recent(kim.id)} == {"cancelled"}
    bulk(kim).undo(act)
    assert everything(kim) == before
    with pytest.raises(Refused):
        bulk(kim).undo(act)


def test_what_was_brought_back_goes_on_its_way(kim: Any) -> None:
    kim.has_target()
    one = kim.gets("watch", a_run())
    Removing(kim.instance.starter, kim.id).delete([one])
    kim.works()
    assert kim.instance.store.deliveries.of_activities(kim.id, [one]) == []
    Removing(kim.instance.starter, kim.id).restore([one])
    kim.works()
    (delivery,) = kim.instance.store.deliveries.of_activities(kim.id, [one])
    assert delivery.state == "sent"


def test_a_replay_brings_nothing_deleted_back_not_even_when_it_is_gone_for_good(kim: Any) -> None:
    one = kim.gets("watch", a_run())
    store, removing = kim.instance.store, Removing(kim.instance.starter, kim.id)
    removing.delete([one])
    kim.gets("watch", a_run())
    assert kim.activities == []
    assert bury(store) == 0
    with store.transactions.writing() as session:
        long_ago = datetime.now(UTC) - RESTORABLE - timedelta(hours=1)
        session.execute(update(RemovedRow).values(removed_at=long_ago))
    assert bury(store) == 1
    with pytest.raises(Gone):
        removing.restore([one])
    with store.transactions.reading() as session:
        assert session.scalars(select(ActivityRow)).all() == []
    assert list(store.blobs.keys()) == []
    kim.gets("watch", a_run())
    assert kim.activities == []
    kim.gets("another", a_run())
    assert len(kim.activities) == 1


def test_runs_of_many_begin_in_the_background_and_can_be_cancelled(kim: Any) -> None:
    ids = [kim.gets(f"run-{day}", a_run(days=day)) for day in range(3)]
    kim.has_target()
    (pipeline,) = kim.instance.store.pipelines.of_account(kim.id)
    act = bulk(kim).run([*ids, "another's"], pipeline.plan.id)
    assert work(kim, act) == 3
    assert work(kim, act) in {0, 3}
    store = kim.instance.store
    assert [run.state for run in store.runs.recent(kim.id)] == ["waiting"] * 3
    bulk(kim).undo(act)
    assert {run.state for run in store.runs.recent(kim.id)} == {"cancelled"}
    with pytest.raises(NeedsUser):
        bulk(kim).run(["another's"], pipeline.plan.id)


def test_a_send_leaves_out_what_is_there_and_is_taken_back_while_it_waits(kim: Any) -> None:
    kim.has_target()
    store = kim.instance.store
    ids = [kim.gets(f"run-{day}", a_run(days=day)) for day in range(2)]
    kim.works()
    (pipeline,) = store.pipelines.of_account(kim.id)
    work(kim, bulk(kim).send(ids, pipeline.plan.id, "t"))
    assert {row.state for row in store.deliveries.of_activities(kim.id, ids)} == {"sent"}
    act = bulk(kim).send(ids, pipeline.plan.id, "t", again=True)
    assert work(kim, act) == 2
    assert {row.state for row in store.deliveries.of_activities(kim.id, ids)} == {"waiting"}
    bulk(kim).undo(act)
    assert {row.state for row in store.deliveries.of_activities(kim.id, ids)} == {"sent"}
    found = store.foresight.of(ids)
    assert found.there[pipeline.plan.id, "t"] == 2
    assert found.through[pipeline.plan.id] == 2


def test_a_merge_of_some_of_one_time_comes_apart_again(kim: Any) -> None:
    ids = [
        kim.gets("watch", a_run()),
        kim.gets("band", a_copy("Band", days=10 / 1440, distance_m=None), FILES),
        kim.gets("bike", a_run(days=0.03, device=Device("Computer"), route=False), FILES),
    ]
    far = kim.gets("far", a_run(days=4))
    assert len(kim.activities) == 4
    with pytest.raises(Refused, match="long after"):
        bulk(kim).merge([*ids, far])
    act = bulk(kim).merge(ids)
    assert len(kim.activities) == 2
    bulk(kim).undo(act)
    assert {one.id for one in kim.activities} == {*ids, far}


def test_pages_say_what_an_act_will_do_then_do_it_and_undo_it(
    kim: Any, browser: TestClient
) -> None:
    kim.has_target()
    ids = [kim.gets(f"run-{day}", a_run(days=day)) for day in range(3)]
    kim.works()
    page = browser.post("/activities/chosen", data={"id": ids[:2], "query": "sport=running"}).text
    assert "2 activities" in page
    assert "2 activities go from every list" in page
    assert "2 went through it before" in page
    assert "begins long after the others" in page
    told = {"everything": "on", "query": "sport=running", "act": "delete"}
    led = browser.post("/activities/acts", data=told).headers["location"]
    assert "3 activities were deleted" in browser.get(led).text
    assert "Restore" in browser.get("/activities/deleted").text
    assert browser.get(f"/activities/{ids[0]}").headers["location"].startswith("/activities/del")
    act_id = led.rpartition("done=")[2]
    led = browser.post(f"/activities/acts/{act_id}/undo", data={"query": ""}).headers["location"]
    assert "3 activities are back" in browser.get(led).text
    refused = browser.post("/activities/acts", data={"id": ids, "act": "merge"})
    assert refused.status_code == 400
    assert "Choose two to five of the same time" in refused.text


def test_a_program_finds_activities_and_acts_on_them(kim: Any) -> None:
    kim.has_target()
    ids = [kim.gets(f"run-{day}", a_run(days=day, minutes=30 + day)) for day in range(3)]
    account = kim.instance.store.accounts.get(kim.id)
    scopes = {Scope.READ, Scope.WRITE}
    token = programs.make_token(Acting(kim.instance, account, HOME), "Test", scopes, None)
    headers = {"authorization": f"Bearer {token}"}
    with TestClient(create_app(kim.instance), "http://test/api/v1", headers=headers) as api:
        query = {"order": "longest", "limit": 2, "sport": ["running"], "least_s": 60}
        first = api.get("/activities", params=query).json()
        assert [one["id"] for one in first["activities"]] == [ids[2], ids[1]]
        assert first["number"] == 3
        rest = api.get("/activities", params={**query, "cursor": first["next"]}).json()
        assert [one["id"] for one in rest["activities"]] == [ids[0]]
        foreseen = api.post("/activities/prospects", json={"ids": ids}).json()
        assert (foreseen["number"], foreseen["waiting"]) == (3, 3)
        fitting = {"kind": "delete", "fitting": {"least_s": 1830}}
        act = api.post("/activities/acts", json=fitting).json()
        assert (act["of"], act["state"]) == (2, State.DONE)
        assert len(api.get("/activities/deleted").json()) == 2
        assert api.post(f"/activities/{ids[2]}/restore").status_code == 204
        assert api.post(f"/activities/acts/{act['id']}/undo").json()["state"] == "undone"
        assert api.get("/activities").json()["number"] == 3
        assert api.get(f"/activities/acts/{act['id']}").json()["number"] == 2
