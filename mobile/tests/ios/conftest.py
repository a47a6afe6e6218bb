"""The gateway's tests run on a fake iOS: Objective-C on GNUstep, built for the session."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _frameworks() -> ModuleType:
    place = Path(__file__).parent / "fake/frameworks.py"
    spec = importlib.util.spec_from_file_location("fake_frameworks", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def ios(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Give the other side of the frameworks; every loader in this process finds them now."""
    frameworks = _frameworks()
    missing = frameworks.why_not()
    if missing:
        pytest.skip(f"HealthKit's gateway runs on a fake that is not here: {missing}")
    return frameworks.connected(frameworks.built(tmp_path_factory.mktemp("frameworks")))


@pytest.fixture
def pool(ios: Any) -> Iterator[None]:  # noqa: ARG001 - it has to be there first
    """Let go at the end of a test what it made itself."""
    from fitglue_phone.ios import objc  # noqa: PLC0415 - needs the fake

    with objc.pool():
        yield


@pytest.fixture
def fake(
    ios: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Any]:
    """Give an empty phone; an error that nobody met fails the test, and so does a leak."""
    unmet: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", unmet.append)
    ios.reset()
    yield ios
    ios.reset()
    assert not unmet
    assert "without pool" not in capfd.readouterr().err
