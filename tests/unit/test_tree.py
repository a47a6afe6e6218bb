"""The tree tells the story: imports run one way, and files stay readable."""

import ast
from functools import cache
from pathlib import Path

import pytest

import fitglue

PACKAGE = Path(fitglue.__file__).parent
MODULES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if "migrations" not in path.parts and "node_modules" not in path.parts
)

# What each part may import; everything may import itself.
FLOW = {"sources", "matching", "boosters", "targets"}
MAY_IMPORT = {
    "domain": set(),
    "formats": {"domain"},
    "durable_file": set(),
    "articles": {"domain"},
    "config": {"domain"},
    "registry": {"domain"},
    "sources": {"domain", "formats"},
    "matching": {"domain", "formats"},
    "boosters": {"domain", "formats"},
    "targets": {"domain", "formats", "durable_file"},
    "services": {"domain"},
    "connections": {"domain", "registry", "security", "store"},
    "pipeline": {"domain", "formats", "registry", *FLOW},
    "store": {"domain", "formats", "durable_file"},
    "diagnosis": {"domain"},
    "demo": {"domain", "instance", "testing"},
    "security": {"domain", "durable_file"},
    "places": {"domain"},
    "billing": {"domain", "config", "pipeline", "store"},
    "backup": {"domain", "store", "config", "instance", "durable_file"},
    "people": {"domain", "config", "instance", "security", "store", "channels"},
    "ownership": {
        "backup",
        "config",
        "domain",
        "durable_file",
        "formats",
        "instance",
        "pipeline",
        "registry",
        "store",
    },
    "channels": {"domain", "config", "instance", "people", "pipeline", "security", "store"},
    "admin": {
        "backup",
        "checkup",
        "config",
        "doctor",
        "domain",
        "instance",
        "people",
        "pipeline",
        "registry",
        "store",
    },
    "api": {
        "admin",
        "demo",
        "connections",
        "doctor",
        "domain",
        "formats",
        "incoming",
        "instance",
        "outgoing",
        "ownership",
        "people",
        "pipeline",
        "store",
        "security",
        "durable_file",
    },
    "mcp": {
        "api",
        "articles",
        "checkup",
        "diagnosis",
        "domain",
        "instance",
        "people",
        "pipeline",
        "registry",
        "security",
        "store",
    },
    "testing": {
        "domain",
        "formats",
        "web",
        "people",
        "pipeline",
        "security",
        "store",
        "instance",
        "config",
        "registry",
        "worker",
        "processes",
        "durable_file",
        "connections",
    },
}
PLUGINS = ("sources", "boosters", "targets", "services")
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "common", "data"}


def part_of(module: str) -> str:
    return module.removeprefix("fitglue.").split(".")[0]


@cache
def imported(path: Path) -> frozenset[str]:
    """Every module of ours that a file imports, except for types alone."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fitglue"):
            submodules = {f"fitglue.{alias.name}" for alias in node.names}
            found |= {node.module or ""} if node.module != "fitglue" else submodules
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("fitglue.")}
    return frozenset(found)


@pytest.mark.long
def test_imports_run_one_way() -> None:
    parts = [(path, path.relative_to(PACKAGE).parts[0].removesuffix(".py")) for path in MODULES]
    wrong = {
        (path.relative_to(PACKAGE).as_posix(), module)
        for path, part in parts
        if part in MAY_IMPORT
        for module in imported(path)
        if part_of(module) not in MAY_IMPORT[part] | {part}
    }
    assert wrong == set()


@pytest.mark.long
def test_only_the_demo_uses_what_is_shipped_for_tests() -> None:
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if any(part_of(module) == "testing" for module in imported(path))
    }
    assert {path for path in users if not path.startswith("testing/")} == {"demo.py"}


@pytest.mark.parametrize("kind", PLUGINS)
def test_plugins_never_import_each_other(kind: str) -> None:
    for path in (PACKAGE / kind).rglob("*.py"):
        own = f"fitglue.{kind}.{path.relative_to(PACKAGE / kind).parts[0].removesuffix('.py')}"
        others = {
            module
            for module in imported(path)
            if module.startswith(f"fitglue.{kind}.") and not module.startswith(own)
        }
        assert not others, f"{path.name} imports {sorted(others)}"


def test_a_file_can_be_read_in_one_sitting() -> None:
    lines = {path: len(path.read_text().splitlines()) for path in MODULES}
    assert {path: number for path, number in lines.items() if number > 300} == {}
    assert [path for path in MODULES if path.stem in FORBIDDEN_NAMES] == []


@pytest.mark.long
def test_most_functions_can_be_read_in_one_look() -> None:
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert lengths[len(lengths) // 2] < 10
    assert lengths[-1] <= 40
