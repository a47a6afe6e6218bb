"""A person's connection to a service, whether it works, and what is fetched through it."""

from enum import StrEnum

from fitglue.domain.errors import NeedsUser


class ConnectionState(StrEnum):
    """The states of a connection. Only `connected` asks the service anything.

    `begun` is one whose owner has not come back from the service yet.
    """

    BEGUN = "begun"
    CONNECTED = "connected"
    NEEDS_YOU = "needs_you"
    PAUSED = "paused"


class HistoryState(StrEnum):
    """The states of a history import; the last two are its ends."""

    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"


def stopped(
    name: str, state: ConnectionState | None, why: str = "", next_step: str = ""
) -> NeedsUser:
    """Say why the connection to a service asks nothing; without a state there is none."""
    if state is None:
        return NeedsUser(f"{name} is not connected.", "Press “Connect” under Connections.")
    if state is ConnectionState.PAUSED:
        return NeedsUser(f"{name} is paused.", "Press “Go on” under Connections.")
    return NeedsUser(why or f"{name} is not connected yet.", next_step or "Press “Connect again”.")
