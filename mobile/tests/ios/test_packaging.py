"""The script that completes Briefcase's Xcode project, on a small project written by hand."""

import importlib.util
import marshal
import plistlib
import shutil
import sys
from pathlib import Path

import pytest

from fitglue_phone.ios.packaging.__main__ import main
from fitglue_phone.ios.packaging.bundle import Unfit, compile_all, drop_openssl
from fitglue_phone.ios.packaging.plists import INFO, PRIVACY
from fitglue_phone.ios.packaging.project import complete

needs_pbxproj = pytest.mark.skipif(
    importlib.util.find_spec("pbxproj") is None, reason="needs pbxproj: pip install pbxproj"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = shutil.copytree(Path(__file__).parent / "xcode", tmp_path / "xcode")
    app = folder / "FitGlue"
    app.mkdir(exist_ok=True)
    (app / "FitGlue-Info.plist").write_bytes(plistlib.dumps({"MainModule": "fitglue_phone"}))
    (app / "app").mkdir()
    (app / "app_packages").mkdir()
    (app / "app/started.py").write_text("VALUE = 1\n")
    library = folder / "Support/lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    (library / "lib-dynload").mkdir(parents=True)
    for name in ("_ssl.cpython-313-iphoneos.so", "_hashlib.cpython-313-iphoneos.so", "_json.so"):
        (library / "lib-dynload" / name).touch()
    (library / "ssl.py").touch()
    return folder


@needs_pbxproj
def test_both_builds_get_the_entitlements(project: Path) -> None:
    from pbxproj import XcodeProject  # noqa: PLC0415  # ty: ignore[import-not-found] - may be absent

    list(complete(project))
    opened = XcodeProject.load(str(project / "FitGlue.xcodeproj/project.pbxproj"))
    configurations = opened.objects.get_configurations_on_targets()
    written = {one.name: one.buildSettings["CODE_SIGN_ENTITLEMENTS"] for one in configurations}
    assert written == dict.fromkeys(["Debug", "Release"], "FitGlue/FitGlue.entitlements")
    assert opened.get_files_by_name("HealthKit.framework")
    assert opened.get_files_by_name("PrivacyInfo.xcprivacy")
    entitlements = plistlib.loads((project / "FitGlue/FitGlue.entitlements").read_bytes())
    assert entitlements == {
        "com.apple.developer.healthkit": True,
        "com.apple.developer.healthkit.background-delivery": True,
    }


@needs_pbxproj
def test_a_second_run_changes_nothing(project: Path) -> None:
    list(complete(project))
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    list(complete(project))
    assert before == {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}


@needs_pbxproj
def test_info_plist_keeps_what_it_had_and_gets_our_sentences(project: Path) -> None:
    list(complete(project))
    told = plistlib.loads((project / "FitGlue/FitGlue-Info.plist").read_bytes())
    assert told == {"MainModule": "fitglue_phone"} | INFO


def test_the_names_in_info_plist_are_those_in_the_code() -> None:
    code = Path(__file__).parents[2] / "src/fitglue_phone/ios"
    assert (
        f'"{INFO["BGTaskSchedulerPermittedIdentifiers"][0]}"' in (code / "bgtasks.py").read_text()
    )
    asked = (code / "healthkit/authorization.py").read_text()
    assert all(key in asked for key in INFO if key.startswith("NSHealth"))


def test_the_privacy_manifest_says_that_nobody_is_tracked() -> None:
    assert PRIVACY["NSPrivacyTracking"] is False
    assert plistlib.loads(plistlib.dumps(PRIVACY)) == PRIVACY


def test_openssl_is_dropped_and_nothing_else(project: Path) -> None:
    removed = list(drop_openssl(project))
    assert len(removed) == 2
    left = {path.name for path in project.rglob("*") if path.is_file()}
    assert {"_json.so", "ssl.py"} <= left
    assert not {name for name in left if name.startswith(("_ssl", "_hashlib"))}


def test_bytecode_is_there_and_not_compared_with_its_source(project: Path) -> None:
    list(compile_all(project))
    (compiled,) = project.rglob("started*.pyc")
    content = compiled.read_bytes()
    assert content[4:8] == b"\x01\x00\x00\x00"  # hash-based, unchecked: PEP 552
    assert any(project.rglob("ssl*.pyc"))
    assert str(project) not in marshal.loads(content[16:]).co_filename  # noqa: S302 - ours


def test_another_python_than_the_bundles_is_refused(project: Path) -> None:
    (project / "Support/lib/python3.9").mkdir()
    with pytest.raises(Unfit, match=r"run it with that one"):
        list(compile_all(project))


def test_a_folder_without_a_project_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 1
    assert "briefcase create iOS" in capsys.readouterr().err


@needs_pbxproj
def test_the_command_does_all_of_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(project)]) == 0
    told = capsys.readouterr().out
    assert "entitlements" in told
    assert "removed" in told
    assert "compiled" in told
