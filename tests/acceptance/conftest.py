"""What the acceptance tests share."""

from pathlib import Path

import pytest

from fitglue.testing.command_line import CommandLine, Imported
from fitglue.testing.exports import Export, six_weeks


@pytest.fixture
def fitglue(tmp_path: Path) -> CommandLine:
    """The program with a fresh data folder."""
    return CommandLine(tmp_path / "data")


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Export:
    """Six weeks of the athlete."""
    return six_weeks(tmp_path_factory.mktemp("athlete"))


@pytest.fixture(scope="session")
def imported(export: Export, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """Six weeks of the athlete, imported on the command line; tests leave them as they are."""
    fitglue = CommandLine(tmp_path_factory.mktemp("imported") / "data")
    ended = fitglue.run("import", export.path, "--json")
    assert ended.code == 0
    return Imported(fitglue, ended.json)
