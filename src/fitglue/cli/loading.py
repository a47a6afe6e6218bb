"""Importing much at once, as a command does that stays for long."""

import gc
from collections.abc import Generator
from contextlib import contextmanager

# Objects. Each workout makes tens of thousands that go away by themselves: Python's own 700 would
# look for garbage among them all the time, a tenth of the work.
_LOOK_AFTER = 20_000


@contextmanager
def loading() -> Generator[None]:
    """Import without looking for garbage: among so much that stays, that takes a fifth of it."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # what is loaded by now stays, and need not be looked through again
        gc.set_threshold(_LOOK_AFTER)
        gc.enable()
