"""Making the first account, and coming back."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from fitglue.instance import Instance
from fitglue.testing.running_server import KIM
from fitglue.testing.season import TWICE, Season
from fitglue.testing.web_site import Site

pytestmark = pytest.mark.browser
HOME = re.compile(r":\d+/$")


def test_the_link_of_the_first_start_makes_an_account_and_leads_to_the_first_page(
    newcomer: Page, fresh: Instance
) -> None:
    newcomer.goto(f"/welcome/{fresh.welcome_token()}")
    expect(newcomer.get_by_label("Time zone")).not_to_have_value("")
    newcomer.get_by_label("Your name").fill("Kim")
    newcomer.get_by_label("E-mail").fill("kim@example.org")
    newcomer.get_by_label("Password").fill("a long password")
    newcomer.get_by_role("button", name="Make the account").click()
    expect(newcomer).to_have_url(HOME)
    expect(newcomer.get_by_text("Your workouts will be here.")).to_be_visible()
    newcomer.get_by_role("link", name="Import files").click()
    expect(newcomer.get_by_text("Drop your files here")).to_be_visible()
    expect(newcomer.get_by_role("link", name="How to export from the iPhone")).to_be_visible()


def test_without_an_account_the_sign_in_page_points_at_the_link(newcomer: Page) -> None:
    newcomer.goto("/")
    expect(newcomer.get_by_text("There is no account yet")).to_be_visible()


@pytest.mark.parametrize("look", [{"viewport": {"width": 1280, "height": 900}}])
def test_signing_in_needs_nothing_but_the_keyboard(stranger: Page, the_season: Season) -> None:
    stranger.goto(the_season.path(TWICE))
    expect(stranger.get_by_label("E-mail")).to_be_focused()
    stranger.keyboard.type(KIM["email"])
    stranger.keyboard.press("Tab")
    stranger.keyboard.type(KIM["password"])
    stranger.keyboard.press("Enter")
    expect(stranger).to_have_url(re.compile(f"{the_season.path(TWICE)}$"))


def test_signing_out_closes_the_door(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.base_url)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(KIM["email"])
    page.get_by_label("Password").fill(KIM["password"])
    page.keyboard.press("Enter")
    expect(page).to_have_url(HOME)
    page.goto("/settings")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in$"))
    page.goto("/activities")
    expect(page).to_have_url(re.compile("/sign-in"))
    context.close()


def test_a_wrong_password_is_said_in_a_sentence_and_the_e_mail_stays(
    browser: Browser, site: Site
) -> None:
    context = browser.new_context(base_url=site.base_url)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(KIM["email"])
    page.get_by_label("Password").fill("a wrong password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"password", re.IGNORECASE))
    expect(page.get_by_label("E-mail")).to_have_value(KIM["email"])
    context.close()
