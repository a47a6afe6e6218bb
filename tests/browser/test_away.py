"""What an open page says when its server has stopped."""

from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect

from fitglue.instance import Instance
from fitglue.testing.running_server import KIM
from fitglue.testing.web_site import served, signed_in
from fitglue.web.app import create_app

pytestmark = pytest.mark.browser


def test_an_open_page_says_that_the_server_stopped_and_keeps_what_was_typed(
    browser: Browser, fresh: Instance
) -> None:
    fresh.add_account(**KIM)
    with ExitStack() as running:
        address = running.enter_context(served(create_app(fresh)))
        page = browser.new_page(base_url=address, storage_state=signed_in(browser, address))
        page.goto("/settings")
        expect(page.locator(".bell")).to_be_visible()
        page.fill("[name=name]", "Kim of Lyon")
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible(timeout=30_000)
    expect(page.locator("#toasts")).to_contain_text("FitGlue does not answer.")
    again.click()
    expect(again).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("Kim of Lyon")

    # The note goes by itself when the server is back.
    page.route("**/manifest.webmanifest", lambda route: route.fulfill(json={}))
    again.click()
    expect(again).to_have_count(0)
    page.close()
