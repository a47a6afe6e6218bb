"""The pages of connections, without a browser: what they show, take, and refuse."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from fitglue.config import Settings
from fitglue.domain.connecting import ConnectionState
from fitglue.domain.plan import Plan, TargetUse
from fitglue.instance import open_instance
from fitglue.store.tables import ConnectionRow
from fitglue.testing.connected_person import ConnectedPerson, pressed
from fitglue.testing.html_forms import sent, words_of
from fitglue.testing.running_server import KIM
from fitglue.testing.served_services import ServedServices, served_services
from fitglue.web.app import create_app

EVE = {**KIM, "name": "Eve", "email": "eve@example.org"}
SERVICES = (
    "Dropbox", "Fitbit (Google Health)", "Hevy", "Intervals.icu", "S3", "Strava",
    "WebDAV or Nextcloud", "Webhook",
)  # fmt: skip


@pytest.fixture(scope="module")
def services() -> Iterator[ServedServices]:
    """Give a stand-in for every service."""
    with served_services() as services:
        services.strava.signing_in.callback_domain = "testserver"
        yield services


@dataclass(frozen=True)
class Desk(ConnectedPerson):
    """Kim at the desk, signed in; nothing runs by itself."""

    browser: TestClient

    def reads(self, path: str = "/connections") -> str:
        """Give a page's words."""
        answer = self.browser.get(path)
        assert answer.status_code == 200, answer.text
        return words_of(answer.text)

    def fills_in(self, service: str, told: dict[str, str], path: str = "") -> Any:
        """Send a service's form, with what stands in it already."""
        page = self.browser.get(path or f"/connections/new/{service}")
        form = sent(page.text) | {f"set.service.{name}": [text] for name, text in told.items()}
        return self.browser.post(str(page.url), data=form)

    @property
    def rows(self) -> list[ConnectionRow]:
        """Give their connections."""
        return list(self.instance.store.connections.of_account(self.id))


@pytest.fixture
def kim(settings: Settings) -> Iterator[Desk]:
    """Give Kim, who may connect what is on this machine."""
    instance = open_instance(settings.model_copy(update={"allowed_hosts": "127.0.0.1"}))
    instance.add_account(**KIM)
    with TestClient(create_app(instance)) as browser:
        browser.post("/sign-in", data=KIM, follow_redirects=False)
        yield Desk(instance, browser)
    instance.close()


@pytest.fixture
def eve(kim: Desk) -> Iterator[TestClient]:
    """Give the browser of somebody else."""
    kim.instance.add_account(**EVE)
    with TestClient(create_app(kim.instance)) as browser:
        browser.post("/sign-in", data=EVE, follow_redirects=False)
        yield browser


def test_the_list_says_what_can_be_connected_before_anything_is(kim: Desk) -> None:
    told = kim.reads()
    assert "Nothing is connected yet." in told
    assert [name for name in SERVICES if name not in told] == []


def test_each_service_has_a_guide_with_its_steps_and_terms(
    kim: Desk, services: ServedServices
) -> None:
    for service in services.forms:
        told = kim.reads(f"/connections/new/{service}")
        for title in ("What you need", "Step by step", "Terms and limits"):
            assert title in told, service
    assert kim.browser.get("/connections/new/none").status_code == 404


def test_the_guide_names_the_address_to_come_back_to(kim: Desk) -> None:
    assert "http://testserver/connections/callback" in kim.reads("/connections/new/strava")
    assert "callback" not in kim.reads("/connections/new/hevy")


def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_kept(kim: Desk) -> None:
    answer = kim.fills_in("strava", {"client_id": "my app", "client_secret": ""})
    assert answer.status_code == 422
    field = re.search(r'<input id="f-service-client_id"[^>]*>', answer.text)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert "f-service-client_id-fault" in field[0]
    assert 'value="my app"' in field[0]
    assert "Something does not fit yet." in alert(answer.text)
    assert kim.rows == []


def test_a_wrong_key_is_said_by_its_service_above_the_form(
    kim: Desk, services: ServedServices
) -> None:
    wrong = services.forms["intervals"] | {"api_key": "wrong"}
    answer = kim.fills_in("intervals", wrong)
    assert answer.status_code == 422
    assert "Intervals.icu does not accept the API key." in alert(answer.text)
    assert 'value="wrong"' not in answer.text
    (row,) = kim.rows
    assert row.state == ConnectionState.BEGUN
    answer = kim.fills_in("intervals", services.forms["intervals"], f"/connections/{row.id}")
    assert answer.status_code == 200
    assert "Intervals.icu · Kim Connected since today" in words_of(answer.text)


def test_a_way_to_the_service_leads_there_and_back(kim: Desk, services: ServedServices) -> None:
    answer = kim.fills_in("strava", services.forms["strava"])
    address = re.search(r'url=(http[^"]+)', answer.text)
    assert address is not None
    back = pressed(address[1].replace("&amp;", "&"))
    answer = kim.browser.get("/connections/callback", params=back)
    assert "Strava · Kim Runner Connected" in words_of(answer.text)
    assert urlsplit(str(answer.url)).path == "/connections"


def test_a_way_back_with_another_state_connects_nothing(
    kim: Desk, services: ServedServices
) -> None:
    kim.fills_in("strava", services.forms["strava"])
    (row,) = kim.rows
    for state in ("", "none", f"{row.id}.guessed"):
        told = {"state": state, "code": "code-1", "scope": "read,activity:write"}
        answer = kim.browser.get("/connections/callback", params=told)
        assert answer.status_code == 422
        assert "This way back from the service is not known any more." in alert(answer.text)
    assert kim.rows[0].state == ConnectionState.BEGUN


