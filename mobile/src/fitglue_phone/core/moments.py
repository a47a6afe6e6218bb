"""Moments of the app's life at which it may be killed, named where they pass.

Nothing watches them on a phone. Tests do, to kill the process there.
"""

from collections.abc import Callable

_watching: list[Callable[[str], None]] = []


def passes(moment: str) -> None:
    """Let a moment pass."""
    for told in _watching:
        told(moment)


def watch(told: Callable[[str], None]) -> None:
    """Have every moment told from now on."""
    _watching.append(told)
