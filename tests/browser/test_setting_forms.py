"""A booster with every kind of setting, filled in as a person does: desktop, phone, no script."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from fitglue.config import Settings
from fitglue.instance import Instance, open_instance
from fitglue.testing.fakes import installed
from fitglue.testing.running_server import KIM
from fitglue.testing.web_site import served, signed_in
from fitglue.web.app import create_app

pytestmark = pytest.mark.browser
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 375, "height": 740}, "is_mobile": True, "has_touch": True}
PLAIN = {"java_script_enabled": False}


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    with installed(tmp_path / "fakes"):
        instance = open_instance(Settings(data=tmp_path / "data", zone="Europe/Paris"))
        instance.add_account(**KIM)
        yield instance
        instance.close()


@pytest.fixture
def page(browser: Browser, instance: Instance, look: dict[str, Any]) -> Iterator[Page]:
    """Give a page of Kim's; fails when it complains, as it does of a broken rule on content."""
    complaints: list[str] = []
    with served(create_app(instance)) as address:
        state = signed_in(browser, address)
        context = browser.new_context(base_url=address, storage_state=state, **look)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: complaints.extend([told.text] * (told.type == "error")))
        yield page
        context.close()
    assert complaints == []


def settings_of(instance: Instance) -> dict[str, Any]:
    (kept,) = [
        one.plan
        for one in instance.store.pipelines.of_account(instance.owner().id)
        if one.plan.name == "Many"
    ]
    return dict(kept.boosters[0].settings)


def no_wider(page: Page) -> None:
    wide = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]


def begin(page: Page) -> None:
    page.goto("/pipelines/new?step=look")
    page.get_by_label("Name", exact=True).fill("Many")
    page.get_by_text("Add a booster…").click()
    page.get_by_role("button", name="Add Many Settings", exact=True).click()
    expect(page.get_by_role("group", name="Many Settings")).to_be_visible()


@pytest.mark.parametrize("look", [DESKTOP, PHONE, PLAIN], ids=["desktop", "phone", "plain"])
def test_every_kind_of_setting_is_filled_in_saved_and_there_again(
    page: Page, instance: Instance, tmp_path: Path
) -> None:
    begin(page)
    page.get_by_label("Weather", exact=True).select_option(label="A little rain")
    page.get_by_label("Australian Football").check()
    page.get_by_label("Indoors").select_option(label="No")
    page.get_by_role("group", name="Home").get_by_label("Latitude").fill("45.76, 4.84")
    page.get_by_label("A second pause").check()
    story = tmp_path / "story.txt"
    story.write_text("Once upon a time")
    page.get_by_label("Story", exact=True).set_input_files(story)
    for at, word in enumerate(("first", "second")):
        page.get_by_role("button", name="Add a row to Rules").click()
        row = page.get_by_role("group", name=f"Rules, row {at + 1}")
        row.get_by_label("Word").fill(word)
    page.get_by_role("button", name="Move Rules, row 2 up").click()
    first = page.get_by_role("group", name="Rules, row 1")
    expect(first.get_by_label("Word")).to_have_value("second")
    expect(page.get_by_text("A story of 4 words.")).to_be_visible()
    no_wider(page)

    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    kept = settings_of(instance)
    assert (kept["weather"], kept["sports"]) == ("light_rain", ["australian_football"])
    assert kept["indoor"] is False
    assert kept["home"] == {"latitude_deg": 45.76, "longitude_deg": 4.84, "radius_m": 500}
    assert [rule["word"] for rule in kept["rules"]] == ["second", "first"]
    assert kept["second"] == {"minutes": 5, "spot": None}
    assert kept["story"] == "words:Once upon a time"
    page.get_by_text("Settings of Many Settings").click()
    expect(page.get_by_text("A story of 4 words.")).to_be_visible()
    expect(page.get_by_role("group", name="Home").get_by_label("Longitude")).to_have_value("4.84")


def test_rows_are_moved_with_the_keyboard_alone(page: Page) -> None:
    begin(page)
    add = page.get_by_role("button", name="Add a row to Rules")
    for word in ("a", "b", "c"):
        add.focus()
        page.keyboard.press("Enter")
        row = page.get_by_role("group", name="Rules, row").last
        expect(row).to_be_focused()
        row.get_by_label("Word").fill(word)
    page.get_by_role("button", name="Move Rules, row 3 up").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move Rules, row 2 up")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Rules, row 1").get_by_label("Word")).to_have_value("c")


def test_a_long_list_shows_only_what_is_chosen(page: Page) -> None:
    begin(page)
    sports = page.get_by_role("group", name="Sports")
    sports.get_by_label("Archery").check()
    sports.get_by_label("Show only what is chosen").check()
    expect(sports.get_by_label("Archery")).to_be_visible()
    expect(sports.get_by_label("Badminton")).to_be_hidden()


def test_a_booster_leads_to_its_article(page: Page) -> None:
    begin(page)
    page.get_by_role("button", name="Help on Many Settings").click()
    page.get_by_role("dialog", name="Many Settings").get_by_role("link", name="Read all").click()
    expect(page.get_by_role("heading", name="Many Settings")).to_be_visible()
    expect(page.get_by_role("row", name="Hours")).to_contain_text("0 to 24 h")
