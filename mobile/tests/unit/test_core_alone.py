"""The core stands alone: on Python's standard library, and on nothing of any platform."""

import ast
import sys
from pathlib import Path

import pytest

import fitglue_phone

PACKAGE = Path(fitglue_phone.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
ALONE = [path for path in MODULES if path.parent.name in {"core", "simulated"}]


def imported(path: Path) -> set[str]:
    """Name every module that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("path", ALONE, ids=lambda path: path.name)
def test_the_core_imports_the_standard_library_and_itself(path: Path) -> None:
    for module in imported(path):
        first, *rest = module.split(".")
        assert first in sys.stdlib_module_names or first == "fitglue_phone"
        if first == "fitglue_phone" and path.parent.name == "core":
            assert rest in ([], ["core"]) or rest[0] == "core"


def test_nothing_of_the_server_is_in_the_app() -> None:
    assert not [path for path in MODULES if any(one.split(".")[0] == "fitglue" for one in
                                                imported(path))]  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300
