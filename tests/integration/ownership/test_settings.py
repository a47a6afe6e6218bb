"""Settings that belong to a person: a new address, zones, and what boosters make of them."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import Update, update
from starlette.testclient import TestClient

from fitglue.domain.errors import NeedsUser, Refused
from fitglue.domain.visit import NOWHERE
from fitglue.instance import Instance
from fitglue.people import links, moving, reassured
from fitglue.people.acting import Acting
from fitglue.security import tokens
from fitglue.store.links import LinkKind
from fitglue.store.tables import SessionRow
from fitglue.testing.people import HOME, KIM, LEE, account_of
from fitglue.web.app import create_app
from fitglue.web.typed_numbers import RADIUS, WEIGHT


@contextmanager
def browser(instance: Instance, kim: Acting) -> Generator[TestClient]:
    token = tokens.new_token()
    instance.store.sessions.open(kim.account.id, tokens.token_hash(token), "Browser")
    client = TestClient(create_app(instance), follow_redirects=False)
    client.cookies.set("fitglue_session", token)
    yield client


def test_without_a_mail_server_the_password_is_enough_for_another_address(
    instance: Instance,
) -> None:
    kim = account_of(instance, KIM)
    with pytest.raises(NeedsUser, match="not your password"):
        moving.ask_to_move(kim, "kim@new.example", "wrong", "http://here")
    assert moving.ask_to_move(kim, "Kim@New.example", KIM.password, "http://here")
    assert instance.store.accounts.get(kim.account.id).email == "kim@new.example"
    account_of(instance, LEE)
    with pytest.raises(NeedsUser, match="already"):
        moving.ask_to_move(kim, LEE.email, KIM.password, "http://here")


def test_a_link_to_a_new_address_does_that_and_nothing_else(instance: Instance) -> None:
    kim = account_of(instance, KIM)
    token = tokens.new_token()
    instance.store.links.offer(
        LinkKind.EMAIL, tokens.token_hash(token), email="kim@new.example",
        account_id=kim.account.id,
    )  # fmt: skip
    with pytest.raises(Refused):
        links.reset_password(instance, token, "another password", NOWHERE)
    with pytest.raises(Refused):
        links.accept(instance, token, LEE, NOWHERE)
    assert moving.move(instance, token, NOWHERE) == "kim@new.example"
    assert instance.store.accounts.get(kim.account.id).email == "kim@new.example"
    with pytest.raises(Refused):
        moving.move(instance, token, NOWHERE)


def test_erasing_asks_for_the_address_and_who_one_is(instance: Instance) -> None:
    kim = account_of(instance, KIM)
    with browser(instance, kim) as client:
        wrong = client.post("/settings/erase", data={"typed": "somebody else"})
        assert "nothing was erased" in wrong.text
        with instance.store.transactions.writing() as session:
            session.execute(_long_ago())
        asked = client.post("/settings/erase", data={"typed": KIM.email})
        assert "not your password" in asked.text
        assert instance.store.accounts.find(kim.account.id) is not None
        gone = client.post("/settings/erase", data={"typed": KIM.email, "password": KIM.password})
        assert "Everything of yours is gone" in gone.text
        assert client.get("/settings").status_code == 303
    assert instance.store.accounts.find(kim.account.id) is None


def _long_ago() -> Update:
    return update(SessionRow).values(created_at=datetime(2026, 1, 1, tzinfo=UTC))


def test_a_zone_is_typed_in_feet_and_hidden_by_the_booster(instance: Instance) -> None:
    kim = account_of(instance, KIM)
    instance.store.accounts.prefer(
        kim.account.id, units="imperial", zone="UTC", theme="auto", tile_url=""
    )
    place = {"name": "Home", "latitude": "48,85", "longitude": "2.35", "radius": "656"}
    with browser(instance, kim) as client:
        assert client.post("/settings/places", data=place).status_code == 303
        assert re.search(r'name="radius" value="656"', client.get("/settings/places").text)
        wrong = client.post("/settings/places", data={**place, "latitude": "148"})
        assert "Latitude" in wrong.text
        assert wrong.status_code == 400
    (spot,) = instance.shared_tools(kim.account.id).privacy_zones
    assert spot.radius_m == pytest.approx(200, abs=0.1)


def test_numbers_are_read_as_they_are_shown() -> None:
    for kind, value in ((WEIGHT, 61.0), (RADIUS, 50.0), (RADIUS, 2000.0)):
        for units in ("metric", "imperial"):
            shown = kind.shown(value, units)
            assert kind.shown(kind.typed(shown, units), units) == shown


def test_whoever_signed_in_a_moment_ago_is_known(instance: Instance) -> None:
    kim = account_of(instance, KIM)
    session_id = instance.store.sessions.open(kim.account.id, "hash", "Browser")
    acting = Acting(instance, kim.account, HOME)
    assert reassured.is_fresh(acting, session_id)
    assert not reassured.is_fresh(acting, "another")
