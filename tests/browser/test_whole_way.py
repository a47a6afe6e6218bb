"""The whole way on the real server: a link, an export dropped in, a workout looked at, its file."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from fitglue.testing import web_pixels as pixels
from fitglue.testing.command_line import CommandLine
from fitglue.testing.exports import Export, six_weeks
from fitglue.testing.fit_checker import check_fit
from fitglue.testing.running_server import KIM, RunningServer, serving

pytestmark = pytest.mark.browser

LINES = ((150, 0, 0), (240, 130, 110))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Start FitGlue for the first time, as a process."""
    with serving(CommandLine(tmp_path_factory.mktemp("home") / "data")) as running:
        yield running


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Export:
    """Give six weeks of the athlete."""
    return six_weeks(tmp_path_factory.mktemp("athlete"))


@pytest.fixture
def page(browser: Browser, server: RunningServer, look: dict[str, Any]) -> Iterator[Page]:
    """Give a page that may ask nobody but the server, and must not complain."""
    complaints: list[str] = []
    context = browser.new_context(base_url=server.address, **look)
    page = context.new_page()
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: _note_stranger(request.url, server, complaints))
    yield page
    context.close()
    assert complaints == []


def _note_stranger(url: str, server: RunningServer, complaints: list[str]) -> None:
    if not url.startswith((server.address, "data:", "blob:")):
        complaints.append(f"a request to {url}")


def test_from_the_first_link_to_the_file(
    page: Page, server: RunningServer, export: Export, tmp_path: Path
) -> None:
    page.goto(server.link)
    for field in ("name", "email", "password"):
        page.fill(f"[name={field}]", KIM[field])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r":\d+/$"))

    page.goto("/imports")
    page.set_input_files("input[type=file]", export.path)
    page.wait_for_url("**/imports/*")
    expect(page.locator("main")).to_contain_text(
        re.compile(rf"{export.workouts}\s*new"), timeout=60_000
    )

    page.goto("/activities?sport=running")
    expect(page.locator("main")).to_contain_text("Run")
    page.locator("main a", has_text=re.compile("Morning Run|Evening Run")).first.click()
    page.locator("route-map[data-drawn]").wait_for(timeout=20_000)
    page.locator("stream-charts[data-drawn]").wait_for(timeout=20_000)
    assert pixels.count_between(page.locator(".map-canvas"), *LINES) > 300
    assert pixels.count_between(page.locator("figure[data-key=heart_rate]"), *LINES) > 300

    with page.expect_download() as download:
        page.get_by_role("link", name="download").click()
    fit = tmp_path / download.value.suggested_filename
    download.value.save_as(fit)
    assert fit.suffix == ".fit"
    check_fit(fit.read_bytes())
