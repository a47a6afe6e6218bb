"""The bell tells what happens while a page is open."""

import pytest
from playwright.sync_api import Page, expect

from fitglue.domain.notification import Cause, Kind, Told
from fitglue.pipeline.notifying import Notifying
from fitglue.testing.season import Season

pytestmark = pytest.mark.browser


def test_the_bell_counts_while_the_page_is_open_and_leads_to_what_solves_it(
    page: Page, the_season: Season
) -> None:
    instance = the_season.instance
    (kim,) = instance.store.accounts.everybody()[:1]
    page.goto("/settings/notifications")
    bell = page.locator("notification-bell")
    expect(bell).to_have_attribute("data-seen", "0")
    told = Told(about="Strava", why="Strava does not let FitGlue in.", link="/settings/log")
    with instance.store.transactions.writing() as session:
        cause = Cause(kind=Kind.NEEDS_YOU, subject="bell", told=told)
        Notifying(instance.store, instance.engine).tell(session, kim.id, cause)
    expect(bell.locator(".count")).to_be_visible()
    bell.get_by_role("link").click()
    page.get_by_role("button", name="See to it").click()
    page.wait_for_url("**/settings/log")
    expect(bell).to_have_attribute("data-seen", "0")
