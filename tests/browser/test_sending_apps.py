"""Health Auto Export and a Shortcut are set up in a browser, and what they send arrives."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from fitglue.domain.plan import first_plan
from fitglue.instance import Instance
from fitglue.testing.at_work import until, working
from fitglue.testing.health_auto_exports import request, run
from fitglue.testing.people import KIM, account_of
from fitglue.testing.web_site import Site, served
from fitglue.web.app import create_app

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 375, "height": 740}, "is_mobile": True, "has_touch": True}
NAME = "Feierabendrunde"
SHOWN_ONCE = ".secret code"


@pytest.fixture
def fresh_site(fresh: Instance) -> Iterator[Site]:
    """Give the pages of an installation at work, in which Kim has an account and nothing else."""
    kim = account_of(fresh, KIM)
    fresh.store.pipelines.save(kim.account.id, first_plan())
    with working(fresh), served(create_app(fresh)) as address:
        yield Site(address, {"cookies": [], "origins": []})


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(KIM.email)
    page.get_by_label("Password").fill(KIM.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")


def test_health_auto_export_is_connected_sends_is_corrected_and_revoked(
    newcomer: Page, fresh: Instance
) -> None:
    page = newcomer
    sign_in(page)
    page.goto("/settings/phones")
    page.get_by_role("link", name="Health Auto Export").click()
    page.get_by_role("button", name="Connect the app").click()
    expect(page.locator(".qr svg")).to_be_visible()
    link = page.get_by_role("link", name="open Health Auto Export")
    expect(link).to_have_attribute("href", re.compile(r"^com\.HealthExport://automation\?"))
    address, header = page.locator(SHOWN_ONCE).all_inner_texts()
    assert address.endswith("/in")
    answer = page.request.post(
        address, data=request(run(name=NAME)), headers={"authorization": header}
    )
    assert answer.status == 200
    until(lambda: not fresh.store.ingest.unfinished(), "the workout")

    page.goto("/settings/phones/health-auto-export")
    expect(page.locator(SHOWN_ONCE)).to_have_count(0)
    expect(page.get_by_text("last received today")).to_be_visible()
    page.goto("/activities")
    expect(page.get_by_role("link", name="Afternoon Run")).to_be_visible()

    page.goto("/settings/phones/names")
    page.get_by_label(f"Sport of {NAME}").select_option("Hike")
    page.get_by_role("button", name=f"Save {NAME}").click()
    expect(page.get_by_text("you said: Hike")).to_be_visible()

    page.goto("/settings/phones/health-auto-export")
    page.get_by_role("button", name="Revoke Health Auto Export").click()
    expect(page.get_by_text("revoked")).to_be_visible()
    late = page.request.post(address, data=request(run()), headers={"authorization": header})
    assert late.status == 401


@pytest.mark.parametrize("look", [PHONE])
def test_the_steps_of_a_shortcut_hold_all_it_needs_and_fit_a_phone(newcomer: Page) -> None:
    page = newcomer
    sign_in(page)
    page.goto("/settings/phones/shortcut")
    page.get_by_role("button", name="Make a token and show the steps").click()
    address, header = page.locator(f"{SHOWN_ONCE}.whole").all_inner_texts()
    example = page.get_by_label("What it sends").input_value()
    assert set(json.loads(example)) >= {"type", "start", "end"}
    answer = page.request.post(address, data=example, headers={"authorization": header})
    assert answer.status == 200
    for path in ("health-auto-export", "shortcut", "names"):
        page.goto(f"/settings/phones/{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["viewport"]["width"], path  # ty: ignore[not-subscriptable]
