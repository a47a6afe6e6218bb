"""Staying awake: what goes on behind an observer's completion is not suspended at once.

iOS grants some more seconds to a piece of work that has begun under a name and says when it ends.
When they are over it tells so, and ends the process of who does not end the work then; what was
being read is read again at the next wake. Both messages may be sent from any thread.
https://developer.apple.com/documentation/uikit/uiapplication/beginbackgroundtask(withname:expirationhandler:)
"""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from fitglue_phone.ios import foundation
from fitglue_phone.ios.declared import BlockShape, Message, Object, Unsigned
from fitglue_phone.ios.objc import Held, pool

_APPLICATION = Message("+[UIApplication sharedApplication]")
_BEGIN = Message(
    "-[UIApplication beginBackgroundTaskWithName:expirationHandler:]", Unsigned, (Object, Object)
)
_EXPIRED = BlockShape("v", of=f"{_BEGIN.owner} {_BEGIN.selector}", at=1)
_END = Message("-[UIApplication endBackgroundTask:]", None, (Unsigned,))

_NAME: Final = "app.fitglue.phone.sync"


class Staying:
    """Keeps the app awake for a piece of work. Make one on the app's own thread."""

    def __init__(self) -> None:
        with pool():
            self._application = Held(_APPLICATION())

    @contextmanager
    def awake(self) -> Generator[None]:
        """Stay awake until the end, or until iOS wants no more of it."""
        stay = _Stay(self._application)
        try:
            yield
        finally:
            stay.end()


class _Stay:
    """One piece of work, which ends once: iOS may want its end before it has told us its number."""

    def __init__(self, application: Held) -> None:
        self._application = application
        self._number: int | None = None
        self._is_over = False
        self._change = threading.RLock()
        with pool(), self._change:
            block = _EXPIRED(self.end)
            self._number = _BEGIN(application.pointer, foundation.ns_text(_NAME), block)
            if self._is_over:
                self._tell()

    def end(self) -> None:
        """Tell iOS; a second time is nothing."""
        with self._change:
            is_first, self._is_over = not self._is_over, True
            if is_first and self._number is not None:
                self._tell()

    def _tell(self) -> None:
        with pool():
            _END(self._application.pointer, self._number)
