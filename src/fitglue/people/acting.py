"""Somebody signed in who does something to what is theirs."""

from dataclasses import dataclass

from fitglue.domain.audit import Event
from fitglue.domain.visit import Visit
from fitglue.instance import Instance
from fitglue.store.accounts import Account


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, where, and from where."""

    instance: Instance
    account: Account
    visit: Visit

    def note(self, event: Event, **details: str) -> None:
        """Tell the audit log that they did something to their own account."""
        own = self.account.id
        self.instance.store.audit.note(event, account_id=own, by=own, visit=self.visit, **details)
