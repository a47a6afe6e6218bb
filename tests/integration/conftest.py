"""Real databases: SQLite always, and a PostgreSQL cluster of our own."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from fitglue.config import Settings
from fitglue.instance import Instance, open_instance
from fitglue.testing.season import Season, season


def _postgres_program(name: str) -> str | None:
    newest_first = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(newest_first[0]) if newest_first else shutil.which(name)


def _run(*command: str) -> None:
    """Run a program of PostgreSQL, as `postgres` when we are root: it refuses to run as root."""
    if os.getuid() == 0:
        command = ("runuser", "-u", "postgres", "--", *command)
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=True, stdin=quiet, stdout=quiet, cwd="/")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A cluster of our own, on a free port of the loopback, gone at the end."""
    initdb, pg_ctl = _postgres_program("initdb"), _postgres_program("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("PostgreSQL is not installed: bin/test installs it")
    folder = Path(tempfile.mkdtemp(prefix="fitglue-postgres-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    port = _free_port()
    cluster = str(folder / "cluster")
    _run(initdb, "-D", cluster, "-U", "fitglue", "--auth=trust", "--no-sync", "-E", "UTF8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    _run(pg_ctl, "-D", cluster, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://fitglue@127.0.0.1:{port}"
    finally:
        _run(pg_ctl, "-D", cluster, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _unused(request: pytest.FixtureRequest, data: Path) -> Settings:
    """Settings of an installation that nobody has used yet, on the database asked for."""
    if request.param == "sqlite":
        return Settings(data=data, zone="Europe/Paris")
    server = request.getfixturevalue("postgres_url")
    name = "test_" + os.urandom(6).hex()
    admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return Settings(data=data, zone="Europe/Paris", database_url=f"{server}/{name}")


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an installation that nobody has used yet, on each database."""
    return _unused(request, tmp_path / "data")


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
