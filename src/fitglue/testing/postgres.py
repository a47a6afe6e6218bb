"""A PostgreSQL server of our own on a free port of the loopback; it can be stopped and killed."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A cluster in a folder; `url` names the server without a database."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Give the address that databases are appended to."""
        return f"postgresql+psycopg://fitglue@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 "
            f"-c unix_socket_directories={self.folder} -c max_connections=200 "
            # Only a machine that loses power would miss it; a server that is killed does not.
            "-c fsync=off"
        )
        log = str(self.folder / "log")
        _run(_needed("pg_ctl"), "-D", self._cluster, "-w", "-l", log, "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it, by default as a crash would."""
        _run(_needed("pg_ctl"), "-D", self._cluster, "-m", mode, "stop")

    def new_database(self, like: str = "template1") -> str:
        """Make a database and give its address: an empty one, or a copy of another by name."""
        name = "test_" + os.urandom(6).hex()
        admin = create_engine(f"{self.url}/postgres", isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
        admin.dispose()
        return f"{self.url}/{name}"

    def make(self) -> None:
        """Make the cluster's files."""
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        program = _needed("initdb")
        _run(
            program, "-D", self._cluster, "-U", "fitglue", "--auth=trust", "--no-sync", "-E", "UTF8"
        )

    @property
    def _cluster(self) -> str:
        return str(self.folder / "cluster")


def is_installed() -> bool:
    """Tell whether this machine has the programs of a PostgreSQL server."""
    return all(_program(name) for name in ("initdb", "pg_ctl"))


@contextmanager
def postgres_server() -> Generator[PostgresServer]:
    """Run a server during the block. Raises FileNotFoundError where PostgreSQL is not installed."""
    folder = Path(tempfile.mkdtemp(prefix="fitglue-postgres-"))
    server = PostgresServer(folder, _free_port())
    server.make()
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _program(name: str) -> str | None:
    newest_first = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(newest_first[0]) if newest_first else shutil.which(name)


def _needed(name: str) -> str:
    if program := _program(name):
        return program
    raise FileNotFoundError(name)


def _run(*command: str) -> None:
    """Run a program of PostgreSQL, as `postgres` when we are root: it refuses to run as root."""
    if os.getuid() == 0:
        command = ("runuser", "-u", "postgres", "--", *command)
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=True, stdin=quiet, stdout=quiet, cwd="/")  # noqa: S603 - its own programs


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
