"""Upgrading, from the button to Stripe's page and back, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from fitglue.config import Settings
from fitglue.instance import open_instance
from fitglue.security import passwords
from fitglue.testing.member import Member
from fitglue.testing.running_server import KIM
from fitglue.testing.stripe_server import KEY, PRICE, SECRET, stripe_server
from fitglue.testing.web_site import served, signed_in
from fitglue.web.app import create_app

pytestmark = pytest.mark.browser


def test_a_hobbyist_pays_and_comes_back_as_an_athlete(browser: Browser, tmp_path: Path) -> None:
    with stripe_server() as stripe:
        instance = open_instance(
            Settings(
                data=tmp_path, plans=True, trial_days=0, stripe_key=KEY, stripe_price=PRICE,
                stripe_webhook_secret=SECRET, stripe_url=stripe.url,
            )
        )  # fmt: skip
        instance.store.accounts.claim(
            Member(instance).id, name="Kim", email=KIM["email"],
            password_hash=passwords.hashed(KIM["password"]),
        )  # fmt: skip
        with served(create_app(instance)) as address:
            stripe.endpoint = f"{address}/stripe/webhook"
            context = browser.new_context(
                base_url=address, storage_state=signed_in(browser, address)
            )
            page = context.new_page()
            page.goto("/settings")
            page.get_by_role("link", name="See your plan").click()
            expect(page.locator(".plan")).to_contain_text("0 of 25 activities sent")
            page.get_by_role("button", name="Upgrade to Athlete").click()
            page.get_by_role("button", name="Pay").click()
            expect(page.locator(".plan")).to_contain_text("As many activities as you like")
            expect(page.get_by_role("button", name="Bills and cancelling")).to_be_visible()
            context.close()
        instance.close()
