"""A day of whoever looks after a server: people, plans, a failed job, a backup, its health."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fitglue.instance import Instance
from fitglue.pipeline.engine import Job
from fitglue.testing.at_work import until
from fitglue.testing.people import LEE, account_of
from fitglue.testing.running_server import KIM
from fitglue.testing.web_site import Site, signed_in

pytestmark = pytest.mark.browser
PATIENCE_MS = 30_000


@pytest.fixture
def site(browser: Browser, fresh: Instance, fresh_site: Site) -> Site:
    """Give the pages of an installation that Kim looks after, and where Lee has an account."""
    fresh.add_account(**KIM)
    account_of(fresh, LEE)
    return Site(fresh_site.base_url, signed_in(browser, fresh_site.base_url))


def test_an_admins_day(page: Page, fresh: Instance, tmp_path: Path) -> None:
    page.goto("/activities")
    page.get_by_role("link", name="Server").click()
    expect(page.locator("#findings")).to_contain_text("No backup was made here yet.")
    _invites(page)
    _switches_plans_on_and_gives_one(page)
    _runs_a_stopped_job_again(page, fresh)
    _makes_a_backup_and_takes_it_away(page, tmp_path)
    _looks_again(page)


def _invites(page: Page) -> None:
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Their e-mail").fill("robin@example.org")
    page.get_by_role("button", name="Make the invitation").click()
    expect(page.locator(".secret code")).to_contain_text("/welcome/")


def _switches_plans_on_and_gives_one(page: Page) -> None:
    offices = page.get_by_role("navigation", name="Server")
    expect(offices.get_by_role("link", name="Plans")).to_have_count(0)
    offices.get_by_role("link", name="Settings").click()
    page.get_by_role("button", name="Switch plans on").click()
    page.get_by_label("Activities a month").fill("7")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Activities a month")).to_have_value("7")
    page.get_by_role("link", name="Change Lee").click()
    page.get_by_role("button", name="Make an Athlete").click()
    expect(page.locator("main")).to_contain_text("Plan set to Athlete")


def _runs_a_stopped_job_again(page: Page, fresh: Instance) -> None:
    with fresh.store.transactions.writing() as session:
        job = Job(workflow="look", arguments=("gone",), delay_s=3600)
        fresh.engine.enqueue(session, job)
    page.get_by_role("link", name="Jobs", exact=True).click()
    page.get_by_role("button", name="Stop Looking again").click()
    page.get_by_role("button", name="Run again Looking again").click()
    until(
        lambda: (one := fresh.engine.jobs.get(job.id)) is not None and one.state.value == "done",
        "the job to be done",
    )
    page.reload()
    expect(page.get_by_text("Nothing waits")).to_be_visible()


def _makes_a_backup_and_takes_it_away(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="Backups").click()
    page.get_by_role("button", name="Make a backup").click()
    link = page.get_by_role("link", name="Download fitglue-")
    expect(link).to_be_visible(timeout=PATIENCE_MS)
    with page.expect_download() as caught:
        link.click()
    caught.value.save_as(folder / "backup.zip")
    assert (folder / "backup.zip").read_bytes()[:2] == b"PK"
    page.get_by_role("link", name="Log", exact=True).click()
    expect(page.locator("main")).to_contain_text("was downloaded")


def _looks_again(page: Page) -> None:
    page.get_by_role("link", name="Overview").click()
    findings = page.locator("#findings")
    page.get_by_role("button", name="Look again").click()
    findings.get_by_text("looked at and are well").click()
    expect(findings).to_contain_text("The last backup is less than a week old.")
    page.get_by_role("link", name="Storage").first.click()
    page.get_by_role("button", name="Look at everything").click()
    expect(page.locator("main")).to_contain_text("None is missing.", timeout=PATIENCE_MS)
