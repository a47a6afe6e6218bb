"""What is yours: everything exported and imported again, erased for good, and zones on a map."""

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fitglue.config import Settings
from fitglue.instance import Instance, open_instance
from fitglue.testing.at_work import working
from fitglue.testing.canaries import found_in_folder
from fitglue.testing.running_server import KIM
from fitglue.testing.season import TWICE, Season, season
from fitglue.testing.web_site import served, signed_in
from fitglue.web.app import create_app

pytestmark = pytest.mark.browser
ELSEWHERE = "kim@elsewhere.example"
MARK = "Canary Qx7 of Kim"


@dataclass
class Home:
    """A running server with somebody's workouts in it."""

    instance: Instance
    address: str


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def _started(stack: ExitStack, data: Path) -> Home:
    instance = open_instance(Settings(data=data, zone="Europe/Paris"))
    stack.callback(instance.close)
    stack.enter_context(working(instance))
    return Home(instance, stack.enter_context(served(create_app(instance))))


def _page(stack: ExitStack, browser: Browser, home: Home, *, is_kim: bool) -> Page:
    state = signed_in(browser, home.address) if is_kim else None
    context = browser.new_context(base_url=home.address, storage_state=state)
    stack.callback(context.close)
    return context.new_page()


def _figures(page: Page) -> list[str]:
    return page.locator(".facts > div").all_inner_texts()


def test_everything_is_exported_and_a_fresh_install_shows_the_same_figures(
    browser: Browser, tmp_path: Path
) -> None:
    zipped = tmp_path / "fitglue-everything.zip"
    with ExitStack() as stack:  # one engine works in a process at a time
        made, before = _exported(stack, browser, zipped)
    with ExitStack() as stack:
        other = _started(stack, tmp_path / "two")
        fresh = _page(stack, browser, other, is_kim=False)
        fresh.goto(f"/welcome/{other.instance.welcome_token()}")
        fresh.get_by_label("Your name").fill("Kim")
        fresh.get_by_label("E-mail").fill(ELSEWHERE)
        fresh.get_by_label("Password").fill(KIM["password"])
        fresh.get_by_role("button", name=re.compile("Make")).click()
        fresh.wait_for_url(re.compile(r"/(activities)?$"))
        number = len(made.ids) + 4
        _imports(fresh, zipped, f"{number} new")
        fresh.goto(made.path(TWICE))
        assert _figures(fresh) == before
        expect(fresh.get_by_role("heading", name=TWICE, exact=True)).to_be_visible()
        fresh.goto("/pipelines")
        expect(fresh.locator(".pipe.paused")).to_have_count(1)
        _imports(fresh, zipped, f"{number} already here")


def _exported(stack: ExitStack, browser: Browser, zipped: Path) -> tuple[Season, list[str]]:
    """Let Kim take everything away; give what was there, and the figures of one activity."""
    data = zipped.parent / "one"
    made = season(open_instance(Settings(data=data, zone="Europe/Paris")), older=4)
    made.instance.close()
    page = _page(stack, browser, _started(stack, data), is_kim=True)
    page.goto(made.path(TWICE))
    figures = _figures(page)
    page.goto("/settings")
    page.get_by_role("link", name="Export everything").click()
    page.get_by_role("button", name="Make the export").click()
    expect(page.get_by_role("link", name="Download")).to_be_visible(timeout=180_000)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download").click()
    taken.value.save_as(zipped)
    return made, figures


def _imports(page: Page, file: Path, told: str) -> None:
    page.goto("/imports")
    page.locator("file-drop input[type=file]").set_input_files(file)
    page.wait_for_url(re.compile(r"/imports/[\w-]+$"))
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text(
        told, timeout=180_000, use_inner_text=True
    )


