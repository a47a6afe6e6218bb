"""The desk through the API: what the pages do, as JSON."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from fitglue.domain.scopes import Scope
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.testing.at_work import until, until_quiet, working
from fitglue.testing.fakes import World
from fitglue.testing.people import HOME
from fitglue.web.app import create_app

FAKE = {
    "name": "Louder",
    "sources": ["apple_health"],
    "boosters": [{"plugin": "fake_booster", "settings": {"script": "ok"}}],
    "targets": [{"plugin": "fake_target"}],
}


@pytest.fixture
def api(kim: Any) -> Iterator[TestClient]:
    """Give a program that may read and write for Kim."""
    yield from _program(kim, {Scope.READ, Scope.WRITE})


@pytest.fixture
def reader(kim: Any) -> Iterator[TestClient]:
    """Give a program that may only read."""
    yield from _program(kim, {Scope.READ})


def _program(kim: Any, scopes: set[Scope]) -> Iterator[TestClient]:
    account = kim.instance.store.accounts.get(kim.id)
    token = programs.make_token(Acting(kim.instance, account, HOME), "Test", scopes, None)
    headers = {"authorization": f"Bearer {token}"}
    with TestClient(create_app(kim.instance), "http://test/api/v1", headers=headers) as client:
        yield client


def test_a_pipeline_is_made_changed_paused_copied_and_deleted(api: TestClient) -> None:
    made = api.post("/pipelines", json=FAKE)
    assert made.status_code == 201
    path = f"/pipelines/{made.json()['id']}"
    key = made.json()["boosters"][0]["key"]
    changed = FAKE | {"boosters": [{"key": key, "plugin": "fake_booster", "required": True}]}
    after = api.put(path, json=changed).json()
    assert (after["boosters"][0]["key"], after["boosters"][0]["required"]) == (key, True)
    assert after["boosters"][0]["settings"] == {"script": ""}
    assert api.post(f"{path}/pause").status_code == 204
    assert api.get(path).json()["enabled"] is False
    assert api.post(f"{path}/resume").status_code == 204
    assert api.post(f"{path}/duplicate").json()["name"] == "Copy of Louder"
    assert len(api.get("/pipelines").json()) == 2
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404


def test_what_is_wrong_is_a_problem_with_a_sentence(api: TestClient) -> None:
    wrong = FAKE | {"boosters": [{"plugin": "user_input", "settings": {"hours": -1}}]}
    answer = api.post("/pipelines", json=wrong)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["sentence"] == "User Input, hours: At least 0 h."
    assert api.post("/pipelines", json={"name": "x"}).json()["errors"]


def test_a_share_code_makes_a_paused_pipeline(api: TestClient) -> None:
    made = api.post("/pipelines", json=FAKE).json()
    code = api.get(f"/pipelines/{made['id']}/share-code").json()
    taken = api.post("/share-codes", json=code)
    assert taken.status_code == 201
    assert taken.json()["enabled"] is False
    assert taken.json()["boosters"][0]["settings"] == {"script": "ok"}
    assert api.post("/share-codes", json={"code": "hello"}).status_code == 422


def test_a_dry_run_tells_everything_and_sends_nothing(
    reader: TestClient, kim: Any, outside: World
) -> None:
    activity = kim.gets()
    told = reader.post("/dry-runs", json={"pipeline": FAKE}).json()
    assert told["summary"] == "Would have delivered this activity."
    (tried,) = told["activities"]
    assert (tried["activity_id"], tried["end"]) == (activity, "delivered")
    assert tried["trace"][0]["why"] == "Louder."
    assert tried["deliveries"][0]["title"] == "Evening Run!"
    kept = kim.has_pipeline(["halt"])
    told = reader.post("/dry-runs", json={"pipeline_id": kept, "activity_ids": [activity]}).json()
    assert told["activities"][0]["end"] == "halted"
    assert not outside.calls()


def test_past_activities_are_counted_and_run(api: TestClient, kim: Any, outside: World) -> None:
    for at in range(3):
        kim.gets(f"run-{at}", days=at)
    path = f"/pipelines/{kim.has_pipeline()}/past"
    counted = api.get(path, params={"since": "2026-03-15"}).json()
    assert (counted["activities"], counted["targets"][0]["new"]) == (2, 2)
    with working(kim.instance):
        begun = api.post(path, json={"since": "2026-03-15", "delivers": True})
        assert (begun.status_code, begun.json()) == (202, {"activities": 2})
        until(lambda: len(outside.everything()) == 2, "the deliveries")
        until_quiet(kim.instance, kim.id)
    assert api.get(f"{path}/progress").json() == {
        "begun": 2, "done": 2, "under_way": 0, "paused": 0,
    }  # fmt: skip
    assert api.post(f"{path}/pause").json() == {"activities": 0}


def test_runs_and_deliveries_are_told_and_repeated(
    api: TestClient, kim: Any, outside: World
) -> None:
    pipeline = kim.has_pipeline(["ok"], ["refuse"])
    activity = kim.gets()
    with working(kim.instance):
        until_quiet(kim.instance, kim.id)
        (run,) = api.get("/runs", params={"state": "needs_you"}).json()["runs"]
        assert [line["outcome"] for line in run["trace"]] == ["changed"]
        assert api.get(f"/runs/{run['id']}").json() == run
        (delivery,) = api.get(f"/activities/{activity}/deliveries").json()
        assert (delivery["state"], delivery["run_id"]) == ("refused", run["id"])
        path = f"/deliveries/{delivery['id']}"
        (attempt,) = api.get(path).json()["attempts"]
        assert attempt["told"] == "The fake target does not want it."
        assert api.post(f"{path}/send").status_code == 204
        until_quiet(kim.instance, kim.id)
        assert api.get(path).json()["state"] == "sent"
        assert api.post(f"{path}/there").status_code == 422
        again = api.post(f"/activities/{activity}/runs", json={"pipeline_id": pipeline})
        assert again.status_code == 201
        until_quiet(kim.instance, kim.id)
    assert len(api.get(f"/activities/{activity}/runs").json()) == 2
    assert len(outside.everything()) == 1


def test_a_waiting_run_is_woken_or_cancelled(api: TestClient, kim: Any, outside: World) -> None:
    kim.has_pipeline(["much-later"])
    kim.gets("run-1")
    kim.gets("run-2", days=1)
    with working(kim.instance):
        until(lambda: [run.state for run in kim.runs] == ["parked"] * 2, "the waits")
        one, other = api.get("/runs", params={"state": "under_way"}).json()["runs"]
        assert one["wake_at"]
        assert api.post(f"/runs/{one['id']}/wake").status_code == 204
        assert api.post(f"/runs/{other['id']}/cancel").status_code == 204
        until(lambda: len(outside.everything()) == 1, "the delivery")
    assert api.post(f"/runs/{other['id']}/wake").status_code == 422


def test_a_question_is_read_and_answered(api: TestClient, kim: Any, outside: World) -> None:
    kim.has_pipeline(["ask"])
    kim.gets()
    with working(kim.instance):
        until(lambda: bool(api.get("/inputs").json()), "the question")
        (question,) = api.get("/inputs").json()
        path = f"/inputs/{question['id']}"
        assert question["fields"][0]["label"] == "Title"
        assert api.post(f"{path}/answer", json={"values": {}}).status_code == 422
        done = api.post(f"{path}/answer", json={"values": {"title": "Canal loop"}})
        assert done.status_code == 204
        until(lambda: len(outside.everything()) == 1, "the delivery")
    assert api.get(path).json()["answer"] == {"title": "Canal loop"}
    assert api.post(f"{path}/skip").status_code == 422


def test_a_question_for_a_file_is_answered_with_its_bytes(
    api: TestClient, kim: Any, outside: World
) -> None:
    kim.has_pipeline(["ask-file"])
    kim.gets()
    with working(kim.instance):
        until(lambda: bool(api.get("/inputs").json()), "the question")
        (question,) = api.get("/inputs").json()
        assert question["fields"][0]["accepts"] == [".fit"]
        content = base64.b64encode(b"x" * 1234).decode()
        answer = {"values": {"file": "ride.fit"}, "file": content}
        assert api.post(f"/inputs/{question['id']}/answer", json=answer).status_code == 204
        until(lambda: len(outside.everything()) == 1, "the delivery")
    assert "1234 bytes." in outside.everything()[0]["description"]


def test_a_program_that_may_only_read_changes_nothing(reader: TestClient, kim: Any) -> None:
    pipeline = kim.has_pipeline()
    assert reader.get(f"/pipelines/{pipeline}").status_code == 200
    assert reader.post("/pipelines", json=FAKE).status_code == 403
    for deed in ("pause", "resume", "duplicate"):
        assert reader.post(f"/pipelines/{pipeline}/{deed}").status_code == 403
    assert reader.delete(f"/pipelines/{pipeline}").status_code == 403


def test_all_of_it_is_described(reader: TestClient) -> None:
    described = reader.get("/openapi.json").json()["paths"]
    assert {"/pipelines", "/dry-runs", "/runs", "/deliveries/{delivery_id}", "/inputs"} <= set(
        described
    )
    for path, methods in described.items():
        for method, told in methods.items():
            assert told.get("description"), f"{method} {path} says nothing about itself"
