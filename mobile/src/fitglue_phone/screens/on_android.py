"""The app on Android: the gateway to Health Connect, the core, and the pages. It has not run there.

Toga makes Python's own `webbrowser` open addresses. Whoever woke this process, a job or a person,
there is one launch with one engine in it.
"""

import webbrowser
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TookTooLong
from typing import Any

from fitglue_phone.android import framework, links
from fitglue_phone.android.health_connect.permissions import Activities
from fitglue_phone.android.launching import Launch, of_process
from fitglue_phone.android.sharing import share
from fitglue_phone.core.ports import HealthFailure
from fitglue_phone.screens.around import Around
from fitglue_phone.screens.choosing import ChosenFile

_SCREEN = "org.beeware.android.MainActivity"
_SECONDS_FOR_A_PERSON = 600.0
_NO_ANSWER = 0


def shell(activity: Any, activities: Callable[[Any], Activities] | None = None) -> Any:
    """Make the app around an activity; `activities` finds in it who shows the system's sheets."""
    from fitglue_phone.screens.drawn.app import Shell  # noqa: PLC0415 - a window needs Toga

    launch = of_process(activity.getApplicationContext())
    shows = activities or _of_toga

    def asks() -> None:
        _asked(launch, made.loop.call_soon_threadsafe, shows(made))

    around = Around(
        open_address=webbrowser.open,
        open_settings=lambda: launch.health.allowed.show_settings(activity),
        ask_health=asks,
        share=lambda told: share(activity, told),
    )
    made = Shell(launch.engine, around, ChosenFile(launch.folder / "chosen.json"), lambda: None)
    links.when_came(made.walk.opens)
    return made


def main() -> Any:
    """Give the app to Briefcase's start."""
    return shell(framework.bridge().jclass(_SCREEN).singletonThis)


def _of_toga(app: Any) -> Activities:
    shows: Activities = app._impl  # noqa: SLF001 - how Toga gives its platform's own
    return shows


def _asked(
    launch: Launch, on_screen: Callable[[Callable[[], None]], object], shows: Activities
) -> None:
    """Show Health Connect's sheet on the app's thread, and wait elsewhere. Raises HealthFailure."""
    over: Future[None] = Future()

    def ask() -> None:
        try:
            launch.health.ask(shows, lambda: over.set_result(None))
        except Exception as error:  # noqa: BLE001 - whoever waits gets it
            over.set_exception(error)

    on_screen(ask)
    try:
        over.result(_SECONDS_FOR_A_PERSON)
    except TookTooLong as late:
        raise HealthFailure(_NO_ANSWER, "Health Connect's question was not answered.") from late
