"""The phone itself: what diagnosis shows."""

from typing import Any

from fitglue_phone.android.framework import Class, text
from fitglue_phone.android.health_connect.permissions import manager
from fitglue_phone.core.ports import PhoneFacts

_BUILD = Class("android.os.Build")
_VERSION = Class("android.os.Build$VERSION")
_POWER = Class("android.os.PowerManager")
_USERS = Class("android.os.UserManager")
_NETWORKS = Class("android.net.ConnectivityManager")


class AndroidPhone:
    """Implements `PhoneItself`."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def facts(self) -> PhoneFacts:
        """Give what holds now."""
        return PhoneFacts(
            name=text(_BUILD.MODEL),
            os_version=text(_VERSION.RELEASE),
            has_health=manager(self._context) is not None,
            low_power=bool(self._service(_POWER).isPowerSaveMode()),
            protected_data=bool(self._service(_USERS).isUserUnlocked()),
            online=self._service(_NETWORKS).getActiveNetwork() is not None,
        )

    def _service(self, one: Class) -> Any:
        return self._context.getSystemService(one.itself)
