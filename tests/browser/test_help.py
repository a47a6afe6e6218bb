"""Finding help: from anywhere, by typing, with small mistakes, and without a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_somebody_types_what_is_wrong_reads_why_and_asks_what_a_thing_is(page: Page) -> None:
    page.goto("/help")
    expect(page.get_by_role("heading", name="Most asked")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("low powr mode")
    hit = page.locator(".hits a").first
    expect(hit).to_contain_text("It sends only while the app is open")
    assert "q=low" in page.url
    hit.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/help/background-sync#low-power-mode$"))
    expect(page.get_by_role("heading", name="Low Power Mode")).to_be_in_viewport()

    page.goto("/settings/phones")
    mark = page.get_by_role("button", name="Help on phones")
    assert mark.get_attribute("href") == "/help/concepts/phones"
    mark.focus()
    page.keyboard.press("Enter")
    said = page.get_by_role("dialog", name="phones")
    expect(said).to_contain_text("A phone that sends by itself is paired once.")
    expect(mark).to_have_attribute("aria-expanded", "true")
    box, width = said.bounding_box(), page.evaluate("document.documentElement.clientWidth")
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    expect(said).to_be_hidden()
    expect(mark).to_be_focused()
    mark.click()
    said.get_by_role("link", name="Read all").click()
    expect(page.get_by_role("heading", name="Phones and pairing")).to_be_visible()


@pytest.mark.parametrize(
    "look", [{"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}]
)
def test_on_a_phone_nothing_of_it_lies_beside_the_screen(page: Page) -> None:
    for path in ("/help", "/help/search?q=no+map", "/help/sources/apple_health",
                 "/help/services/google_health", "/help/boosters/title"):  # fmt: skip
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto("/settings/phones")
    page.get_by_role("button", name="Help on phones").click()
    said = page.get_by_role("dialog", name="phones")
    expect(said).to_contain_text("Read all")
    box = said.bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 390


@pytest.mark.parametrize("look", [{"java_script_enabled": False}])
def test_without_a_script_a_mark_is_a_link_and_the_search_a_form(page: Page) -> None:
    page.goto("/settings/phones")
    page.get_by_role("link", name="Help on phones").click()
    expect(page.get_by_role("heading", name="Phones and pairing")).to_be_visible()
    page.goto("/help")
    page.get_by_role("searchbox").fill("nothing arrives")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".hits a").first).to_contain_text("Nothing arrives from a phone")
