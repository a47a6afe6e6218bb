"""The phone itself: what diagnosis shows, and the moment when a locked phone opens its data."""

from collections.abc import Callable
from typing import Final

from fitglue_phone.core.ports import PhoneFacts
from fitglue_phone.ios import foundation
from fitglue_phone.ios.declared import BlockShape, Flag, Message, Object, Raw, Signed, Symbol
from fitglue_phone.ios.healthkit import asking
from fitglue_phone.ios.objc import Held, pool

_APPLICATION = Message("+[UIApplication sharedApplication]")
_PROTECTED = Message("-[UIApplication isProtectedDataAvailable]", Flag)
_REFRESH = Message("-[UIApplication backgroundRefreshStatus]", Signed)
_DEVICE = Message("+[UIDevice currentDevice]")
_NAME = Message("-[UIDevice name]")
_VERSION = Message("-[UIDevice systemVersion]")
_PROCESS = Message("+[NSProcessInfo processInfo]")
_LOW_POWER = Message("-[NSProcessInfo isLowPowerModeEnabled]", Flag)
_CENTER = Message("+[NSNotificationCenter defaultCenter]")
_OBSERVE = Message(
    "-[NSNotificationCenter addObserverForName:object:queue:usingBlock:]",
    Object,
    (Object, Object, Object, Object),
)
_NOTIFIED = BlockShape("v@", of=f"{_OBSERVE.owner} {_OBSERVE.selector}", at=3)
_UNLOCKED = Symbol("UIKit", "UIApplicationProtectedDataDidBecomeAvailable")

_WORDS: Final = {
    Raw(0, "UIBackgroundRefreshStatus", "Restricted"): "restricted",
    Raw(1, "UIBackgroundRefreshStatus", "Denied"): "denied",
    Raw(2, "UIBackgroundRefreshStatus", "Available"): "available",
}


class IPhone:
    """Implements `PhoneItself`. Asked on the app's own thread, as UIKit wants it."""

    def facts(self) -> PhoneFacts:
        """Give what holds now."""
        with pool():
            application, device = _APPLICATION(), _DEVICE()
            return PhoneFacts(
                name=foundation.text(_NAME(device)),
                os_version=foundation.text(_VERSION(device)),
                has_health=asking.is_available(),
                background_refresh=_WORDS.get(_REFRESH(application), ""),
                low_power=_LOW_POWER(_PROCESS()),
                protected_data=bool(_PROTECTED(application)),
            )


def when_unlocked(told: Callable[[], None]) -> Held:
    """Have `told` called whenever the phone's data can be read again. Keep what is given."""
    with pool():
        block = _NOTIFIED(lambda _notification: told())
        return Held(_OBSERVE(_CENTER(), _UNLOCKED.value, None, None, block))
