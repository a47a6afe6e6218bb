"""Deletes what was read under a service's terms: in time, on its deletion there, on disconnecting.

Whatever is deleted here is deleted for good, and can be read anew.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fitglue import registry
from fitglue.domain.audit import Event
from fitglue.domain.plugins import PluginKind

if TYPE_CHECKING:
    from fitglue.domain.terms import Terms
    from fitglue.store import Store

_NOTED_EVERY = timedelta(days=1)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Expiring:
    """Deletes for everybody, by the clock, and for one person when they disconnect."""

    store: "Store"

    def expire(self) -> int:
        """Delete what was kept for as long as its terms allow, or could not be checked for long.

        Gives the number of versions of recordings.
        """
        number = 0
        for source_id, terms in _with_terms():
            self._forget_unread(source_id, terms)
            for account_id in self.store.recordings.accounts(source_id):
                number += self._expire(account_id, source_id, terms)
        return number

    def forget(self, account_id: str, service_id: str) -> int:
        """Delete at once what was read from a service that a person disconnected."""
        number = 0
        for source_id in sorted(registry.through(service_id, PluginKind.SOURCE)):
            if source_id in registry.staying():
                number += self._erase_until(account_id, source_id, datetime.now(UTC))
        return number

    def _forget_unread(self, source_id: str, terms: "Terms") -> None:
        """Delete the bytes of what was set aside: nobody looks whether it is still there."""
        until = datetime.now(UTC) - terms.unchecked_for
        with self.store.transactions.writing("forget what was set aside") as session:
            blobs = self.store.asides.forget_bytes(session, source_id, until)
            session.flush()
            self.store.erasing.let_go(session, blobs)

    def _expire(self, account_id: str, source_id: str, terms: "Terms") -> int:
        now = datetime.now(UTC)
        checked_at = self.store.polls.asked_at(account_id, source_id)
        unchecked = now - terms.unchecked_for
        is_checked = checked_at is not None and checked_at > unchecked
        return self._erase_until(
            account_id, source_id, now - terms.kept_for if is_checked else unchecked
        )

    def _erase_until(self, account_id: str, source_id: str, until: datetime) -> int:
        with self.store.intake() as intake:
            self.store.sync.lock(intake.session, account_id)
            rows = self.store.recordings.received(intake.session, account_id, source_id, until)
            self.store.erasing.erase(intake.session, rows)
        if rows:
            log.info("what may not be kept was deleted", extra={"recordings": len(rows)})
            self._note(account_id, source_id)
        return len(rows)

    def _note(self, account_id: str, source_id: str) -> None:
        """Tell its owner, once a day: what goes by the hour would hide all else there."""
        lately = datetime.now(UTC) - _NOTED_EVERY
        told = self.store.audit.of_account(account_id)
        if not any(row.event == Event.READ_AND_GONE and row.at > lately for row in told):
            name = registry.of_kind(PluginKind.SOURCE)[source_id].about.name
            self.store.audit.note(Event.READ_AND_GONE, account_id=account_id, name=name)


def _with_terms() -> list[tuple[str, "Terms"]]:
    found = registry.of_kind(PluginKind.SOURCE).items()
    return [(name, one.about.terms) for name, one in found if one.about.terms is not None]
