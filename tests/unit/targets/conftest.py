"""Places beyond this machine, each a stand-in on a port of its own."""

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fitglue.connections.client import Client
from fitglue.domain.oauth import Tokens
from fitglue.domain.plugins import Target, TargetTools
from fitglue.domain.secret import Secret
from fitglue.services import dropbox as dropbox_service
from fitglue.services import s3 as s3_service
from fitglue.services import webdav as webdav_service
from fitglue.targets.folder import dropbox, s3, webdav
from fitglue.testing.object_store import ACCESS_KEY, REGION, SECRET_KEY
from fitglue.testing.services import OpenKeeper, connected
from fitglue.testing.services.dropbox import APP_KEY, DropboxServer
from fitglue.testing.services.faults import Faults, Receive, Scope, Send
from fitglue.testing.services.s3 import BUCKET, S3Store
from fitglue.testing.services.webdav import PASSWORD, ROOT, USER, WebDavServer
from fitglue.testing.web_site import served


@dataclass
class Place:
    """A target with its stand-in: `files` are those that are there, by the stand-in's names."""

    target: Target
    connection: Client
    files: MutableMapping[str, bytes]
    faults: Faults
    name_of: Callable[[str], str]
    site: Any

    def tools(self, **settings: Any) -> TargetTools:
        """Give what a target may use."""
        checked = self.target.about.settings.model_validate(settings)
        return TargetTools(settings=checked, output=Path(), owner="kim", connection=self.connection)

    def content(self, receipt_id: str) -> bytes | None:
        """Give the file that a receipt names."""
        return self.files.get(self.name_of(receipt_id))


@dataclass
class Port:
    """A port that is kept for the stand-ins of all tests, for one takes a second to close."""

    url: str = ""
    site: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self.site(scope, receive, send)

    def shows(self, site: Any) -> str:
        """Put a stand-in there, and give its address."""
        self.site = site
        return self.url


@pytest.fixture(scope="session")
def ports() -> Iterator[list[Port]]:
    """Give a port for each kind of place."""
    ports = [Port(), Port(), Port()]
    with ExitStack() as stack:
        for port in ports:
            port.url = stack.enter_context(served(port))
        yield ports


@pytest.fixture
def webdav_place(ports: list[Port]) -> Place:
    site = WebDavServer()
    url = ports[0].shows(site)
    settings = {"address": f"{url}{ROOT}/", "user": USER, "password": PASSWORD}
    connection = connected(webdav_service.plugin, settings)
    return Place(webdav.plugin, connection, site.files, site.faults, str, site)


@pytest.fixture
def s3_place(ports: list[Port]) -> Place:
    site = S3Store()
    url = ports[1].shows(site)
    settings = {
        "endpoint": url, "region": REGION, "bucket": BUCKET, "access_key": ACCESS_KEY,
        "secret_key": SECRET_KEY,
    }  # fmt: skip
    connection = connected(s3_service.plugin, settings)
    return Place(s3.plugin, connection, site.objects, site.faults, str, site)


@pytest.fixture
def dropbox_place(ports: list[Port]) -> Place:
    site = DropboxServer()
    url = ports[2].shows(site)
    settings = {"app_key": APP_KEY, "api_url": url, "content_url": url}
    keeper = OpenKeeper(Tokens(access=Secret(site.token)))
    connection = connected(dropbox_service.plugin, settings, keeper=keeper)
    return Place(
        dropbox.plugin, connection, site.files, site.faults,
        lambda name: f"/{name}".lower(), site,
    )  # fmt: skip


@pytest.fixture(params=[50, pytest.param(1000, marks=pytest.mark.full)])
def many(request: pytest.FixtureRequest) -> int:
    """Give how many activities a bad day has."""
    return int(request.param)


@pytest.fixture(params=["webdav", "s3", "dropbox"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(f"{request.param}_place")
    return found
