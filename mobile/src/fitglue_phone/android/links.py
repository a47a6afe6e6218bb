"""Links that lead to the app: `fitglue://pair?…`, as the camera reads it from the server's page.

Android hands one to an activity of ours, which passes it on, shows the app and is gone. Whoever
draws the pages may be there already, or come later.
"""

from collections.abc import Callable
from typing import Any, Final

from fitglue_phone.android.framework import text
from fitglue_phone.core.links import Links

LINKS: Final = Links()


def opened(activity: Any) -> None:
    """Take the link that an activity was started with, show the app, and end the activity."""
    LINKS.came(text(activity.getIntent().getDataString()))
    package = text(activity.getPackageName())
    app = activity.getPackageManager().getLaunchIntentForPackage(package)
    if app is not None:
        activity.startActivity(app)
    activity.finish()


def when_came(told: Callable[[str], None]) -> None:
    """Say whom to tell, in the place of whoever was told before; what waits is told at once."""
    LINKS.when_came(told)
