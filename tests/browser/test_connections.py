"""Services in the browser: each connected by its guide, delivered to, lost, and connected again."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from fitglue.config import Settings
from fitglue.domain.ledger import DeliveryState
from fitglue.instance import Instance, open_instance
from fitglue.testing import small_exports as small
from fitglue.testing import web_pixels as pixels
from fitglue.testing.at_work import until, until_quiet
from fitglue.testing.connected_person import ConnectedPerson
from fitglue.testing.running_server import KIM
from fitglue.testing.served_services import ServedServices, served_services
from fitglue.testing.web_site import Site, signed_in

pytestmark = pytest.mark.browser

PATIENCE_MS = 30_000
PHONE = {"viewport": {"width": 375, "height": 740}, "is_mobile": True, "has_touch": True}
BLUES = ((20, 40, 130), (130, 200, 230))
NAMES = {
    "strava": "Strava", "google_health": "Fitbit (Google Health)", "dropbox": "Dropbox",
    "intervals": "Intervals.icu", "hevy": "Hevy", "webdav": "WebDAV or Nextcloud",
    "webhook": "Webhook", "s3": "S3",
}  # fmt: skip
LABELS = """() => [...document.querySelectorAll("main :is(input, select, textarea)")]
    .filter(it => it.type !== "hidden" && !it.labels.length && !it.ariaLabel)
    .map(it => it.outerHTML)"""
TWICE = """() => [...document.querySelectorAll("[id]")].map(it => it.id)
    .filter((id, at, every) => every.indexOf(id) !== at)"""


@pytest.fixture(scope="module")
def services() -> Iterator[ServedServices]:
    """Give a stand-in for every service."""
    with served_services() as services:
        yield services


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Instance]:
    """Give an installation whose operator allowed this machine."""
    settings = Settings(data=tmp_path / "data", zone="Europe/Paris", allowed_hosts="127.0.0.1")
    instance = open_instance(settings)
    yield instance
    instance.close()


@pytest.fixture
def site(browser: Browser, fresh: Instance, fresh_site: Site) -> Site:
    """Give the pages of Kim, who waits for no late parts."""
    account = fresh.add_account(**KIM)
    fresh.store.accounts.settle(account.id, 0)
    return Site(fresh_site.base_url, signed_in(browser, fresh_site.base_url))


@pytest.fixture
def page(
    browser: Browser, site: Site, services: ServedServices, look: dict[str, Any]
) -> Iterator[Page]:
    """Give a page of Kim's that may go to the stand-ins alone, and must not complain."""
    complaints: list[str] = []
    allowed = (site.base_url, *services.addresses.values(), "data:", "blob:")
    context = browser.new_context(base_url=site.base_url, storage_state=site.state, **look)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: _hear(told, site.base_url, complaints))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(allowed) else complaints.append(asked.url),
    )
    yield page
    context.close()
    assert complaints == []


def _hear(told: ConsoleMessage, own: str, complaints: list[str]) -> None:
    """Note what our pages complain of, but for the answer to a form with a mistake."""
    is_ours = not told.location["url"].startswith("http") or told.location["url"].startswith(own)
    if told.type == "error" and is_ours and "422" not in told.text:
        complaints.append(told.text)


def fill_in(page: Page, form: dict[str, str], but: dict[str, str] | None = None) -> None:
    """Fill a guide's form in and press its button."""
    drawer = page.locator("form.connect .drawer")
    if drawer.count() and drawer.get_attribute("open") is None:
        drawer.locator("summary").click()
    for name, text in (form | (but or {})).items():
        page.fill(f"[name='set.service.{name}']", text)
    page.locator("form.connect .btn.go").click()


def let_in(page: Page, address: str) -> None:
    """Press the button on the page of a service."""
    page.wait_for_url(re.compile(re.escape(address)))
    page.locator("[name=press][value=authorize]").click()


def connect(page: Page, services: ServedServices, service: str) -> None:
    """Connect a service by its guide, from the list on."""
    page.goto("/connections")
    page.locator(".doors").get_by_role("link", name=NAMES[service]).click()
    expect(page.get_by_role("heading", name="Step by step")).to_be_visible()
    fill_in(page, services.forms[service])
    if "authorize_url" in services.forms[service]:
        let_in(page, services.addresses[service])
    expect(card(page, service)).to_contain_text("Connected since today", timeout=PATIENCE_MS)


