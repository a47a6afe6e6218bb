"""Pages in a language that is written from right to left, as far as they are marked."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from fitglue.testing.pseudo import PSEUDO
from fitglue.testing.season import TWICE, Season
from fitglue.testing.web_site import Site, served, signed_in
from fitglue.web.app import create_app

pytestmark = pytest.mark.browser
WIDTH = 360
PAGES = (
    "/activities", TWICE, "Pool swim", "/pipelines", "/pipelines/new", "/connections", "/imports",
    "/settings", "/settings/phones", "/help", "/boosters", "/look?done",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(browser: Browser, the_season: Season) -> Iterator[Site]:
    """Give the pages in languages that nobody speaks."""
    with served(create_app(the_season.instance, languages=PSEUDO)) as address:
        yield Site(address, signed_in(browser, address))


@pytest.fixture
def look() -> dict[str, Any]:
    """Give a phone whose owner reads from right to left."""
    size = {"width": WIDTH, "height": 740}
    return {"viewport": size, "is_mobile": True, "has_touch": True, "locale": "ar"}


def test_no_page_scrolls_sideways_and_the_bar_begins_at_the_right(
    page: Page, the_season: Season
) -> None:
    for path in PAGES:
        page.goto(path if path.startswith("/") else the_season.path(path))
        assert page.evaluate("() => document.dir") == "rtl"
        sideways = """() => {
            scrollTo(-500, 0);
            return [document.documentElement.scrollWidth, scrollX];
        }"""
        assert page.evaluate(sideways) == [WIDTH, 0], path
    bar = page.get_by_role("navigation").first
    first, last = (bar.locator("> :is(a, button):visible").nth(at) for at in (0, -1))
    first_box, last_box = first.bounding_box(), last.bounding_box()
    assert first_box is not None
    assert last_box is not None
    assert first_box["x"] > last_box["x"]
