"""A day in the life of a phone: paired by its QR code, on the way, out of reach, late, gone."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from fitglue.formats.phone_sync import wire
from fitglue.instance import Instance
from fitglue.testing import web_pixels
from fitglue.testing.at_work import until
from fitglue.testing.phone import Phone, pairs
from fitglue.testing.phone_workouts import OnPhone, a_workout, an_envelope
from fitglue.testing.qr_reader import text_of
from fitglue.testing.running_server import KIM
from fitglue.testing.web_site import Site, signed_in

pytest.importorskip("segno")
pytestmark = pytest.mark.browser
PATIENCE_MS = 30_000


@pytest.fixture
def site(browser: Browser, fresh: Instance, fresh_site: Site) -> Site:
    """Give the pages of an installation without workouts, where Kim waits for no late parts."""
    account = fresh.add_account(**KIM)
    fresh.store.accounts.settle(account.id, 0)
    return Site(fresh_site.base_url, signed_in(browser, fresh_site.base_url))


@dataclass
class Lost:
    """A network that is not there."""

    def post(self, url: str, **_: Any) -> Any:
        """Reach nobody."""
        raise httpx2.ConnectError(url)


@contextmanager
def phone_of(page: Page, name: str) -> Generator[Phone]:
    """Pair a phone by nothing but the picture on the page."""
    page.goto("/settings/phones")
    page.get_by_role("button", name="Pair a phone").click()
    picture = page.locator(".qr svg")
    expect(picture).to_be_visible()
    expect(page.locator("pairing-clock")).to_have_text(re.compile(r"^(20:00|19:\d\d) left$"))
    scanned = urlsplit(text_of(web_pixels.greys(picture)))
    assert (scanned.scheme, scanned.netloc) == ("fitglue", "pair")
    told = parse_qs(scanned.query)
    with httpx2.Client(base_url=told["server"][0], timeout=30) as client:
        yield Phone(client, pairs(client, told["code"][0], name))


def line_of(page: Page, title: str) -> Locator:
    return page.get_by_role("link").filter(has_text=title)


def delivered(instance: Instance) -> list[Path]:
    return list(instance.settings.output_folder.rglob("*.fit"))


def without(one: OnPhone, kind: type) -> OnPhone:
    return replace(one, parts=tuple(part for part in one.parts if not isinstance(part, kind)))


def test_a_day_in_the_life(page: Page, fresh: Instance) -> None:
    with phone_of(page, "Kim's iPhone") as phone:
        morning = _is_recorded_and_appears(page, phone)
        _is_out_of_reach_and_comes_late(page, phone)
        _is_upgraded_by_a_late_route(page, phone, morning)
        _is_renamed(page)
        _is_deleted(page, phone, morning)
        until(lambda: len(delivered(fresh)) == 2, "the end of its file")
        _is_paired_again_and_sends_nothing_twice(page, phone)
        _is_revoked(page, phone)


def test_who_reads_further_down_is_not_thrown_back_to_the_top(page: Page, fresh: Instance) -> None:
    own = fresh.owner().id
    [pipeline] = fresh.store.pipelines.of_account(own)
    fresh.store.pipelines.enable(own, pipeline.plan.id, enabled=False)
    with phone_of(page, "Kim's iPhone") as phone:
        for number in range(60):
            phone.records(OnPhone(an_envelope(number)))
        phone.syncs()
        page.goto("/activities")
        page.get_by_role("link", name="Older activities").scroll_into_view_if_needed()
        expect(line_of(page, "Evening Run")).to_have_count(60)
        phone.records(OnPhone(an_envelope(60)))
        phone.syncs()
        news = page.get_by_role("link", name="Show what is new")
        expect(news).to_be_visible(timeout=PATIENCE_MS)
        expect(line_of(page, "Evening Run")).to_have_count(60)
        news.click()
        expect(page.get_by_role("status")).to_contain_text("61 activities")


def _is_recorded_and_appears(page: Page, phone: Phone) -> OnPhone:
    page.goto("/activities")
    expect(page.get_by_text("How to get your workouts")).to_be_visible()
    _is_the_page_that_was_opened(page)
    morning = a_workout()
    phone.records(without(morning, wire.Route))
    phone.syncs()
    line = line_of(page, "Evening Run")
    expect(line).to_contain_text("sent", timeout=PATIENCE_MS)
    _is_still_that_page(page)
    return morning


def _is_out_of_reach_and_comes_late(page: Page, phone: Phone) -> None:
    network, phone.client = phone.client, Lost()
    for number in (1, 2):
        phone.records(a_workout(number))
        with pytest.raises(httpx2.ConnectError):
            phone.syncs()
    assert len(phone.unanswered) + len(phone.queue) >= 2
    assert line_of(page, "Evening Run").count() == 1
    phone.client = network
    phone.state = wire.PhoneState(os_version="27.1", queue_depth=8, background_refresh="denied")
    phone.syncs()
    expect(line_of(page, "Evening Run")).to_have_count(3, timeout=PATIENCE_MS)
    expect(page.get_by_role("status")).to_contain_text("3 activities")
    _is_still_that_page(page)


def _is_upgraded_by_a_late_route(page: Page, phone: Phone, morning: OnPhone) -> None:
    line_of(page, "Evening Run").last.click()
    expect(page.get_by_text("The phone has sent no route yet")).to_be_visible()
    [route] = [part for part in morning.parts if isinstance(part, wire.Route)]
    phone.gets(route)
    assert [one["verdict"] for one in phone.syncs()] == ["stored"]
    page.reload()
    expect(page.locator("route-map")).to_be_visible()
    expect(page.get_by_text("No map.")).to_have_count(0)
    page.get_by_role("link", name="Activities", exact=True).click()
    expect(line_of(page, "Evening Run")).to_have_count(3)
    expect(line_of(page, "waiting")).to_have_count(0, timeout=PATIENCE_MS)


def _is_renamed(page: Page) -> None:
    page.goto("/settings/phones")
    page.get_by_text("Rename Kim's iPhone").click()
    page.get_by_label("Name of the phone").fill("Kim's old iPhone")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".entry")).to_contain_text("Kim's old iPhone")
    page.goto("/activities")


def _is_deleted(page: Page, phone: Phone, morning: OnPhone) -> None:
    _is_the_page_that_was_opened(page)
    phone.deletes(morning.uuid)
    phone.syncs()
    expect(line_of(page, "Evening Run")).to_have_count(2, timeout=PATIENCE_MS)
    _is_still_that_page(page)
    page.goto("/settings/phones")
    page.get_by_role("link", name="Where it is").click()
    expect(page.get_by_text("It was deleted in Health")).to_be_visible()
    page.get_by_role("button", name="Delete it there").click()
    expect(page.locator("#journey")).to_contain_text("deleted there")
    expect(page.get_by_role("button", name="Delete it there")).to_have_count(0)


def _is_paired_again_and_sends_nothing_twice(page: Page, phone: Phone) -> None:
    with phone_of(page, "Kim's new iPhone") as again:
        again.health = dict(phone.health)
        assert again.asks_what_is_missing() == []
        again.records(a_workout(3))
        again.syncs()
        page.goto("/activities")
        expect(line_of(page, "Evening Run")).to_have_count(3)


def _is_revoked(page: Page, phone: Phone) -> None:
    page.goto("/settings/phones")
    entry = page.locator(".entry").filter(has_text="Kim's old iPhone")
    expect(entry).to_contain_text("Background App Refresh is off")
    entry.get_by_role("button", name="Revoke").click()
    expect(entry).to_contain_text(re.compile("revoked .*its token was revoked", re.DOTALL))
    expect(entry.get_by_role("button", name="Revoke")).to_have_count(0)
    packed = phone.batch_of(a_workout(4).items)
    assert phone.posts("/sync", packed.body).status_code == 401
    page.goto("/activities")
    expect(line_of(page, "Evening Run")).to_have_count(3)


def _is_the_page_that_was_opened(page: Page) -> None:
    """Leave a mark that no reload survives."""
    page.evaluate("window.openedOnce = true")


def _is_still_that_page(page: Page) -> None:
    assert page.evaluate("window.openedOnce === true"), "the page was loaded again"
