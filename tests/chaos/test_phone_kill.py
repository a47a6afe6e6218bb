"""`kill -9` while a phone's batch is taken: what it has a receipt for is there, once."""

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from fitglue.config import Settings
from fitglue.domain.plan import first_plan
from fitglue.formats.phone_sync import read_batch, wire
from fitglue.instance import Instance, open_instance, source_tools
from fitglue.pipeline.syncing import Syncing
from fitglue.store.accounts import Account
from fitglue.store.activities import Wanted
from fitglue.testing.crash_points import arm
from fitglue.testing.lives import KILLED, LIVED, forked
from fitglue.testing.phone_workouts import a_workout, uuid_of
from fitglue.testing.postgres import PostgresServer

pytestmark = pytest.mark.chaos

MOMENTS = (
    "before intake",
    "after intake",
    "statement INSERT INTO parts",
    "statement INSERT INTO activities",
    "statement INSERT INTO recordings",
    "statement INSERT INTO runs",
    "statement INSERT INTO batches",
)
WORKOUTS = 3


@dataclass(frozen=True)
class Phone:
    """A phone of somebody, which writes down what it was promised."""

    settings: Settings
    email: str
    receipts: Path

    def sends(self, dies: str = "", hit: int = 1) -> None:
        """Send a batch for each workout, as it was written down: the same each time."""
        if dies:
            arm(dies, hit)
        instance = open_instance(self.settings)
        account = self.owner(instance)
        syncing = Syncing(instance.starter, account.id, source_tools(account), 120)
        for number in range(WORKOUTS):
            promised = syncing.take(read_batch(_batch(number)))
            self._notes({one.activity_id for one in promised})

    def owner(self, instance: Instance) -> Account:
        """Find the phone's owner, or make them."""
        known = instance.store.accounts.by_email(self.email)
        if known is not None and instance.store.pipelines.of_account(known.id):
            return known
        account = known or instance.store.accounts.add(
            name="Kim", email=self.email, password_hash="", zone="Europe/Paris"
        )
        instance.store.pipelines.save(account.id, first_plan())
        return account

    def _notes(self, activity_ids: set[str]) -> None:
        with self.receipts.open("a") as file:
            file.writelines(f"{one}\n" for one in activity_ids)
            file.flush()
            os.fsync(file.fileno())

    @property
    def promised(self) -> set[str]:
        """Give the activities that were promised."""
        return set(self.receipts.read_text().split()) if self.receipts.exists() else set()


def _batch(number: int) -> bytes:
    return msgspec.json.encode(
        wire.Batch[wire.Item](
            version=1, batch_id=uuid_of(number, "batch"), device_id="phone",
            items=a_workout(number).items,
        )
    )  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation on each database, with its tables made; nothing of it is open."""
    url = ""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.new_database()
    folder = tmp_path_factory.mktemp("killed")
    settings = Settings(data=folder / "data", zone="Europe/Paris", database_url=url)
    open_instance(settings).close()
    return settings


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_receipt_is_only_given_for_what_is_there(
    settings: Settings, tmp_path: Path, moment: str, lives: range
) -> None:
    for number in lives:
        email = f"{moment.replace(' ', '-')}-{number}@example.org"
        phone = Phone(settings, email, tmp_path / f"{number}.receipts")
        assert forked(lambda: phone.sends(moment, number % WORKOUTS + 1)) == KILLED  # noqa: B023 - done in this round
        before = phone.promised
        assert before <= _there(phone)
        assert forked(phone.sends) == LIVED
        assert before <= phone.promised == _there(phone)
        assert len(phone.promised) == WORKOUTS
        assert _runs(phone) == WORKOUTS


def _there(phone: Phone) -> set[str]:
    instance = open_instance(phone.settings)
    page = instance.store.activities.page(phone.owner(instance).id, Wanted())
    instance.close()
    return {row.id for row in page.rows}


def _runs(phone: Phone) -> int:
    instance = open_instance(phone.settings)
    runs = instance.store.runs.recent(phone.owner(instance).id)
    instance.close()
    return len(runs)
