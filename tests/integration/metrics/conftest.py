"""Kim with a paired phone, and health metrics off, as they are for everybody at first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

from fitglue.domain.metrics import DayValue, MetricKind
from fitglue.domain.metrics.days import Span
from fitglue.domain.scopes import Scope
from fitglue.formats.phone_sync import wire
from fitglue.instance import Instance
from fitglue.people import pairing, programs
from fitglue.people.acting import Acting
from fitglue.security import tokens
from fitglue.testing.people import KIM, ORIGIN, account_of
from fitglue.testing.phone import Phone, pairs
from fitglue.web.app import create_app


@dataclass
class Home:
    """Kim's installation, a browser that is signed in, and the phone."""

    instance: Instance
    kim: Acting
    client: TestClient
    phone: Phone

    @property
    def id(self) -> str:
        """Give Kim's account."""
        return self.kim.account.id

    def chooses(self, choice: str) -> None:
        """Press a button of the switch."""
        answer = self.client.post(
            "/settings/health", data={"choice": choice}, follow_redirects=False
        )
        assert answer.headers["location"] == f"/settings/health?done={choice}"

    def sends(self, *items: wire.Item) -> list[str]:
        """Let the phone send items; give the verdicts."""
        receipts = self.phone.sends(self.phone.batch_of(items))
        return [one["verdict"] for one in receipts]

    def values(self, kind: MetricKind) -> list[DayValue]:
        """Give all that is kept of a metric."""
        return self.instance.store.metrics.values(self.id, Span(kind=kind), stages=True)

    def asks(self, method: str, path: str, scope: Scope = Scope.READ, **said: Any) -> Any:
        """Ask the API."""
        token = programs.make_token(self.kim, "Script", {scope}, None)
        headers = {"authorization": f"Bearer {token}"}
        return self.client.request(method, f"/api/v1{path}", headers=headers, **said)


@pytest.fixture
def home(instance: Instance) -> Iterator[Home]:
    kim = account_of(instance, KIM)
    with TestClient(create_app(instance)) as client:
        phone = Phone(client, pairs(client, pairing.offer(kim, ORIGIN).code))
        token = tokens.new_token()
        instance.store.sessions.open(kim.account.id, tokens.token_hash(token), "Browser")
        client.cookies.set("fitglue_session", token)
        yield Home(instance, kim, client, phone)
