"""What Android's build is told agrees with what the app does. Needs no Java."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import fitglue_phone
from fitglue_phone.android import jobs
from fitglue_phone.android.health_connect import permissions
from fitglue_phone.android.packaging.network import complete
from fitglue_phone.core.pairing import invitation_of

SOURCES = str(Path(fitglue_phone.__file__).parents[1])

_MOBILE = Path(__file__).parents[2]
_ANDROID = "{http://schemas.android.com/apk/res/android}"


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    project = tomllib.loads((_MOBILE / "pyproject.toml").read_text())
    android: dict[str, Any] = project["tool"]["briefcase"]["app"]["fitglue_phone"]["android"]
    return android


@pytest.fixture(scope="module")
def manifest(told: dict[str, Any]) -> ET.Element:
    attributes = told["android_manifest_application_attrs_extra_content"]
    inside = told["android_manifest_application_extra_content"]
    space = 'xmlns:android="http://schemas.android.com/apk/res/android"'
    return ET.fromstring(f"<application {space} {attributes}>{inside}</application>")  # noqa: S314 - our own


def test_the_manifest_names_every_permission_that_is_asked_for(told: dict[str, Any]) -> None:
    health = {name for name in told["permission"] if name.startswith(permissions.BEGINNING)}
    asked = {permissions.BEGINNING + name for name in (*permissions.READ, *permissions.WRITTEN)}
    assert health == asked
    others = {name.rsplit(".", 1)[-1] for name in set(told["permission"]) - health}
    assert others == {"INTERNET", "ACCESS_NETWORK_STATE", "RECEIVE_BOOT_COMPLETED"}


def test_the_oldest_android_has_health_connect_in_itself(told: dict[str, Any]) -> None:
    assert told["min_os_version"] == "34"


def test_the_service_of_jobs_is_the_class_that_chaquopy_makes(
    told: dict[str, Any], manifest: ET.Element
) -> None:
    [service] = manifest.findall("service")
    assert service.get(f"{_ANDROID}name") == jobs.SERVICE
    assert service.get(f"{_ANDROID}permission") == "android.permission.BIND_JOB_SERVICE"
    assert service.get(f"{_ANDROID}exported") == "false"
    module, _, name = jobs.SERVICE.rpartition(".")
    assert f'staticProxy "{module}"' in told["build_gradle_extra_content"]
    source = _MOBILE / "src" / (module.replace(".", "/") + ".py")
    assert f"class {name}(static_proxy(JobService)):" in source.read_text()


def test_a_link_of_the_qr_code_starts_the_activity_that_chaquopy_makes(
    told: dict[str, Any], manifest: ET.Element
) -> None:
    [activity] = manifest.findall("activity")
    module, _, name = str(activity.get(f"{_ANDROID}name")).rpartition(".")
    assert f'staticProxy "{module}"' in told["build_gradle_extra_content"]
    source = _MOBILE / "src" / (module.replace(".", "/") + ".py")
    assert f"class {name}(static_proxy(Activity)):" in source.read_text()
    [link] = activity.iter("data")
    offered = invitation_of("fitglue://pair?server=https%3A%2F%2Fa.example&code=4J7K-QX2RM-8TTWY")
    assert offered.server == "https://a.example"
    assert (link.get(f"{_ANDROID}scheme"), link.get(f"{_ANDROID}host")) == ("fitglue", "pair")
    assert activity.get(f"{_ANDROID}exported") == "true"


def test_python_is_there_when_android_starts_the_app_for_a_job(manifest: ET.Element) -> None:
    assert manifest.get(f"{_ANDROID}name") == "com.chaquo.python.android.PyApplication"


def test_health_connect_can_ask_what_permissions_are_for(manifest: ET.Element) -> None:
    [alias] = manifest.findall("activity-alias")
    [action] = alias.iter("action")
    [category] = alias.iter("category")
    assert action.get(f"{_ANDROID}name") == "android.intent.action.VIEW_PERMISSION_USAGE"
    assert category.get(f"{_ANDROID}name") == "android.intent.category.HEALTH_PERMISSIONS"
    guarded = alias.get(f"{_ANDROID}permission")
    assert guarded == "android.permission.START_VIEW_PERMISSION_USAGE"


def test_a_server_at_home_can_be_reached(tmp_path: Path) -> None:
    place = tmp_path / "app/src/main/res/xml"
    place.mkdir(parents=True)
    command = [sys.executable, "-m", "fitglue_phone.android.packaging", str(tmp_path)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": SOURCES})
    read = ET.parse(place / "network_security_config.xml").getroot()  # noqa: S314 - our own
    [base] = read.findall("base-config")
    assert base.get("cleartextTrafficPermitted") == "true"
    assert {one.get("src") for one in base.iter("certificates")} == {"system", "user"}


def test_a_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        complete(tmp_path)
