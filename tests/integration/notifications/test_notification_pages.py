"""The pages and the API of notifications, as a browser and a program ask for them."""

from importlib.util import find_spec

import pytest
from starlette.testclient import TestClient

from fitglue.domain.scopes import Scope
from fitglue.instance import Instance
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.security import tokens
from fitglue.testing.people import HOME
from fitglue.testing.services.ntfy import Ntfy
from fitglue.testing.told_person import Somebody
from fitglue.testing.web_site import served
from fitglue.web.app import create_app

SAME = {"origin": "http://testserver"}


@pytest.fixture
def browser(kim: Somebody) -> TestClient:
    token = tokens.new_token()
    kim.instance.store.sessions.open(kim.id, tokens.token_hash(token), "Browser")
    client = TestClient(create_app(kim.instance), headers=SAME)
    client.cookies.set("fitglue_session", token)
    return client


def test_the_bell_counts_what_asks_for_something(kim: Somebody, browser: TestClient) -> None:
    kim.has_pipeline("refuse")
    kim.gets()
    kim.everything_runs()
    assert 'data-seen="1"' in browser.get("/activities").text
    page = browser.get("/notifications").text
    assert "“Evening Run” was not delivered to Fake Target" in page
    (row,) = kim.news
    answer = browser.post(f"/notifications/{row.id}/open", follow_redirects=False)
    assert answer.headers["location"].startswith("/activities/")
    assert 'data-seen="0"' in browser.get("/notifications").text


def test_all_can_be_marked_as_read(kim: Somebody, browser: TestClient) -> None:
    kim.has_pipeline("refuse")
    kim.gets()
    kim.gets("run-2", days=1)
    kim.everything_runs()
    assert "Mark all as read" in browser.get("/notifications").text
    assert "Mark all as read" not in browser.post("/notifications/read").text


def test_a_program_lists_and_reads_them(kim: Somebody, browser: TestClient) -> None:
    kim.has_pipeline("refuse")
    kim.gets()
    kim.everything_runs()
    acting = Acting(kim.instance, kim.instance.store.accounts.get(kim.id), HOME)
    token = programs.make_token(acting, "Script", {Scope.READ, Scope.WRITE}, None)
    told = {"authorization": f"Bearer {token}"}
    (one,) = browser.get("/api/v1/notifications", headers=told).json()
    assert (one["kind"], one["read_at"], one["number"]) == ("failed", None, 1)
    assert browser.post(f"/api/v1/notifications/{one['id']}/read", headers=told).is_success
    assert browser.get("/api/v1/notifications", headers=told).json()[0]["read_at"]
    assert browser.post("/api/v1/notifications/none/read", headers=told).status_code == 404


def test_a_channel_is_added_chosen_for_and_removed(kim: Somebody, browser: TestClient) -> None:
    secret = "ntfys://word@ntfy.example/xyzzy"  # noqa: S105 - nobody's
    page = browser.post("/settings/notifications/apprise", data={"address": secret}).text
    assert "ntfy · ntfy.example" in page
    assert "xyzzy" not in page
    (channel,) = kim.instance.store.channels.of_account(kim.id)
    assert channel.kinds == ["needs_you", "failed", "question"]
    assert b"xyzzy" not in channel.sealed
    browser.post(f"/settings/notifications/{channel.id}/kinds", data={"kind": ["delivered"]})
    (channel,) = kim.instance.store.channels.of_account(kim.id)
    assert channel.kinds == ["delivered"]
    browser.post(f"/settings/notifications/{channel.id}/remove")
    assert kim.instance.store.channels.of_account(kim.id) == []
    log = browser.get("/settings/log").text
    assert "Notifications go to ntfy · ntfy.example no more" in log


def test_an_address_that_is_none_is_shown_what_is_wrong(browser: TestClient) -> None:
    answer = browser.post("/settings/notifications/apprise", data={"address": "file:///x"})
    assert "FitGlue does not send to “file://” addresses." in answer.text


def test_email_needs_a_mail_server(browser: TestClient) -> None:
    assert "this FitGlue has no mail server" in browser.get("/settings/notifications").text
    assert "no mail server" in browser.post("/settings/notifications/email").text


@pytest.mark.skipif(not find_spec("apprise"), reason="Apprise is not installed")
def test_a_test_is_sent_and_a_host_inside_is_not_reached(
    kim: Somebody, browser: TestClient
) -> None:
    ntfy = Ntfy()
    with served(ntfy) as site:
        address = site.replace("http://", "ntfy://") + "/runs"
        browser.post("/settings/notifications/apprise", data={"address": address})
        (channel,) = kim.instance.store.channels.of_account(kim.id)
        page = browser.post(f"/settings/notifications/{channel.id}/test").text
        assert "lies inside the server" in page
        assert ntfy.faults.calls == 0
        allowed = _allowing(kim.instance)
        browser.app.state.pages = _pages_of(allowed)  # ty: ignore[missing-attribute]
        page = browser.post(f"/settings/notifications/{channel.id}/test").text
    assert "The test was sent" in page
    assert [one.title for one in ntfy.posted] == ["FitGlue can reach you here"]


def _allowing(instance: Instance) -> Instance:
    settings = instance.settings.model_copy(update={"allowed_hosts": "127.0.0.1"})
    return Instance(settings, instance.store, instance.engine)


def _pages_of(instance: Instance) -> object:
    return create_app(instance).state.pages
