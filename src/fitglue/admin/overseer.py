"""An admin who does something to the server or to somebody's account."""

from dataclasses import dataclass

from fitglue.domain.audit import Event
from fitglue.domain.errors import Gone
from fitglue.domain.visit import Visit
from fitglue.instance import Instance
from fitglue.store.accounts import Account


@dataclass(frozen=True, slots=True)
class Overseer:
    """Which admin acts, and from where. Whoever makes one has checked that they are an admin."""

    instance: Instance
    account_id: str
    visit: Visit

    def note(self, event: Event, about: str | None = None, **details: str) -> None:
        """Tell the audit log; `about` is whose account it happened to, if to anybody's."""
        self.instance.store.audit.note(
            event, account_id=about, by=self.account_id, visit=self.visit, **details
        )

    def account(self, account_id: str) -> Account:
        """Give somebody's account. Raises Gone."""
        found = self.instance.store.accounts.find(account_id)
        if found is None:
            raise Gone("There is no such account.")
        return found
