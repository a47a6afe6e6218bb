"""Every setting is told of, and nothing else is."""

import re
from pathlib import Path

import pytest

from fitglue.config import CHOOSABLE, Settings

CHECKOUT = Path(__file__).resolve().parents[2]
KNOWN = {f"FITGLUE_{name.upper()}" for name in Settings.model_fields}
FOR_COMPOSE = {"FITGLUE_SITE"}  # a variable of compose.scaled.yaml itself


def named(path: Path) -> set[str]:
    return set(re.findall(r"FITGLUE_[A-Z][A-Z_]*[A-Z]", path.read_text()))


def test_the_table_of_the_readme_has_every_setting() -> None:
    assert named(CHECKOUT / "README.md") == KNOWN


@pytest.mark.parametrize(
    "path",
    [*sorted((CHECKOUT / "deploy").iterdir()), CHECKOUT / "docs" / "deployment.md"],
    ids=lambda path: path.name,
)
def test_deployments_name_only_settings_that_there_are(path: Path) -> None:
    assert named(path) <= KNOWN | FOR_COMPOSE


def test_what_admins_may_choose_is_never_read_past_their_choice() -> None:
    past = re.compile(rf"instance\.settings\.({'|'.join(CHOOSABLE)})\b")
    package = CHECKOUT / "src/fitglue"
    found = [path.name for path in package.rglob("*.py") if past.search(path.read_text())]
    assert found == []
