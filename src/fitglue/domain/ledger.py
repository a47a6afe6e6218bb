"""What became of an activity at a target."""

from dataclasses import dataclass
from enum import StrEnum

from fitglue.domain.errors import Delivery, NeedsUser, Transient, Unknown
from fitglue.domain.plugins import Receipt


class DeliveryState(StrEnum):
    """The states of a delivery. Only `sent` carries the target's id and link."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    NEEDS_YOU = "needs_you"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Settled:
    """How one try to deliver ended: with the target's receipt, or with an error."""

    delivery_id: str
    outcome: Receipt | Delivery

    @property
    def state(self) -> DeliveryState:
        """Give the state that this outcome leads to."""
        match self.outcome:
            case Receipt():
                return DeliveryState.SENT
            case Transient():
                return DeliveryState.WAITING
            case NeedsUser():
                return DeliveryState.NEEDS_YOU
            case Unknown():
                return DeliveryState.UNKNOWN
            case _:
                return DeliveryState.REFUSED
