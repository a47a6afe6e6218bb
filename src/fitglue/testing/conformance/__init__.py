"""What every plugin promises, as checks that anybody's plugin can be held against.

Each kind has a table of promises: a sentence, and a function that raises AssertionError when the
promise is broken. Our own tests run every promise on every registered plugin.
"""


def expect(kept: object, promise: str) -> None:
    """Raise AssertionError, naming the promise, when it was not kept."""
    if not kept:
        raise AssertionError(promise)
