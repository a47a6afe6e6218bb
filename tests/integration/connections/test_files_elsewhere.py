"""A person connects a WebDAV server and a webhook, and everything they have goes there."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from fitglue.config import Settings
from fitglue.domain.connecting import ConnectionState
from fitglue.domain.errors import NeedsUser
from fitglue.domain.ledger import DeliveryState
from fitglue.instance import open_instance
from fitglue.testing.at_work import until, working
from fitglue.testing.connected_person import ConnectedPerson
from fitglue.testing.people import KIM, account_of
from fitglue.testing.services.faults import Fault
from fitglue.testing.services.webdav import PASSWORD, ROOT, USER, WebDavServer
from fitglue.testing.services.webhook_receiver import SECRET, WebhookServer
from fitglue.testing.web_site import served
from fitglue.web.app import create_app


@pytest.fixture
def webdav() -> Iterator[tuple[WebDavServer, dict[str, Any]]]:
    site = WebDavServer()
    with served(site) as url:
        yield site, {"address": f"{url}{ROOT}", "user": USER, "password": PASSWORD}


@pytest.fixture
def receiver() -> Iterator[tuple[WebhookServer, dict[str, Any]]]:
    site = WebhookServer()
    with served(site) as url:
        yield site, {"address": f"{url}/hook", "secret": SECRET}


def test_files_arrive_once_though_answers_are_lost(
    kim: ConnectedPerson, webdav: tuple[WebDavServer, dict[str, Any]]
) -> None:
    site, form = webdav
    row = kim.connects("webdav", form)
    assert (row.state, row.name) == (ConnectionState.CONNECTED, "kim at 127.0.0.1")
    kim.has_pipeline("webdav")
    site.faults.script = [Fault.NONE, Fault.LOST]
    kim.gets(range(3))
    with working(kim.instance):
        until(lambda: kim.are(DeliveryState.SENT, 3), "three files", patience_s=30)
    assert sorted(row.remote_id for row in kim.deliveries) == sorted(site.files)


def test_a_programs_events_arrive(
    kim: ConnectedPerson, receiver: tuple[WebhookServer, dict[str, Any]]
) -> None:
    site, form = receiver
    kim.connects("webhook", form)
    kim.has_pipeline("webhook")
    ids = kim.gets(range(3))
    with working(kim.instance):
        until(lambda: kim.are(DeliveryState.SENT, 3), "three events")
    assert site.activities == set(ids)
    assert {row.url for row in kim.deliveries} == {"http://127.0.0.1"}


def test_a_receiver_that_wants_no_more_is_asked_once(
    kim: ConnectedPerson, receiver: tuple[WebhookServer, dict[str, Any]]
) -> None:
    site, form = receiver
    kim.connects("webhook", form)
    kim.has_pipeline("webhook")
    site.status = 410
    with working(kim.instance):
        kim.gets(range(1))
        until(lambda: kim.are(DeliveryState.NEEDS_YOU, 1), "the first to see it")
        before = site.faults.calls
        kim.gets(range(1, 4))
        until(lambda: kim.are(DeliveryState.NEEDS_YOU, 4), "those that ask nobody")
        assert site.faults.calls == before
        site.status = 204
        kim.instance.connecting.try_out(kim.id, kim.connection("webhook").id)
        until(lambda: kim.are(DeliveryState.SENT, 4), "all of them", patience_s=10)


def test_an_address_inside_is_not_reached_unless_the_operator_allows_it(
    settings: Settings, webdav: tuple[WebDavServer, dict[str, Any]],
    receiver: tuple[WebhookServer, dict[str, Any]],
) -> None:  # fmt: skip
    instance = open_instance(settings)
    kim = ConnectedPerson(instance)
    for service, (site, form) in (("webdav", webdav), ("webhook", receiver)):
        with pytest.raises(NeedsUser, match="lies inside the server's own network"):
            kim.connects(service, form)
        assert site.faults.calls == 0
    instance.close()


def test_a_fresh_secret_is_shown_before_anything_is_connected(kim: ConnectedPerson) -> None:
    acting = account_of(kim.instance, KIM)
    login = {"email": KIM.email, "password": KIM.password}
    with TestClient(create_app(kim.instance)) as client:
        client.post("/sign-in", data=login, follow_redirects=False)
        shown = [client.get("/connections/new/webhook").text for _ in range(2)]
    found = [re.search(r"whsec_[\w+/=&;#]+", text) for text in shown]
    assert all(found)
    assert len({one[0] for one in found if one}) == 2
    assert acting.account.email == KIM.email
