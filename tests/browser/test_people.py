"""Accounts from end to end: invited, signed in with a passkey, signed out from afar, programs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from fitglue.config import Settings
from fitglue.instance import Instance, open_instance
from fitglue.testing.people import KIM, LEE, account_of
from fitglue.testing.web_site import served
from fitglue.web.app import create_app

pytestmark = pytest.mark.browser
ACTIVITIES = re.compile(r"/activities$")
SHOWN_ONCE = ".secret code"


@dataclass
class House:
    """A FitGlue at localhost, where browsers allow passkeys, and browsers that visit it."""

    instance: Instance
    address: str
    browser: Browser
    complaints: list[str]
    contexts: list[BrowserContext]

    def visitor(self) -> Page:
        """A page of a browser that nobody has used yet."""
        context = self.browser.new_context(base_url=self.address)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._asked(request.url))
        return page

    def kim(self) -> Page:
        """A page on which Kim has signed in."""
        page = self.visitor()
        sign_in(page, KIM.email, KIM.password)
        return page

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"a request to {url}")


@pytest.fixture
def house(browser: Browser, tmp_path: Path) -> Iterator[House]:
    """A FitGlue in which Kim, the admin, has an account."""
    instance = open_instance(Settings(data=tmp_path / "data", zone="Europe/Paris"))
    account_of(instance, KIM)
    complaints: list[str] = []
    contexts: list[BrowserContext] = []
    with served(create_app(instance)) as address:
        there = address.replace("127.0.0.1", "localhost")
        yield House(instance, there, browser, complaints, contexts)
        for context in contexts:
            context.close()
    instance.store.close()
    assert complaints == []


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r":\d+/$"))


def with_authenticator(page: Page) -> None:
    """Give a browser a device that keeps passkeys and whose owner is there."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip


def test_somebody_is_invited_makes_an_account_and_is_no_admin(house: House) -> None:
    kim, lee = house.kim(), house.visitor()
    kim.goto("/settings")
    kim.get_by_role("link", name="People").click()
    kim.get_by_label("Their e-mail").fill(LEE.email)
    kim.get_by_role("button", name="Make the invitation").click()
    link = kim.locator(SHOWN_ONCE).inner_text()
    assert link.startswith(f"{house.address}/welcome/")

    lee.goto(link)
    expect(lee.get_by_label("E-mail")).to_have_value(LEE.email)
    lee.get_by_label("Your name").fill(LEE.name)
    lee.get_by_label("Password").fill(LEE.password)
    lee.get_by_role("button", name="Make the account").click()
    lee.wait_for_url(re.compile(r":\d+/$"))
    lee.goto("/settings")
    expect(lee.get_by_role("link", name="Tokens for programs")).to_be_visible()
    expect(lee.get_by_role("link", name="People")).to_have_count(0)
    lee.goto("/people")
    expect(lee.get_by_text("This is not yours to open.")).to_be_visible()

    lee.goto(link)
    expect(lee.get_by_text("This link was used")).to_be_visible()
    kim.goto("/people")
    expect(kim.get_by_text(LEE.email)).to_be_visible()


def test_an_admin_makes_a_link_for_a_new_password_and_closes_and_opens_access(
    house: House,
) -> None:
    account_of(house.instance, LEE)
    kim, lee = house.kim(), house.visitor()
    kim.goto("/people")
    kim.get_by_text("Change Lee").click()
    kim.get_by_role("button", name="Link for a new password").click()
    lee.goto(kim.locator(SHOWN_ONCE).inner_text())
    lee.get_by_label("New password").fill("quite another one")
    lee.get_by_role("button", name="Set it and sign in").click()
    lee.wait_for_url(re.compile(r":\d+/$"))

    kim.get_by_text("Change Lee").click()
    kim.get_by_role("button", name="Close access").click()
    expect(kim.get_by_text("closed")).to_be_visible()
    lee.goto("/activities")
    expect(lee).to_have_url(re.compile("/sign-in"))
    kim.get_by_text("Change Lee").click()
    kim.get_by_role("button", name="Open access again").click()
    expect(kim.get_by_text("closed")).to_have_count(0)
    sign_in(lee, LEE.email, "quite another one")


def test_a_passkey_is_added_named_used_without_a_name_typed_and_removed(house: House) -> None:
    page = house.kim()
    with_authenticator(page)
    page.goto("/settings/sign-in")
    page.get_by_label("Name of the new passkey").fill("This laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("b", has_text="This laptop")).to_be_visible()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("holds a passkey for you already")).to_be_visible()

    page.goto("/settings")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.goto("/sign-in?next=/settings/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{house.address}/settings/sign-in")
    expect(page.get_by_text("last used today")).to_be_visible()

    page.get_by_text("Change This laptop").click()
    page.get_by_label("Name", exact=True).fill("Old laptop")
    page.get_by_role("button", name="Rename").click()
    page.get_by_text("Change Old laptop").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Old laptop")).to_have_count(0)
    page.goto("/settings")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("FitGlue does not know this passkey.")).to_be_visible()


def test_without_a_passkey_on_the_device_the_page_says_so_and_stays(house: House) -> None:
    page = house.visitor()
    with_authenticator(page)
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was used.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()


def test_another_browser_is_signed_out_from_afar(house: House) -> None:
    here, there = house.kim(), house.kim()
    here.goto("/settings/sessions")
    expect(here.get_by_text("this one")).to_be_visible()
    expect(here.get_by_text("Chrome on Linux")).to_have_count(3)
    here.get_by_role("button", name="Sign out Chrome on Linux").click()
    expect(here.get_by_role("button", name="Sign out Chrome on Linux")).to_have_count(0)
    there.goto("/activities")
    expect(there).to_have_url(re.compile("/sign-in"))
    here.goto("/activities")
    expect(here).to_have_url(ACTIVITIES)


def test_a_token_is_made_used_and_revoked(house: House) -> None:
    page = house.kim()
    page.goto("/settings/tokens")
    page.get_by_label("Name").fill("Backup script")
    page.get_by_role("button", name="Make the token").click()
    token = page.locator(SHOWN_ONCE).inner_text()
    told = {"authorization": f"Bearer {token}"}
    assert page.request.get("/api/v1/me", headers=told).json()["name"] == "Kim"
    page.goto("/settings/tokens")
    expect(page.locator("main")).not_to_contain_text(token)
    expect(page.get_by_text("last used today")).to_be_visible()
    page.get_by_role("button", name="Revoke Backup script").click()
    expect(page.get_by_text("There is none yet.")).to_be_visible()
    assert page.request.get("/api/v1/me", headers=told).status == 401


def test_a_changed_password_and_everything_else_stands_in_the_log(house: House) -> None:
    page = house.kim()
    page.goto("/settings/sign-in")
    page.get_by_label("Current password").fill("not this one")
    page.get_by_label("New password").fill("quite another one")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("alert")).to_contain_text("That is not your current password.")
    page.get_by_label("Current password").fill(KIM.password)
    page.get_by_label("New password").fill("quite another one")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("The password is changed.")).to_be_visible()
    page.goto("/settings/log")
    for told in ("Signed in with a password", "Tried to sign in", "Password changed"):
        expect(page.get_by_text(told).first).to_be_visible()


def test_after_too_many_tries_the_page_says_when_to_try_again(house: House) -> None:
    page = house.visitor()
    for _ in range(10):
        page.request.post("/sign-in", form={"email": KIM.email, "password": "wrong"})
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(KIM.email)
    page.get_by_label("Password").fill(KIM.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Try again in 15 minutes.")
