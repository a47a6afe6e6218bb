"""The wizard for a new pipeline, as a browser without any script walks through it."""

import re
from typing import Any

from fitglue.testing.html_forms import sent, words_of


def next_page(kim: Any, html: str, **more: Any) -> str:
    """Send the page's form with a button pressed or something chosen."""
    filled = sent(html) | more
    answer = kim.browser.get("/pipelines/new", params=filled)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_it_leads_from_sources_to_an_editor_that_saves(kim: Any) -> None:
    page = kim.sees("/pipelines/new")
    assert "Where do the activities come from?" in page
    page = next_page(kim, page, source=["apple_health"], step="better")
    assert "What makes them better?" in page
    for booster in ("title", "fake_booster"):
        page = next_page(kim, page, add=booster)
        assert "In this order" in page
    assert re.findall(r'name="booster" value="(\w+)"', page) == ["title", "fake_booster"]
    page = next_page(kim, page, move="up:1")
    assert re.findall(r'name="booster" value="(\w+)"', page) == ["fake_booster", "title"]
    page = next_page(kim, page, step=["better", "to"])
    assert "Needs Strava, which is not connected yet." in page
    assert 'href="/connections/new/strava"' in page
    page = next_page(kim, page, target=["fake_target"], step="look")
    form = sent(page) | {"press": "save"}
    assert form["name"] == ["Apple Health to Fake Target"]
    answer = kim.browser.post("/pipelines/new", data=form, follow_redirects=False)
    assert answer.status_code == 303
    (kept,) = kim.instance.store.pipelines.of_account(kim.id)
    assert [use.plugin for use in kept.plan.boosters] == ["fake_booster", "title"]
    assert [use.plugin for use in kept.plan.targets] == ["fake_target"]


def test_a_press_leads_to_an_address_that_can_be_reloaded(kim: Any) -> None:
    answer = kim.browser.get(
        "/pipelines/new?source=apple_health&step=better&add=title", follow_redirects=False
    )
    assert answer.status_code == 303
    where = answer.headers["location"]
    assert where == "/pipelines/new?source=apple_health&booster=title&step=better#better"
    by_script = kim.browser.get(
        "/pipelines/new?source=apple_health&step=better&add=title", headers={"hx-request": "true"}
    )
    assert by_script.headers["hx-push-url"] == where.removesuffix("#better")
    dropped = kim.sees("/pipelines/new?source=apple_health&booster=title&step=better&move=drop:0")
    assert "Nothing yet" in dropped


def test_nobody_gets_past_what_is_missing(kim: Any) -> None:
    assert "Choose at least one source." in kim.reads("/pipelines/new?step=better")
    no_target = kim.reads("/pipelines/new?source=apple_health&step=look")
    assert "Choose at least one target." in no_target
    odd = "/pipelines/new?source=none&source=apple_health&booster=none&step=to&move=up:9&q=%25"
    assert "Where do they go?" in kim.reads(odd)


def test_what_cannot_be_chosen_says_why(kim: Any) -> None:
    page = kim.sees("/pipelines/new")
    assert "What is read from Strava stays here" in words_of(page)
    assert re.search(r'name="source" value="strava" disabled', page)


def test_boosters_are_found_by_words_and_advised_by_what_activities_lack(kim: Any) -> None:
    kim.gets("indoor", route=False, indoor=True)
    page = kim.reads("/pipelines/new?source=apple_health&step=better")
    assert "For what you record" in page
    assert "1 of your last 1 activity was indoors, with a distance and no map." in page
    found = kim.sees("/pipelines/new?source=apple_health&step=better&q=weather")
    shown = re.findall(r'<li class="offer" data-filter><div class="grow"><b>([^<]+)', found)
    assert shown == ["Weather"]
    nothing = kim.reads("/pipelines/new?source=apple_health&step=better&q=xyzzy")
    assert "No booster is called that or does it." in nothing
