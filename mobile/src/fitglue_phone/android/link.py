"""The activity that Android starts for a link: Chaquopy makes a Java class of it when it builds.

Imported inside an Android app alone. What it does is in `links`, and tested there.
"""

from typing import Any

from android.app import Activity  # ty: ignore[import-not-found]
from android.os import Bundle  # ty: ignore[import-not-found]
from java import Override, jvoid, static_proxy  # ty: ignore[import-not-found]

from fitglue_phone.android import links


class LinkActivity(static_proxy(Activity)):
    """Passes a link on, and shows nothing itself."""

    @Override(jvoid, [Bundle])  # ty: ignore[dynamic-function-decorator-return]
    def onCreate(self, state: Any) -> None:  # noqa: N802 - Java names it
        """Begin, and be over."""
        super().onCreate(state)
        links.opened(self)
