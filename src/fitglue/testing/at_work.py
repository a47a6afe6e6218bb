"""An installation at work, inside a test's own process."""

import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from fitglue.instance import Instance
from fitglue.pipeline.executor import Executor
from fitglue.worker import executor_of, running_of

_PATIENCE_S = 60.0
_TO_END_S = 3.0
_FIRST_PAUSE_S = 0.02
_LISTEN_EVERY_S = 0.05  # a stop waits for the listener's next look


@contextmanager
def working(instance: Instance) -> Generator[Executor]:
    """Work on an installation's jobs during the block."""
    executor = executor_of(instance)
    instance.engine.listen_every_s = _LISTEN_EVERY_S
    # A browser's driver keeps an event loop in a test's thread, and inside one none may start.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(executor.start).result()
        try:
            yield executor
        finally:
            _let_end(instance)
            apart.submit(executor.stop, patience_s=0).result()


def _let_end(instance: Instance) -> None:
    """Wait for the jobs at work, so that a stop need not give them whole seconds."""
    end = time.monotonic() + _TO_END_S
    while instance.engine.at_work() and time.monotonic() < end:
        time.sleep(0.02)
    time.sleep(0.05)  # the last of them puts its connection back


def walk_through(instance: Instance, account_id: str) -> None:
    """Take an account's waiting runs to their end here and now, without the durable engine."""
    running = running_of(instance)
    for run in instance.store.runs.recent(account_id, state="waiting", limit=100_000):
        running.segment(_at_once, run.id, run.segment)


def _at_once(_name: str, step: Callable[..., Any], *arguments: Any) -> Any:
    return step(*arguments)


def until(
    is_true: Callable[[], object],
    what: str,
    patience_s: float = _PATIENCE_S,
    look_every_s: float = 0.1,
) -> None:
    """Wait for something; raises AssertionError when it does not come.

    It looks more and more seldom, up to `look_every_s`: a look takes time from what it waits for.
    """
    end, pause_s = time.monotonic() + patience_s, _FIRST_PAUSE_S
    while not is_true():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(pause_s)
        pause_s = min(pause_s * 1.25, look_every_s)


def until_quiet(instance: Instance, account_id: str = "") -> None:
    """Wait until nothing is due for an account, the owner's unless another is named."""
    whose = account_id or instance.owner().id
    until(lambda: instance.store.runs.due(whose) == 0, "the end of all runs")
