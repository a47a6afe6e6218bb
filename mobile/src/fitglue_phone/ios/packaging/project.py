"""Entitlements, frameworks and the privacy manifest, which Briefcase's template does not write."""

import plistlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from fitglue_phone.ios.packaging.bundle import Unfit
from fitglue_phone.ios.packaging.plists import ENTITLEMENTS, INFO, PRIVACY

_FRAMEWORKS: Final = ("HealthKit", "BackgroundTasks", "CoreLocation", "Security")


def complete(folder: Path) -> Iterator[str]:
    """Complete a project, and say what was done; a second time changes nothing. Raises Unfit."""
    project = _project(folder)
    app = folder / project.parent.stem
    info = next(app.glob("*Info.plist"), None)
    if info is None:
        raise Unfit(f"There is no Info.plist in {app.name}.")
    _write(info, plistlib.loads(info.read_bytes()) | INFO)
    yield f"{info.name}: why it asks, and how it is woken"
    _write(app / f"{app.name}.entitlements", ENTITLEMENTS)
    _write(app / "PrivacyInfo.xcprivacy", PRIVACY)
    _link(project, app.name)
    yield f"{project.name}: entitlements, privacy manifest, {', '.join(_FRAMEWORKS)}"


def _project(folder: Path) -> Path:
    found = sorted(folder.glob("*.xcodeproj/project.pbxproj"))
    if len(found) != 1:
        raise Unfit(f"{folder} holds no Xcode project; `briefcase create iOS` makes it.")
    return found[0]


def _write(path: Path, told: Mapping[str, Any]) -> None:
    path.write_bytes(plistlib.dumps(dict(told)))


def _link(project: Path, app: str) -> None:
    from pbxproj import XcodeProject  # noqa: PLC0415  # ty: ignore[import-not-found] - only who packages has it

    opened = XcodeProject.load(str(project))
    opened.set_flags("CODE_SIGN_ENTITLEMENTS", f"{app}/{app}.entitlements")
    for name in _FRAMEWORKS:
        place = f"System/Library/Frameworks/{name}.framework"
        opened.add_file(place, tree="SDKROOT", force=False)
    opened.add_file(f"{app}/PrivacyInfo.xcprivacy", force=False)
    opened.save()
