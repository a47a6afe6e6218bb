"""Kim's season on SQLite, served for real, and what everybody's tokens are."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fitglue.config import Settings
from fitglue.domain.scopes import Scope
from fitglue.instance import Instance, open_instance
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.testing.people import HOME, LEE, account_of
from fitglue.testing.season import Season, season
from fitglue.testing.web_site import served
from fitglue.web.app import create_app


@dataclass(frozen=True)
class Here:
    """A served season of Kim's, and Lee, who has nothing."""

    season: Season
    address: str
    kim: Acting
    lee: Acting

    @property
    def instance(self) -> Instance:
        return self.season.instance

    def token(self, whose: Acting, *scopes: Scope) -> str:
        return programs.make_token(whose, "Assistant", set(scopes or {Scope.READ}), 30)


@pytest.fixture(scope="module")
def here(sqlite_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    """Serve it once: nothing here changes anything."""
    data = tmp_path_factory.mktemp("assistants") / "data"
    shutil.copytree(sqlite_model, data)
    instance = open_instance(Settings(data=data, zone="Europe/Paris"))
    made = season(instance, older=30)
    kim = Acting(instance, instance.store.accounts.get(made.account_id), HOME)
    with served(create_app(instance)) as address:
        yield Here(made, address, kim, account_of(instance, LEE))
    instance.close()