def test_nobody_sees_or_touches_the_connection_of_another(
    kim: Desk, eve: TestClient, services: ServedServices
) -> None:
    row = kim.connects("hevy", services.forms["hevy"])
    own = f"/connections/{row.id}"
    assert eve.get(own).status_code == 404
    assert eve.get(f"{own}/past/hevy").status_code == 404
    for deed in ("", "/again", "/try", "/pause", "/disconnect", "/sources/hevy/off", "/past/hevy"):
        assert eve.post(own + deed).status_code == 404, deed
    assert "Nothing is connected yet." in words_of(eve.get("/connections").text)
    assert kim.rows[0].state == ConnectionState.CONNECTED


def test_a_connection_is_paused_goes_on_and_is_disconnected(
    kim: Desk, services: ServedServices
) -> None:
    row = kim.connects("webdav", services.forms["webdav"])
    kim.browser.post(f"/connections/{row.id}/pause")
    assert "Paused since today" in kim.reads()
    kim.browser.post(f"/connections/{row.id}/try")
    assert "Connected since today" in kim.reads()
    kim.browser.post(f"/connections/{row.id}/disconnect")
    assert kim.rows == []
    assert "Nothing is connected yet." in kim.reads()


def test_what_needs_its_owner_says_why_and_which_button_helps(
    kim: Desk, services: ServedServices
) -> None:
    row = kim.connects("intervals", services.forms["intervals"])
    key, services.intervals.key = services.intervals.key, "another by now"
    answer = kim.browser.post(f"/connections/{row.id}/try")
    services.intervals.key = key
    assert answer.status_code == 422
    told = kim.reads()
    assert "Needs you since today" in told
    assert "Intervals.icu does not accept the API key." in told
    assert "Connect again" in told


def test_a_source_is_switched_off_and_on(kim: Desk, services: ServedServices) -> None:
    row = kim.connects("hevy", services.forms["hevy"])
    own = f"/connections/{row.id}/sources"
    kim.browser.post(f"{own}/hevy/off")
    assert "Off: nothing is fetched from here." in kim.reads()
    kim.browser.post(f"{own}/hevy/on")
    assert "On: new activities come by themselves." in kim.reads()
    assert kim.browser.post(f"{own}/apple_health/on").status_code == 404
    kim.browser.post(f"{own}/intervals/on")  # a source of another service
    assert [one.source for one in kim.instance.store.polls.of_account(kim.id)] == ["hevy"]


def test_the_past_is_counted_before_it_is_fetched(kim: Desk, services: ServedServices) -> None:
    row = kim.connects("hevy", services.forms["hevy"])
    path = f"/connections/{row.id}/past/hevy"
    form = {"first": "2025-01-01", "last": "2025-12-31", "posts": "yes"}
    answer = kim.browser.post(path, data={**form, "press": "count"})
    assert answer.status_code == 200
    assert 'name="first" value="2025-01-01"' in answer.text
    assert re.search(r'value="yes" checked', answer.text)
    kim.browser.post(path, data={**form, "press": "begin"})
    told = kim.reads()
    assert "1 January 2025 to 31 December 2025 · running" in told
    assert "through your pipelines" in told
    (history,) = kim.instance.store.polls.histories(kim.id)
    kim.browser.post(f"/connections/past/{history.id}/pause")
    assert "31 December 2025 · paused" in kim.reads()
    kim.browser.post(f"/connections/past/{history.id}/go-on")
    assert "31 December 2025 · running" in kim.reads()


def test_a_share_code_has_no_connection_in_it(kim: Desk, services: ServedServices) -> None:
    row = kim.connects("intervals", services.forms["intervals"])
    target = TargetUse(key="t", plugin="intervals", connection=row.id)
    plan = Plan(id="", name="Out", sources=("apple_health",), targets=(target,))
    pipeline = kim.instance.store.pipelines.save(kim.id, plan).plan.id
    shown = kim.browser.get(f"/pipelines/{pipeline}/share").text
    assert row.id not in shown
    assert services.intervals.key not in shown


def test_with_two_accounts_at_a_service_the_editor_asks_which(
    kim: Desk, services: ServedServices
) -> None:
    rows = [kim.connects("webhook", services.forms["webhook"]) for _ in range(2)]
    page = kim.browser.get(f"/pipelines/{_with(kim, 'webhook')}")
    form = sent(page.text)
    assert form["connection.webhook"] == [""]
    form |= {"connection.webhook": [rows[1].id], "press": ["save"]}
    saved = kim.browser.post(str(page.url), data=form)
    assert saved.status_code == 200
    (pipeline,) = [
        one for one in kim.instance.store.pipelines.of_account(kim.id) if one.plan.name == "Out"
    ]
    assert pipeline.plan.targets[0].connection == rows[1].id


def test_the_editor_says_what_is_not_connected_yet(kim: Desk) -> None:
    told = kim.reads(f"/pipelines/{_with(kim, 'webhook')}")
    assert "Needs Webhook, which is not connected yet." in told
    assert "Connect Webhook" in told


def test_help_and_the_catalogue_lead_to_what_a_service_needs(kim: Desk) -> None:
    told = kim.reads("/help")
    assert [name for name in SERVICES if name not in told] == []
    page = kim.browser.get("/help/services/google_health").text
    assert 'href="/connections/new/google_health"' in page
    assert "the booster Fitbit Heart Rate" in words_of(page)
    assert 'href="/connections/new/google_health"' in kim.browser.get("/boosters").text
    assert kim.browser.get("/help/services/none").status_code == 404


def alert(html: str) -> str:
    """Give what a page says first of all."""
    return words_of(html.partition('role="alert"')[2].partition("</p>")[0])


def _with(kim: Desk, target: str) -> str:
    return kim.has_pipeline(target)
