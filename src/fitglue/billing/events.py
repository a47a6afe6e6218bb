"""What follows from an event of Stripe's.

Events come in any order, late, and more than once. So an event only says where to look: what counts
is the subscription as Stripe has it now, and each event is acted on once.
"""

from dataclasses import dataclass

import msgspec

from fitglue.billing.stripe import ACCOUNT, Stripe, Subscription
from fitglue.domain.errors import Refused, Transient
from fitglue.domain.shape import Shape
from fitglue.domain.tiers import Tier
from fitglue.pipeline.releasing import Releasing
from fitglue.store import Store

_PAID = "checkout.session.completed"
_CHANGES = {
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
}
_TRIES = 5


class About(msgspec.Struct, frozen=True):
    """What an event is about: a checkout session, or a subscription."""

    id: str = ""
    customer: str | None = None
    subscription: str | None = None
    client_reference_id: str | None = None
    metadata: dict[str, str] | None = None


class Contents(msgspec.Struct, frozen=True):
    """Stripe's envelope."""

    object: About


class Event(msgspec.Struct, frozen=True):
    """An event as Stripe sends it, as far as we read it."""

    id: str
    type: str
    data: Contents

    @property
    def subscription(self) -> str:
        """Give the subscription that it is about; empty when it is about none."""
        if self.type == _PAID:
            return self.data.object.subscription or ""
        return self.data.object.id if self.type in _CHANGES else ""

    @property
    def account(self) -> str:
        """Give the account that we named at the checkout."""
        about = self.data.object
        return about.client_reference_id or (about.metadata or {}).get(ACCOUNT, "")


@dataclass(frozen=True, slots=True)
class Events:
    """Acts on events."""

    store: Store
    releasing: Releasing
    stripe: Stripe

    def take(self, event: Event) -> str:
        """Bring a person's tier up to date, and say what was done. Raises Transient."""
        if not event.subscription:
            return "nothing to do"
        if self.store.billing.has_event(event.id):
            return "known"
        whose = self.store.billing.whose(event.account, event.data.object.customer or "")
        if whose is None:
            return "nobody here"
        for _ in range(_TRIES):
            seen = self._changes(whose)
            subscription = self.stripe.subscription(event.subscription)
            if self._write(event.id, whose, seen, subscription):
                return "done"
        raise Transient("Too much happens at once.", "Try again in a minute.")

    def _changes(self, account_id: str) -> int:
        row = self.store.billing.tier(account_id)
        return row.changes if row is not None else 0

    def _write(self, event_id: str, whose: str, seen: int, subscription: Subscription) -> bool:
        """Write what Stripe said; false when something was written since it was asked."""
        trial_days = self.releasing.admission.rules.trial_days
        with self.store.transactions.writing("an event of Stripe's") as session:
            row = self.store.tiers.locked(session, whose, trial_days)
            if row.changes != seen:
                return False
            if not self.store.billing.note_event(session, event_id):
                return True
            row.stripe_customer = subscription.customer
            if subscription.is_paid:
                row.stripe_subscription = subscription.id
                self.releasing.change(session, row, Tier.ATHLETE)
            elif row.stripe_subscription == subscription.id:  # not an older one that ended, too
                row.stripe_subscription = ""
                self.releasing.change(session, row, Tier.HOBBYIST)
            return True


_EVENT = Shape(Event)


def event_of(body: bytes) -> Event:
    """Read an event. Raises Refused."""
    try:
        return _EVENT.from_json(body)
    except msgspec.DecodeError as problem:
        raise Refused("This is no event of Stripe's.", "Look at what was sent.") from problem
