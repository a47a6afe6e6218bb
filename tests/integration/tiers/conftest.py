"""A server with plans: a Hobbyist has three activities a month, and there are no trials."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fitglue.config import Settings
from fitglue.instance import Instance
from fitglue.testing.fakes import World, installed
from fitglue.testing.member import Member


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings with plans; a Hobbyist's month is small."""
    return settings.model_copy(update={"plans": True, "monthly_limit": 3, "trial_days": 0})


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[World]:
    """Give the world that fake targets deliver into."""
    with installed(tmp_path / "fakes") as world:
        yield world


@pytest.fixture
def kim(instance: Instance, outside: World) -> Member:
    """Give somebody who is a Hobbyist."""
    del outside  # the fakes have to be there
    return Member(instance)
