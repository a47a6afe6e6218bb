"""Plans are visible where they matter, and nowhere when there are none."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from fitglue.config import Settings
from fitglue.domain.tiers import Tier
from fitglue.instance import Instance
from fitglue.security import tokens
from fitglue.testing.fakes import World
from fitglue.testing.member import Member
from fitglue.testing.web_routes import every_route
from fitglue.web.app import create_app

GATED = [("athlete_target", "")]
#: Where the operator switches them on.
HOLDS_THE_SWITCH = {"/admin/settings", "/admin/plans"}
#: What programs can ask of any FitGlue.
REFERENCE = {"/help/api", "/api/v1/docs"}
WORDS = re.compile(r"Athlete|Hobbyist|\btrial\b|\bupgrade\b|/settings/plan|\b[Pp]lans?\b")


@pytest.fixture
def browser(instance: Instance, kim: Member) -> Iterator[TestClient]:
    """A browser in which Kim has signed in, who is no admin."""
    with TestClient(create_app(instance)) as client:
        _sign_in(instance, client, kim.id)
        yield client


def _sign_in(instance: Instance, client: TestClient, account_id: str) -> None:
    token = tokens.new_token()
    instance.store.sessions.open(account_id, tokens.token_hash(token), "Browser")
    client.cookies.set("fitglue_session", token)


def test_without_plans_no_page_has_a_word_of_them(
    settings: Settings, instance: Instance, outside: World
) -> None:
    del outside
    off = Instance(settings.model_copy(update={"plans": False}), instance.store, instance.engine)
    kim = Member(off)
    kim.has_pipeline(targets=GATED)
    kim.gets(2)
    app = create_app(off)
    pages = {route.path for route in every_route(app) if route.method == "GET" and not route.parts}
    with TestClient(app, raise_server_exceptions=False) as client:
        _sign_in(off, client, off.owner().id)
        for page in sorted(pages - HOLDS_THE_SWITCH - REFERENCE):
            answer = client.get(page)
            if answer.is_success and "html" in answer.headers.get("content-type", ""):
                told = re.sub(r"(?i)athlete[ _]\w+", "", answer.text)  # names of fakes
                assert not WORDS.search(told), (page, WORDS.search(told))
        assert client.get("/settings/plan").status_code == 404


def test_each_gate_is_shown_with_what_to_do(browser: TestClient, kim: Member) -> None:
    pipeline = kim.has_pipeline(targets=GATED)
    plan = browser.get("/settings/plan").text
    assert "In your pipelines, and not in your plan" in plan
    assert "is part of the Athlete plan." in plan
    assert f"/pipelines/{pipeline}" in plan
    assert "part of the athlete plan" in browser.get(f"/pipelines/{pipeline}").text.lower()
    kim.instance.releasing.give(kim.id, Tier.ATHLETE)
    assert "not in your plan" not in browser.get("/settings/plan").text


def test_at_the_limit_the_page_names_what_waits_and_how_it_goes_on(
    browser: TestClient, kim: Member
) -> None:
    kim.has_pipeline()
    kim.gets(5)
    for run in kim.runs:
        kim.instance.admission.admits(run)
    plan = browser.get("/settings/plan").text
    assert "2 runs wait</b>" in plan or "2 runs wait for a place." in plan
    assert plan.count('href="/activities/') == 2
    assert "At the limit" in plan
    assert "goes on by itself" in plan


def test_a_trial_counts_its_days(settings: Settings, instance: Instance, outside: World) -> None:
    del outside
    trying = Instance(
        settings.model_copy(update={"trial_days": 30}), instance.store, instance.engine
    )
    kim = Member(trying)
    with TestClient(create_app(trying)) as client:
        _sign_in(trying, client, kim.id)
        plan = client.get("/settings/plan").text
    assert "30 days of your trial left" in plan
    assert "Days of the trial that are left" in plan
