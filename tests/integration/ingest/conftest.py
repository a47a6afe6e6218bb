"""Kim with apps that send, and nothing running by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fitglue.domain.activity import Activity, Sender
from fitglue.domain.plan import first_plan
from fitglue.domain.sending_app import SendingApp
from fitglue.instance import Instance
from fitglue.people import pairing, sending_apps
from fitglue.people.acting import Acting
from fitglue.store.activities import Wanted
from fitglue.store.tables import RefusedItemRow, RunRow
from fitglue.testing.people import KIM, ORIGIN, account_of
from fitglue.testing.phone import Phone, pairs
from fitglue.testing.sending_apps import App, work_off
from fitglue.web.app import create_app


@dataclass
class Home:
    """Kim's installation, a client without a browser, and Health Auto Export on the phone."""

    instance: Instance
    kim: Acting
    client: TestClient
    app: App

    def works(self) -> None:
        """Take what was received."""
        work_off(self.instance)

    def sends(self, body: bytes) -> None:
        """Send a body, and take it."""
        assert self.app.posts(body).status_code == 200
        self.works()

    def connects(self, app: SendingApp) -> App:
        """Connect another app of Kim's."""
        return App(self.client, sending_apps.connect(self.kim, app))

    def pairs_a_phone(self) -> Phone:
        """Pair a phone of Kim's with our own app."""
        return Phone(self.client, pairs(self.client, pairing.offer(self.kim, ORIGIN).code))

    def signs_in(self) -> None:
        """Sign Kim in."""
        login = {"email": KIM.email, "password": KIM.password}
        self.client.post("/sign-in", data=login, follow_redirects=False)

    def activity(self, source_id: str) -> Activity | None:
        """Give what became of a workout."""
        sender = Sender(self.kim.account.id, "apple_health", source_id)
        return self.instance.store.activities.get(self.kim.account.id, sender.activity_id)

    @property
    def activities(self) -> list[Activity]:
        """Give all that Kim sees, newest first."""
        store, own = self.instance.store.activities, self.kim.account.id
        found = [store.get(own, row.id) for row in store.page(own, Wanted()).rows]
        return [one for one in found if one is not None]

    @property
    def runs(self) -> list[RunRow]:
        """Give Kim's runs."""
        return self.instance.store.runs.recent(self.kim.account.id, limit=10_000)

    @property
    def results(self) -> list[dict[str, int]]:
        """Tell what became of all that was received, newest first."""
        return [row.result for row in self.instance.store.ingest.recent(self.kim.account.id)]

    @property
    def refused(self) -> list[RefusedItemRow]:
        """Give what was set aside."""
        return self.instance.store.sync.refused(self.kim.account.id)

    @property
    def files(self) -> list[Path]:
        """Give what was delivered."""
        return sorted(self.instance.settings.output_folder.rglob("*.fit"))


@pytest.fixture
def home(instance: Instance) -> Iterator[Home]:
    """Give Kim, with the pipeline that everybody starts with."""
    kim = account_of(instance, KIM)
    instance.store.pipelines.save(kim.account.id, first_plan())
    with TestClient(create_app(instance)) as client:
        token = sending_apps.connect(kim, SendingApp.HEALTH_AUTO_EXPORT)
        yield Home(instance, kim, client, App(client, token))
