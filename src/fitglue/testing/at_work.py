"""An installation at work, inside a test's own process."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from fitglue.instance import Instance
from fitglue.pipeline.executor import Executor
from fitglue.worker import executor_of

_PATIENCE_S = 60.0


@contextmanager
def working(instance: Instance) -> Generator[Executor]:
    """Work on an installation's jobs during the block."""
    executor = executor_of(instance)
    executor.start()
    try:
        yield executor
    finally:
        executor.stop()


def until(is_true: Callable[[], object], what: str, patience_s: float = _PATIENCE_S) -> None:
    """Wait for something; raises AssertionError when it does not come."""
    end = time.monotonic() + patience_s
    while not is_true():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.02)


def until_quiet(instance: Instance, account_id: str = "") -> None:
    """Wait until nothing is due for an account, the owner's unless another is named."""
    whose = account_id or instance.owner().id
    until(lambda: instance.store.runs.due(whose) == 0, "the end of all runs")
