"""Links that lead to the app: `fitglue://pair?…`, as the camera reads it from the server's page.

Android hands one to an activity of ours, which passes it on, shows the app and is gone. Whoever
draws the pages may be there already, or come later.
"""

import threading
from collections.abc import Callable
from typing import Any, Final

from fitglue_phone.android.framework import text

_CHANGE: Final = threading.Lock()
_WAITING: Final[list[str]] = []
_TOLD: Final[list[Callable[[str], None]]] = []


def opened(activity: Any) -> None:
    """Take the link that an activity was started with, show the app, and end the activity."""
    came(text(activity.getIntent().getDataString()))
    package = text(activity.getPackageName())
    app = activity.getPackageManager().getLaunchIntentForPackage(package)
    if app is not None:
        activity.startActivity(app)
    activity.finish()


def came(link: str) -> None:
    """Tell of a link, or keep the newest until somebody wants it."""
    with _CHANGE:
        told = list(_TOLD)
        _WAITING[:] = [] if told else [link]
    for one in told:
        one(link)


def when_came(told: Callable[[str], None]) -> None:
    """Say whom to tell, in the place of whoever was told before; what waits is told at once."""
    with _CHANGE:
        _TOLD[:] = [told]
        waiting, _WAITING[:] = list(_WAITING), []
    for link in waiting:
        told(link)
