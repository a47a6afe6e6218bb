"""A real server, a real browser, and the promise that no page complains or phones elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, StorageState, sync_playwright

from fitglue.config import Settings
from fitglue.instance import Instance, open_instance
from fitglue.testing.at_work import working
from fitglue.testing.season import Season, season
from fitglue.testing.web_site import Site, chromium, launched, served, signed_in
from fitglue.web.app import create_app


@dataclass
class Visit:
    """A page, and everything it complained about or asked of others."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def watch(self, own: str) -> None:
        """Listen to console, errors and requests."""
        self.page.on("console", lambda told: self._heard(told.type, told.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url, own))

    def _heard(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and "GPU stall" not in text:
            self.complaints.append(f"{kind}: {text}")

    def _asked(self, url: str, own: str) -> None:
        if not url.startswith((own, "data:", "blob:")):
            self.complaints.append(f"a request to {url}")


@pytest.fixture(scope="session")
def playwright_engine() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright_engine: Playwright) -> Iterator[Browser]:
    if chromium() is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    browser = launched(playwright_engine)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def the_season(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Season]:
    """Give an installation with a season of workouts."""
    instance = open_instance(Settings(data=tmp_path_factory.mktemp("season"), zone="Europe/Paris"))
    yield season(instance)
    instance.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Instance]:
    """Give an installation at its first start: nobody has an account."""
    instance = open_instance(Settings(data=tmp_path / "data", zone="Europe/Paris"))
    yield instance
    instance.close()


@pytest.fixture(scope="session")
def site(browser: Browser, the_season: Season) -> Iterator[Site]:
    """Give the pages with a season of workouts, and Kim signed in."""
    with served(create_app(the_season.instance)) as address:
        yield Site(address, signed_in(browser, address))


@pytest.fixture
def fresh_site(fresh: Instance) -> Iterator[Site]:
    """Give the pages as they are at the first start, ready to import."""
    with working(fresh), served(create_app(fresh)) as address:
        yield Site(address, {"cookies": [], "origins": []})


@pytest.fixture
def look() -> dict[str, Any]:
    """Give the options of the browser context; a test that needs others overrides it."""
    return {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}


@pytest.fixture
def page(browser: Browser, site: Site, look: dict[str, Any]) -> Iterator[Page]:
    """Give a page of somebody signed in; fails when it complains or asks another host."""
    yield from _visit(browser, site, look, site.state)


@pytest.fixture
def stranger(browser: Browser, site: Site, look: dict[str, Any]) -> Iterator[Page]:
    """Give a page of somebody who is not signed in."""
    yield from _visit(browser, site, look, None)


@pytest.fixture
def newcomer(browser: Browser, fresh_site: Site, look: dict[str, Any]) -> Iterator[Page]:
    """Give a page on a server that was just started for the first time."""
    yield from _visit(browser, fresh_site, look, None)


def _visit(
    browser: Browser, site: Site, look: dict[str, Any], state: StorageState | None
) -> Iterator[Page]:
    context = browser.new_context(base_url=site.base_url, storage_state=state, **look)
    visit = Visit(context.new_page())
    visit.watch(site.base_url)
    yield visit.page
    context.close()
    assert visit.complaints == []
