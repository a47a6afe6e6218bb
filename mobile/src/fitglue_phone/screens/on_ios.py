"""The app on an iPhone: the gateway to HealthKit, the core, and the pages. It has not run on one.

Python's own `webbrowser` opens addresses on iOS since 3.13, and iOS its settings of this app under
an address, too: https://developer.apple.com/documentation/uikit/uiapplication/opensettingsurlstring
"""

import webbrowser
from pathlib import Path
from typing import Any

from fitglue_phone.core.engine import Engine
from fitglue_phone.core.ports import Ports
from fitglue_phone.desktop.machine import SystemClock
from fitglue_phone.screens.around import Around
from fitglue_phone.screens.choosing import ChosenFile

_SETTINGS = "app-settings:"


def shell(delegate_class: Any, folder: Path) -> Any:
    """Make the app. Toga's delegate gets the method that iOS asks for before the app is there."""
    from fitglue_phone.ios.healthkit.authorization import request  # noqa: PLC0415 - needs a runtime
    from fitglue_phone.ios.healthkit.metrics import HealthKitMetrics  # noqa: PLC0415 - same
    from fitglue_phone.ios.healthkit.store import HealthKit  # noqa: PLC0415 - same
    from fitglue_phone.ios.healthkit.written import HealthKitWriting  # noqa: PLC0415 - same
    from fitglue_phone.ios.keychain import SecItems  # noqa: PLC0415 - same
    from fitglue_phone.ios.launching import Launch  # noqa: PLC0415 - same
    from fitglue_phone.ios.phone import IPhone  # noqa: PLC0415 - same
    from fitglue_phone.screens.drawn.app import Shell  # noqa: PLC0415 - a window needs Toga

    clock = SystemClock()
    launch = Launch(clock)
    launch.hook(delegate_class)
    ports = Ports(
        health=HealthKit(), uploader=launch.uploads, scheduler=launch.refreshes,
        keychain=SecItems(), clock=clock, phone=IPhone(),
        metrics=HealthKitMetrics(), writer=HealthKitWriting(),
    )  # fmt: skip
    engine = Engine(ports, folder)
    around = Around(
        open_address=webbrowser.open,
        open_settings=lambda: webbrowser.open(_SETTINGS),
        ask_health=lambda: _ask(request, engine),
    )
    return Shell(engine, around, ChosenFile(folder / "chosen.json"), lambda: launch.start(engine))


def _ask(request: Any, engine: Engine) -> None:
    """Ask for what the server wants, and for nothing else."""
    state = engine.state()
    request(metrics=state.wants_metrics, writing=state.wants_writing)


def main() -> Any:
    """Give the app to Briefcase's start."""
    from toga_iOS.app import PythonAppDelegate  # noqa: PLC0415 - there is one on iOS alone

    folder = Path.home() / "Library" / "Application Support" / "FitGlue"
    return shell(PythonAppDelegate, folder)
