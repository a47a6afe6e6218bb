"""What a WebDAV server answers, and what people are told of it."""

from collections.abc import Iterator
from dataclasses import fields

import pytest

from fitglue.connections.client import Client
from fitglue.domain.asking import Ask, Reply
from fitglue.domain.errors import Delivery, NeedsUser, Refused, Transient
from fitglue.services.webdav import plugin as webdav
from fitglue.targets.folder.webdav import WebDav
from fitglue.testing.services import connected
from fitglue.testing.services.faults import Fault
from fitglue.testing.services.webdav import PASSWORD, ROOT, USER, WebDavServer
from fitglue.testing.web_site import served


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[WebDavServer, str]]:
    site = WebDavServer()
    with served(site) as url:
        yield site, url


@pytest.fixture
def site(server: tuple[WebDavServer, str]) -> WebDavServer:
    """Give the server as good as new."""
    site, new = server[0], WebDavServer()
    for part in fields(site):
        setattr(site, part.name, getattr(new, part.name))
    return site


def connection(server: tuple[WebDavServer, str], **settings: str) -> Client:
    usual = {"address": f"{server[1]}{ROOT}", "user": USER, "password": PASSWORD}
    return connected(webdav, usual | settings)


def test_a_connection_is_named_after_its_user_and_host(
    site: WebDavServer, server: tuple[WebDavServer, str]
) -> None:
    who = webdav.who(connection(server))
    assert who.name == "kim at 127.0.0.1"
    assert who.id == "kim@127.0.0.1"
    assert [one.method for one in site.faults.drawn] == ["PROPFIND"]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"password": "wrong"}, "does not know this user or password"),
        ({"address": "{}/index.html"}, "There is no WebDAV at this address"),
    ],
)
def test_what_was_typed_wrongly_is_said(
    server: tuple[WebDavServer, str], settings: dict[str, str], sentence: str
) -> None:
    typed = {name: value.format(server[1]) for name, value in settings.items()}
    with pytest.raises(NeedsUser, match=sentence) as caught:
        webdav.who(connection(server, **typed))
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("trouble", "kind", "sentence"),
    [
        ({"is_full": True}, NeedsUser, "no room left"),
        ({"is_read_only": True}, NeedsUser, "does not let this user write"),
        ({"locked": {"x.fit"}}, Transient, "is locked"),
    ],
)
def test_why_a_file_was_not_taken(
    site: WebDavServer, server: tuple[WebDavServer, str], trouble: dict[str, object],
    kind: type[Delivery], sentence: str,
) -> None:  # fmt: skip
    for name, value in trouble.items():
        setattr(site, name, value)
    with pytest.raises(kind, match=sentence):
        WebDav().write("x.fit", b"a file", None, connection(server))


def test_folders_are_made_from_the_top_and_only_when_they_are_missing(
    site: WebDavServer, server: tuple[WebDavServer, str]
) -> None:
    for name in ("a.fit", "b.fit"):
        WebDav().write(f"Läufe/2026/{name}", b"a file", None, connection(server))
    methods = [one.method for one in site.faults.drawn]
    assert methods == ["PUT", "MKCOL", "MKCOL", "PUT", "PUT"]
    assert sorted(site.files) == ["Läufe/2026/a.fit", "Läufe/2026/b.fit"]


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.SILENT, Fault.LOST, Fault.BUSY])
def test_what_passes_is_tried_again(
    site: WebDavServer, server: tuple[WebDavServer, str], fault: Fault
) -> None:
    site.faults.script = [fault]
    with pytest.raises(Transient):
        connection(server).ask(Ask(path="x.fit", method="PUT", body=b"a file"))


def test_a_file_that_is_too_large_is_refused() -> None:
    assert isinstance(webdav.judged(Reply(status=413)), Refused)
