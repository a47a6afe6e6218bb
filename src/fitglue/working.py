"""A process that works: alone until it is told to stop, and how any that works comes to its end."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import NoReturn, Protocol

from fitglue import logs
from fitglue.inbox import Inbox, inbox_of
from fitglue.instance import Instance


class Stoppable(Protocol):
    """What works until it is told to stop."""

    def stop(self) -> None:
        """End what can be ended soon."""
        ...


def work(instance: Instance, announce: Callable[[str], None]) -> NoReturn:
    """Work on runs and imports until told to stop; `announce` gets the slot it works under."""
    logs.configure(instance.settings.log_level)
    told_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told_to_stop.set())
    from fitglue.worker import executor_of  # noqa: PLC0415 - a server loads it later

    executor = executor_of(instance)
    executor.start()
    instance.releasing.after_start()
    inbox = watched_folder(instance)
    announce(executor.slot)
    told_to_stop.wait()
    end(instance, executor, inbox)


def watched_folder(instance: Instance) -> Inbox | None:
    """Watch the folder that files are put into, if there is one."""
    inbox = inbox_of(instance)
    if inbox is not None:
        inbox.start()
    return inbox


def end(instance: Instance, working: Stoppable | None, inbox: Inbox | None = None) -> NoReturn:
    """Stop working and end this process, whatever still runs in it.

    A job that is cut off here is taken up by the next start; waiting for an import of minutes
    would make a stop look like a hang.
    """
    if inbox is not None:
        inbox.stop()
    if working is not None:
        working.stop()
    instance.close()
    sys.stdout.flush()
    os._exit(0)
