"""The catalogue of boosters and the article on each, on pages, through the API and in help."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from fitglue.domain.scopes import Scope
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.testing.fakes import World
from fitglue.testing.people import HOME
from fitglue.web.app import create_app


def test_the_catalogue_tells_what_each_booster_is_for(kim: Any) -> None:
    told = kim.reads("/boosters")
    assert told.index("Filters and rules") < told.index("Titles and text")
    assert "Many Settings ? A booster for tests with every kind of setting." in told
    assert "Nothing for two hours." in told
    assert "Needs Weather Station, which you connect once." in told
    assert "Many Settings Athlete" not in told  # nobody has plans here


def test_with_plans_it_says_which_plan_a_booster_is_part_of(kim: Any) -> None:
    settings = kim.instance.settings.model_copy(update={"plans": True})
    with TestClient(create_app(replace(kim.instance, settings=settings))) as stranger:
        for path in ("/boosters", "/help/boosters/many_settings"):
            told = stranger.get(path).text
            assert re.search(
                r'Many Settings(</a>)? <span class="badge[ a-z]*">Athlete</span>', told
            )


def test_an_article_is_shown_with_the_table_of_options(kim: Any) -> None:
    told = kim.reads("/help/boosters/user_input")
    assert "What it leaves alone Everything that was measured." in told
    assert "Wait at most Hours after the end of the workout" in told
    assert "0 to 720 h" in told
    assert "{{" not in told
    assert "User Input" in kim.reads("/help")


def test_a_booster_without_an_article_is_told_from_its_description(kim: Any) -> None:
    told = kim.reads("/help/boosters/many_settings")
    assert "It is there so that forms can be looked at." in told
    assert "Hours How long. 1.5 h 0 to 24 h" in told
    assert "Weather Sunny Sunny, A little rain" in told
    assert "Spots none up to 3 places" in told
    assert "Story A text file. empty a file (.txt)" in told


@pytest.mark.parametrize("path", ["none", "apple_health", "..%2F..%2Fpyproject"])
def test_what_is_no_booster_has_no_article(kim: Any, path: str) -> None:
    assert kim.browser.get(f"/help/boosters/{path}").status_code == 404


def test_anybody_may_read_them(kim: Any) -> None:
    with TestClient(create_app(kim.instance)) as stranger:
        for path in ("/boosters", "/help/boosters", "/help/boosters/user_input"):
            assert stranger.get(path).status_code == 200


@pytest.fixture
def api(kim: Any) -> Iterator[TestClient]:
    account = kim.instance.store.accounts.get(kim.id)
    token = programs.make_token(Acting(kim.instance, account, HOME), "Test", {Scope.READ}, None)
    headers = {"authorization": f"Bearer {token}"}
    with TestClient(create_app(kim.instance), headers=headers) as client:
        yield client


def test_programs_are_told_the_same(api: TestClient, outside: World) -> None:
    del outside
    boosters = {one["id"]: one for one in api.get("/api/v1/plugins?kind=booster").json()}
    many = boosters["many_settings"]
    assert "apple_health" not in boosters
    assert (many["category"], many["stage"]) == ("Titles and text", "last")
    assert many["examples"] == [{"says": "Nothing for two hours.", "settings": {"hours": 2}}]
    assert many["settings"]["properties"]["hours"]["unit"] == "h"
    assert boosters["user_input"]["changes"] == ["title"]
    assert api.get("/api/v1/plugins/many_settings").json() == many
    assert api.get("/api/v1/plugins/none").status_code == 404
