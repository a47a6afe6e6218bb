"""Finding an activity in the list."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from fitglue.testing.web_site import Site

pytestmark = pytest.mark.browser


def test_the_list_is_grouped_by_month_and_tells_each_activity_in_a_line(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="September 2025")).to_be_visible()
    line = page.locator("a.line").first
    expect(line).to_contain_text("Evening run along the canal")
    expect(line).to_contain_text("Run · Tue 16 Sep, 18:14")
    expect(line).to_contain_text("8.96\N{NO-BREAK SPACE}km")
    expect(line).to_contain_text("sent")


def test_search_answers_while_typing_and_keeps_the_cursor_in_its_field(page: Page) -> None:
    page.goto("/activities")
    page.get_by_label("Search by title").press_sequentially("canal", delay=20)
    expect(page.locator("a.line")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"text=canal"))
    expect(page.get_by_label("Search by title")).to_be_focused()


def test_a_sport_narrows_the_list_and_a_search_stays_within_it(page: Page) -> None:
    page.goto("/activities")
    page.get_by_role("link", name=re.compile("^Swim")).click()
    expect(page.locator("a.line")).to_have_count(2)
    page.get_by_label("Search by title").press_sequentially("bay", delay=20)
    expect(page.locator("a.line")).to_have_count(1)
    expect(page).to_have_url(re.compile("sport=swimming"))
    page.get_by_label("Search by title").fill("canal")
    expect(page.get_by_text("No activity fits")).to_be_visible()


def test_older_activities_come_while_scrolling_without_saying_a_month_twice(page: Page) -> None:
    page.goto("/activities")
    expect(page.locator("a.line")).to_have_count(50)
    for _ in range(30):
        page.mouse.wheel(0, 4000)
        if page.locator("a.line").count() == 131:
            break
        page.wait_for_timeout(100)
    expect(page.locator("a.line")).to_have_count(131)
    months = page.locator("h2.month").all_inner_texts()
    assert len(months) == len(set(months))


def test_without_scripts_a_link_leads_to_older_activities(browser: Browser, site: Site) -> None:
    context = browser.new_context(
        base_url=site.base_url, storage_state=site.state, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/activities")
    first = page.locator("a.line").first.inner_text()
    page.get_by_role("link", name="Older activities").click()
    assert page.locator("a.line").first.inner_text() != first
    context.close()
