"""Health metrics in a real browser: off, switched on, looked at, switched off."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from fitglue.config import Settings
from fitglue.instance import Instance, open_instance
from fitglue.pipeline.metrics import take_metrics
from fitglue.security import passwords
from fitglue.testing.health_days import days_of_export
from fitglue.testing.member import Member
from fitglue.testing.running_server import KIM
from fitglue.testing.web_site import Site, served, signed_in
from fitglue.web.app import create_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Give Kim, who has switched nothing on."""
    data = tmp_path_factory.mktemp("health")
    instance = open_instance(Settings(data=data, zone="Europe/Paris"))
    instance.store.accounts.claim(
        Member(instance).id, name="Kim", email=KIM["email"],
        password_hash=passwords.hashed(KIM["password"]),
    )  # fmt: skip
    yield instance
    instance.close()


@pytest.fixture(scope="module")
def site(browser: Browser, home: Instance) -> Iterator[Site]:
    with served(create_app(home)) as address:
        yield Site(address, signed_in(browser, address))


def kim(home: Instance) -> str:
    """Give Kim's account."""
    account = home.store.accounts.by_email(KIM["email"])
    assert account is not None
    return account.id


def fill(home: Instance) -> None:
    """Let a year come in, up to today."""
    today = datetime.now(ZoneInfo("Europe/Paris")).date()
    take_metrics(home.store, kim(home), days_of_export(today))


def test_health_is_switched_on_looked_at_and_deleted(page: Page, home: Instance) -> None:
    page.goto("/settings")
    expect(page.get_by_role("link", name="Health", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Health metrics").click()
    expect(page.get_by_text("They are off.")).to_be_visible()
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("status")).to_have_text("Switched on.")
    page.get_by_role("link", name="Health", exact=True).click()
    expect(page.get_by_role("heading", name="Nothing arrived yet")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("denied")
    fill(home)
    page.reload()
    steps = page.locator("#steps")
    expect(steps.locator("rect")).to_have_count(28)
    expect(page.locator("#weight .newest")).to_contain_text("kg")
    expect(page.get_by_role("img", name="Resting heart rate, 28 days")).to_be_visible()
    expect(page.get_by_role("heading", name="Nothing arrived yet: Body fat")).to_be_visible()
    page.get_by_role("link", name="A year").click()
    expect(steps.locator("rect")).to_have_count(365)
    with page.expect_download() as waiting:
        page.locator("summary", has_text="Download").click()
        page.get_by_role("link", name="CSV").click()
    assert Path(waiting.value.path()).read_text().startswith("day,metric,value,unit")
    page.goto("/settings/health")
    page.get_by_text("Switch off", exact=True).click()
    page.get_by_role("button", name="Switch off, delete all of it").click()
    expect(page.get_by_role("status")).to_contain_text("everything is deleted")
    expect(page.get_by_role("link", name="Health", exact=True)).to_have_count(0)
    assert home.store.metrics.counts(kim(home)) == {}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_nothing_of_the_page_is_wider_than_a_screen(
    browser: Browser, site: Site, home: Instance, width: int, scheme: Any
) -> None:
    home.store.metrics.switch(kim(home), on=True)
    fill(home)
    context = browser.new_context(
        base_url=site.base_url, storage_state=site.state, color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )  # fmt: skip
    page = context.new_page()
    for address in ("/health", "/health?range=year", "/settings/health"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    context.close()
