"""From the welcome link to the first file, and a question answered on a phone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.instance import Instance
from fitglue.pipeline.intake import take
from fitglue.testing.arrivals import SPRING, a_run, an_arrival
from fitglue.testing.at_work import until
from fitglue.testing.running_server import KIM
from fitglue.testing.web_site import Site, signed_in

pytestmark = pytest.mark.browser
_PATIENCE_MS = 120_000
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"}


def test_from_the_welcome_link_through_the_samples_to_a_file_and_back(
    newcomer: Page, fresh: Instance
) -> None:
    page, connections = newcomer, list[str]()
    page.on("request", lambda one: connections.append(one.url) if "/events" in one.url else None)
    page.goto(f"/welcome/{fresh.welcome_token()}")
    for field in ("name", "email", "password"):
        page.fill(f"[name={field}]", KIM[field])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="First steps")).to_be_visible()
    expect(page.get_by_text("Your workouts will be here.")).to_be_visible()
    page.get_by_role("button", name="Try it with sample workouts").click()
    expect(page).to_have_url(re.compile(r"/imports/[\w-]+$"))
    expect(page.get_by_role("progressbar", name="Import")).to_be_visible()

    # The first page tells by itself what arrives, over one connection.
    page.goto("/")
    connections.clear()
    expect(page.get_by_role("heading", name="See it work (done)")).to_be_visible(
        timeout=_PATIENCE_MS
    )
    expect(page.locator(".latest .line").first).to_be_visible()
    expect(page.locator(".latest .went").last).to_contain_text("Folder", timeout=_PATIENCE_MS)
    assert len(connections) <= 2  # one, and one that followed when the island came
    assert list(fresh.settings.output_folder.rglob("*.fit"))

    # Cancelled, what came stays until it is removed, and then nothing is left.
    page.get_by_role("link", name="The sample workouts are coming in").click()
    page.get_by_role("button", name="Cancel the import").click()
    expect(page.get_by_text("what had been read until then is kept")).to_be_visible(
        timeout=_PATIENCE_MS
    )
    account = fresh.owner()
    until(lambda: fresh.store.runs.due(account.id) == 0, "the end of all runs", 120)
    page.goto("/")
    page.get_by_role("button", name="Remove the sample workouts").click()
    expect(page.get_by_text("Your workouts will be here.")).to_be_visible(timeout=_PATIENCE_MS)
    assert not list(fresh.settings.output_folder.rglob("*.fit"))
    page.get_by_role("button", name="Put away").click()
    expect(page.get_by_role("heading", name="First steps")).to_have_count(0)


@pytest.fixture
def on_a_phone(browser: Browser, fresh: Instance, fresh_site: Site) -> Iterator[Page]:
    """Give a page of Kim's phone."""
    fresh.add_account(**KIM)
    state = signed_in(browser, fresh_site.base_url)
    context = browser.new_context(
        base_url=fresh_site.base_url, storage_state=state, has_touch=True, **PHONE
    )
    yield context.new_page()
    context.close()


def test_a_question_is_answered_on_a_phone(on_a_phone: Page, fresh: Instance) -> None:
    page, kim = on_a_phone, fresh.owner()
    plan = Plan(
        id="", name="Asked about", sources=("apple_health",),
        boosters=(BoosterUse(key="q", plugin="user_input", settings={"hours": 12}),),
        targets=(TargetUse(key="f", plugin="folder", settings={"subfolder": "asked"}),),
    )  # fmt: skip
    fresh.store.pipelines.save(kim.id, plan)
    page.goto("/inputs")
    expect(page.get_by_text("Nothing to answer.")).to_be_visible()
    today = (datetime.now(UTC) - SPRING) / timedelta(days=1) - 0.1
    run = an_arrival("run", a_run(days=today))
    [taken] = take(fresh.starter, kim.id, "apple_health", [run])

    # It comes by itself, and fits: nothing is wider than the phone.
    card = page.locator(".question")
    expect(card).to_contain_text("in Asked about, from Apple Health", timeout=_PATIENCE_MS)
    expect(card).to_contain_text(re.compile(r"\d+ hours left"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    for button in card.get_by_role("button").all():
        assert (button.bounding_box() or {"height": 0})["height"] >= 44
    page.get_by_label("Title").fill("Along the canal with Lee")
    card.get_by_role("button", name="Answer").tap()
    expect(page.get_by_text("Nothing to answer.")).to_be_visible()

    def is_there() -> list[Path]:
        return list(fresh.settings.output_folder.rglob("asked/*Along the canal with Lee*.fit"))

    until(is_there, "the file under its new name")
    page.goto("/")
    expect(page.get_by_text("What waits for you")).to_have_count(0)
    expect(page.locator(f"a[href='/activities/{taken.activity_id}']")).to_contain_text("Folder")
