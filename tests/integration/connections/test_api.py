"""Programs see connections and their past, and never a secret."""

from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from fitglue.api.app import create_api
from fitglue.domain.scopes import Scope
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.testing.connected_person import ConnectedPerson, ServedStrava
from fitglue.testing.people import HOME


@pytest.fixture
def program(kim: ConnectedPerson) -> TestClient:
    account = kim.instance.store.accounts.get(kim.id)
    acting = Acting(kim.instance, account, HOME)
    token = programs.make_token(acting, "Script", {Scope.READ, Scope.WRITE}, None)
    headers = {"authorization": f"Bearer {token}"}
    return TestClient(create_api(kim.instance), headers=headers)


def the_only(program: TestClient) -> dict[str, Any]:
    (one,) = program.get("/connections").json()
    return one


def test_a_connection_is_seen_paused_and_tried(
    kim: ConnectedPerson, strava: ServedStrava, program: TestClient
) -> None:
    row = kim.connects("strava", strava.form)
    told = program.get("/connections").text
    assert strava.site.signing_in.client_secret not in told
    assert (the_only(program)["service"], the_only(program)["state"]) == ("strava", "connected")
    assert program.post(f"/connections/{row.id}/pause").status_code == 204
    assert the_only(program)["state"] == "paused"
    assert program.post(f"/connections/{row.id}/try").status_code == 204
    assert the_only(program)["state"] == "connected"


def test_what_is_not_ones_own_is_not_there(kim: ConnectedPerson, program: TestClient) -> None:
    del kim
    assert program.post("/connections/nobodys/pause").status_code == 404
    assert program.post("/history-imports/nobodys/pause").status_code == 404
    span = {"start": datetime(2026, 1, 1, tzinfo=UTC).isoformat(), "end": "2026-02-01T00:00:00Z"}
    wanted = {"source": "hevy", **span}
    assert program.post("/connections/nobodys/history-imports", json=wanted).status_code == 404
