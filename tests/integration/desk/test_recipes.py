"""Recipes: each is a plan that the editor accepts, and that works on what people record."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from fitglue.domain import sport
from fitglue.domain.scopes import Scope
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.pipeline.editing import from_share_code, share_code
from fitglue.pipeline.faults import faults_of
from fitglue.pipeline.recipes import recipes
from fitglue.testing.people import HOME
from fitglue.web.app import create_app


def test_there_are_many_and_apple_health_comes_first() -> None:
    every = recipes()
    assert len(every) >= 8
    assert all("apple_health" in one.plan.sources for one in every[:3])
    assert len({one.id for one in every}) == len({one.plan.name for one in every}) == len(every)


@pytest.mark.parametrize("one", recipes(), ids=lambda one: one.id)
def test_each_is_a_plan_without_a_fault_that_survives_being_shared(one: Any) -> None:
    assert faults_of(one.plan) == []
    assert one.sentence.endswith(".")
    assert one.before.lines
    assert one.after.lines
    shared = from_share_code(share_code(one.plan))
    assert [use.plugin for use in shared.boosters] == [use.plugin for use in one.plan.boosters]


def test_each_is_tried_on_what_people_record_and_says_what_it_would_do(kim: Any) -> None:
    ids = [
        kim.gets("long", days=-3, minutes=90),
        kim.gets("indoor", days=-2, route=False, indoor=True),
        kim.gets("commute", days=-1.45, sport=sport.by_key("cycling"), distance_m=6000.0),
    ]
    ends = {}
    for one in recipes():
        tried = kim.instance.rehearsed(kim.id, one.plan, ids)
        assert len(tried) == len(ids)
        assert "failed" not in [rehearsed.end for rehearsed in tried], one.id
        ends[one.id] = [rehearsed.end for rehearsed in tried]
    assert ends["watch-to-folder"] == ["delivered"] * 3
    assert ends["long-runs-on-a-page"] == ["delivered", "halted", "halted"]
    assert ends["ask-for-a-title"] == ["delivered"] * 3


def test_they_are_offered_with_what_is_missing_and_open_in_the_editor(kim: Any) -> None:
    told = kim.reads("/pipelines/recipes")
    assert "Treadmill runs with a map" in told
    assert "Connect Strava first" in told
    assert "Needs no account" in told
    editor = kim.sees("/pipelines/new?recipe=private-near-home")
    assert 'name="name" value="Private near home"' in editor
    assert "Where your home is" in editor
    assert "Connect Strava first; it takes a minute" in editor
    assert "Privacy Zone" in editor
    assert kim.browser.get("/pipelines/new?recipe=none").status_code == 404
    assert not kim.instance.store.pipelines.of_account(kim.id)


@pytest.fixture
def api(kim: Any) -> Iterator[TestClient]:
    """Give a program that may read and write for Kim."""
    account = kim.instance.store.accounts.get(kim.id)
    scopes = {Scope.READ, Scope.WRITE}
    token = programs.make_token(Acting(kim.instance, account, HOME), "Test", scopes, None)
    headers = {"authorization": f"Bearer {token}"}
    with TestClient(create_app(kim.instance), "http://test/api/v1", headers=headers) as client:
        yield client


def test_a_program_lists_them_and_makes_a_paused_pipeline_of_one(api: TestClient, kim: Any) -> None:
    every = api.get("/recipes").json()
    assert len(every) == len(recipes())
    one = api.get("/recipes/watch-to-intervals").json()
    assert one["needs"] == ["intervals"]
    assert one["pipeline"]["targets"][0]["plugin"] == "intervals"
    made = api.post("/recipes/watch-to-folder/pipelines")
    assert (made.status_code, made.json()["enabled"]) == (201, False)
    assert api.get("/recipes/none").status_code == 404
    kim.gets("plain", route=False, avg_hr_bpm=None, streams={})
    found = api.get("/recommendations").json()
    assert found[0]["why"] == "1 of your last 1 activity has no heart rate."
    counted = api.post("/pipelines/taken", json=one["pipeline"]).json()
    assert counted["sentence"] == "Would have taken your only activity."
