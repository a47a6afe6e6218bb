"""The help centre as somebody uses it: signed in or not, with a script or without."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from fitglue.articles.article import Kind
from fitglue.articles.library import library
from fitglue.testing.html_forms import words_of
from fitglue.web.app import create_app

FRAGMENT = {"hx-request": "true", "hx-request-type": "partial"}


@pytest.fixture
def stranger(kim: Any) -> Iterator[TestClient]:
    with TestClient(create_app(kim.instance)) as client:
        yield client


def test_every_article_can_be_read_by_anybody_and_stands_on_the_front_page(
    stranger: TestClient,
) -> None:
    front = stranger.get("/help").text
    for article in library().articles.values():
        answer = stranger.get(article.address)
        assert answer.status_code == 200, article.key
        assert f"<h1>{article.front.title}</h1>".replace("'", "&#39;") in answer.text
        assert "{{" not in words_of(answer.text).replace("{{ options }}", "")
        of_plans = article.key == "concepts/tiers"  # of which nothing is said where there are none
        assert (f'href="{article.address}"' in front) is not of_plans


def test_what_is_asked_most_comes_first(stranger: TestClient) -> None:
    told = words_of(stranger.get("/help").text)
    order = ["Most asked", "Nothing arrives from a phone", "A workout has no map",
             "A workout is there twice", "Sources", "Services", "Targets", "Boosters",
             "How FitGlue works"]  # fmt: skip
    places = [told.index(one) for one in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("showcase", "targets/showcase"),
        ("notifications", "concepts/notifications"),
        ("nothing_arrives", "nothing-arrives"),
        ("no_route", "no-route"),
        ("boosters/virtual-gps", "boosters/virtual_gps"),
        ("concepts/time_zones", "concepts/time-zones"),
    ],
)
def test_an_old_address_leads_to_the_new_one(stranger: TestClient, old: str, new: str) -> None:
    answer = stranger.get(f"/help/{old}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"/help/{new}")


@pytest.mark.parametrize(
    "path",
    [
        "none", "boosters/none", "boosters/apple_health", "a/b/c", "mark/none",
        "mark/boosters/none", "concepts/..%2F..%2Fx",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_there(stranger: TestClient, path: str) -> None:
    assert stranger.get(f"/help/{path}").status_code == 404


def test_a_shelf_leads_to_its_place_on_the_front_page(stranger: TestClient) -> None:
    answer = stranger.get("/help/sources", follow_redirects=False)
    assert answer.headers["location"] == "/help#sources"
    assert 'id="sources"' in stranger.get("/help").text


def test_a_search_shows_what_fits_with_its_words_marked(stranger: TestClient) -> None:
    page = stranger.get("/help/search", params={"q": "low power"}).text
    assert "<html" in page
    assert 'href="/help/background-sync#' in page
    assert "<mark>" in page
    assert 'value="low power"' in page


def test_a_script_that_searches_gets_the_results_alone(stranger: TestClient) -> None:
    page = stranger.get("/help/search", params={"q": "no map"}, headers=FRAGMENT).text
    assert "<html" not in page
    assert "A workout has no map" in page
    everything = stranger.get("/help/search", params={"q": ""}, headers=FRAGMENT).text
    assert "Most asked" in everything


def test_a_search_that_finds_nothing_says_so_and_shows_what_was_typed_as_text(
    stranger: TestClient,
) -> None:
    page = stranger.get("/help/search", params={"q": "<b>qqqzzz"}).text
    assert "Nothing about “&lt;b&gt;qqqzzz”." in page


@pytest.mark.parametrize("key", ["boosters/virtual_gps", "sources/apple_health", "no-route"])
def test_a_mark_opens_the_first_words_and_leads_to_all(stranger: TestClient, key: str) -> None:
    said = stranger.get(f"/help/mark/{key}", headers=FRAGMENT).text
    assert "<html" not in said
    assert f'href="/help/{key}"' in said
    first = library().articles[key].lead.split()[:4]
    assert " ".join(first) in words_of(said)


def test_a_strangers_plugin_is_told_by_its_description(kim: Any) -> None:
    page = kim.reads("/help/boosters/many_settings")
    assert "Part of the Athlete plan." in page
    assert "Many Settings" in kim.reads("/help")
    said = kim.browser.get("/help/mark/boosters/many_settings").text
    assert "It is there so that forms can be looked at." in said


def test_what_a_plugin_says_of_itself_is_put_into_its_article(stranger: TestClient) -> None:
    told = words_of(stranger.get("/help/targets/strava").text)
    assert "What changes in FitGlue later is changed there too." in told
    assert "It cannot delete anything there: you do that yourself." in told
    assert "Tag of commutes" in told
    assert "Needs Strava , which you connect once." in told
    source = words_of(stranger.get("/help/sources/hevy").text)
    assert "FitGlue looks for what is new every 5 minutes." in source
    service = words_of(stranger.get("/help/services/google_health").text)
    assert "FitGlue asks at most 150 times a minute." in service
    assert "Part of every plan." in service


def test_a_trouble_leads_to_the_paragraph_that_explains_it(stranger: TestClient) -> None:
    page = stranger.get("/help/nothing-arrives").text
    assert 'id="silent"' in page
    assert 'id="queue"' in page


@pytest.mark.parametrize("kind", Kind)
def test_every_shelf_has_articles(kind: Kind) -> None:
    assert library().of_kind(kind)
