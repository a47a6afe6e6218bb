"""The reader's part in C: built where that can be done, left out in silence where it cannot."""

import importlib.util
import os
import shutil
import sysconfig
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
IN_C = CHECKOUT / "src/fitglue/formats/apple_export/compiled"


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", CHECKOUT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for source in IN_C.glob("*.[ch]"):
        shutil.copy(source, tmp_path)
    return tmp_path


def built_before(folder: Path) -> Path:
    module = folder / f"_compiled{sysconfig.get_config_var('EXT_SUFFIX')}"
    module.write_bytes(b"of other sources")
    return module


def test_where_a_compiler_is_the_module_is_built_without_a_warning(
    hook: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if hook.compile_module(folder) is None:
        pytest.skip("no C compiler with Python's headers here")
    compiler = os.environ.get("CC") or sysconfig.get_config_var("CC")
    monkeypatch.setenv("CC", f"{compiler} -Wall -Wextra -Werror")
    module = hook.compile_module(folder)
    assert module is not None
    assert module.stat().st_size > 10_000


def test_without_a_compiler_nothing_is_built_and_nothing_old_stays(
    hook: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = built_before(folder)
    monkeypatch.setenv("CC", "no-such-compiler")
    assert hook.compile_module(folder) is None
    assert not old.exists()


def test_what_does_not_compile_here_is_left_out(hook: ModuleType, folder: Path) -> None:
    old = built_before(folder)
    (folder / "points.c").write_text("#error another kind of machine\n")
    assert hook.compile_module(folder) is None
    assert not old.exists()


def test_whoever_does_not_want_it_says_so(
    hook: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FITGLUE_WITHOUT_C", "1")
    assert hook.compile_module(folder) is None
