"""Kim with a paired phone, and nothing running by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fitglue.domain.activity import Activity, Sender
from fitglue.domain.plan import first_plan
from fitglue.instance import Instance
from fitglue.people import pairing
from fitglue.people.acting import Acting
from fitglue.store.activities import Wanted
from fitglue.store.tables import RunRow
from fitglue.testing.people import KIM, ORIGIN, account_of
from fitglue.testing.phone import Phone, pairs
from fitglue.web.app import create_app


@dataclass
class Home:
    """Kim's installation, a browserless client, and the phone."""

    instance: Instance
    kim: Acting
    client: TestClient
    phone: Phone

    def pairs_another(self, name: str) -> Phone:
        """Pair another phone of Kim's."""
        return Phone(self.client, pairs(self.client, pairing.offer(self.kim, ORIGIN).code, name))

    def activity(self, workout_uuid: str) -> Activity | None:
        """Give what became of a workout of the phone."""
        sender = Sender(self.kim.account.id, "apple_health", workout_uuid)
        return self.instance.store.activities.get(self.kim.account.id, sender.activity_id)

    @property
    def total(self) -> int:
        """Count the activities that Kim sees."""
        return self.instance.store.activities.page(self.kim.account.id, Wanted()).total

    @property
    def runs(self) -> list[RunRow]:
        """Give Kim's runs."""
        return self.instance.store.runs.recent(self.kim.account.id, limit=10_000)

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
        phone = Phone(client, pairs(client, pairing.offer(kim, ORIGIN).code))
        yield Home(instance, kim, client, phone)
