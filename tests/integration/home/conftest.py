"""Somebody whose first page is looked at."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fitglue.instance import Instance
from fitglue.store.accounts import Account
from fitglue.testing.fakes import installed
from fitglue.testing.running_server import KIM
from fitglue.web.app import create_app


@pytest.fixture
def kim(instance: Instance, tmp_path: Path) -> Iterator[Account]:
    """Give somebody with an account, where a fake target is installed."""
    with installed(tmp_path / "fakes"):
        yield instance.add_account(**KIM)


@pytest.fixture
def browser(kim: Account, instance: Instance) -> TestClient:
    """Give a browser in which they are signed in."""
    assert kim.id
    client = TestClient(create_app(instance), headers={"origin": "http://testserver"})
    client.post("/sign-in", data={**KIM})
    return client


@pytest.fixture
def reads(browser: TestClient) -> Callable[[str], str]:
    """Give what a page says, its tags left out."""

    def text(path: str = "/") -> str:
        html = browser.get(path).text.partition("<main")[2]
        return " ".join(re.sub(r"<[^>]+>", " ", html).split())

    return text