def test_everything_is_erased_and_nothing_is_found_in_the_raw_files(
    browser: Browser, stack: ExitStack, tmp_path: Path
) -> None:
    instance = open_instance(Settings(data=tmp_path / "data", zone="Europe/Paris"))
    made: Season = season(instance, older=4)
    instance.store.accounts.rename(made.account_id, MARK)
    instance.close()
    home = _started(stack, tmp_path / "data")
    page = _page(stack, browser, home, is_kim=True)
    page.goto("/settings")
    page.get_by_role("link", name="Export everything").click()
    page.get_by_role("button", name="Make the export").click()
    expect(page.get_by_role("link", name="Download")).to_be_visible(timeout=180_000)
    marks = [MARK, KIM["email"], TWICE]
    copy = tmp_path / "before"
    shutil.copytree(tmp_path / "data", copy)
    assert {one.canary for one in found_in_folder(marks, copy)} == set(marks)

    home.instance.store.sessions.end_all(made.account_id)
    page.goto("/sign-in?next=/settings/erase")
    page.get_by_label("E-mail").fill(KIM["email"])
    page.get_by_label("Password").fill(KIM["password"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/erase")
    page.get_by_text("Erase everything…").click()
    page.get_by_label(f"Type {KIM['email']}").fill("somebody else")
    page.get_by_role("button", name="Erase everything for good").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing was erased")
    page.get_by_label(f"Type {KIM['email']}").fill(KIM["email"])
    page.get_by_role("button", name="Erase everything for good").click()
    expect(page.get_by_role("heading", name="Everything of yours is gone")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Rows in activities"))).to_contain_text("0")
    assert page.locator(".erased td.warn").count() == 0
    assert found_in_folder(marks, tmp_path / "data") == []
    page.goto("/activities")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_a_privacy_zone_is_placed_on_the_map_made_larger_and_kept(page: Page) -> None:
    page.goto("/settings/places")
    page.locator("zone-map[data-drawn]").wait_for()
    new = page.locator("form[data-new]")
    expect(new.get_by_label("Latitude")).to_have_value("")
    page.locator("zone-map .map-canvas").click(position={"x": 200, "y": 180})
    expect(new.get_by_label("Latitude")).to_have_value(re.compile(r"^\d+\.\d{6}$"))
    expect(page.locator(".zone-handle")).to_be_visible()
    box = page.locator(".zone-handle").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 9, box["y"] + 9)
    page.mouse.down()
    page.mouse.move(box["x"] + 69, box["y"] + 9, steps=4)
    page.mouse.up()
    expect(new.get_by_label("Radius")).not_to_have_value("200")
    new.get_by_label("Radius").fill("350")
    new.get_by_label("Name").fill("Grandma")
    new.get_by_role("button", name="Add the zone").click()
    expect(page.get_by_role("status")).to_have_text("Kept.")
    kept = page.locator(".zone-cards form")
    expect(kept.get_by_label("Name")).to_have_value("Grandma")
    expect(kept.get_by_label("Radius")).to_have_value("350")
    page.locator("zone-map[data-drawn]").wait_for()
    page.get_by_role("button", name="Remove Grandma").click()
    expect(page.locator(".zone-cards")).to_have_count(0)


def test_zones_of_heart_rate_and_weight_are_typed_in_ones_own_units(page: Page) -> None:
    page.goto("/settings")
    page.get_by_label("Imperial").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("link", name="Heart rate and power").click()
    page.get_by_label("Highest heart rate").fill("190")
    page.get_by_label("Threshold power").fill("250")
    page.get_by_label("Weight").fill("134.5")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".zone-list.heart li").nth(1)).to_have_text(re.compile("114 to 132 bpm"))
    expect(page.locator(".zone-list.power li")).to_have_count(7)
    expect(page.get_by_label("Weight")).to_have_value("134.5")
    page.goto("/settings")
    page.get_by_label("Metric").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto("/settings/body")
    expect(page.get_by_label("Weight")).to_have_value("61")
    for label in ("Highest heart rate", "Threshold power", "Weight"):
        page.get_by_label(label).fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
