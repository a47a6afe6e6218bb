"""Somebody inside who must not be reached, and a record of every address that was tried."""

import sys
from collections.abc import Iterator

import pytest

from fitglue.testing.listeners import Listener, listening

_tried: list[list[object]] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and _tried:
        _tried[-1].append(arguments[1])


sys.addaudithook(_note)  # for good: Python takes none away, and an idle one costs nothing


@pytest.fixture
def tried() -> Iterator[list[object]]:
    """Every address that a socket was told to connect to during the test."""
    _tried.append([])
    yield _tried[-1]
    _tried.pop()


@pytest.fixture
def inner() -> Iterator[Listener]:
    """A server inside, at every IPv4 address of this machine."""
    with listening("0.0.0.0") as listener:  # noqa: S104 - it must be reachable to be spared
        yield listener
