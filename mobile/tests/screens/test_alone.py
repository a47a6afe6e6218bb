"""What the pages say needs no window: Toga is imported in one folder alone."""

import ast
from pathlib import Path

import pytest

import fitglue_phone.screens

SCREENS = Path(fitglue_phone.screens.__file__).parent
MODULES = [*SCREENS.glob("*.py"), *SCREENS.glob("pages/*.py")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_page_is_made_without_toga(path: Path) -> None:
    for node in ast.parse(path.read_text()).body:
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            assert not name.startswith(("toga", "PySide6", "fitglue_phone.screens.drawn"))
