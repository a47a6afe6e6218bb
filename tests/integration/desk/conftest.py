"""Kim at the desk: signed in, with the fake target and booster, and nothing running by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.instance import Instance
from fitglue.pipeline.intake import take
from fitglue.store.tables import DeliveryRow, RunRow
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.fakes import World, installed
from fitglue.testing.html_forms import words_of
from fitglue.testing.running_server import KIM
from fitglue.web.app import create_app

APPLE = "apple_health"
EVE = {**KIM, "name": "Eve", "email": "eve@example.org"}


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[World]:
    """Give the world that the fake target delivers into."""
    with installed(tmp_path / "fakes") as world:
        yield world


@dataclass
class Desk:
    """A person with a browser, and what is theirs in the store."""

    instance: Instance
    id: str
    browser: TestClient

    def has_pipeline(
        self, boosters: Sequence[str] = (), targets: Sequence[str] = ("",), name: str = "Test"
    ) -> str:
        """Let them have a pipeline of fakes, with a script for each."""
        plan = Plan(
            id="", name=name, sources=(APPLE,),
            boosters=tuple(
                BoosterUse(key=f"b{at}", plugin="fake_booster", settings={"script": script})
                for at, script in enumerate(boosters)
            ),
            targets=tuple(
                TargetUse(key=f"t{at}", plugin="fake_target", settings={"script": script})
                for at, script in enumerate(targets)
            ),
        )  # fmt: skip
        return self.instance.store.pipelines.save(self.id, plan).plan.id

    def gets(self, source_id: str = "run-1", **changes: Any) -> str:
        """Let a workout arrive, and give its activity."""
        arrival = an_arrival(source_id, a_run(**changes))
        (taken,) = take(self.instance.starter, self.id, APPLE, [arrival])
        return taken.activity_id

    def sees(self, path: str) -> str:
        """Give a page's text, tags and all."""
        answer = self.browser.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def reads(self, path: str) -> str:
        """Give a page's words."""
        return words_of(self.sees(path))

    @property
    def runs(self) -> list[RunRow]:
        return self.instance.store.runs.recent(self.id)

    @property
    def deliveries(self) -> list[DeliveryRow]:
        ids = list({run.activity_id for run in self.runs})
        return self.instance.store.deliveries.of_activities(self.id, ids)


@pytest.fixture
def kim(instance: Instance, outside: World) -> Iterator[Desk]:
    """Give Kim, who has no pipeline yet."""
    del outside  # the fakes have to be there
    account = instance.add_account(**KIM)
    for pipeline in instance.store.pipelines.of_account(account.id):
        instance.store.pipelines.archive(account.id, pipeline.plan.id)
    with TestClient(create_app(instance)) as browser:
        browser.post("/sign-in", data=KIM, follow_redirects=False)
        yield Desk(instance, account.id, browser)


@pytest.fixture
def eve(kim: Desk) -> Iterator[TestClient]:
    """Give the browser of somebody else on the same installation."""
    kim.instance.add_account(**EVE)
    with TestClient(create_app(kim.instance)) as browser:
        browser.post("/sign-in", data=EVE, follow_redirects=False)
        yield browser
