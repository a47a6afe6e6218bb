"""What Briefcase is told of the iOS app agrees with what the app does. Needs nothing of iOS."""

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest

from fitglue_phone.core.pairing import invitation_of
from fitglue_phone.ios.packaging.plists import ENTITLEMENTS, INFO

_MOBILE = Path(__file__).parents[2]
_IOS = _MOBILE / "src/fitglue_phone/ios"


@pytest.fixture(scope="module")
def briefcase() -> dict[str, Any]:
    told: dict[str, Any] = tomllib.loads((_MOBILE / "pyproject.toml").read_text())
    return dict(told["tool"]["briefcase"])


@pytest.fixture(scope="module")
def app(briefcase: dict[str, Any]) -> dict[str, Any]:
    return dict(briefcase["app"]["fitglue_phone"])


def constants(file: str) -> set[str]:
    """Give every text that a file of the gateway has."""
    tree = ast.parse((_IOS / file).read_text())
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_briefcase_is_told_all_that_it_cannot_do_without(briefcase: Any, app: Any) -> None:
    assert {"project_name", "bundle"} <= set(briefcase)
    [sources] = app["sources"]
    assert (_MOBILE / sources / "__main__.py").is_file()
    assert app["formal_name"] == "FitGlue"
    assert app["requires"] == []


def test_the_property_list_is_written_the_same_by_both(app: Any) -> None:
    assert app["iOS"]["info"] == INFO


def test_every_sentence_that_is_asked_for_is_there_and_no_other(app: Any) -> None:
    sentences = {name for name in app["iOS"]["info"] if name.endswith("UsageDescription")}
    asked = {one for one in constants("healthkit/authorization.py") if one.startswith("NSHealth")}
    assert sentences == asked | {"NSLocalNetworkUsageDescription"}


def test_the_wake_is_named_and_its_mode_is_the_one_of_refreshes(app: Any) -> None:
    [name] = app["iOS"]["info"]["BGTaskSchedulerPermittedIdentifiers"]
    assert name in constants("bgtasks.py")
    assert app["iOS"]["info"]["UIBackgroundModes"] == ["fetch"]


def test_the_scheme_of_links_is_the_servers(app: Any) -> None:
    [types] = app["iOS"]["info"]["CFBundleURLTypes"]
    [scheme] = types["CFBundleURLSchemes"]
    link = f"{scheme}://pair?server=https%3A%2F%2Fa.example&code=4J7K-QX2RM-8TTWY"
    assert invitation_of(link).server == "https://a.example"


def test_a_server_at_home_may_be_reached_and_none_elsewhere_without_a_certificate(app: Any) -> None:
    assert app["iOS"]["info"]["NSAppTransportSecurity"] == {"NSAllowsLocalNetworking": True}


def test_health_is_read_and_delivered_in_the_background_and_nothing_else() -> None:
    assert set(ENTITLEMENTS) == {
        "com.apple.developer.healthkit",
        "com.apple.developer.healthkit.background-delivery",
    }


def test_ios_is_as_old_as_the_messages_allow_and_gets_what_it_imports(app: Any) -> None:
    assert app["iOS"]["min_os_version"] == "16.0"
    names = {one.split("~")[0] for one in app["iOS"]["requires"]}
    assert names == {"toga-iOS", "std-nslog"}
    assert [one.split("~")[0] for one in app["android"]["requires"]] == ["toga-android"]
