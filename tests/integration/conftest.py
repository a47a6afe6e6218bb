"""Real databases: SQLite always, and a PostgreSQL cluster of our own."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from fitglue.config import Settings
from fitglue.instance import Instance, open_instance
from fitglue.testing.at_work import working
from fitglue.testing.postgres import PostgresServer
from fitglue.testing.season import Season, season

#: What is about one database as much as the other, so that each of its cases runs on both.
_ON_BOTH = ("integration", "people")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the cases of what people do take turns with the databases; the long series has both.

    Their statements are the store's, which is tested on both; twice the minutes show little more.
    """
    if config.getoption("keyword"):
        return
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if "integration" in item.path.parts and item.path.parent.name not in _ON_BOTH:
            cases[item.nodeid.replace("postgresql", "sqlite")].append(item)
    pairs = [case for case in cases.values() if len(case) == 2]
    for number, case in enumerate(pairs):
        case[number % 2].add_marker(pytest.mark.full)


@pytest.fixture(scope="session")
def postgres_url(postgres: PostgresServer) -> str:
    """The address of a server of our own."""
    return postgres.url


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with tables and queues: a copy of it saves each test two seconds."""
    data = tmp_path_factory.mktemp("model") / "data"
    _make_everything(Settings(data=data))
    return data


@pytest.fixture(scope="session")
def postgres_model(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with tables and queues."""
    url = postgres.new_database()
    _make_everything(Settings(data=tmp_path_factory.mktemp("model"), database_url=url))
    return url.rpartition("/")[2]


def _make_everything(settings: Settings) -> None:
    instance = open_instance(settings)
    with working(instance):
        pass
    instance.close()


def _unused(request: pytest.FixtureRequest, data: Path) -> Settings:
    """Settings of an installation that nobody has used yet, on the database asked for."""
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_model"), data, dirs_exist_ok=True)
        return Settings(data=data, zone="Europe/Paris")
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.new_database(request.getfixturevalue("postgres_model"))
    return Settings(data=data, zone="Europe/Paris", database_url=url)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an installation that nobody has used yet, on each database."""
    return _unused(request, tmp_path / "data")


@pytest.fixture
def sqlite_settings(sqlite_model: Path, tmp_path: Path) -> Settings:
    """Settings of an unused installation on SQLite alone."""
    shutil.copytree(sqlite_model, tmp_path / "data", dirs_exist_ok=True)
    return Settings(data=tmp_path / "data", zone="Europe/Paris")


@pytest.fixture(params=["sqlite", "postgresql"])
def no_tables(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings whose database has no tables yet."""
    (tmp_path / "data").mkdir()
    if request.param == "sqlite":
        return Settings(data=tmp_path / "data")
    server: PostgresServer = request.getfixturevalue("postgres")
    return Settings(data=tmp_path / "data", database_url=server.new_database())


@pytest.fixture
def instance(settings: Settings) -> Iterator[Instance]:
    """An open installation."""
    opened = open_instance(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def the_season(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Season]:
    """An installation with a season of workouts, on each database; tests leave them as they are."""
    opened = open_instance(_unused(request, tmp_path_factory.mktemp("season")))
    yield season(opened)
    opened.close()
