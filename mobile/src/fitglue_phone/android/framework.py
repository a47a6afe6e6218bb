"""What of Java and Android is used: each class declared once, loaded when it is first needed.

`java` is the module that Chaquopy puts beside an app. It is imported at the first use and not
before, so everything here can be imported on any machine, and a test can hold every declared class
against what Android has (`mobile/facts/android.json`). Members are looked up by name: the tests
call all of them, on a Java machine whose classes have no member that Android has not.
"""

import importlib
from collections.abc import Callable
from functools import cache, cached_property
from queue import Empty, SimpleQueue
from typing import Any, Final

DECLARED: Final[list["Class"]] = []
_WAITED_S: Final = 60.0


class Class:
    """A class by its name in Java, called and asked for members as the class itself is."""

    def __init__(self, name: str) -> None:
        self.name = name
        DECLARED.append(self)

    @cached_property
    def itself(self) -> Any:
        """Give the class, for those who take one, and for `except`."""
        return bridge().jclass(self.name)

    def __call__(self, *values: Any) -> Any:
        """Make an object."""
        return self.itself(*values)

    def __getattr__(self, member: str) -> Any:
        return getattr(self.itself, member)


THROWABLE: Final = Class("java.lang.Throwable")
_STRING = Class("java.lang.String")
_EXECUTOR = Class("java.util.concurrent.Executor")
_RECEIVER = Class("android.os.OutcomeReceiver")
_LIST = Class("java.util.ArrayList")
_INSTANT = Class("java.time.Instant")


class TookTooLong(Exception):
    """An answer did not come in time."""


class Answered(Exception):
    """What was asked was answered with a Java exception."""

    def __init__(self, error: Any) -> None:
        super().__init__(type(error).__name__)
        self.error = error


def bridge() -> Any:
    """Give Chaquopy's module, which exists in an Android app alone."""
    return importlib.import_module("java")


def waited(ask: Callable[[Any, Any], object], seconds: float = _WAITED_S) -> Any:
    """Ask with an executor and a receiver, and wait for what the receiver is told.

    Raises Answered for an error, whether it was told or thrown, and TookTooLong.
    """
    told: SimpleQueue[tuple[Any, Any]] = SimpleQueue()
    receiver, here = _proxies()
    try:
        ask(here(), receiver(told))
        result, error = told.get(timeout=seconds)
    except Empty as late:
        raise TookTooLong from late
    except THROWABLE.itself as thrown:
        raise Answered(thrown) from thrown
    if error is not None:
        raise Answered(error)
    return result


def every(several: Any) -> list[Any]:
    """Give what a Java collection holds: one crossing for all of it."""
    return list(several.toArray())


def java_list(several: list[Any]) -> Any:
    """Make a Java list."""
    made = _LIST()
    for one in several:
        made.add(one)
    return made


def texts(*several: str) -> Any:
    """Make an array of strings."""
    return bridge().jarray(_STRING.itself)(list(several))


def instant(seconds: float) -> Any:
    """Make a moment of Unix seconds, to the millisecond as Health Connect keeps it."""
    return _INSTANT.ofEpochMilli(round(seconds * 1000))


def seconds(moment: Any) -> float:
    """Give the Unix seconds of a moment."""
    milliseconds: int = moment.toEpochMilli()
    return milliseconds / 1000


def text(told: Any) -> str:
    """Read a text that may be none."""
    return "" if told is None else str(told)


@cache
def _proxies() -> tuple[Any, Any]:
    proxy = bridge().dynamic_proxy

    class Receiver(proxy(_RECEIVER.itself)):
        """Hands over what came, on whichever thread it comes."""

        def __init__(self, told: SimpleQueue[tuple[Any, Any]]) -> None:
            super().__init__()
            self.told = told

        def onResult(self, result: Any) -> None:  # noqa: N802 - Java names it
            self.told.put((result, None))

        def onError(self, error: Any) -> None:  # noqa: N802 - Java names it
            self.told.put((None, error))

    class Here(proxy(_EXECUTOR.itself)):
        """Runs a task at once: handing over needs no thread of its own."""

        def execute(self, task: Any) -> None:
            task.run()

    return Receiver, Here
