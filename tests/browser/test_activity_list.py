"""Finding activities in the list, and acting on many of them."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from fitglue.domain.workout import Device
from fitglue.instance import Instance
from fitglue.pipeline.intake import take
from fitglue.testing.arrivals import a_copy, a_run, an_arrival
from fitglue.testing.running_server import KIM
from fitglue.testing.web_site import Site

pytestmark = pytest.mark.browser
SEARCH = "Search by title"


def test_the_list_is_grouped_by_month_and_tells_each_activity_in_a_line(page: Page) -> None:
    page.goto("/activities")
    expect(page.get_by_role("heading", name="September 2025")).to_be_visible()
    line = page.locator("a.line").first
    expect(line).to_contain_text("Evening run along the canal")
    expect(line).to_contain_text("Run · Tue 16 Sep, 18:14")
    expect(line).to_contain_text("8.96\N{NO-BREAK SPACE}km")
    expect(line).to_contain_text("sent")


def test_search_answers_while_typing_and_stays_within_a_sport(page: Page) -> None:
    page.goto("/activities")
    page.get_by_label(SEARCH).press_sequentially("canal", delay=20)
    expect(page.locator("a.line")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?text=canal$"))
    expect(page.get_by_label(SEARCH)).to_be_focused()
    page.goto("/activities")
    page.get_by_role("link", name=re.compile("^Swim")).click()
    expect(page.locator("a.line")).to_have_count(2)
    page.get_by_label(SEARCH).press_sequentially("bay", delay=20)
    expect(page.locator("a.line")).to_have_count(1)
    expect(page).to_have_url(re.compile("sport=swimming"))
    page.get_by_label(SEARCH).fill("canal")
    expect(page.get_by_role("heading", name="No activity fits")).to_be_visible()
    page.get_by_role("link", name="Take away: Swim").click()
    expect(page.locator("a.line")).to_have_count(1)


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
    expect(page.locator("a.line").first).not_to_have_text(first, use_inner_text=True)
    expect(page.get_by_role("status")).to_contain_text("131 activities")
    context.close()


def test_the_sheet_of_filters_fits_a_phone_and_the_calendar_goes_by_keys(
    page: Page, look: dict[str, Any]
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/activities")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("no heart rate").check()
    page.get_by_role("textbox", name="from").nth(1).fill("5")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".sifted")).to_contain_text("no heart rate")
    expect(page).to_have_url(re.compile("without=heart_rate"))
    page.set_viewport_size(look["viewport"])
    page.goto("/activities?view=calendar&at=2025-09")
    page.locator("month-grid a.day").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("month-grid a.day").nth(1)).to_be_focused()
    page.keyboard.press("PageUp")
    expect(page.get_by_role("heading", name="August 2025")).to_be_visible()
    page.goto("/activities?view=gallery")
    expect(page.locator(".gallery svg.route path").first).to_be_visible()


def test_what_is_ticked_stays_ticked_when_an_activity_arrives(
    newcomer: Page, fresh: Instance
) -> None:
    account = fresh.add_account(**KIM)
    take(fresh.starter, account.id, "apple_health", [an_arrival("first", a_run())])
    page = newcomer
    page.context.request.post("/sign-in", form={**KIM})
    page.goto("/activities")
    page.locator(".choose input").check()
    take(fresh.starter, account.id, "apple_health", [an_arrival("next", a_run(days=2))])
    expect(page.locator("a.line")).to_have_count(2)
    expect(page.locator(".choose input").first).not_to_be_checked()
    expect(page.locator(".choose input").last).to_be_checked()
    expect(page.locator("choose-many")).to_have_text("1 chosen")


def test_what_is_chosen_is_deleted_brought_back_merged_and_split_again(
    newcomer: Page, fresh: Instance
) -> None:
    account = fresh.add_account(**KIM)
    doubles = [
        an_arrival("watch", a_run()), an_arrival("bike", a_run(days=0.03, device=Device("Bike"))),
        an_arrival("band", a_copy("Band", days=10 / 1440, distance_m=None)),
        *(an_arrival(f"run-{day}", a_run(days=day)) for day in range(2, 5)),
    ]  # fmt: skip
    take(fresh.starter, account.id, "apple_health", doubles)
    page = newcomer
    page.context.request.post("/sign-in", form={**KIM})
    page.goto("/activities?view=calendar")
    page.locator("month-grid a.day").first.click()  # the day of the doubles
    boxes, lines = page.locator(".choose input"), page.locator("a.line")
    expect(lines).to_have_count(3)
    boxes.first.check()
    boxes.last.click(modifiers=["Shift"])
    expect(page.locator("choose-many")).to_have_text("3 chosen")
    page.get_by_role("button", name="What to do").click()
    expect(page.get_by_text("3 activities go from every list")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("3 activities were deleted")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("3 activities are back")).to_be_visible()
    expect(lines).to_have_count(3)
    for box in boxes.all():
        box.check()
    page.get_by_role("button", name="What to do").click()
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("3 activities are one now")).to_be_visible()
    expect(lines).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(lines).to_have_count(3)
