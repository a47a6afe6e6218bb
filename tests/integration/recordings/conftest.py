"""Kim, whose workouts come from several apps, and a target that counts what it is given."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fitglue.domain.activity import Activity, Recording
from fitglue.domain.arrival import Arrival
from fitglue.domain.plan import Plan, TargetUse
from fitglue.domain.workout import Workout
from fitglue.instance import Instance
from fitglue.pipeline.intake import Taken, take
from fitglue.pipeline.one_or_two import OneOrTwo
from fitglue.store.activities import Wanted
from fitglue.store.tables import RecordingRow
from fitglue.testing.arrivals import an_arrival
from fitglue.testing.at_work import walk_through
from fitglue.testing.fakes import World, installed
from fitglue.testing.running_server import KIM
from fitglue.web.app import create_app

APPLE, FILES = "apple_health", "file_upload"


@dataclass
class Several:
    """Kim, and what became of their workouts."""

    instance: Instance
    id: str
    world: World

    def take(self, *arrivals: Arrival, source: str = APPLE) -> list[Taken]:
        return take(self.instance.starter, self.id, source, arrivals)

    def gets(self, name: str, workout: Workout | None = None, source: str = APPLE) -> str:
        """Let one workout arrive, and give its activity."""
        return self.take(an_arrival(name, workout), source=source)[0].activity_id

    def sends(self, recording: Recording) -> str:
        """Let a generated recording arrive."""
        return self.gets(recording.sender.source_id, recording.workout, FILES)

    def works(self) -> None:
        walk_through(self.instance, self.id)

    @property
    def deciding(self) -> OneOrTwo:
        return OneOrTwo(self.instance.starter, self.id)

    def activity(self, activity_id: str) -> Activity:
        found = self.instance.store.activities.get(self.id, activity_id)
        assert found is not None
        return found

    @property
    def activities(self) -> list[Activity]:
        rows = self.instance.store.activities.page(self.id, Wanted()).rows
        return [self.activity(row.id) for row in rows]

    def recordings(self, activity_id: str) -> list[RecordingRow]:
        return self.instance.store.recordings.listed(self.id, activity_id)

    def recording(self, activity_id: str, source_id: str) -> str:
        """Give the id of an activity's recording by its sender's name."""
        (row,) = [one for one in self.recordings(activity_id) if one.source_id == source_id]
        return row.id

    def has_target(self, key: str = "t") -> None:
        """Let everything go to the fake target."""
        use = TargetUse(key=key, plugin="fake_target")
        plan = Plan(id="", name="Test", sources=(APPLE, FILES), targets=(use,))
        self.instance.store.pipelines.save(self.id, plan)


@pytest.fixture
def kim(instance: Instance, tmp_path: Path) -> Iterator[Several]:
    """Give Kim, without any pipeline."""
    account = instance.add_account(**KIM)
    for pipeline in instance.store.pipelines.of_account(account.id):
        instance.store.pipelines.archive(account.id, pipeline.plan.id)
    with installed(tmp_path / "fakes") as world:
        yield Several(instance, account.id, world)


@pytest.fixture
def browser(kim: Several) -> Iterator[TestClient]:
    """Give Kim's browser, signed in."""
    with TestClient(create_app(kim.instance), follow_redirects=False) as client:
        client.post("/sign-in", data={"email": KIM["email"], "password": KIM["password"]})
        yield client
