"""An activity is edited and taken back; its recordings are told apart and put together again."""

import re

import pytest
from playwright.sync_api import Page, expect

from fitglue.pipeline.intake import take
from fitglue.testing.arrivals import a_run, a_strap, an_arrival
from fitglue.testing.season import Season

pytestmark = pytest.mark.browser
RIDE = "Across the bay"


def test_a_person_changes_title_sport_and_ends_and_takes_all_of_it_back(
    page: Page, the_season: Season
) -> None:
    path = the_season.path(RIDE)
    page.goto(path)
    page.get_by_role("link", name="Edit").click()
    page.locator("trim-chart[data-drawn]").wait_for(timeout=20_000)
    page.get_by_label("Title").fill("To the island")
    page.get_by_label("Sport").select_option("Row")
    start = page.get_by_role("slider", name="Start")
    start.focus()
    for _ in range(5):
        start.press("PageUp")
    expect(page.get_by_label("Starts at")).to_have_value("5:00")
    expect(page.locator("#trim-told b").first).to_have_text("37:30")
    box = page.locator("trim-chart .u-over").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(page.get_by_label("Ends at")).to_have_value(re.compile(r"^3[34]:\d\d$"))
    expect(page.locator("#trim-told b").first).to_have_text(re.compile(r"^2[89]:\d\d$"))
    page.get_by_label("Update Folder on this machine too").check()
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("heading", name="To the island")).to_be_visible()
    expect(page.get_by_text("You changed the title, the sport and its ends.")).to_be_visible()
    expect(page.locator(".kicker")).to_contain_text("Row")
    expect(page.locator(".facts").first).to_contain_text(re.compile(r"2[89]:\d\d"))
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Take everything back").click()
    expect(page.get_by_role("heading", name=RIDE)).to_be_visible()
    expect(page.locator(".facts").first).to_contain_text("42:30")


def test_another_heart_rate_counts_and_a_split_is_merged_back(
    page: Page, the_season: Season
) -> None:
    starter, own = the_season.instance.starter, the_season.account_id
    take(starter, own, "apple_health", [an_arrival("watch", a_run(days=30))])
    (taken,) = take(starter, own, "file_upload", [an_arrival("strap", a_strap(days=30))])
    page.goto(f"/activities/{taken.activity_id}")
    card = page.locator("#recordings")
    expect(card).to_contain_text("Apple Watch and Strap are 10 bpm apart on average.")
    expect(page.locator(".facts").first).to_contain_text("142bpm")
    card.get_by_label("Heart rate, Strap").check()
    card.get_by_role("button", name="Let the chosen ones count").click()
    expect(page.locator(".facts").first).to_contain_text(re.compile(r"15[0-9]bpm"))
    card.get_by_role("button", name="Let FitGlue choose again").click()
    page.goto(f"/activities/{taken.activity_id}")
    expect(page.locator(".facts").first).to_contain_text("142bpm")
    card.locator(".step", has_text="Strap").get_by_role("button", name="Split this off").click()
    expect(card).not_to_contain_text("Side by side")
    page.get_by_role("button", name="One workout").click()
    expect(page.locator("#recordings")).to_contain_text("Side by side")
