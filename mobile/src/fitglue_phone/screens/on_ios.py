"""The app on an iPhone: the gateway to HealthKit, the core, and the pages. It has not run on one.

A wake in the background needs no more than is imported on top: Toga is loaded once iOS wants a
scene, see `ios/delegate.py`.

Python's own `webbrowser` opens addresses on iOS since 3.13, and iOS its settings of this app under
an address, too: https://developer.apple.com/documentation/uikit/uiapplication/opensettingsurlstring
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fitglue_phone.core.engine import Engine
from fitglue_phone.core.links import Links
from fitglue_phone.core.ports import Ports
from fitglue_phone.desktop.machine import SystemClock

_SETTINGS = "app-settings:"
_KEPT: list[Any] = []  # iOS keeps no delegate alive


def begin(folder: Path) -> Any:
    """Have iOS find our delegate: what may wake us is registered, and pages come with a scene."""
    from fitglue_phone.ios.delegate import Delegate, Parts  # noqa: PLC0415 - needs a runtime
    from fitglue_phone.ios.healthkit.metrics import HealthKitMetrics  # noqa: PLC0415 - same
    from fitglue_phone.ios.healthkit.store import HealthKit  # noqa: PLC0415 - same
    from fitglue_phone.ios.healthkit.written import HealthKitWriting  # noqa: PLC0415 - same
    from fitglue_phone.ios.keychain import SecItems  # noqa: PLC0415 - same
    from fitglue_phone.ios.launching import Launch  # noqa: PLC0415 - same
    from fitglue_phone.ios.phone import IPhone  # noqa: PLC0415 - same

    clock, phone, links = SystemClock(), IPhone(), Links()
    launch = Launch(clock)
    ports = Ports(
        health=HealthKit(), uploader=launch.uploads, scheduler=launch.refreshes,
        keychain=SecItems(), clock=clock, phone=phone,
        metrics=HealthKitMetrics(), writer=HealthKitWriting(),
    )  # fmt: skip
    engine = Engine(ports, folder)

    def starts() -> None:
        phone.facts()  # on the app's own thread: the worker is given what was seen here
        launch.start(engine)

    delegate = Delegate(Parts(starts, Pages(engine, folder, links), links.came))
    launch.hook(delegate.application_class)
    _KEPT[:] = [launch, delegate]
    return delegate


@dataclass(frozen=True, slots=True)
class Pages:
    """Implements `Screens` of the delegate: Toga, and the walk through the pages."""

    engine: Engine
    folder: Path
    links: Links

    def begin(self, application: int) -> Any:
        """Load Toga, have it launch as it does by itself, and give its delegate of a scene."""
        from fitglue_phone.ios import delegate, objc  # noqa: PLC0415 - needs a runtime

        with objc.other_names():  # its delegate of the app is called like ours
            from toga_iOS import app as toga  # noqa: PLC0415 - there is one on iOS alone
        shell = self._shell()
        shell.main_loop()  # returns at once: the system's own loop goes on
        scene = delegate.of_toga(toga, application)
        self.links.when_came(shell.walk.opens)
        return scene

    def _shell(self) -> Any:
        import webbrowser  # noqa: PLC0415 - no wake opens an address

        from fitglue_phone.ios.healthkit.authorization import request  # noqa: PLC0415 - a runtime
        from fitglue_phone.ios.sharing import share  # noqa: PLC0415 - same
        from fitglue_phone.screens.around import Around  # noqa: PLC0415 - of the pages alone
        from fitglue_phone.screens.choosing import ChosenFile  # noqa: PLC0415 - same
        from fitglue_phone.screens.drawn.app import Shell  # noqa: PLC0415 - a window needs Toga

        around = Around(
            open_address=webbrowser.open,
            open_settings=lambda: webbrowser.open(_SETTINGS),
            ask_health=lambda: _ask(request, self.engine),
            share=lambda told: share(_window(shell), told),
        )
        chosen = ChosenFile(self.folder / "chosen.json")
        shell = Shell(self.engine, around, chosen, lambda: None)
        return shell


def _window(shell: Any) -> int:
    found: int = shell.main_window._impl.native.ptr.value  # noqa: SLF001 - how Toga gives it
    return found


def _ask(request: Any, engine: Engine) -> None:
    """Ask for what the server wants, and for nothing else."""
    state = engine.state()
    request(metrics=state.wants_metrics, writing=state.wants_writing)


def main() -> None:
    """Be ready for UIApplicationMain, which Briefcase's start calls next."""
    begin(Path.home() / "Library" / "Application Support" / "FitGlue")
