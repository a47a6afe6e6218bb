"""The pages of phones and connections: both ways as one list, and a phone's own words."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from fitglue.domain.connecting import ConnectionState
from fitglue.domain.pace import Window
from fitglue.domain.plan import first_plan
from fitglue.domain.scopes import Scope
from fitglue.instance import Instance
from fitglue.people import pairing, programs
from fitglue.people.acting import Acting
from fitglue.store.tables import PhoneRow
from fitglue.testing.people import HOME, KIM, ORIGIN, account_of, sign_in
from fitglue.web.app import create_app


@pytest.fixture
def kim(instance: Instance) -> Acting:
    """Somebody with a phone that has told something of itself."""
    one = account_of(instance, KIM)
    instance.store.pipelines.save(one.account.id, first_plan())
    pairing.come(
        instance, pairing.Coming(pairing.offer(one, ORIGIN).code, "c" * 32, "iPhone"), HOME
    )
    [row] = instance.store.phones.of_account(one.account.id)
    with instance.store.transactions.writing() as session:
        session.get_one(PhoneRow, row.id).state = {
            "queue_depth": 3, "background_refresh": "denied", "low_power": True,
            "request_status": 2, "workouts_seen": 412, "permissions": {"A": True, "B": False},
        }  # fmt: skip
    return one


@pytest.fixture
def browser(kim: Acting) -> Iterator[TestClient]:
    with TestClient(create_app(kim.instance)) as client:
        client.cookies.set("fitglue_session", sign_in(kim.instance, KIM))
        yield client


def test_a_phone_tells_its_queue_power_permissions_and_background(browser: TestClient) -> None:
    page = browser.get("/settings/phones").text
    for told in ("3 parts", "switched off", "412", "1 of 2 given", "Low Power Mode"):
        assert told in page, told


def test_a_phone_is_renamed_on_the_page_and_by_the_api(
    browser: TestClient, kim: Acting, instance: Instance
) -> None:
    [phone] = instance.store.phones.of_account(kim.account.id)
    browser.post(f"/settings/phones/{phone.id}/name", data={"name": " The  old one "})
    assert "The old one" in browser.get("/settings/phones").text
    answer = browser.post(f"/settings/phones/{phone.id}/name", data={"name": " "})
    assert "has no name" in answer.text
    token = programs.make_token(kim, "Script", {Scope.READ, Scope.WRITE}, None)
    told = {"authorization": f"Bearer {token}"}
    address = f"/api/v1/phones/{phone.id}"
    assert browser.patch(address, headers=told, json={"name": "Mine"}).status_code == 204
    assert browser.get("/api/v1/phones", headers=told).json()[0]["name"] == "Mine"
    assert browser.delete(address, headers=told).status_code == 204
    assert browser.delete(address, headers=told).status_code == 404


def test_a_code_is_large_counts_down_and_can_be_typed(browser: TestClient) -> None:
    page = browser.post("/settings/phones").text
    assert "<pairing-clock data-ends=" in page
    assert "qr-code" in page
    assert 'class="whole"' in page


def test_phones_services_and_folders_are_one_list(
    browser: TestClient, kim: Acting, instance: Instance
) -> None:
    with instance.store.transactions.writing() as session:
        row = instance.store.connections.add(session, kim.account.id, "hevy")
        session.flush()
        instance.store.connections.set_state(row, ConnectionState.CONNECTED)
        instance.store.polls.switch_on(session, row.id, "hevy")
        instance.store.connections.heard(session, row.id, [Window(100, 86_400)])
        for _ in range(3):
            instance.store.pace.wait_s(session, row.budget, [Window(100, 86_400)])
    page = browser.get("/connections").text
    come, go = page.split("Where it goes", 1)
    assert "iPhone" in come
    assert "Hevy" in come
    assert "Folder" in go
    assert "0 activities there" in go
    assert "Calls: 3 of 100 in the last day" in page
    assert "Last answer today" in page
