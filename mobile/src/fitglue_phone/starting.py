"""Starts the app: with its screens where there can be some, else without.

`python -m fitglue_phone` shows simulated Health in a window on a desktop that has Toga;
`python -m fitglue_phone --simulated --server URL --code CODE` sends without any.
"""

import sys
from collections.abc import Sequence
from importlib.metadata import entry_points

_WITHOUT = frozenset({"--headless", "--simulated"})


def main(arguments: Sequence[str]) -> int:
    """Run until a window is closed, or everything was sent. A phone's own loop goes on behind."""
    if sys.platform == "ios":
        from fitglue_phone.screens.on_ios import main as begin  # noqa: PLC0415 - of iOS

        begin()
        return 0
    if is_android():
        from fitglue_phone.screens.on_android import main as shell  # noqa: PLC0415 - of Android

        shell().main_loop()
        return 0
    if _WITHOUT.isdisjoint(arguments) and has_windows():
        from fitglue_phone.screens.on_desktop import main as window  # noqa: PLC0415 - needs Toga

        return window(arguments)
    from fitglue_phone.desktop.running import main as headless  # noqa: PLC0415 - of a desktop

    return headless([one for one in arguments if one != "--headless"])


def is_android() -> bool:
    """Tell whether this is Android, which older Pythons call Linux."""
    return hasattr(sys, "getandroidapilevel")


def has_windows() -> bool:
    """Tell whether Toga is here with something to draw on."""
    return any(one.name != "dummy" for one in entry_points(group="toga.backends"))
