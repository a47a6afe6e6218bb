"""`python -m fitglue_phone`: screens where there can be some, else none."""

import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import pytest

from fitglue_phone import starting


class App:
    def __init__(self, begun: list[Any]) -> None:
        self.begun = begun

    def main_loop(self) -> None:
        self.begun.append("loop")


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Note what is begun, in the place of beginning it."""
    noted: list[Any] = []

    def stands(name: str, main: Any) -> None:
        module = ModuleType(name)
        module.__dict__["main"] = main
        monkeypatch.setitem(sys.modules, name, module)

    def noting(what: str) -> Any:
        def main(arguments: Sequence[str]) -> int:
            noted.append((what, list(arguments)))
            return 3

        return main

    stands("fitglue_phone.screens.on_ios", lambda: noted.append("ios"))
    stands("fitglue_phone.screens.on_android", lambda: noted.append("android") or App(noted))
    stands("fitglue_phone.screens.on_desktop", noting("window"))
    stands("fitglue_phone.desktop.running", noting("headless"))
    return noted


def test_a_phone_shows_its_own(begun: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "ios")
    assert starting.main(()) == 0
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "getandroidapilevel", lambda: 34, raising=False)
    assert starting.main(()) == 0
    assert begun == ["ios", "android", "loop"]  # iOS begins its own loop behind


@pytest.mark.parametrize(
    ("arguments", "windows", "what"),
    [
        ([], True, ("window", [])),
        (["--link", "fitglue://pair"], True, ("window", ["--link", "fitglue://pair"])),
        ([], False, ("headless", [])),
        (["--simulated", "--code", "x"], True, ("headless", ["--simulated", "--code", "x"])),
        (["--headless", "--simulated"], True, ("headless", ["--simulated"])),
    ],
)
def test_a_desktop_has_a_window_unless_told_or_unable(
    begun: list[Any], monkeypatch: pytest.MonkeyPatch, arguments: list[str], windows: bool,  # noqa: FBT001 - a column of the table
    what: Any,
) -> None:  # fmt: skip
    monkeypatch.setattr(starting, "has_windows", lambda: windows)
    assert starting.main(arguments) == 3
    assert begun == [what]
