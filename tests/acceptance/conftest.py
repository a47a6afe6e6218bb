"""What the acceptance tests share."""

from pathlib import Path

import pytest

from fitglue.testing.command_line import CommandLine
from fitglue.testing.exports import Export, six_weeks


@pytest.fixture
def fitglue(tmp_path: Path) -> CommandLine:
    """The program with a fresh data folder."""
    return CommandLine(tmp_path / "data")


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Export:
    """Six weeks of the athlete."""
    return six_weeks(tmp_path_factory.mktemp("athlete"))
