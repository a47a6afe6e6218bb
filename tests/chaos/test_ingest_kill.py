"""`kill -9` while a body is received or worked on: what was answered is done, once, at last."""

from dataclasses import dataclass

import pytest

from fitglue.config import Settings
from fitglue.domain.plan import first_plan
from fitglue.formats.sent_body import SentBody
from fitglue.instance import Instance, open_instance
from fitglue.processes import ingesting_of
from fitglue.store.accounts import Account
from fitglue.store.activities import Wanted
from fitglue.testing.at_work import until
from fitglue.testing.crash_points import arm
from fitglue.testing.health_auto_exports import bare, on_day, request
from fitglue.testing.lives import KILLED, LIVED, forked
from fitglue.testing.phone_workouts import uuid_of
from fitglue.testing.postgres import PostgresServer
from fitglue.worker import executor_of

pytestmark = pytest.mark.chaos

ON_THE_WAY_IN = ("before receive", "after receive", "statement INSERT INTO received")
AT_WORK = (
    "before intake",
    "after intake",
    "statement INSERT INTO activities",
    "statement INSERT INTO runs",
    "statement INSERT INTO named_workouts",
    "before ingested",
    "after ingested",
)
WORKOUTS, BATCHES = 40, 3


@dataclass(frozen=True)
class Server:
    """An installation of somebody, that dies."""

    settings: Settings
    email: str

    def receives(self, dies: str = "") -> None:
        """Receive a body, the same each time."""
        if dies:
            arm(dies)
        instance = open_instance(self.settings)
        body = SentBody()
        body.take(
            request(*[on_day(at, bare(id=uuid_of(at, self.email))) for at in range(WORKOUTS)])
        )
        ingesting_of(instance).receive(self.owner(instance).id, "an app", body.end())

    def works(self, dies: str = "", hit: int = 1) -> None:
        """Work until nothing of it waits."""
        if dies:
            arm(dies, hit)
        instance = open_instance(self.settings)
        instance.engine.listen_every_s = 0.05  # a stop waits for its next look
        executor = executor_of(instance)
        executor.start()
        until(lambda: not instance.store.ingest.unfinished(), "the end of the work")
        executor.stop(patience_s=2)

    def owner(self, instance: Instance) -> Account:
        """Find the owner, or make them."""
        known = instance.store.accounts.by_email(self.email)
        if known is not None and instance.store.pipelines.of_account(known.id):
            return known
        account = known or instance.store.accounts.add(
            name="Kim", email=self.email, password_hash="", zone="Europe/Paris"
        )
        instance.store.pipelines.save(account.id, first_plan())
        return account


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


@pytest.mark.parametrize("moment", ON_THE_WAY_IN)
def test_a_body_is_there_whole_or_not_at_all_and_the_app_sends_it_again(
    settings: Settings, moment: str, lives: range
) -> None:
    for number in lives:
        server = Server(settings, f"{moment.replace(' ', '-')}-{number}@example.org")
        assert forked(lambda: server.receives(moment)) == KILLED  # noqa: B023 - done in this round
        assert forked(server.receives) == LIVED
        assert forked(server.works) == LIVED
        assert _counts(server) == ({"new": WORKOUTS}, WORKOUTS, WORKOUTS)


@pytest.mark.parametrize("moment", AT_WORK)
def test_what_was_answered_is_finished_by_the_next_start_and_nothing_is_doubled(
    settings: Settings, moment: str, lives: range
) -> None:
    for number in lives:
        server = Server(settings, f"{moment.replace(' ', '-')}-{number}@example.org")
        assert forked(server.receives) == LIVED
        hit = 1 if "ingested" in moment else number % BATCHES + 1
        assert forked(lambda: server.works(moment, hit)) == KILLED  # noqa: B023 - done in this round
        assert forked(server.works) == LIVED
        assert _counts(server) == ({"new": WORKOUTS}, WORKOUTS, WORKOUTS)


def _counts(server: Server) -> tuple[dict[str, int], int, int]:
    instance = open_instance(server.settings)
    own = server.owner(instance).id
    (row,) = instance.store.ingest.recent(own)
    total = instance.store.activities.page(own, Wanted()).total
    runs = len(instance.store.runs.recent(own, limit=1_000))
    instance.close()
    return dict(row.result), total, runs
