"""The sheet by which a person hands a text to another app."""

from typing import Any

from fitglue_phone.android.framework import Class

_INTENT = Class("android.content.Intent")


def share(activity: Any, told: str) -> None:
    """Show the sheet with a text, on the app's own thread."""
    intent = _INTENT(_INTENT.ACTION_SEND).setType("text/plain")
    intent.putExtra(_INTENT.EXTRA_TEXT, told)
    activity.startActivity(_INTENT.createChooser(intent, None))
