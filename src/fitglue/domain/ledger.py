"""What became of an activity at a target."""

from dataclasses import dataclass
from enum import StrEnum

from fitglue.domain.errors import Delivery, NeedsUser, Transient, Unknown, Withdrawn
from fitglue.domain.plugins import Receipt


class DeliveryState(StrEnum):
    """The states of a delivery. Only `sent` carries the target's id and link.

    `sending` is written before the bytes leave. Who finds it there after a crash makes it
    `unknown`, and only the target's own word leads out of that.

    What a person wants to have deleted at the target is `deleting` until the target said that it
    is gone. Deleting twice is deleting once, so who finds it there after a crash goes on.

    What a person took back is `withdrawn`, and no run sends it again: only that person does.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    NEEDS_YOU = "needs_you"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    DELETING = "deleting"
    DELETED = "deleted"
    WITHDRAWN = "withdrawn"


OPEN = (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.UNKNOWN)
AT_THE_TARGET = (DeliveryState.SENT, DeliveryState.DELETING)
IN_FLIGHT = (DeliveryState.SENDING, DeliveryState.UNKNOWN)


def led_to(outcome: Receipt | Delivery) -> DeliveryState:
    """Give the state that a try leads to: the target's receipt, or an error."""
    match outcome:
        case Receipt():
            return DeliveryState.SENT
        case Transient():
            return DeliveryState.WAITING
        case NeedsUser():
            return DeliveryState.NEEDS_YOU
        case Unknown():
            return DeliveryState.UNKNOWN
        case Withdrawn():
            return DeliveryState.WITHDRAWN
        case _:
            return DeliveryState.REFUSED


@dataclass(frozen=True, slots=True)
class Retry:
    """When to try again, in seconds from now."""

    after_s: float
