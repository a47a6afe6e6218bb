"""The phone itself: what diagnosis shows, and the moment when a locked phone opens its data."""

from collections.abc import Callable
from dataclasses import replace
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
_IS_MAIN = Message("+[NSThread isMainThread]", Flag)
_MAIN_QUEUE = Message("+[NSOperationQueue mainQueue]")
_LATER = Message("-[NSOperationQueue addOperationWithBlock:]", None, (Object,))
_LOOKS = BlockShape("v", of=f"{_LATER.owner} {_LATER.selector}", at=0)
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
    """Implements `PhoneItself`, for whichever thread asks.

    UIKit is asked on the app's own thread alone. Asked on another one this gives what was seen
    last, and has the next look taken there: a worker waits for nothing.
    """

    def __init__(self) -> None:
        self._seen = PhoneFacts()

    def facts(self) -> PhoneFacts:
        """Give what holds now; elsewhere than on the app's own thread, what held when it looked."""
        with pool():
            if _IS_MAIN():
                self._look()
            else:
                _LATER(_MAIN_QUEUE(), _LOOKS(self._look))
            return replace(
                self._seen, has_health=asking.is_available(), low_power=_LOW_POWER(_PROCESS())
            )

    def _look(self) -> None:
        application, device = _APPLICATION(), _DEVICE()
        self._seen = PhoneFacts(
            name=foundation.text(_NAME(device)),
            os_version=foundation.text(_VERSION(device)),
            background_refresh=_WORDS.get(_REFRESH(application), ""),
            protected_data=bool(_PROTECTED(application)),
        )


def when_unlocked(told: Callable[[], None]) -> Held:
    """Have `told` called whenever the phone's data can be read again. Keep what is given."""
    with pool():
        block = _NOTIFIED(lambda _notification: told())
        return Held(_OBSERVE(_CENTER(), _UNLOCKED.value, None, None, block))
