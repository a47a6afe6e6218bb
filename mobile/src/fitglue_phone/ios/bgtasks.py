"""A wake now and then: BGAppRefreshTask, the safety net below HealthKit's own deliveries.

iOS decides when. A handler has to be registered before the launch is over, each task has to be
completed, and the next one has to be asked for first: a process that dies at work would never be
woken again otherwise. Registering an identifier that Info.plist does not name, or one twice, is
an NSException, so both are checked.
"""

import threading
from collections.abc import Callable
from ctypes import byref, c_void_p
from typing import Final

from fitglue_phone.core.ports import Clock
from fitglue_phone.ios import foundation
from fitglue_phone.ios.declared import BlockShape, Flag, Message, Object
from fitglue_phone.ios.objc import Held, pool, reported

_SHARED = Message("+[BGTaskScheduler sharedScheduler]")
_REGISTER = Message(
    "-[BGTaskScheduler registerForTaskWithIdentifier:usingQueue:launchHandler:]",
    Flag,
    (Object, Object, Object),
)
_LAUNCH = BlockShape("v@", of=f"{_REGISTER.owner} {_REGISTER.selector}", at=2)
_SUBMIT = Message("-[BGTaskScheduler submitTaskRequest:error:]", Flag, (Object, c_void_p))
_ALLOC = Message("+[BGAppRefreshTaskRequest alloc]")
_INIT = Message("-[BGAppRefreshTaskRequest initWithIdentifier:]", Object, (Object,))
_NOT_BEFORE = Message("-[BGTaskRequest setEarliestBeginDate:]", None, (Object,))
_EXPIRES = Message("-[BGTask setExpirationHandler:]", None, (Object,))
_EXPIRED = BlockShape("v", of="BGTask setExpirationHandler:", at=0)
_COMPLETE = Message("-[BGTask setTaskCompletedWithSuccess:]", None, (Flag,))
_BUNDLE = Message("+[NSBundle mainBundle]")
_PLIST = Message("-[NSBundle objectForInfoDictionaryKey:]", Object, (Object,))

REFRESH: Final = "app.fitglue.phone.refresh"
_PERMITTED: Final = "BGTaskSchedulerPermittedIdentifiers"


class NotPermitted(Exception):
    """Info.plist does not name the task; registering it would end the process."""


class Refreshes:
    """Implements `Scheduler`. Make one, at launch."""

    def __init__(self, clock: Clock, wake: Callable[[], None]) -> None:
        """`wake` is what is done at a wake; it returns when its data is safe."""
        self._clock, self._wake = clock, wake
        self._registered = False
        self._next_s = 3600.0

    def register(self) -> None:
        """Say that we take such tasks; a second time is nothing. Raises NotPermitted."""
        if self._registered:
            return
        with pool():
            if REFRESH not in _permitted():
                raise NotPermitted(f"Info.plist does not name {REFRESH} under {_PERMITTED}.")
            name = foundation.ns_text(REFRESH)
            self._registered = bool(_REGISTER(_SHARED(), name, None, _LAUNCH(self._launched)))

    def wake_after(self, seconds: float) -> None:
        """Ask for one wake, not before; iOS may refuse, as in a simulator, which is reported."""
        self._next_s = seconds
        with pool():
            request = foundation.autoreleased(_INIT(_ALLOC(), foundation.ns_text(REFRESH)))
            _NOT_BEFORE(request, foundation.ns_date(self._clock.now_s() + seconds))
            error = c_void_p()
            if not _SUBMIT(_SHARED(), request, byref(error)):
                code = foundation.error_code(error.value)[1] if error.value else 0
                reported(NotPermitted(f"iOS takes no wish to be woken: error {code}."))

    def _launched(self, pointer: int) -> None:
        """Ask for the next wake, work on a thread of our own, and complete the task once."""
        task = _Task(pointer)
        self.wake_after(self._next_s)
        _EXPIRES(pointer, _EXPIRED(lambda: task.complete(well=False)))
        threading.Thread(target=self._works, args=(task,), name="refresh", daemon=True).start()

    def _works(self, task: "_Task") -> None:
        try:
            self._wake()
        except Exception as error:  # noqa: BLE001 - on a thread of its own nobody else meets it
            reported(error)
            task.complete(well=False)
        else:
            task.complete(well=True)


class _Task:
    """A BGTask that is completed once: by its work, or when its time is over."""

    def __init__(self, pointer: int) -> None:
        self._held = Held(pointer)
        self._once = threading.Lock()

    def complete(self, *, well: bool) -> None:
        """Tell iOS; a second time is nothing."""
        if self._once.acquire(blocking=False):
            _COMPLETE(self._held.pointer, well)


def _permitted() -> set[str]:
    told = _PLIST(_BUNDLE(), foundation.ns_text(_PERMITTED))
    return {foundation.text(one) for one in foundation.items(told)}
