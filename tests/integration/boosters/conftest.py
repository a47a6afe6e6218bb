"""Somebody whose pipelines have boosters of fakes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fitglue.instance import Instance
from fitglue.testing.fakes import World, installed
from fitglue.testing.member import Member


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[World]:
    """Give the world that fake targets deliver into."""
    with installed(tmp_path / "fakes") as world:
        yield world


@pytest.fixture
def kim(instance: Instance, outside: World) -> Member:
    """Give somebody."""
    del outside  # the fakes have to be there
    return Member(instance)
