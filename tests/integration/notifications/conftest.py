"""Somebody who is told what happens."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fitglue.instance import Instance
from fitglue.testing.fakes import installed
from fitglue.testing.told_person import Somebody


@pytest.fixture
def kim(instance: Instance, tmp_path: Path) -> Iterator[Somebody]:
    """Give somebody whose target is a fake."""
    with installed(tmp_path / "fakes"):
        yield Somebody(instance)