def card(page: Page, service: str) -> Locator:
    """Find a connection in the list."""
    return page.get_by_role("region", name=re.compile(f"^{re.escape(NAMES[service])}( ·|$)"))


def add_target(page: Page, name: str, *, lacks: str = "") -> None:
    """Take a target from the list, which says what it lacks."""
    page.get_by_label("A target to add").select_option(label=f"{name}{lacks}")
    page.get_by_role("button", name="Add target").click()
    expect(page.get_by_role("group", name=name, exact=True)).to_be_visible()


def treadmill_export(folder: Path, name: str) -> Path:
    """Write an export with half an hour on a treadmill; each name is a session of its own."""
    brand = {"HKWasUserEntered": "0"} if name == "first" else {}
    run = small.workout(
        small.metadata(HKIndoorWorkout=1, **brand),
        small.statistic("DistanceWalkingRunning", "km", sum=5.2),
        lasts_s=1800 if name == "first" else 1860,
    )
    beats = [small.record("HeartRate", at, 130 + at // 60) for at in range(0, 1800, 10)]
    content = small.export(*beats, run)
    if name != "first":
        content = content.replace(b"2025-07-14", b"2025-07-16")
    return small.zipped(folder, {small.XML: content}, f"{name}.zip")


def import_it(page: Page, instance: Instance, export: Path) -> str:
    """Import an export, and give the address of the activity that came of it."""
    page.goto("/imports")
    page.set_input_files("input[type=file]", export)
    page.wait_for_url("**/imports/*")
    expect(page.locator("main")).to_contain_text(re.compile(r"1\s*new"), timeout=PATIENCE_MS)
    until_quiet(instance)
    page.goto("/activities")
    return str(page.locator("main a.line").first.get_attribute("href"))


def test_every_service_is_connected_by_its_guide(page: Page, services: ServedServices) -> None:
    for service in NAMES:
        connect(page, services, service)
    page.goto("/connections")
    expect(page.locator(".connection")).to_have_count(len(NAMES))
    assert page.evaluate(LABELS) == []
    assert page.evaluate(TWICE) == []


def test_a_wrong_key_is_said_where_it_is_corrected(page: Page, services: ServedServices) -> None:
    page.goto("/connections/new/hevy")
    fill_in(page, services.forms["hevy"], {"api_key": "not the key"})
    told = page.get_by_role("alert")
    expect(told).to_contain_text("Hevy does not know this API key")
    expect(told).to_be_focused()
    expect(told).to_be_in_viewport()
    fill_in(page, services.forms["hevy"])
    expect(card(page, "hevy")).to_contain_text("Connected since today")


def test_what_does_not_fit_is_said_at_its_field(page: Page) -> None:
    page.goto("/connections/new/strava")
    fill_in(page, {"client_id": "my app", "client_secret": "secret"})
    expect(page.get_by_label("Client ID")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Client ID")).to_have_value("my app")
    expect(page.get_by_role("alert")).to_be_focused()


def test_who_says_no_at_the_service_is_told_so(page: Page, services: ServedServices) -> None:
    page.goto("/connections/new/strava")
    fill_in(page, services.forms["strava"])
    page.wait_for_url(re.compile(re.escape(services.addresses["strava"])))
    page.locator("[name=press][value=cancel]").click()
    expect(page.get_by_role("alert")).to_contain_text("Strava was told not to let FitGlue in.")
    expect(card(page, "strava")).to_contain_text("Not connected yet")


def test_a_treadmill_run_goes_everywhere_and_what_was_lost_comes_after(
    page: Page, browser: Browser, fresh: Instance, services: ServedServices, tmp_path: Path
) -> None:
    _a_pipeline_is_built(page, services)
    kim = ConnectedPerson(fresh)
    first = import_it(page, fresh, treadmill_export(tmp_path, "first"))
    until(lambda: kim.are(DeliveryState.SENT, 3), "the first at all three")
    _it_is_delivered_with_links(page, browser, first, services)
    services.strava.signing_in.grants.clear()  # revoked on Strava's own page
    second = import_it(page, fresh, treadmill_export(tmp_path, "second"))
    _the_connection_needs_its_owner_and_says_so_once(page)
    _connected_again(page, services)
    until(lambda: kim.are(DeliveryState.SENT, 6), "the second at all three")
    _it_has_drained(page, second, services)


def _a_pipeline_is_built(page: Page, services: ServedServices) -> None:
    for service in ("strava", "intervals"):
        connect(page, services, service)
    page.goto("/pipelines")
    page.get_by_role("link", name="My files").or_(page.locator(".pipe h2 a")).first.click()
    page.get_by_label("Name").fill("Treadmill to everywhere")
    page.get_by_role("checkbox", name=re.compile("^Apple Health")).check()
    page.get_by_text("Add a booster…").click()
    page.get_by_role("button", name="Add Virtual GPS", exact=True).click()
    expect(page.get_by_role("group", name="Virtual GPS")).to_be_visible()
    for name in ("Strava", "Intervals.icu", "Showcase"):
        add_target(page, name)
    add_target(page, "Webhook", lacks=" (connect first)")
    webhook = page.get_by_role("group", name="Webhook", exact=True)
    expect(webhook).to_contain_text("Needs Webhook, which is not connected yet.")
    expect(webhook.get_by_role("link", name="Connect Webhook")).to_be_visible()
    expect(page.get_by_role("group", name="Strava", exact=True)).not_to_contain_text("Needs")
    for name in ("Webhook", "Folder on this machine"):
        page.get_by_role("button", name=f"Remove {name}").click()
        expect(page.get_by_role("group", name=name, exact=True)).to_have_count(0)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def _it_is_delivered_with_links(
    page: Page, browser: Browser, activity: str, services: ServedServices
) -> None:
    page.goto(activity)
    (at_strava,), (at_intervals,) = services.strava.activities, services.intervals.activities
    for name, address in (
        ("Strava", f"https://www.strava.com/activities/{at_strava}"),
        ("Intervals.icu", f"https://intervals.icu/activities/{at_intervals}"),
    ):
        link = page.locator("#journey").get_by_role("link", name=f"open it at {name}")
        expect(link).to_have_attribute("href", address)
    shown = page.locator("#journey").get_by_role("link", name="open it at Showcase")
    context = browser.new_context(base_url=page.url.partition("/activities")[0])
    stranger = context.new_page()
    stranger.goto(str(shown.get_attribute("href")))
    stranger.locator("route-map[data-drawn]").wait_for(timeout=PATIENCE_MS)
    assert pixels.count_between(stranger.locator(".map-canvas"), *BLUES) > 300
    assert context.cookies() == []
    context.close()


def _the_connection_needs_its_owner_and_says_so_once(page: Page) -> None:
    page.goto("/connections")
    expect(card(page, "strava")).to_contain_text("Needs you since today")
    expect(card(page, "strava")).to_contain_text("1 delivery waits for you")
    expect(card(page, "intervals")).to_contain_text("Connected since today")
    expect(page.locator("notification-bell .count")).to_contain_text("1 wait for you")
    page.goto("/notifications")
    expect(page.locator(".told b", has_text="Strava needs you")).to_have_count(1)
    page.get_by_role("button", name="See to it").click()
    page.wait_for_url("**/connections/*")
    expect(page.locator("form.connect")).to_contain_text("Press “Connect again”.")


def _connected_again(page: Page, services: ServedServices) -> None:
    page.goto("/connections")
    page.get_by_role("button", name="Connect again Strava").click()
    let_in(page, services.addresses["strava"])
    expect(card(page, "strava")).to_contain_text("Connected since today")


def _it_has_drained(page: Page, activity: str, services: ServedServices) -> None:
    assert len(services.strava.activities) == len(services.intervals.activities) == 2
    page.goto(activity)
    link = page.locator("#journey").get_by_role("link", name="open it at Strava")
    expect(link).to_have_attribute("href", f"https://www.strava.com/activities/{_last(services)}")
    page.goto("/connections")
    expect(card(page, "strava")).not_to_contain_text("waits for you")
    expect(page.locator("notification-bell .count")).to_be_hidden()


def _last(services: ServedServices) -> int:
    return max(int(one) for one in services.strava.activities)


@pytest.mark.parametrize("look", [PHONE, {**PHONE, "color_scheme": "dark"}])
def test_on_a_phone_no_page_of_a_service_scrolls_sideways(
    page: Page, services: ServedServices
) -> None:
    connect(page, services, "intervals")
    (past,) = page.get_by_role("link", name="Fetch the past…").all()
    paths = [
        str(past.get_attribute("href")), "/connections", "/help", "/help/services/google_health",
        "/notifications", "/settings/notifications", "/settings/showcase",
        *(f"/connections/new/{service}" for service in NAMES),
    ]  # fmt: skip
    for path in paths:
        page.goto(path)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 375, path
        assert page.evaluate(LABELS) == [], path
        assert page.locator("h1").count() == 1, path
