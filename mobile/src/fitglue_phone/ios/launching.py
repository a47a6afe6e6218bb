"""The launch: everything that iOS may wake us for is registered before it is over.

One worker thread does all that reads Health or writes the queue, one thing after the other. What
iOS tells on queues of its own is only handed over. An observer's completion is called as soon as
the core has queued what that observer told of, and at the latest behind the wake; the wake goes on
under a name that iOS knows, so that it is not suspended between the queue and the upload.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from fitglue_phone.core.ports import Clock, Kind
from fitglue_phone.ios import urlsession
from fitglue_phone.ios.bgtasks import Refreshes
from fitglue_phone.ios.healthkit.observing import Observers
from fitglue_phone.ios.objc import Completion, Held, reported
from fitglue_phone.ios.phone import when_unlocked
from fitglue_phone.ios.staying import Staying


class Core(Protocol):
    """The core's engine. At a wake it works on the worker thread, until its data is safe."""

    def start(self) -> None:
        """Be ready; say to the uploader whom to tell. Cheap, and on the app's own thread."""
        ...

    def changed(self, queued: Callable[[], None]) -> None:
        """Take note of a change, on any thread; call `queued` once it is safe. A wake follows."""
        ...

    def wake(self) -> None:
        """Read what came and went, and begin to send it."""
        ...

    def protected_data_came_back(self) -> None:
        """Read what was out of reach: the phone was unlocked."""
        ...


class Launch:
    """What runs for as long as the process does. Make one, at import."""

    def __init__(self, clock: Clock) -> None:
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="sync")
        self.uploads = urlsession.Uploads(self.run)
        self.refreshes = Refreshes(clock, self._wakes)
        self.observers = Observers(self._changed)
        self._core: Core | None = None
        self._listening: Held | None = None
        self._staying: Staying | None = None

    def hook(self, delegate_class: Any) -> None:
        """Give the app's delegate what iOS calls it for with uploads, before the launch."""
        urlsession.hook(delegate_class, self.uploads)

    def start(self, core: Core) -> None:
        """Register everything, in the app's `startup`. Waits for nothing. Raises NotPermitted."""
        self._core, self._staying = core, Staying()
        core.start()
        self.refreshes.register()
        self.observers.start()
        self._listening = when_unlocked(
            lambda: self.run(self._awake(core.protected_data_came_back))
        )

    def run(self, does: Callable[[], None], behind: Completion | None = None) -> None:
        """Have the worker do something next: its error is reported, `behind` is called after."""
        self._worker.submit(_does, does, behind)

    def finish(self) -> None:
        """Wait for what the worker has to do, and take nothing more."""
        self._worker.shutdown()

    def _changed(self, _kind: Kind, completion: Completion) -> None:
        if self._core:
            self._core.changed(completion.later())
            self.run(self._awake(self._core.wake), completion)

    def _wakes(self) -> None:
        """Wait for the worker: the task of a refresh ends with it."""
        if self._core:
            self._worker.submit(self._core.wake).result()

    def _awake(self, does: Callable[[], None]) -> Callable[[], None]:
        def stays() -> None:
            if self._staying:
                with self._staying.awake():
                    does()

        return stays


def _does(does: Callable[[], None], behind: Completion | None) -> None:
    try:
        does()
    except Exception as error:  # noqa: BLE001 - on a thread of its own nobody else meets it
        reported(error)
    finally:
        if behind:
            behind()
